/*
 * Places deep in large files, behind many fillings of a buffer: verify, info and compare name them
 * exactly. All rows are the same here, so that each place is known.
 */
#include "command.h"
#include "pages.h"
#include "patterns.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH     127u
#define HEIGHT    60000u /* 5 MB */
#define ROW_BYTES 85u    /* 42 times 1 black and 2 white, 1 black */
#define PBM_BYTES 16u

/* The first and the last rows, and those around the ends of one thread's and several threads'
 * buffers: 262144 and 4194304 bytes. */
static const uint32_t rows[] = {0, 3083, 3084, 30000, 49344, 49345, 59999};
#define N_ROWS (sizeof rows / sizeof rows[0])

static const char *const threads[] = {"-T1", "-T2"};

static void fill_row(uint8_t *runs)
{
    for (size_t i = 0; i < ROW_BYTES; i++)
        runs[i] = i % 2 == 0 ? 0x01 : 0x82;
}

/* All of the file, with room for a byte more. */
static struct page_bytes make_file(void)
{
    const size_t n_bytes = REFERENCE_HEADER_BYTES + (size_t)ROW_BYTES * HEIGHT;
    struct page_bytes file = {.data = pattern_allocate(n_bytes + 1), .n = n_bytes};
    memcpy(file.data, "\x7F\0\x60\xEA", REFERENCE_HEADER_BYTES);
    for (uint32_t row = 0; row < HEIGHT; row++)
        fill_row(file.data + REFERENCE_HEADER_BYTES + (size_t)row * ROW_BYTES);
    return file;
}

/* The offset of a run of two white pixels in a row, counted from 0. */
static size_t locate(uint32_t row)
{
    return REFERENCE_HEADER_BYTES + (size_t)row * ROW_BYTES + 41;
}

/* Cuts the run at an offset in two. */
static void split_run(struct page_bytes *file, size_t offset)
{
    memmove(file->data + offset + 1, file->data + offset, file->n - offset);
    file->data[offset] = file->data[offset + 1] = 0x81;
    file->n++;
}

static void check_loose(size_t offset, uint32_t row)
{
    char verdict[128], info[128];
    snprintf(verdict, sizeof verdict, "at byte %zu, in row %u of %u\n", offset, (unsigned)row + 1,
             HEIGHT);
    snprintf(info, sizeof info, "at byte %zu, in row %u\n", offset, (unsigned)row + 1);
    for (size_t i = 0; i < 2; i++) {
        assert_silent(RUN("verify", threads[i], "x.rle"));
        assert_one_line(RUN("verify", "--canonical", threads[i], "x.rle"), 1, "x.rle", verdict);
        assert_non_null(strstr(RUN("info", threads[i], "x.rle")->out, info));
    }
}

static void a_run_that_is_not_canonical_is_named_wherever_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ROWS; i++) {
        struct page_bytes file = make_file();
        const size_t offset = locate(rows[i]);
        split_run(&file, offset);
        scratch_write("x.rle", file.data, file.n);
        check_loose(offset, rows[i]);
        free(file.data);
    }
}

static void the_first_of_several_runs_that_are_not_canonical_is_named(void **state)
{
    (void)state;
    struct page_bytes file = make_file();
    file.data = realloc(file.data, file.n + N_ROWS);
    assert_non_null(file.data);
    for (size_t i = N_ROWS; i > 0; i--) {
        const size_t offset = locate(rows[i - 1]);
        split_run(&file, offset);
        scratch_write("x.rle", file.data, file.n);
        check_loose(offset, rows[i - 1]);
    }
    free(file.data);
}

