/*
 * The figures of the I/O experiment.
 */
#include "io_study.h"

#include <string.h>

const struct rle127_contender *rle127_find_io_case(const struct rle127_io_group *group,
                                                   enum rle127_io_way way, bool has_clock)
{
    for (size_t i = 0; i < group->n_cases; i++) {
        const struct rle127_io_case *const c = &group->cases[i];
        if (c->way == way && !!c->clock == has_clock && !c->scope->is_single && !c->is_durable)
            return &group->contenders[i];
    }
    return NULL;
}

const struct rle127_contender *rle127_find_io_twin(const struct rle127_io_group *group,
                                                   const struct rle127_io_case *c)
{
    for (size_t i = 0; i < group->n_cases; i++) {
        const struct rle127_io_case *const other = &group->cases[i];
        if (c->clock && !other->clock && other->way == c->way && other->scope == c->scope &&
            other->is_durable == c->is_durable)
            return &group->contenders[i];
    }
    return NULL;
}

static struct rle127_summary summarize(const struct rle127_contender *contender)
{
    return rle127_summarize_samples(contender->samples, contender->n_samples);
}

static void add_share_facts(struct rle127_facts *facts, const struct rle127_io_case *c)
{
    static const char *const names[RLE127_TIME_PARTS] = {
        "share_coding", "share_reading",          "share_writing",          "share_files",
        "share_pool",   "share_waiting_for_disk", "share_waiting_otherwise"};
    for (int part = 0; part < RLE127_TIME_PARTS; part++)
        rle127_add_fact(facts, names[part], rle127_find_io_part(c, part).mean);
    rle127_add_fact(facts, "file_workers", c->shares[c->n_shares - 1].n_workers);
    rle127_add_fact(facts, "counted_calls", c->shares[c->n_shares - 1].n_calls);
}

static void add_measurement(struct rle127_section *section, const struct rle127_io_group *group,
                            size_t index)
{
    const struct rle127_io_case *const c = &group->cases[index];
    const struct rle127_contender *const contender = &group->contenders[index];
    const struct rle127_contender *const twin = rle127_find_io_twin(group, c);
    struct rle127_measurement *const measurement =
        rle127_add_measurement(section, c->name, contender->samples, contender->n_samples, true);
    struct rle127_facts *const facts = &measurement->facts;
    rle127_add_text_fact(facts, "direction",
                         c->scope->is_decompression ? "decompress" : "compress");
    rle127_add_text_fact(facts, "cache", c->is_cold ? "cold" : "warm");
    rle127_add_text_fact(facts, "input", c->scope->is_single ? "one file" : "directory");
    rle127_add_text_fact(facts, "by", rle127_io_way_name(c->way));
    rle127_add_text_fact(facts, "durable", c->is_durable ? "batch" : "no");
    rle127_add_text_fact(facts, "clock", c->clock ? "on" : "off");
    if (c->clock && c->n_shares)
        add_share_facts(facts, c);
    if (twin && summarize(twin).min > 0)
        rle127_add_fact(facts, "times_without_clock",
                        summarize(contender).min / summarize(twin).min);
}

/* Columns 0 to 3 of both tables. */
static struct rle127_row_of_cells *add_row(struct rle127_table *table,
                                           const struct rle127_io_case *c)
{
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    rle127_set_cell(table, row, 0, "%s", c->scope->is_decompression ? "decompress" : "compress");
    rle127_set_cell(table, row, 1, "%s", c->is_cold ? "cold" : "warm");
    rle127_set_cell(table, row, 2, "%s", c->scope->is_single ? "one file" : "directory");
    if (c->way == RLE127_IO_THREADS || c->way == RLE127_IO_PROCESSES)
        rle127_set_cell(table, row, 3, "%s %u%s", rle127_io_way_name(c->way), c->n_workers,
                        c->is_durable ? ", durable" : "");
    else
        rle127_set_cell(table, row, 3, "%s", rle127_io_way_name(c->way));
    return row;
}

