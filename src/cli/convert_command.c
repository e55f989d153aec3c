/*
 * compress and decompress: names first, so that nothing is touched where they are wrong, then one
 * file after the other.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../batch/decoding.h"
#include "../batch/names.h"
#include "../batch/target.h"
#include "commands.h"

struct totals {
    unsigned n_converted, n_skipped, n_failed, n_dithered;
    uint64_t bytes_in, bytes_out;
};

static double read_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void free_outputs(char **outputs, int n_outputs)
{
    for (int i = 0; i < n_outputs; i++)
        free(outputs[i]);
    free(outputs);
}

static enum rle127_exit stop_without_memory(void)
{
    rle127_say(NULL, "out of memory");
    return RLE127_EXIT_STOPPED;
}

/* The output of every input; NULL entries are standard output. */
static char **name_outputs(const struct rle127_arguments *a)
{
    char **const outputs = calloc((size_t)a->n_inputs, sizeof *outputs);
    const char *const suffix =
        a->conversion.is_decompression ? rle127_writer_suffix(a->conversion.format) : "rle";
    for (int i = 0; outputs && i < a->n_inputs && !a->to_stdout; i++) {
        outputs[i] = a->output_file ? strdup(a->output_file)
                                    : rle127_name_output(a->inputs[i], a->output_directory, suffix);
        if (!outputs[i]) {
            free_outputs(outputs, a->n_inputs);
            return NULL;
        }
    }
    return outputs;
}

/* Two inputs that would have one output are a mistake that is found before any work. */
static enum rle127_exit refuse_meeting(const struct rle127_arguments *a, char **outputs)
{
    size_t pair[2];
    const int found = a->to_stdout ? 0 : rle127_find_meeting(outputs, (size_t)a->n_inputs, pair);
    if (!found)
        return RLE127_EXIT_OK;
    if (found < 0)
        return stop_without_memory();
    rle127_say(a->inputs[pair[0]], "has the same output as %s: %s", a->inputs[pair[1]],
               outputs[pair[0]]);
    return RLE127_EXIT_USAGE;
}

static void say_success(const struct rle127_arguments *a, const char *input, const char *output,
                        const struct rle127_outcome *outcome)
{
    const char *const to = output ? output : "standard output";
    if (a->conversion.is_dry)
        rle127_say(input, "would become %s (%u x %u pixels)", to, (unsigned)outcome->width,
                   (unsigned)outcome->height);
    else if (a->is_verbose)
        rle127_say(input, "-> %s: %u x %u pixels, %llu -> %llu bytes%s", to,
                   (unsigned)outcome->width, (unsigned)outcome->height,
                   (unsigned long long)outcome->bytes_in, (unsigned long long)outcome->bytes_out,
                   outcome->is_dithered ? ", dithered" : "");
}

static void add_totals(struct totals *totals, const struct rle127_outcome *outcome)
{
    totals->n_converted += outcome->verdict == RLE127_CONVERTED;
    totals->n_skipped += outcome->verdict == RLE127_SKIPPED;
    totals->n_failed += outcome->verdict == RLE127_FAILED || outcome->verdict == RLE127_STOPPED;
    if (outcome->verdict != RLE127_CONVERTED)
        return;
    totals->n_dithered += outcome->is_dithered;
    totals->bytes_in += outcome->bytes_in;
    totals->bytes_out += outcome->bytes_out;
}

static void say_totals(const struct totals *totals, double seconds)
{
    char in[16], out[16], rate[16], dithered[48] = "";
    rle127_format_size((double)totals->bytes_in, in);
    rle127_format_size((double)totals->bytes_out, out);
    rle127_format_size((double)totals->bytes_in / (seconds > 1e-6 ? seconds : 1e-6), rate);
    if (totals->n_dithered)
        snprintf(dithered, sizeof dithered, "; %u dithered", totals->n_dithered);
    rle127_say_plain("%u converted, %u skipped, %u failed, %s -> %s (%.3f), %s/s%s",
                     totals->n_converted, totals->n_skipped, totals->n_failed, in, out,
                     totals->bytes_in ? (double)totals->bytes_out / (double)totals->bytes_in : 0,
                     rate, dithered);
}

static enum rle127_exit convert_all(const struct rle127_arguments *a,
                                    const struct rle127_conversion *conversion, char **outputs)
{
    struct totals totals = {0};
    enum rle127_exit code = RLE127_EXIT_OK;
    const double start = read_clock();
    for (int i = 0; i < a->n_inputs && code != RLE127_EXIT_STOPPED; i++) {
        const char *const path = rle127_input_path(a->inputs[i]);
        struct rle127_outcome outcome;
        rle127_convert_file(path, outputs[i], conversion, &outcome);
        if (a->output_file || a->to_stdout)
            rle127_insist(&outcome);
        rle127_say_outcome(path, outputs[i], &outcome, a);
        if (outcome.verdict == RLE127_CONVERTED)
            say_success(a, rle127_input_name(path), outputs[i], &outcome);
        add_totals(&totals, &outcome);
        code = rle127_add_outcome(code, &outcome);
    }
    const bool is_worth_a_line = a->n_inputs > 1 || a->is_verbose || totals.n_dithered;
    if (is_worth_a_line && !a->is_quiet && !a->conversion.is_dry)
        say_totals(&totals, read_clock() - start);
    return code;
}

static enum rle127_exit stop_at(const char *path, int error)
{
    rle127_say(path, "%s", strerror(error));
    return RLE127_EXIT_STOPPED;
}

/* Before any work: the outputs can be made where they shall be. */
static enum rle127_exit prepare_outputs(const struct rle127_arguments *a,
                                        struct rle127_conversion *conversion)
{
    if (conversion->is_dry)
        return RLE127_EXIT_OK;
    if (a->output_file) {
        const int error = rle127_target_check_directory_of(a->output_file);
        return error ? stop_at(a->output_file, error) : RLE127_EXIT_OK;
    }
    if (a->output_directory) {
        conversion->directory_fd = rle127_target_prepare_directory(a->output_directory);
        return conversion->directory_fd < 0 ? stop_at(a->output_directory, errno) : RLE127_EXIT_OK;
    }
    return RLE127_EXIT_OK;
}

enum rle127_exit rle127_run_convert(const struct rle127_arguments *a)
{
    struct rle127_conversion conversion = a->conversion;
    struct rle127_decoding decoding;
    rle127_decoding_open(&decoding, NULL);
    conversion.decoder = &decoding.decoder;
    conversion.directory_fd = -1;
    if (rle127_refuse_directories(a))
        return RLE127_EXIT_USAGE;
    char **const outputs = name_outputs(a);
    if (!outputs)
        return stop_without_memory();
    enum rle127_exit code = refuse_meeting(a, outputs);
    if (code == RLE127_EXIT_OK)
        code = prepare_outputs(a, &conversion);
    if (code == RLE127_EXIT_OK)
        code = convert_all(a, &conversion, outputs);
    rle127_decoding_close(&decoding);
    if (conversion.directory_fd >= 0)
        close(conversion.directory_fd);
    free_outputs(outputs, a->n_inputs);
    return code;
}
