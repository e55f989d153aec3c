/*
 * compress, decompress and verify: a run, and what is said of it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../batch/interrupt.h"
#include "commands.h"
#include "progress.h"
#include "run_report.h"

/* What the listener of a run needs. */
struct speaker {
    const struct rle127_arguments *arguments;
    struct rle127_progress progress;
    struct rle127_run_report report;
    bool has_report;
};

static const char *name_output(const struct rle127_arguments *a, const char *output)
{
    return output || !a->run.naming.writes ? output : "standard output";
}

static void say_converted(const struct rle127_arguments *a, const struct rle127_event *event)
{
    const char *const input = rle127_input_name(event->path);
    const char *const to = name_output(a, event->output);
    const struct rle127_outcome *const outcome = event->outcome;
    if (a->run.conversion.is_dry)
        rle127_say(input, "would become %s (%u x %u pixels)", to, (unsigned)outcome->width,
                   (unsigned)outcome->height);
    else if (a->is_verbose)
        rle127_say(input, "-> %s: %u x %u pixels, %llu -> %llu bytes%s", to,
                   (unsigned)outcome->width, (unsigned)outcome->height,
                   (unsigned long long)outcome->bytes_in, (unsigned long long)outcome->bytes_out,
                   outcome->is_dithered ? ", dithered" : "");
}

static void say_right(const struct rle127_arguments *a, const struct rle127_event *event)
{
    const struct rle127_findings *const found = event->findings;
    if (a->is_verbose)
        rle127_say(rle127_input_name(event->path), "right, %s, %u x %u pixels, %llu runs",
                   found->is_canonical ? "canonical" : "not canonical",
                   (unsigned)event->outcome->width, (unsigned)event->outcome->height,
                   (unsigned long long)found->n_runs);
}

/* What a walk passes over, and what is there already, is many, and counted. */
static bool is_worth_saying(const struct rle127_arguments *a, const struct rle127_event *event)
{
    return event->outcome->verdict != RLE127_SKIPPED || a->is_verbose ||
           (!event->is_of_walk && !a->run.updates && !a->run.resumes);
}

static void hear_file(void *context, const struct rle127_event *event)
{
    struct speaker *const speaker = context;
    const struct rle127_arguments *const a = speaker->arguments;
    if (is_worth_saying(a, event))
        rle127_say_outcome(event->path, event->output, event->outcome, a);
    if (event->outcome->verdict == RLE127_CONVERTED && a->command == RLE127_VERIFY)
        say_right(a, event);
    else if (event->outcome->verdict == RLE127_CONVERTED)
        say_converted(a, event);
    if (speaker->has_report)
        rle127_run_report_file(&speaker->report, event->outcome, event->path, event->output,
                               event->seconds);
}

static void hear_note(void *context, const char *text)
{
    const struct speaker *const speaker = context;
    if (!speaker->arguments->is_quiet)
        rle127_say(NULL, "note: %s", text);
}

static void hear_tick(void *context, const struct rle127_totals *totals)
{
    struct speaker *const speaker = context;
    const struct rle127_progress_state state = {
        .files_done = totals->n_done,
        .files_known = totals->n_found,
        .all_known = totals->is_all_found,
        .pixels = totals->pixels,
        .n_failed = totals->n_failed,
        .bytes_in = totals->bytes_in,
        .bytes_out = totals->bytes_out,
        .bytes_known = totals->bytes_found,
        .bytes_done = totals->bytes_done,
    };
    rle127_progress_show(&speaker->progress, &state);
}

/* What the closing line says of it. */
static const char *describe_end(enum rle127_run_end end)
{
    switch (end) {
    case RLE127_RUN_HALTED:
        return "; halted after a failure";
    case RLE127_RUN_STOPPED:
        return "; stopped";
    case RLE127_RUN_INTERRUPTED:
        return "; interrupted";
    default:
        return "";
    }
}

static void say_conversions(const struct rle127_totals *totals, enum rle127_run_end end)
{
    char in[16], out[16], rate[16], dithered[48] = "";
    const double seconds = totals->seconds > 1e-6 ? totals->seconds : 1e-6;
    rle127_format_size((double)totals->bytes_in, in);
    rle127_format_size((double)totals->bytes_out, out);
    rle127_format_size((double)totals->bytes_in / seconds, rate);
    if (totals->n_dithered)
        snprintf(dithered, sizeof dithered, "; %llu dithered",
                 (unsigned long long)totals->n_dithered);
    rle127_say_plain("%llu converted, %llu skipped, %llu failed, %s -> %s (%.3f), %s/s%s%s",
                     (unsigned long long)totals->n_converted, (unsigned long long)totals->n_skipped,
                     (unsigned long long)totals->n_failed, in, out,
                     totals->bytes_in ? (double)totals->bytes_out / (double)totals->bytes_in : 0,
                     rate, dithered, describe_end(end));
}

static void say_totals(const struct rle127_arguments *a, const struct rle127_totals *totals,
                       enum rle127_run_end end)
{
    const uint64_t n = totals->n_converted + totals->n_skipped + totals->n_failed;
    const bool is_batch = n > 1 || a->run.n_inputs > 1 || a->list_path ||
                          end == RLE127_RUN_INTERRUPTED ||
                          (a->run.n_inputs && rle127_is_directory(a->run.inputs[0]));
    if (a->is_quiet || a->run.conversion.is_dry || (!n && end == RLE127_RUN_STOPPED) ||
        (!is_batch && !a->is_verbose && !totals->n_dithered))
        return;
    if (a->command == RLE127_VERIFY)
        rle127_say_plain("%llu right, %llu failed%s", (unsigned long long)totals->n_converted,
                         (unsigned long long)totals->n_failed, describe_end(end));
    else
        say_conversions(totals, end);
}

