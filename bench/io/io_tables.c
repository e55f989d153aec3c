/*
 * The figures of the I/O experiment.
 */
#include "io_results.h"

#include <string.h>

const struct rle127_contender *rle127_find_io_contender(const struct rle127_io_contest *contest,
                                                        enum rle127_io_way way, bool has_clock)
{
    for (size_t i = 0; i < contest->n_subjects; i++) {
        const struct rle127_io_subject *const s = &contest->subjects[i];
        if (s->way == way && !!s->clock == has_clock && !s->input->is_single && !s->is_durable)
            return &contest->contenders[i];
    }
    return NULL;
}

const struct rle127_contender *rle127_find_io_twin(const struct rle127_io_contest *contest,
                                                   const struct rle127_io_subject *s)
{
    for (size_t i = 0; i < contest->n_subjects; i++) {
        const struct rle127_io_subject *const other = &contest->subjects[i];
        if (s->clock && !other->clock && other->way == s->way && other->input == s->input &&
            other->is_durable == s->is_durable)
            return &contest->contenders[i];
    }
    return NULL;
}

static struct rle127_summary summarize(const struct rle127_contender *contender)
{
    return rle127_summarize_samples(contender->samples, contender->n_samples);
}

static void add_share_facts(struct rle127_facts *facts, const struct rle127_io_subject *s)
{
    static const char *const names[RLE127_TIME_PARTS] = {
        "share_coding", "share_reading",          "share_writing",          "share_files",
        "share_pool",   "share_waiting_for_disk", "share_waiting_otherwise"};
    for (int part = 0; part < RLE127_TIME_PARTS; part++)
        rle127_add_fact(facts, names[part], rle127_find_io_part(s, part).mean);
    rle127_add_fact(facts, "file_workers", s->shares[s->n_shares - 1].n_workers);
    rle127_add_fact(facts, "counted_calls", s->shares[s->n_shares - 1].n_calls);
}

static void add_measurement(struct rle127_section *section, const struct rle127_io_contest *contest,
                            size_t index)
{
    const struct rle127_io_subject *const s = &contest->subjects[index];
    const struct rle127_contender *const contender = &contest->contenders[index];
    const struct rle127_contender *const twin = rle127_find_io_twin(contest, s);
    struct rle127_measurement *const measurement =
        rle127_add_measurement(section, s->name, contender->samples, contender->n_samples, true);
    struct rle127_facts *const facts = &measurement->facts;
    rle127_add_text_fact(facts, "direction",
                         s->input->is_decompression ? "decompress" : "compress");
    rle127_add_text_fact(facts, "cache", s->is_cold ? "cold" : "warm");
    rle127_add_text_fact(facts, "input", s->input->is_single ? "one file" : "directory");
    rle127_add_text_fact(facts, "by", rle127_io_way_name(s->way));
    rle127_add_text_fact(facts, "durable", s->is_durable ? "batch" : "no");
    rle127_add_text_fact(facts, "clock", s->clock ? "on" : "off");
    if (s->clock && s->n_shares)
        add_share_facts(facts, s);
    if (twin && summarize(twin).min > 0)
        rle127_add_fact(facts, "times_without_clock",
                        summarize(contender).min / summarize(twin).min);
}

/* Columns 0 to 3 of both tables. */
static struct rle127_row_of_cells *add_row(struct rle127_table *table,
                                           const struct rle127_io_subject *s)
{
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    rle127_set_cell(table, row, 0, "%s", s->input->is_decompression ? "decompress" : "compress");
    rle127_set_cell(table, row, 1, "%s", s->is_cold ? "cold" : "warm");
    rle127_set_cell(table, row, 2, "%s", s->input->is_single ? "one file" : "directory");
    if (s->way == RLE127_IO_THREADS || s->way == RLE127_IO_PROCESSES)
        rle127_set_cell(table, row, 3, "%s %u%s", rle127_io_way_name(s->way), s->n_workers,
                        s->is_durable ? ", durable" : "");
    else
        rle127_set_cell(table, row, 3, "%s", rle127_io_way_name(s->way));
    return row;
}

static void add_shares(struct rle127_table *table, const struct rle127_io_subject *s)
{
    struct rle127_row_of_cells *const row = add_row(table, s);
    for (int part = 0; part < RLE127_TIME_PARTS; part++)
        rle127_set_cell(table, row, 4 + (size_t)part, "%.1f",
                        100 * rle127_find_io_part(s, part).mean);
}

static void add_times(struct rle127_table *table, const struct rle127_contender *contender,
                      double serial_seconds, double packed_bytes)
{
    const struct rle127_io_subject *const s = contender->subject;
    const struct rle127_summary time = summarize(contender);
    const struct rle127_usage usage =
        rle127_summarize_usage(contender->samples, contender->n_samples);
    struct rle127_row_of_cells *const row = add_row(table, s);
    rle127_set_cell(table, row, 4, "%.2f", 1e3 * time.median);
    rle127_set_cell(table, row, 5, "%.2f to %.2f", 1e3 * time.low, 1e3 * time.high);
    rle127_set_cell(table, row, 6, "%.2f", 1e3 * (usage.user_seconds + usage.system_seconds));
    if (s->input->is_single || time.median <= 0)
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
static size_t find_best(const struct rle127_io_contest *contest)
{
    for (size_t i = 0; i < contest->n_subjects; i++) {
        bool is_best = !contest->subjects[i].clock && !contest->subjects[i].input->is_single;
        for (size_t j = 0; j < contest->n_subjects && is_best; j++)
            is_best = j == i || contest->subjects[j].clock ||
                      contest->subjects[j].input->is_single ||
                      is_faster(&contest->contenders[i], &contest->contenders[j]);
        if (is_best)
            return i;
    }
    return contest->n_subjects;
}

static void add_contest_times(struct rle127_table *table, const struct rle127_io_contest *contest,
                              double packed_bytes)
{
    const struct rle127_contender *const serial =
        rle127_find_io_contender(contest, RLE127_IO_SERIAL, false);
    const size_t best = find_best(contest);
    for (size_t i = 0; i < contest->n_subjects; i++) {
        if (contest->subjects[i].clock)
            continue;
        add_times(table, &contest->contenders[i], summarize(serial).median, packed_bytes);
        if (i == best && table->n_rows)
            table->rows[table->n_rows - 1]->is_best = true;
    }
}

void rle127_add_io_tables(struct rle127_section *section, const struct rle127_io_results *results,
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
        const struct rle127_io_contest *const contest = &results->contests[i / 2][i % 2];
        if (!contest->is_measured)
            continue;
        for (size_t j = 0; j < contest->n_subjects; j++) {
            add_measurement(section, contest, j);
            if (contest->subjects[j].clock)
                add_shares(shares, &contest->subjects[j]);
        }
        add_contest_times(times, contest, packed_bytes);
    }
}
