/*
 * The largest images through little memory. The files are of half a gigabyte and are removed as
 * soon as possible; what needs more runs only where the environment has RLE127_LONG=1.
 */
#include "command.h"
#include "pages.h"
#include "png_file.h"
#include "reference.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SIDE         65535u
#define ROW_BYTES    8192u
#define MEMORY_BYTES ((size_t)64 << 20)
#define PBM_HEADER   "P4\n65535 65535\n"

static void need(uint64_t n_bytes)
{
    struct statvfs room;
    if (REFERENCE_IS_SANITIZED)
        skip();
    if (statvfs(".", &room) != 0 || (uint64_t)room.f_bavail * room.f_frsize < n_bytes) {
        print_message("not enough disk space\n");
        skip();
    }
}

static void check_peak(const struct command_result *r)
{
    assert_succeeds(r);
    if (r->peak_bytes > MEMORY_BYTES)
        fail_msg("%zu MB of memory", r->peak_bytes >> 20);
}

/* A hole of zero bytes is white. */
static void write_white_pbm(const char *path)
{
    scratch_write_text(path, PBM_HEADER);
    assert_int_equal(truncate(path, (off_t)(strlen(PBM_HEADER) + (uint64_t)SIDE * ROW_BYTES)), 0);
}

static void check_size(const char *path, uint64_t n_bytes)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_true((uint64_t)found.st_size == n_bytes);
}

/* 516 runs of 127 and one of 3 pixels a row. */
static void check_white_rle(const char *path)
{
    uint8_t row[517], expected[517];
    memset(expected, 0xFF, sizeof expected);
    expected[516] = 0x83;
    check_size(path, 4 + (uint64_t)SIDE * 517);
    FILE *const file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(row, 1, 4, file), 4);
    assert_memory_equal(row, "\xFF\xFF\xFF\xFF", 4);
    while (fread(row, 1, sizeof row, file) == sizeof row)
        assert_memory_equal(row, expected, sizeof row);
    fclose(file);
}

static void the_largest_white_page_goes_both_ways(void **state)
{
    (void)state;
    need((uint64_t)1500 << 20);
    write_white_pbm("a.pbm");
    check_peak(RUN("compress", "a.pbm"));
    check_white_rle("a.rle");
    check_peak(RUN("decompress", "--to=pbm", "-o", "b.pbm", "a.rle"));
    check_size("b.pbm", strlen(PBM_HEADER) + (uint64_t)SIDE * ROW_BYTES);
    check_peak(RUN("compare", "a.pbm", "b.pbm"));
}

static void the_largest_bmp_goes_both_ways(void **state)
{
    (void)state;
    need((uint64_t)1500 << 20);
    write_white_pbm("a.pbm");
    check_peak(RUN("compress", "a.pbm"));
    assert_int_equal(remove("a.pbm"), 0);
    check_peak(RUN("decompress", "a.rle"));
    check_size("a.bmp", 62 + (uint64_t)SIDE * ROW_BYTES);
    check_peak(RUN("compress", "-o", "b.rle", "a.bmp"));
    assert_int_equal(remove("a.bmp"), 0);
    check_white_rle("b.rle");
}

static void threads_need_little_memory_too(void **state)
{
    (void)state;
    need((uint64_t)700 << 20);
    write_white_pbm("a.pbm");
    check_peak(RUN("compress", "-T4", "a.pbm"));
    assert_int_equal(remove("a.pbm"), 0);
    check_white_rle("a.rle");
    check_peak(RUN("verify", "-T4", "--canonical", "a.rle"));
    check_peak(RUN("decompress", "-T4", "--verify", "--to=pbm", "a.rle"));
}

static void processes_need_little_memory_too(void **state)
{
    (void)state;
    need((uint64_t)700 << 20);
    write_white_pbm("a.pbm");
    check_peak(RUN("compress", "--row-pool=process", "-T4", "a.pbm"));
    assert_int_equal(remove("a.pbm"), 0);
    check_white_rle("a.rle");
    check_peak(RUN("decompress", "--row-pool=process", "-T4", "--verify", "--to=pbm", "a.rle"));
}

static void write_white_rle(const char *path)
{
    uint8_t row[517];
    FILE *const file = fopen(path, "wb");
    assert_non_null(file);
    memset(row, 0xFF, sizeof row);
    fwrite(row, 1, 4, file);
    row[516] = 0x83;
    for (uint32_t i = 0; i < SIDE; i++)
        assert_int_equal(fwrite(row, 1, sizeof row, file), sizeof row);
    assert_int_equal(fclose(file), 0);
}

