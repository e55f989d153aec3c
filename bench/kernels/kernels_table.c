/*
 * Tables for people. Speeds are of packed bytes, so that codecs with small and large files compare.
 */
#include <string.h>

#include "../../src/cli/messages.h"
#include "kernels_report.h"

#define NAME_WIDTH   19
#define FIGURE_WIDTH 8
#define CELL_BYTES   32

/* Of a workload's table: the figures up to this one; the others are for files. */
#define N_TABLE_FIGURES (RLE127_CALL_US + 1)

/* On an idle machine next to no median is so many times the shortest time. */
#define SWING          1.5
#define DOUBTFUL_SHARE 20 /* one of so many */

/* Three digits, four behind the point at the most; "-" where there is no figure. */
static void print_figure(FILE *file, double number)
{
    char cell[CELL_BYTES] = "-";
    const int places = number < 0.00995  ? 4
                       : number < 0.9995 ? 3
                       : number < 9.995  ? 2
                       : number < 99.95  ? 1
                                         : 0;
    if (number > 0)
        snprintf(cell, sizeof cell, "%.*f", places, number);
    fprintf(file, " %*s", FIGURE_WIDTH - 1, cell);
}

static void print_headings(FILE *file, const char *const *headings)
{
    for (size_t i = 0; headings[i]; i++)
        fprintf(file, " %*s", FIGURE_WIDTH - 1, headings[i]);
}

/* A line of titles, each over so many columns of figures. */
static void print_titles(FILE *file, int indent, const char *const *titles, int n_columns)
{
    fprintf(file, "%*s", indent, "");
    for (size_t i = 0; titles[i]; i++) {
        const int width = n_columns * FIGURE_WIDTH - 2, length = (int)strlen(titles[i]);
        const int left = (width - length) / 2 - 1, right = width - length - left - 2;
        fputs("  ", file);
        for (int j = 0; j < left; j++)
            putc('-', file);
        fprintf(file, " %s ", titles[i]);
        for (int j = 0; j < right; j++)
            putc('-', file);
    }
    putc('\n', file);
}

static void print_trial(FILE *file, const struct rle127_report *report,
                        const struct rle127_trial *trial)
{
    fprintf(file, "%-*s", NAME_WIDTH, trial->row->name);
    if (trial->is_timed)
        fprintf(file, " %10zu", trial->coded_bytes);
    else
        fprintf(file, " %10s", "-");
    print_figure(file, rle127_size_ratio(trial));
    for (int i = 0; i < RLE127_DIRECTIONS; i++)
        for (int j = 0; j < N_TABLE_FIGURES; j++)
            print_figure(file, rle127_figure_of(report, trial, (enum rle127_direction)i,
                                                (enum rle127_figure)j));
    putc('\n', file);
}

static void print_workload_name(FILE *file, const struct rle127_workload *workload)
{
    char escaped[RLE127_ESCAPED_BYTES];
    fprintf(file, "\n%s: ", rle127_escape(workload->name, escaped));
    if (workload->kind == RLE127_ONE_PAGE)
        fprintf(file, "%u x %u pixels, ", (unsigned)workload->slots->source.width,
                (unsigned)workload->slots->source.height);
    else
        fprintf(file, "%zu pages in turn, ", workload->n_slots);
    fprintf(file, "%zu bytes packed\n", workload->packed_bytes);
}

static void print_workload(FILE *file, const struct rle127_report *report, size_t workload)
{
    static const char *const titles[] = {"encode", "decode", NULL};
    static const char *const headings[] = {"GB/s", "median", "/memcpy", "/LZ4", "us/call", NULL};
    print_workload_name(file, &report->workloads[workload]);
    print_titles(file, NAME_WIDTH + 11 + FIGURE_WIDTH, titles, N_TABLE_FIGURES);
    fprintf(file, "%-*s %10s %*s", NAME_WIDTH, "", "bytes", FIGURE_WIDTH - 1, "/packed");
    for (int i = 0; i < RLE127_DIRECTIONS; i++)
        print_headings(file, headings);
    putc('\n', file);
    for (size_t i = 0; i < report->rows->n_rows; i++)
        print_trial(file, report, rle127_report_trial(report, i, workload));
}

