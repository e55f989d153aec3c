/*
 * JSON by jansson. A NULL of one of its functions (no memory) makes the next one give NULL or fail
 * too, so that only the whole is asked.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "kernels_report.h"

/* What is not UTF-8, in a file's name for instance, loses all that is not ASCII. */
static json_t *make_text(const char *text)
{
    json_t *string = json_string(text);
    char *const copy = string ? NULL : strdup(text);
    for (char *c = copy; c && *c; c++)
        *c = (unsigned char)*c < 0x80 ? *c : '?';
    if (copy)
        string = json_string(copy);
    free(copy);
    return string;
}

/* null where it was not measured. */
static json_t *make_figure(double number)
{
    return number > 0 ? json_real(number) : json_null();
}

static json_t *make_direction(const struct rle127_report *report, const struct rle127_trial *trial,
                              enum rle127_direction direction)
{
    const struct rle127_summary *const seconds = &trial->seconds[direction];
    json_t *const object =
        json_pack("{s:f, s:f, s:I, s:I}", "min_seconds", seconds->min, "median_seconds",
                  seconds->median, "samples", (json_int_t)seconds->n_samples, "repeats_a_sample",
                  (json_int_t)trial->n_repeats[direction]);
    for (int i = 0; i < RLE127_FIGURES; i++) {
        const enum rle127_figure figure = (enum rle127_figure)i;
        const double number = rle127_figure_of(report, trial, direction, figure);
        json_object_set_new(object, rle127_figure_name(figure), make_figure(number));
    }
    return object;
}

static json_t *make_trial(const struct rle127_report *report, const struct rle127_trial *trial)
{
    return json_pack("{s:o, s:s, s:I, s:f, s:o, s:o}", "workload", make_text(trial->workload->name),
                     "row", trial->row->name, "coded_bytes", (json_int_t)trial->coded_bytes,
                     "ratio", rle127_size_ratio(trial), "encode",
                     make_direction(report, trial, RLE127_ENCODE), "decode",
                     make_direction(report, trial, RLE127_DECODE));
}

static json_t *make_workload(const struct rle127_workload *workload)
{
    const struct rle127_bitmap *const page = &workload->slots->source;
    json_t *const object =
        json_pack("{s:o, s:s, s:I, s:I}", "name", make_text(workload->name), "kind",
                  rle127_workload_kind_name(workload->kind), "pages", (json_int_t)workload->n_slots,
                  "packed_bytes", (json_int_t)workload->packed_bytes);
    if (workload->kind != RLE127_LARGE_SET) {
        json_object_set_new(object, "width", json_integer(page->width));
        json_object_set_new(object, "height", json_integer(page->height));
    }
    return object;
}

static json_t *make_row(const struct rle127_row *row)
{
    return json_pack("{s:s, s:s?, s:s?, s:i}", "name", row->name, "library",
                     row->codec->version ? row->codec->version() : NULL, "level",
                     row->options.level, "threads", (int)row->options.threads);
}

static json_t *make_mean_direction(const struct rle127_report *report, size_t row,
                                   enum rle127_direction direction)
{
    json_t *const object = json_object();
    for (int i = RLE127_MEDIAN_SPEED; i < RLE127_CALL_US; i++) {
        const enum rle127_figure figure = (enum rle127_figure)i;
        const double number = rle127_mean_figure(report, row, direction, figure);
        json_object_set_new(object, rle127_figure_name(figure), make_figure(number));
    }
    return object;
}

static json_t *make_mean(const struct rle127_report *report, size_t row)
{
    return json_pack("{s:s, s:f, s:o, s:o}", "row", report->rows->rows[row].name, "ratio",
                     rle127_mean_size_ratio(report, row), "encode",
                     make_mean_direction(report, row, RLE127_ENCODE), "decode",
                     make_mean_direction(report, row, RLE127_DECODE));
}

static json_t *list_rows(const struct rle127_report *report)
{
    json_t *const list = json_array();
    for (size_t i = 0; i < report->rows->n_rows; i++)
        json_array_append_new(list, make_row(&report->rows->rows[i]));
    return list;
}

static json_t *list_workloads(const struct rle127_report *report)
{
    json_t *const list = json_array();
    for (size_t i = 0; i < report->n_workloads; i++)
        json_array_append_new(list, make_workload(&report->workloads[i]));
    return list;
}

static json_t *list_trials(const struct rle127_report *report)
{
    json_t *const list = json_array();
    for (size_t i = 0; i < report->rows->n_rows * report->n_workloads; i++)
        if (report->trials[i].is_timed)
            json_array_append_new(list, make_trial(report, &report->trials[i]));
    return list;
}

static json_t *list_means(const struct rle127_report *report)
{
    json_t *const list = json_array();
    for (size_t i = 0; i < report->rows->n_rows; i++)
        json_array_append_new(list, make_mean(report, i));
    return list;
}

static json_t *make_machine(const struct rle127_machine *machine)
{
    return json_pack("{s:o, s:i, s:o}", "cpu", make_text(machine->cpu), "cpus",
                     (int)machine->n_cpus, "system", make_text(machine->system));
}

bool rle127_print_json(FILE *file, const struct rle127_report *report)
{
    const struct rle127_machine *const machine = &report->machine;
    json_t *const whole = json_pack(
        "{s:s, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "version", RLE127_VERSION,
        "date", machine->date, "compiler", machine->compiler, "kind", "kernels", "openmp",
        (int)machine->has_openmp, "command", make_text(report->command), "machine",
        make_machine(machine), "rows", list_rows(report), "workloads", list_workloads(report),
        "results", list_trials(report), "geometric_means", list_means(report));
    if (!whole)
        return false;
    json_dumpf(whole, file, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
    putc('\n', file);
    json_decref(whole);
    return true;
}

bool rle127_can_print_json(void)
{
    return true;
}
