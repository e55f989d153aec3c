/*
 * The row coder, in a child that has the page from its parent.
 */
#include "coding_sample.h"

#include <stdlib.h>
#include <string.h>

#include "../../src/cli/messages.h"
#include "../../src/pool/row_processes.h"
#include "../kernels/packed.h"
#include "../measure/child.h"
#include "../measure/rounds.h"

struct assignment {
    const struct rle127_coding_subject *subject;
    double *seconds; /* shared */
};

static bool refuse(const char *reason)
{
    rle127_say(NULL, "%s", reason);
    return false;
}

static bool is_right_bitmap(const struct rle127_bitmap *bitmap, const uint8_t *bits)
{
    return memcmp(bitmap->bits, bits, rle127_packed_bytes(bitmap)) == 0 ||
           refuse("an image that was decoded in memory is not as it was before");
}

static bool prove_page(const struct rle127_coding_page *page)
{
    size_t consumed_bytes;
    struct rle127_bitmap copy = page->bitmap;
    copy.bits = malloc(rle127_packed_bytes(&copy));
    if (!copy.bits)
        return refuse("out of memory");
    const bool is_right =
        rle127_decode_rows(page->runs, page->n_bytes, &copy, &consumed_bytes, NULL) == RLE127_OK &&
        is_right_bitmap(&page->bitmap, copy.bits);
    free(copy.bits);
    return is_right;
}

/* What is not used of the room is given back. */
bool rle127_make_coding_page(struct rle127_coding_page *page, const struct rle127_bitmap *bitmap)
{
    const size_t room_bytes = (size_t)bitmap->width * bitmap->height;
    *page = (struct rle127_coding_page){.bitmap = *bitmap, .runs = malloc(room_bytes)};
    if (!page->runs)
        return refuse("out of memory");
    if (rle127_encode_rows(bitmap, page->runs, room_bytes, &page->n_bytes, NULL) != RLE127_OK ||
        !prove_page(page)) {
        rle127_free_coding_page(page);
        return false;
    }
    uint8_t *const runs = realloc(page->runs, page->n_bytes);
    page->runs = runs ? runs : page->runs;
    return true;
}

void rle127_free_coding_page(struct rle127_coding_page *page)
{
    free(page->runs);
    *page = (struct rle127_coding_page){0};
}

static bool are_right_runs(const struct rle127_coding_page *page,
                           const struct rle127_encoded_band *encoded)
{
    size_t n_bytes = 0;
    for (unsigned i = 0; i < encoded->n_pieces; i++) {
        const struct rle127_encoded_piece *const piece = &encoded->pieces[i];
        if (piece->n_bytes > page->n_bytes - n_bytes ||
            memcmp(piece->runs, page->runs + n_bytes, piece->n_bytes) != 0)
            return refuse("runs that were encoded in memory are not those of one worker");
        n_bytes += piece->n_bytes;
    }
    return n_bytes == page->n_bytes || refuse("runs are missing that one worker encodes in memory");
}

static bool encode(const struct rle127_coding_page *page, struct rle127_row_coder *coder,
                   double *seconds)
{
    struct rle127_encoded_band encoded; /* 16 kB: not worth clearing */
    const double start = rle127_read_clock();
    const char *const reason = rle127_row_coder_encode(coder, &page->bitmap, &encoded);
    *seconds = rle127_read_clock() - start;
    return reason ? refuse(reason) : are_right_runs(page, &encoded);
}

static bool decode(const struct rle127_coding_page *page, struct rle127_row_coder *coder,
                   double *seconds)
{
    size_t consumed_bytes;
    struct rle127_bitmap copy = page->bitmap;
    const double start = rle127_read_clock();
    copy.bits = malloc(rle127_packed_bytes(&copy));
    if (!copy.bits)
        return refuse("out of memory");
    const enum rle127_status status =
        rle127_row_coder_decode(coder, page->runs, page->n_bytes, &copy, &consumed_bytes);
    *seconds = rle127_read_clock() - start;
    const bool is_right = status == RLE127_OK ? is_right_bitmap(&page->bitmap, copy.bits)
                                              : refuse(rle127_status_text(status));
    free(copy.bits);
    return is_right;
}

static bool code(void *argument)
{
    const struct assignment *const assignment = argument;
    const struct rle127_coding_subject *const subject = assignment->subject;
    struct rle127_row_coder coder;
    rle127_row_coder_open(&coder, subject->pool,
                          &(struct rle127_options){.threads = subject->n_workers});
    const bool is_right =
        (subject->is_decoding ? decode : encode)(subject->page, &coder, assignment->seconds);
    rle127_row_coder_close(&coder);
    return is_right;
}

bool rle127_sample_coding(void *subject, struct rle127_sample *sample)
{
    struct assignment assignment = {.subject = subject,
                                    .seconds = rle127_shared_map(sizeof *assignment.seconds)};
    if (!assignment.seconds)
        return refuse("out of memory");
    const bool is_right = rle127_sample_function(code, &assignment, sample);
    if (is_right)
        sample->seconds = *assignment.seconds;
    rle127_shared_unmap(assignment.seconds, sizeof *assignment.seconds);
    return is_right;
}