/* Two inputs that would have one output are a mistake that is found before any work. */
static enum rle127_exit refuse_meeting(const struct rle127_run_setup *run)
{
    size_t pair[2];
    char *output;
    const int found =
        run->naming.writes && !run->naming.to_stdout
            ? rle127_find_named_meeting(&run->naming, run->inputs, run->n_inputs, pair, &output)
            : 0;
    if (!found)
        return RLE127_EXIT_OK;
    if (found < 0) {
        rle127_say(NULL, "out of memory");
        return RLE127_EXIT_STOPPED;
    }
    rle127_say(run->inputs[pair[0]], "has the same output as %s: %s", run->inputs[pair[1]], output);
    free(output);
    return RLE127_EXIT_USAGE;
}

/* The outputs of a tree are a tree of their own. */
static enum rle127_exit refuse_lone_directories(const struct rle127_arguments *a)
{
    const struct rle127_naming *const naming = &a->run.naming;
    enum rle127_exit code = RLE127_EXIT_OK;
    for (size_t i = 0; naming->writes && !naming->output_directory && i < a->run.n_inputs; i++) {
        const char *const path = rle127_input_path(a->run.inputs[i]);
        if (path && rle127_is_directory(path)) {
            rle127_say(path, "is a directory: -O DIR says where its outputs go");
            code = RLE127_EXIT_USAGE;
        }
    }
    return code;
}

static enum rle127_exit open_list(const struct rle127_arguments *a, struct rle127_run_setup *run)
{
    if (!a->list_path)
        return RLE127_EXIT_OK;
    const bool is_stdin = strcmp(a->list_path, "-") == 0;
    run->list = is_stdin ? stdin : fopen(a->list_path, "re");
    run->list_name = run->list == stdin ? "standard input" : a->list_path;
    if (run->list && (is_stdin || !rle127_is_directory(a->list_path)))
        return RLE127_EXIT_OK;
    rle127_say(a->list_path, "%s", strerror(run->list ? EISDIR : errno));
    return RLE127_EXIT_USAGE;
}

static bool is_one_file(const struct stat *file, const char *path)
{
    struct stat other;
    return path && stat(path, &other) == 0 && other.st_dev == file->st_dev &&
           other.st_ino == file->st_ino;
}

/* What the report must not be; what is in directories and lists is safe, as only reports are
 * replaced. */
static bool is_needed(const struct rle127_arguments *a, const char *path)
{
    struct stat report;
    if (stat(path, &report) != 0 || !S_ISREG(report.st_mode))
        return false;
    bool is_any = is_one_file(&report, a->list_path) || is_one_file(&report, a->run.journal_path) ||
                  is_one_file(&report, a->run.naming.output_file);
    for (size_t i = 0; i < a->run.n_inputs && !is_any; i++)
        is_any = is_one_file(&report, a->run.inputs[i]);
    return is_any;
}

static enum rle127_exit open_report(struct speaker *speaker)
{
    const struct rle127_arguments *const a = speaker->arguments;
    if (!a->report_path)
        return RLE127_EXIT_OK;
    const char *const reason = is_needed(a, a->report_path)
                                   ? "is used for something else already"
                                   : rle127_run_report_open(&speaker->report, a->report_path);
    speaker->has_report = !reason;
    if (reason)
        rle127_say(a->report_path, "%s", reason);
    return reason ? RLE127_EXIT_USAGE : RLE127_EXIT_OK;
}

static enum rle127_exit run_and_tell(struct speaker *speaker, const struct rle127_run_setup *run)
{
    const struct rle127_arguments *const a = speaker->arguments;
    struct rle127_totals totals;
    struct rle127_trouble trouble;
    rle127_progress_open(&speaker->progress, a->is_quiet || run->conversion.is_dry
                                                 ? RLE127_PROGRESS_NEVER
                                                 : a->progress);
    const enum rle127_run_end end = rle127_run(run, &totals, &trouble);
    rle127_progress_close(&speaker->progress);
    if (trouble.reason)
        rle127_say(trouble.path, "%s", trouble.reason);
    say_totals(a, &totals, end);
    const enum rle127_exit code = end == RLE127_RUN_STOPPED ? RLE127_EXIT_STOPPED
                                  : totals.n_failed         ? RLE127_EXIT_FAILED
                                                            : RLE127_EXIT_OK;
    if (!speaker->has_report)
        return code;
    rle127_run_report_summary(&speaker->report, &totals, end);
    return rle127_run_report_close(&speaker->report, code);
}

enum rle127_exit rle127_run_files(const struct rle127_arguments *a)
{
    struct speaker speaker = {.arguments = a};
    struct rle127_run_setup run = a->run;
    run.listener = (struct rle127_listener){
        .context = &speaker, .file = hear_file, .note = hear_note, .tick = hear_tick};
    enum rle127_exit code = refuse_lone_directories(a);
    if (code == RLE127_EXIT_OK)
        code = refuse_meeting(&run);
    if (code == RLE127_EXIT_OK)
        code = open_list(a, &run);
    if (code == RLE127_EXIT_OK)
        code = open_report(&speaker);
    if (code == RLE127_EXIT_OK)
        code = run_and_tell(&speaker, &run);
    if (run.list && run.list != stdin)
        fclose(run.list);
    rle127_end_by_interrupt();
    return code;
}