static size_t find_set(const struct rle127_report *report)
{
    size_t i = 0;
    while (i < report->n_workloads && report->workloads[i].kind != RLE127_LARGE_SET)
        i++;
    return i;
}

static const enum rle127_figure mean_figures[] = {RLE127_MEDIAN_SPEED, RLE127_TIMES_MEMCPY,
                                                  RLE127_TIMES_LZ4};
#define N_MEAN_FIGURES (sizeof mean_figures / sizeof mean_figures[0])

static void print_mean_row(FILE *file, const struct rle127_report *report, size_t row, size_t set)
{
    fprintf(file, "%-*s", NAME_WIDTH, report->rows->rows[row].name);
    print_figure(file, rle127_mean_size_ratio(report, row));
    for (int i = 0; i < RLE127_DIRECTIONS; i++)
        for (size_t j = 0; j < N_MEAN_FIGURES; j++)
            print_figure(
                file, rle127_mean_figure(report, row, (enum rle127_direction)i, mean_figures[j]));
    for (int i = 0; i < RLE127_DIRECTIONS && set < report->n_workloads; i++)
        for (size_t j = 0; j < N_MEAN_FIGURES; j++)
            print_figure(file, rle127_figure_of(report, rle127_report_trial(report, row, set),
                                                (enum rle127_direction)i, mean_figures[j]));
    putc('\n', file);
}

static void print_means(FILE *file, const struct rle127_report *report)
{
    static const char *const titles[] = {"encode", "decode", "encode, set", "decode, set", NULL};
    static const char *const short_titles[] = {"encode", "decode", NULL};
    static const char *const headings[] = {"GB/s", "/memcpy", "/LZ4", NULL};
    const size_t set = find_set(report);
    const bool has_set = set < report->n_workloads;
    fprintf(file, "\nGeometric means of the pages%s\n",
            has_set ? ", each again and again, and beside them the set" : "");
    print_titles(file, NAME_WIDTH + FIGURE_WIDTH, has_set ? titles : short_titles, N_MEAN_FIGURES);
    fprintf(file, "%-*s %*s", NAME_WIDTH, "", FIGURE_WIDTH - 1, "/packed");
    for (int i = 0; i < (has_set ? 2 : 1) * RLE127_DIRECTIONS; i++)
        print_headings(file, headings);
    putc('\n', file);
    for (size_t i = 0; i < report->rows->n_rows; i++)
        print_mean_row(file, report, i, set);
}

/* Says so where many medians are far from the shortest times: something else was running. */
static void print_doubt(FILE *file, const struct rle127_report *report)
{
    size_t n_figures = 0, n_swinging = 0;
    for (size_t i = 0; i < report->rows->n_rows * report->n_workloads; i++) {
        for (int j = 0; j < RLE127_DIRECTIONS; j++) {
            const struct rle127_summary *const seconds = &report->trials[i].seconds[j];
            n_figures += seconds->n_samples > 0;
            n_swinging += seconds->median > SWING * seconds->min;
        }
    }
    if (n_swinging * DOUBTFUL_SHARE > n_figures)
        fprintf(file,
                "\nOf %zu medians %zu are more than %g times the shortest time: this machine was\n"
                "busy with something else. Rows with several threads suffer most.\n",
                n_figures, n_swinging, SWING);
}

void rle127_print_heading(FILE *file, const struct rle127_report *report)
{
    const struct rle127_machine *const machine = &report->machine;
    fprintf(file, "rle127 %s, %s, %s\n", RLE127_VERSION, machine->compiler,
            machine->has_openmp ? "OpenMP" : "without OpenMP");
    fprintf(file, "%s, %u CPUs, %s, %s\n", machine->cpu, machine->n_cpus, machine->system,
            machine->date);
}

void rle127_print_tables(FILE *file, const struct rle127_report *report, bool is_detailed)
{
    for (size_t i = 0; i < report->n_workloads && is_detailed; i++)
        print_workload(file, report, i);
    print_means(file, report);
    fputs("\nGB/s: 10^9 packed bytes a second, of one workload by the shortest time, then by the\n"
          "median. All else is by the medians. /memcpy, /LZ4: how many times as fast; -: not in\n"
          "this build, not chosen, or too slow for the set.\n",
          file);
    print_doubt(file, report);
}