static void check_damage(const struct page_bytes *file, const char *reason)
{
    const struct command_setup piped = {.input = file->data, .input_bytes = file->n};
    scratch_write("x.rle", file->data, file->n);
    for (size_t i = 0; i < 2; i++) {
        assert_one_line(RUN("verify", threads[i], "x.rle"), 1, "x.rle", reason);
        assert_one_line(RUN("info", threads[i], "x.rle"), 1, "x.rle", reason);
        assert_one_line(RUN("compare", threads[i], "x.rle", "good.rle"), 2, "x.rle", reason);
        assert_one_line(RUN("decompress", threads[i], "x.rle"), 1, "x.rle", reason);
        assert_one_line(RUN("decompress", "--row-pool=process", threads[i], "x.rle"), 1, "x.rle",
                        reason);
    }
    assert_one_line(RUN_AS(&piped, "verify", "-"), 1, "standard input", reason);
    assert_listing(".", "good.rle x.rle");
}

static void a_damaged_run_is_named_wherever_it_is(void **state)
{
    (void)state;
    struct page_bytes file = make_file();
    scratch_write("good.rle", file.data, file.n);
    for (size_t i = 0; i < N_ROWS; i++) {
        const size_t offset = locate(rows[i]);
        const unsigned row = rows[i] + 1;
        char reason[128];
        snprintf(reason, sizeof reason, "run of length 0 in row %u of %u, at byte %zu\n", row,
                 HEIGHT, offset);
        file.data[offset] = 0x80;
        check_damage(&file, reason);
        snprintf(reason, sizeof reason, "run past the end of row %u of %u, at byte %zu\n", row,
                 HEIGHT, offset);
        file.data[offset] = 0xFF;
        check_damage(&file, reason);
        file.data[offset] = 0x82;
    }
    free(file.data);
}

/* The same pixels as a PBM. */
static struct page_bytes make_pbm(void)
{
    static const char header[] = "P4\n127 60000\n";
    const size_t header_bytes = sizeof header - 1;
    struct page_bytes pbm = {.data = pattern_allocate(header_bytes + (size_t)PBM_BYTES * HEIGHT),
                             .n = header_bytes + (size_t)PBM_BYTES * HEIGHT};
    uint8_t row[PBM_BYTES] = {0};
    for (unsigned x = 0; x < WIDTH; x += 3)
        row[x / 8] |= (uint8_t)(0x80 >> x % 8);
    memcpy(pbm.data, header, header_bytes);
    for (uint32_t y = 0; y < HEIGHT; y++)
        memcpy(pbm.data + header_bytes + (size_t)y * PBM_BYTES, row, PBM_BYTES);
    return pbm;
}

static void check_difference(uint32_t x, uint32_t row)
{
    char reason[64];
    snprintf(reason, sizeof reason, "at column %u of row %u\n", (unsigned)x + 1, (unsigned)row + 1);
    for (size_t i = 0; i < 2; i++) {
        assert_one_line(RUN("compare", threads[i], "good.rle", "x.pbm"), 1, "good.rle", reason);
        assert_one_line(RUN("compare", threads[i], "x.pbm", "good.rle"), 1, "x.pbm", reason);
    }
}

static void a_pixel_that_differs_is_named_wherever_it_is(void **state)
{
    (void)state;
    struct page_bytes file = make_file(), pbm = make_pbm();
    scratch_write("good.rle", file.data, file.n);
    scratch_write("x.pbm", pbm.data, pbm.n);
    assert_exit(RUN("compare", "good.rle", "x.pbm"), 0);
    for (size_t i = 0; i < N_ROWS; i++) {
        const uint32_t x = (uint32_t)(i * 13 % WIDTH);
        uint8_t *const byte = pbm.data + 13 + (size_t)rows[i] * PBM_BYTES + x / 8;
        *byte ^= (uint8_t)(0x80 >> x % 8);
        scratch_write("x.pbm", pbm.data, pbm.n);
        check_difference(x, rows[i]);
        *byte ^= (uint8_t)(0x80 >> x % 8);
    }
    free(file.data);
    free(pbm.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_run_that_is_not_canonical_is_named_wherever_it_is),
        SCRATCH_TEST(the_first_of_several_runs_that_are_not_canonical_is_named),
        SCRATCH_TEST(a_damaged_run_is_named_wherever_it_is),
        SCRATCH_TEST(a_pixel_that_differs_is_named_wherever_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
