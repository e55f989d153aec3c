/*
 * Every payload of 0 to 3 bytes behind every header of sides 1 to 3: decode, decode_rows, verify
 * and verify_rows agree with the model on the status, the offset, canonical or not, and the
 * pixels. The model walks the tree of payloads, so each stream costs it one run.
 */
#include "reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MOST_SIDE          3u
#define MOST_PAYLOAD_BYTES 3u
/* 1 + 256 + 256^2 + 256^3 */
#define PAYLOADS 16843009u
/* By hand: rows of 1, 2 and 3 pixels have the generating functions 2z, 2z + 4z^2 and
 * 2z + 8z^2 + 8z^3 of their runs; with 1 to 3 rows and at most 3 runs that is 14 + 34 + 62. */
#define ACCEPTED 110u
/* Under sanitizers only every 16th third byte is tried. The first one differs from stream to
 * stream, so that over all of them each third byte has its turn. */
#define THIRD_BYTE_STEP (REFERENCE_IS_SANITIZED ? 16u : 1u)

/* All streams of one header and one first byte: what one thread works on. */
struct search {
    uint8_t file[REFERENCE_HEADER_BYTES + MOST_PAYLOAD_BYTES];
    uint8_t pixels[MOST_SIDE * MOST_SIDE]; /* of the model */
    struct rle127_options options;
    uint64_t n_streams, n_accepted;
    const char *wrong; /* NULL: nothing so far */
    uint8_t wrong_file[REFERENCE_HEADER_BYTES + MOST_PAYLOAD_BYTES];
    size_t wrong_bytes;
};

static bool has_pixels(const struct reference_walk *walk, const struct rle127_bitmap *result)
{
    for (uint32_t row = 0; row < walk->height; row++) {
        unsigned expected = 0;
        for (uint32_t x = 0; x < walk->width; x++) {
            bool white = walk->pixels[row * walk->width + x] != 0;
            expected |= (unsigned)(white != result->one_is_black) << (7 - x);
        }
        if (result->bits[row] != expected)
            return false;
    }
    return true;
}

static struct rle127_bitmap bitmap_of(const struct reference_walk *walk, uint8_t *rows,
                                      bool one_is_black)
{
    memset(rows, 0xA5, MOST_SIDE);
    return (struct rle127_bitmap){walk->width, walk->height, 1, rows, one_is_black};
}

static const char *check_verify(const struct search *search, const struct reference_walk *walk)
{
    struct reference_verdict truth = reference_walk_file_verdict(walk);
    bool is_canonical = !truth.is_canonical;
    size_t bad_offset = SIZE_MAX;
    enum rle127_status status = rle127_verify(search->file, REFERENCE_HEADER_BYTES + walk->n_bytes,
                                              &is_canonical, &bad_offset, &search->options);
    if (status != truth.status)
        return "status of verify";
    if (bad_offset != truth.bad_offset)
        return "bad_offset of verify";
    return is_canonical == truth.is_canonical ? NULL : "is_canonical of verify";
}

static const char *check_verify_rows(const struct search *search, const struct reference_walk *walk)
{
    struct reference_verdict truth = reference_walk_rows_verdict(walk);
    bool is_canonical = !truth.is_canonical;
    size_t bad_offset = SIZE_MAX, consumed_bytes = SIZE_MAX;
    enum rle127_status status = rle127_verify_rows(
        search->file + REFERENCE_HEADER_BYTES, walk->n_bytes, walk->width, walk->height,
        &consumed_bytes, &is_canonical, &bad_offset, &search->options);
    if (status != truth.status)
        return "status of verify_rows";
    if (consumed_bytes != truth.consumed_bytes)
        return "consumed_bytes of verify_rows";
    if (bad_offset != truth.bad_offset)
        return "bad_offset of verify_rows";
    return is_canonical == truth.is_canonical ? NULL : "is_canonical of verify_rows";
}

static const char *check_decode(const struct search *search, const struct reference_walk *walk)
{
    uint8_t rows[MOST_SIDE];
    struct rle127_bitmap dst = bitmap_of(walk, rows, false);
    size_t n_bytes = REFERENCE_HEADER_BYTES + walk->n_bytes;
    enum rle127_status truth = reference_walk_file_verdict(walk).status;
    enum rle127_status status = rle127_decode(search->file, n_bytes, &dst, &search->options);
    if (status != reference_decode_status(search->file, n_bytes, truth))
        return "status of decode";
    return status != RLE127_OK || has_pixels(walk, &dst) ? NULL : "pixels of decode";
}

static const char *check_decode_rows(const struct search *search, const struct reference_walk *walk)
{
    uint8_t rows[MOST_SIDE];
    struct rle127_bitmap dst = bitmap_of(walk, rows, true);
    struct reference_verdict truth = reference_walk_rows_verdict(walk);
    size_t consumed_bytes = SIZE_MAX;
    enum rle127_status status =
        rle127_decode_rows(search->file + REFERENCE_HEADER_BYTES, walk->n_bytes, &dst,
                           &consumed_bytes, &search->options);
    if (status != truth.status)
        return "status of decode_rows";
    if (consumed_bytes != truth.consumed_bytes)
        return "consumed_bytes of decode_rows";
    return status != RLE127_OK || has_pixels(walk, &dst) ? NULL : "pixels of decode_rows";
}

