/*
 * Tables and charts of whole commands: cp is the first row, and the measure of all others.
 */
#include "files_report.h"

#include <stdio.h>

#include "../report/cells.h"

#define CALL_BYTES 256

static void add_facts(struct rle127_facts *facts, const struct rle127_file_subjects *subjects,
                      size_t page, size_t peer, const struct rle127_file_subject *subject)
{
    const struct rle127_bitmap *const bitmap = rle127_file_page_bitmap(subject->page);
    char call[CALL_BYTES];
    rle127_print_peer_call(subject->found->peer, subject->direction, call, sizeof call);
    rle127_add_text_fact(facts, "command", call);
    rle127_add_text_fact(facts, "direction", rle127_direction_name(subject->direction));
    rle127_add_text_fact(facts, "image", subject->page->name);
    rle127_add_fact(facts, "width", bitmap->width);
    rle127_add_fact(facts, "height", bitmap->height);
    rle127_add_fact(facts, "pbm_bytes", subject->page->pbm_bytes);
    rle127_add_fact(facts, "coded_bytes", subject->coded_bytes);
    rle127_add_fact(facts, "size_ratio", rle127_file_size_ratio(subject));
    rle127_add_fact(facts, "times_cp",
                    rle127_file_time_ratio(subjects, page, subject->direction, peer));
    rle127_add_fact(facts, "gb_per_second",
                    1e-9 * subject->page->pbm_bytes / subject->measurement->seconds.median);
}

void rle127_report_file_measurements(struct rle127_section *section,
                                     struct rle127_file_subjects *subjects)
{
    const size_t n_peers = subjects->peers->n_found;
    for (size_t i = 0; i < subjects->n; i++) {
        struct rle127_measurement *const measurement =
            rle127_add_measurement(section, subjects->all[i].name, subjects->contenders[i].samples,
                                   subjects->contenders[i].n_samples, true);
        subjects->all[i].measurement = measurement;
        /* cp comes first of its page and direction, so that it is there for the ratio */
        add_facts(&measurement->facts, subjects, i / n_peers / RLE127_BOTH_DIRECTIONS, i % n_peers,
                  &subjects->all[i]);
    }
}

enum column { COMMAND, BYTES, SIZE, MEDIAN, INTERVAL, TIME, SPEED, CPU, N_COLUMNS };

static const char *const headings[] = {"<command", "coded bytes", "x PBM", RLE127_TIME_HEADINGS,
                                       "x cp",     "GB/s",        "CPU ms"};
_Static_assert(sizeof headings / sizeof headings[0] == N_COLUMNS, "each column has a heading");

static void fill_row(struct rle127_table *table, struct rle127_row_of_cells *row,
                     const struct rle127_file_subject *subject, double time_ratio)
{
    const struct rle127_summary *const seconds = &subject->measurement->seconds;
    const struct rle127_usage *const usage = &subject->measurement->usage;
    rle127_set_cell(table, row, COMMAND, "%s", subject->found->peer->names[subject->direction]);
    rle127_set_cell(table, row, BYTES, "%.0f", subject->coded_bytes);
    rle127_set_figure(table, row, SIZE, rle127_file_size_ratio(subject));
    rle127_set_times(table, row, MEDIAN, seconds);
    rle127_set_figure(table, row, TIME, time_ratio);
    rle127_set_figure(table, row, SPEED, 1e-9 * subject->page->pbm_bytes / seconds->median);
    rle127_set_figure(table, row, CPU, 1e3 * (usage->user_seconds + usage->system_seconds));
}

/* Its rows are in the order of peers. The fastest is emphasized, cp apart. */
static void add_page_table(struct rle127_section *section,
                           const struct rle127_file_subjects *subjects, size_t page,
                           enum rle127_coding_direction direction)
{
    const struct rle127_bitmap *const bitmap = rle127_file_page_bitmap(&subjects->pages->all[page]);
    const char *const title = rle127_make_text(
        section->memory, "%s: %s, %u x %u pixels, %.0f bytes as PBM",
        rle127_direction_title(direction), subjects->pages->all[page].name, (unsigned)bitmap->width,
        (unsigned)bitmap->height, subjects->pages->all[page].pbm_bytes);
    struct rle127_table *const table = rle127_add_table(section, title, headings, N_COLUMNS);
    struct rle127_row_of_cells *best = NULL;
    double best_ratio = 0;
    for (size_t peer = 0; peer < subjects->peers->n_found; peer++) {
        struct rle127_row_of_cells *const row = rle127_add_row(table);
        const double ratio = rle127_file_time_ratio(subjects, page, direction, peer);
        fill_row(table, row, rle127_find_file_subject(subjects, page, direction, peer), ratio);
        if (peer != RLE127_PEER_COPY && (!best || ratio < best_ratio)) {
            best = row;
            best_ratio = ratio;
        }
    }
    if (best)
        best->is_best = true;
}