static void add_shares(struct rle127_table *table, const struct rle127_io_case *c)
{
    struct rle127_row_of_cells *const row = add_row(table, c);
    for (int part = 0; part < RLE127_TIME_PARTS; part++)
        rle127_set_cell(table, row, 4 + (size_t)part, "%.1f",
                        100 * rle127_find_io_part(c, part).mean);
}

static void add_times(struct rle127_table *table, const struct rle127_contender *contender,
                      double serial_seconds, double packed_bytes)
{
    const struct rle127_io_case *const c = contender->subject;
    const struct rle127_summary time = summarize(contender);
    const struct rle127_usage usage =
        rle127_summarize_usage(contender->samples, contender->n_samples);
    struct rle127_row_of_cells *const row = add_row(table, c);
    rle127_set_cell(table, row, 4, "%.2f", 1e3 * time.median);
    rle127_set_cell(table, row, 5, "%.2f to %.2f", 1e3 * time.low, 1e3 * time.high);
    rle127_set_cell(table, row, 6, "%.2f", 1e3 * (usage.user_seconds + usage.system_seconds));
    if (c->scope->is_single || time.median <= 0)
        return;
    rle127_set_cell(table, row, 7, "%.0f", packed_bytes / 1e6 / time.median);
    rle127_set_cell(table, row, 8, "%.2f", serial_seconds / time.median);
}

static bool is_faster(const struct rle127_contender *a, const struct rle127_contender *b)
{
    return summarize(a).high < summarize(b).low;
}

/* Of those without a clock that convert the directory, by intervals; the number of all where there
 * is none. */
static size_t find_best(const struct rle127_io_group *group)
{
    for (size_t i = 0; i < group->n_cases; i++) {
        bool is_best = !group->cases[i].clock && !group->cases[i].scope->is_single;
        for (size_t j = 0; j < group->n_cases && is_best; j++)
            is_best = j == i || group->cases[j].clock || group->cases[j].scope->is_single ||
                      is_faster(&group->contenders[i], &group->contenders[j]);
        if (is_best)
            return i;
    }
    return group->n_cases;
}

static void add_group_times(struct rle127_table *table, const struct rle127_io_group *group,
                            double packed_bytes)
{
    const struct rle127_contender *const serial =
        rle127_find_io_case(group, RLE127_IO_SERIAL, false);
    const size_t best = find_best(group);
    for (size_t i = 0; i < group->n_cases; i++) {
        if (group->cases[i].clock)
            continue;
        add_times(table, &group->contenders[i], summarize(serial).median, packed_bytes);
        if (i == best && table->n_rows)
            table->rows[table->n_rows - 1]->is_best = true;
    }
}

void rle127_add_io_tables(struct rle127_section *section, const struct rle127_io_study *study,
                          double packed_bytes)
{
    static const char *const share_headings[] = {"<work",    "<cache",    "<input",    "<by",
                                                 "coding %", "reading %", "writing %", "files %",
                                                 "pool %",   "disk %",    "idle %"};
    static const char *const time_headings[] = {
        "<work", "<cache", "<input", "<by", "ms", "95 % interval", "CPU ms", "MB/s", "x serial"};
    struct rle127_table *const shares =
        rle127_add_table(section, "What workers spend their time on", share_headings,
                         sizeof share_headings / sizeof share_headings[0]);
    struct rle127_table *const times =
        rle127_add_table(section, "Pools, and one thread that overlaps", time_headings,
                         sizeof time_headings / sizeof time_headings[0]);
    for (int i = 0; i < 4; i++) {
        const struct rle127_io_group *const group = &study->groups[i / 2][i % 2];
        if (!group->is_measured)
            continue;
        for (size_t j = 0; j < group->n_cases; j++) {
            add_measurement(section, group, j);
            if (group->cases[j].clock)
                add_shares(shares, &group->cases[j]);
        }
        add_group_times(times, group, packed_bytes);
    }
}
