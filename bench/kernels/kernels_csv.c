/*
 * CSV as RFC 4180 has it. Each line stands alone: it repeats what holds for the whole run.
 */
#include "kernels_report.h"

static void print_text(FILE *file, const char *text)
{
    putc('"', file);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', file);
        putc(*text, file);
    }
    putc('"', file);
}

/* Nothing where it was not measured. */
static void print_figure(FILE *file, double number)
{
    putc(',', file);
    if (number > 0)
        fprintf(file, "%.6g", number);
}

static const char *name_direction(int direction)
{
    return direction == RLE127_ENCODE ? "encode" : "decode";
}

static void print_names(FILE *file)
{
    fputs("workload,kind,pages,packed_bytes,row,level,threads,coded_bytes,ratio", file);
    for (int i = 0; i < RLE127_DIRECTIONS; i++) {
        const char *const direction = name_direction(i);
        fprintf(file, ",%s_min_seconds,%s_median_seconds,%s_samples", direction, direction,
                direction);
        for (int j = 0; j < RLE127_FIGURES; j++)
            fprintf(file, ",%s_%s", direction, rle127_figure_name((enum rle127_figure)j));
    }
    fputs(",version,date,cpu,cpus,system,compiler,openmp,command\n", file);
}

static void print_direction(FILE *file, const struct rle127_report *report,
                            const struct rle127_trial *trial, enum rle127_direction direction)
{
    const struct rle127_summary *const seconds = &trial->seconds[direction];
    fprintf(file, ",%.9g,%.9g,%zu", seconds->min, seconds->median, seconds->n_samples);
    for (int i = 0; i < RLE127_FIGURES; i++)
        print_figure(file, rle127_figure_of(report, trial, direction, (enum rle127_figure)i));
}

static void print_context(FILE *file, const struct rle127_report *report)
{
    const struct rle127_machine *const machine = &report->machine;
    fprintf(file, ",%s,%s,", RLE127_VERSION, machine->date);
    print_text(file, machine->cpu);
    fprintf(file, ",%u,", machine->n_cpus);
    print_text(file, machine->system);
    putc(',', file);
    print_text(file, machine->compiler);
    fprintf(file, ",%s,", machine->has_openmp ? "yes" : "no");
    print_text(file, report->command);
}

static void print_trial(FILE *file, const struct rle127_report *report,
                        const struct rle127_trial *trial)
{
    const struct rle127_row *const row = trial->row;
    print_text(file, trial->workload->name);
    fprintf(file, ",%s,%zu,%zu,", rle127_workload_kind_name(trial->workload->kind),
            trial->workload->n_slots, trial->workload->packed_bytes);
    print_text(file, row->name);
    fprintf(file, ",%s,%u,%zu,%.6g", row->options.level ? row->options.level : "",
            row->options.threads, trial->coded_bytes, rle127_size_ratio(trial));
    for (int i = 0; i < RLE127_DIRECTIONS; i++)
        print_direction(file, report, trial, (enum rle127_direction)i);
    print_context(file, report);
    putc('\n', file);
}

void rle127_print_csv(FILE *file, const struct rle127_report *report)
{
    print_names(file);
    for (size_t i = 0; i < report->n_workloads; i++) {
        for (size_t j = 0; j < report->rows->n_rows; j++) {
            const struct rle127_trial *const trial = rle127_report_trial(report, j, i);
            if (trial->is_timed)
                print_trial(file, report, trial);
        }
    }
}