static void add_summary(struct rle127_section *section, const struct rle127_file_subjects *subjects)
{
    static const char *const means[] = {"<command", "coded x PBM", "compress x cp",
                                        "decompress x cp"};
    const char *const title =
        rle127_make_text(section->memory, "Size and time, geometric means of %zu image%s",
                         subjects->pages->n, subjects->pages->n == 1 ? "" : "s");
    struct rle127_table *const table =
        rle127_add_table(section, title, means, sizeof means / sizeof means[0]);
    for (size_t peer = 0; peer < subjects->peers->n_found; peer++) {
        struct rle127_row_of_cells *const row = rle127_add_row(table);
        rle127_set_cell(table, row, 0, "%s",
                        subjects->peers->found[peer].peer->names[RLE127_THERE]);
        rle127_set_figure(table, row, 1, rle127_mean_file_size_ratio(subjects, peer));
        rle127_set_figure(table, row, 2, rle127_mean_file_time_ratio(subjects, RLE127_THERE, peer));
        rle127_set_figure(table, row, 3, rle127_mean_file_time_ratio(subjects, RLE127_BACK, peer));
    }
}

void rle127_report_file_tables(struct rle127_section *section,
                               const struct rle127_file_subjects *subjects)
{
    for (int direction = 0; direction < RLE127_BOTH_DIRECTIONS; direction++)
        for (size_t page = 0; page < subjects->pages->n; page++)
            add_page_table(section, subjects, page, (enum rle127_coding_direction)direction);
    add_summary(section, subjects);
}

static const char *const family_names[RLE127_N_FAMILIES] = {"copy", "rle127", "for any bytes",
                                                            "for images of 1 bit a pixel"};

static void add_point(struct rle127_series *series, double time, double size, const char *label)
{
    char text[64];
    snprintf(text, sizeof text, "%.2f x cp, %.3f x the PBM", time, size);
    rle127_add_point(series, time, size, size, size, label, text);
}

static void add_family(struct rle127_chart *chart, const struct rle127_file_subjects *subjects,
                       size_t page, enum rle127_coding_direction direction,
                       enum rle127_peer_family family)
{
    struct rle127_series *series = NULL;
    for (size_t peer = 0; peer < subjects->peers->n_found; peer++) {
        const struct rle127_peer *const kind = subjects->peers->found[peer].peer;
        if (kind->family != family)
            continue;
        if (!series)
            series = rle127_add_series(chart, family_names[family]);
        add_point(series, rle127_file_time_ratio(subjects, page, direction, peer),
                  rle127_file_size_ratio(rle127_find_file_subject(subjects, page, direction, peer)),
                  kind->names[direction]);
    }
}

/* The user's images have no names that could be part of an id. */
static const char *make_chart_id(struct rle127_section *section,
                                 const struct rle127_file_subjects *subjects, size_t page,
                                 enum rle127_coding_direction direction)
{
    const char *const name = rle127_direction_name(direction);
    return subjects->pages->are_drawn
               ? rle127_make_text(section->memory, "files-%s-%s", name,
                                  subjects->pages->all[page].name)
               : rle127_make_text(section->memory, "files-%s-%zu", name, page + 1);
}

static void add_chart(struct rle127_section *section, const struct rle127_file_subjects *subjects,
                      size_t page, enum rle127_coding_direction direction)
{
    struct rle127_chart *const chart = rle127_add_chart(
        section, RLE127_CHART_POINTS, make_chart_id(section, subjects, page, direction),
        rle127_make_text(section->memory, "%s: size against time, %s",
                         rle127_direction_title(direction), subjects->pages->all[page].name));
    chart->x_name = "time of the whole command, x cp";
    chart->y_name = "coded file, x PBM";
    chart->is_log_x = chart->is_log_y = true;
    for (int family = 0; family < RLE127_N_FAMILIES; family++)
        add_family(chart, subjects, page, direction, (enum rle127_peer_family)family);
}

/* One for each page: a mean would hide which pages grow. */
void rle127_report_file_charts(struct rle127_section *section,
                               const struct rle127_file_subjects *subjects)
{
    for (int direction = 0; direction < RLE127_BOTH_DIRECTIONS; direction++)
        for (size_t page = 0; page < subjects->pages->n; page++)
            add_chart(section, subjects, page, (enum rle127_coding_direction)direction);
}