/* The checksum of rows of a filter, 0, and of 65535 bits of 1 and one of 0. */
static uint32_t adler_of_white(void)
{
    uint64_t a = 1, b = 0;
    for (uint32_t row = 0; row < SIDE; row++) {
        b += a;
        for (uint32_t i = 0; i < ROW_BYTES; i++) {
            a += i + 1 < ROW_BYTES ? 0xFF : 0xFE;
            b += a;
        }
        a %= 65521;
        b %= 65521;
    }
    return (uint32_t)(b << 16 | a);
}

static void check_white_png(const char *path)
{
    struct png_file file;
    size_t n_bytes;
    uint8_t *const bytes = scratch_read(path, &n_bytes);
    png_file_take_apart(bytes, n_bytes, &file);
    assert_memory_equal(file.ihdr, "\0\0\xFF\xFF\0\0\xFF\xFF\1\0\0\0\0", 13);
    uint32_t adler = 0;
    for (size_t i = 4; i > 0; i--)
        adler = adler << 8 | file.zlib[file.zlib_bytes - i];
    assert_int_equal(adler, adler_of_white());
    png_file_free(&file);
    free(bytes);
}

/* The text has 3 GB, so that it gets no file. PNG of 8 bits a pixel is not made of such sides. */
static void the_largest_white_page_becomes_xbm_and_png_and_comes_back(void **state)
{
    (void)state;
    need((uint64_t)100 << 20);
    write_white_rle("a.rle");
    check_peak(RUN("decompress", "-fo", "/dev/null", "--to=xbm", "a.rle"));
    if (!page_can_become("png") || strstr(RUN("--version")->out, "png has 8 bits"))
        skip();
    check_peak(RUN("decompress", "--to=png", "a.rle"));
    check_white_png("a.png");
    assert_int_equal(remove("a.rle"), 0);
    check_peak(RUN("compress", "a.png"));
    check_white_rle("a.rle");
}

/* Rows that all differ, so that none can be in the place of another. */
static void write_noise_pbm(const char *path, uint32_t n_rows)
{
    uint64_t random = 127, row[ROW_BYTES / 8];
    FILE *const file = fopen(path, "wb");
    assert_non_null(file);
    fprintf(file, "P4\n65535 %u\n", (unsigned)n_rows);
    for (uint32_t i = 0; i < n_rows; i++) {
        for (size_t k = 0; k < ROW_BYTES / 8; k++)
            row[k] = reference_random(&random);
        assert_int_equal(fwrite(row, 1, sizeof row, file), sizeof row);
    }
    assert_int_equal(fclose(file), 0);
}

static void check_noise(uint32_t n_rows)
{
    write_noise_pbm("a.pbm", n_rows);
    check_peak(RUN("compress", "a.pbm"));
    check_peak(RUN("verify", "--canonical", "a.rle"));
    check_peak(RUN("decompress", "a.rle"));
    check_peak(RUN("compare", "a.bmp", "a.rle"));
    check_peak(RUN("compare", "a.pbm", "a.bmp"));
    check_peak(RUN("compress", "-o", "b.rle", "a.bmp"));
    check_peak(RUN("compare", "a.rle", "b.rle"));
    check_peak(RUN("compress", "--row-pool=process", "-fT2", "-o", "b.rle", "a.pbm"));
    check_peak(RUN("compare", "a.rle", "b.rle"));
    check_peak(RUN("decompress", "--row-pool=process", "-fT2", "-o", "b.pbm", "b.rle"));
    check_peak(RUN("compare", "a.pbm", "b.pbm"));
}

static void noise_of_the_largest_width_goes_both_ways(void **state)
{
    (void)state;
    need((uint64_t)400 << 20);
    check_noise(2000);
}

/* A stream of 2 GB. */
static void noise_of_the_largest_sides_goes_both_ways(void **state)
{
    (void)state;
    if (!getenv("RLE127_LONG"))
        skip();
    need((uint64_t)8 << 30);
    check_noise(SIDE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_largest_white_page_goes_both_ways),
        SCRATCH_TEST(the_largest_bmp_goes_both_ways),
        SCRATCH_TEST(the_largest_white_page_becomes_xbm_and_png_and_comes_back),
        SCRATCH_TEST(threads_need_little_memory_too),
        SCRATCH_TEST(processes_need_little_memory_too),
        SCRATCH_TEST(noise_of_the_largest_width_goes_both_ways),
        SCRATCH_TEST(noise_of_the_largest_sides_goes_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