static void check_stream(struct search *search, const struct reference_walk *walk)
{
    const char *wrong = check_verify(search, walk);
    if (wrong == NULL)
        wrong = check_verify_rows(search, walk);
    if (wrong == NULL)
        wrong = check_decode(search, walk);
    if (wrong == NULL)
        wrong = check_decode_rows(search, walk);
    if (wrong != NULL && search->wrong == NULL) {
        search->wrong = wrong;
        search->wrong_bytes = REFERENCE_HEADER_BYTES + walk->n_bytes;
        memcpy(search->wrong_file, search->file, search->wrong_bytes);
    }
    search->n_streams++;
    search->n_accepted += reference_walk_file_verdict(walk).status == RLE127_OK;
}

/* Checks the stream that is walked so far and those that begin with it. */
static void check_tree(struct search *search, const struct reference_walk *walk, size_t most_bytes)
{
    check_stream(search, walk);
    if (walk->n_bytes == most_bytes)
        return;
    uint8_t *next_byte = &search->file[REFERENCE_HEADER_BYTES + walk->n_bytes];
    bool is_third = walk->n_bytes == 2;
    unsigned step = is_third ? THIRD_BYTE_STEP : 1;
    unsigned first = is_third ? (unsigned)(search->n_streams % step) : 0;
    for (unsigned byte = first; byte < 256; byte += step) {
        struct reference_walk next = *walk;
        *next_byte = (uint8_t)byte;
        reference_walk_step(&next, (uint8_t)byte);
        check_tree(search, &next, most_bytes);
    }
}

static void start_search(struct search *search, struct reference_walk *walk, unsigned header,
                         const char *level)
{
    uint32_t width = 1 + header % MOST_SIDE, height = 1 + header / MOST_SIDE;
    *search = (struct search){.file = {(uint8_t)width, 0, (uint8_t)height, 0},
                              .options = {.threads = 1, .level = level}};
    reference_walk_start(walk, width, height, search->pixels);
}

static void search_first_byte(struct search *search, unsigned header, unsigned byte,
                              size_t most_bytes, const char *level)
{
    struct reference_walk walk;
    start_search(search, &walk, header, level);
    search->file[REFERENCE_HEADER_BYTES] = (uint8_t)byte;
    reference_walk_step(&walk, (uint8_t)byte);
    check_tree(search, &walk, most_bytes);
}

static void fail_if_wrong(const struct search *search)
{
    if (search->wrong == NULL)
        return;
    char bytes[sizeof search->wrong_file * 3 + 1] = "";
    for (size_t i = 0; i < search->wrong_bytes; i++)
        snprintf(bytes + 3 * i, 4, "%02X ", search->wrong_file[i]);
    fail_msg("%s of stream %s", search->wrong, bytes);
}

static void add_search(struct search *total, const struct search *part)
{
#ifdef _OPENMP
#pragma omp critical
#endif
    {
        uint64_t n_streams = total->n_streams, n_accepted = total->n_accepted;
        if (total->wrong == NULL)
            *total = *part;
        total->n_streams = n_streams + part->n_streams;
        total->n_accepted = n_accepted + part->n_accepted;
    }
}

static struct search search_all(size_t most_bytes, const char *level)
{
    struct search total = {.n_streams = 0};
    int n_headers = (int)(MOST_SIDE * MOST_SIDE);
    for (int header = 0; header < n_headers; header++) {
        struct search search;
        struct reference_walk walk;
        start_search(&search, &walk, (unsigned)header, level);
        check_tree(&search, &walk, 0);
        add_search(&total, &search);
    }
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic)
#endif
    for (int i = 0; i < n_headers * 256; i++) {
        struct search search;
        search_first_byte(&search, (unsigned)i / 256, (unsigned)i % 256, most_bytes, level);
        add_search(&total, &search);
    }
    return total;
}

static void every_stream_of_3_runs_is_judged_as_the_model_judges(void **state)
{
    (void)state;
    struct search total = search_all(MOST_PAYLOAD_BYTES, NULL);
    fail_if_wrong(&total);
    print_message("%llu streams, %llu accepted%s\n", (unsigned long long)total.n_streams,
                  (unsigned long long)total.n_accepted,
                  REFERENCE_IS_SANITIZED ? "; sanitized: a share, every 16th third byte" : "");
    uint64_t n_third_bytes = 256 / THIRD_BYTE_STEP;
    uint64_t n_payloads = 1 + 256 + 256 * 256 + 256 * 256 * n_third_bytes;
    assert_int_equal(total.n_streams, MOST_SIDE * MOST_SIDE * n_payloads);
    assert_true(n_payloads == PAYLOADS || REFERENCE_IS_SANITIZED);
    assert_true(total.n_accepted == ACCEPTED || REFERENCE_IS_SANITIZED);
}

static void every_level_judges_every_stream_of_2_runs_alike(void **state)
{
    (void)state;
    for (const char *const *level = rle127_levels(); *level != NULL; level++) {
        struct search total = search_all(2, *level);
        fail_if_wrong(&total);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stream_of_3_runs_is_judged_as_the_model_judges),
        cmocka_unit_test(every_level_judges_every_stream_of_2_runs_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
