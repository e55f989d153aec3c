/*
 * info: what is in .rle files, for people or as JSON.
 */
#include <inttypes.h>

#include "../batch/inspect.h"
#include "commands.h"
#include "json.h"

static uint64_t packed_bytes(const struct rle127_outcome *o)
{
    return (uint64_t)rle127_row_bytes(o->width) * o->height;
}

static double black_share(const struct rle127_outcome *o, const struct rle127_findings *f)
{
    return (double)f->black_pixels / ((double)o->width * o->height);
}

static void print_text(const char *path, const struct rle127_outcome *o,
                       const struct rle127_findings *f)
{
    char name[RLE127_ESCAPED_BYTES];
    printf("%s\n", rle127_escape(path, name));
    printf("  pixels     %u x %u\n", (unsigned)o->width, (unsigned)o->height);
    printf("  runs       %" PRIu64 ", %.1f pixels each\n", f->n_runs,
           (double)o->width * o->height / (double)f->n_runs);
    printf("  file       %" PRIu64 " bytes, %.3f of the packed bitmap's %" PRIu64 "\n", o->bytes_in,
           (double)o->bytes_in / (double)packed_bytes(o), packed_bytes(o));
    printf("  black      %.2f %%\n", 100 * black_share(o, f));
    if (f->is_canonical)
        printf("  canonical  yes\n");
    else
        printf("  canonical  no: not the longest runs at byte %" PRIu64 ", in row %u\n",
               f->loose_offset, (unsigned)f->loose_row);
}

static void print_json(const char *path, const struct rle127_outcome *o,
                       const struct rle127_findings *f)
{
    putchar('{');
    rle127_print_json_path(stdout, "path", path);
    printf(",\"width\":%u,\"height\":%u,\"runs\":%" PRIu64 ",\"file_bytes\":%" PRIu64
           ",\"packed_bytes\":%" PRIu64 ",\"ratio\":%.6f,\"black_share\":%.6f,\"canonical\":%s}\n",
           (unsigned)o->width, (unsigned)o->height, f->n_runs, o->bytes_in, packed_bytes(o),
           (double)o->bytes_in / (double)packed_bytes(o), black_share(o, f),
           f->is_canonical ? "true" : "false");
}

enum rle127_exit rle127_run_info(const struct rle127_arguments *a)
{
    if (rle127_refuse_directories(a))
        return RLE127_EXIT_USAGE;
    enum rle127_exit code = RLE127_EXIT_OK;
    for (size_t i = 0; i < a->run.n_inputs; i++) {
        const char *const path = rle127_input_path(a->run.inputs[i]);
        struct rle127_outcome outcome;
        struct rle127_findings findings;
        rle127_inspect_file(path, &a->run.conversion.codec, &findings, &outcome);
        rle127_insist(&outcome);
        rle127_say_outcome(path, NULL, &outcome, a);
        code = rle127_add_outcome(code, &outcome);
        if (outcome.verdict != RLE127_CONVERTED)
            continue;
        if (a->is_json)
            print_json(a->run.inputs[i], &outcome, &findings);
        else
            print_text(a->run.inputs[i], &outcome, &findings);
    }
    return rle127_finish_stdout(code);
}
