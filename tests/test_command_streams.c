/*
 * .rle files that are wrong, and those that only look so: what the command says of them, from files
 * and through pipes.
 */
#include "command.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wrong {
    const char *bytes;
    size_t n_bytes;
    const char *file_reason, *pipe_reason; /* what the line must have */
};

#define WRONG(bytes, file_reason, pipe_reason)            \
    {                                                     \
        bytes, sizeof bytes - 1, file_reason, pipe_reason \
    }

/* 9 x 2 pixels where nothing else is said. */
static const struct wrong wrongs[] = {
    WRONG("", "truncated header", "truncated header"),
    WRONG("\x09", "truncated header", "truncated header"),
    WRONG("\x09\0", "truncated header", "truncated header"),
    WRONG("\x09\0\x02", "truncated header", "truncated header"),
    WRONG("\0\0\x02\0", "zero dimension", "zero dimension"),
    WRONG("\x09\0\0\0", "zero dimension", "zero dimension"),
    WRONG("\0\0\0\0", "zero dimension", "zero dimension"),
    WRONG("\0\0\x02\0\x89\x89", "zero dimension", "zero dimension"),
    WRONG("\xFF\xFF\xFF\xFF", "truncated", "truncated at row 1 of 65535"),
    WRONG("\x09\0\x02\0", "truncated", "truncated at row 1 of 2"),
    WRONG("\x09\0\x02\0\x89", "truncated", "truncated at row 2 of 2"),
    WRONG("\x09\0\x02\0\x04\x82\x03\x88", "truncated at row 2 of 2", "truncated at row 2 of 2"),
    WRONG("\x09\0\x02\0\x04\x82", "truncated at row 1 of 2", "truncated at row 1 of 2"),
    WRONG("\x09\0\x02\0\x89\0\x89", "row 2 of 2, at byte 5", "row 2 of 2, at byte 5"),
    WRONG("\x09\0\x02\0\x80\x89\x89", "row 1 of 2, at byte 4", "row 1 of 2, at byte 4"),
    WRONG("\x09\0\x02\0\x84\x80\x85\x89", "run of length 0", "at byte 5"),
    WRONG("\x09\0\x02\0\x8A\x88", "row 1 of 2, at byte 4", "row 1 of 2, at byte 4"),
    WRONG("\x09\0\x02\0\x89\x04\x86\x03", "row 2 of 2, at byte 6", "row 2 of 2, at byte 6"),
    WRONG("\x09\0\x02\0\x89\xFF", "row 2 of 2, at byte 5", "row 2 of 2, at byte 5"),
    WRONG("\x09\0\x02\0\x89\x89\x89", "trailing data", "at byte 6"),
    WRONG("\x09\0\x02\0\x89\x89\0", "trailing data", "at byte 6"),
    WRONG("\x01\0\x01\0\x81\x81", "trailing data", "trailing data"),
    WRONG("\x00\x02\x00\x09\x89\x89", "truncated", "row 1 of 2304"), /* sides in the other order */
    WRONG("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", "not an rle stream", ""),
    WRONG("BM\x40\0\0\0\0\0\0\0\x3e\0\0\0\x28\0\0\0\x01", "not an rle stream", ""),
    WRONG("P4\n9 2\n\xF3\x80\0\0", "not an rle stream", ""),
    WRONG("GIF89a\x01\0\x01\0\x80\0\0", "not an rle stream", ""),
};

static void check_file(const struct wrong *wrong)
{
    scratch_write("x.rle", wrong->bytes, wrong->n_bytes);
    assert_one_line(RUN("decompress", "x.rle"), 1, "x.rle", wrong->file_reason);
    assert_one_line(RUN("decompress", "-T2", "--verify", "--to=pbm", "x.rle"), 1, "x.rle",
                    wrong->file_reason);
    assert_one_line(RUN("verify", "x.rle"), 1, "x.rle", wrong->file_reason);
    assert_one_line(RUN("info", "x.rle"), 1, "x.rle", wrong->file_reason);
    assert_one_line(RUN("compare", "x.rle", "good.pbm"), 2, "x.rle", wrong->file_reason);
    const struct command_result *const r = RUN("decompress", "-q", "-c", "x.rle");
    assert_one_line(r, 1, "x.rle", wrong->file_reason);
}

static void check_piped(const struct wrong *wrong)
{
    const struct command_setup setup = {.input = wrong->bytes, .input_bytes = wrong->n_bytes};
    assert_one_line(RUN_AS(&setup, "decompress", "-o", "x.bmp", "-"), 1, "standard input",
                    wrong->pipe_reason);
    assert_one_line(RUN_AS(&setup, "verify", "-"), 1, "standard input", wrong->pipe_reason);
}

static void wrong_streams_are_one_line_and_no_trace(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        scratch_write("good.pbm", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
        check_file(&wrongs[i]);
        check_piped(&wrongs[i]);
        assert_listing(".", "good.pbm x.rle");
    }
}

/* Its size does not tell: a PNG of 4 MB could be an .rle of its sides, by the bounds. */
static void an_image_is_recognized_whatever_its_size(void **state)
{
    (void)state;
    static const char *const heads[] = {"\x89PNG\r\n\x1a\n", "P4\n9999 9999\n", "GIF89a\x01"};
    uint8_t *const bytes = calloc(4000000, 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < 3; i++) {
        memcpy(bytes, heads[i], strlen(heads[i]));
        scratch_write("x.rle", bytes, 4000000);
        assert_one_line(RUN("decompress", "x.rle"), 1, "x.rle", "not an rle stream");
        assert_one_line(RUN("verify", "x.rle"), 1, "x.rle", "not an rle stream");
    }
    free(bytes);
    assert_listing(".", "x.rle");
}

static void an_image_is_recognized_on_a_pipe(void **state)
{
    (void)state;
    const struct command_setup setup = {.input = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
                                        .input_bytes = 16};
    assert_one_line(RUN_AS(&setup, "decompress", "-o", "x.bmp", "-"), 1, "standard input",
                    "not an rle stream");
    assert_one_line(RUN_AS(&setup, "verify", "-"), 1, "standard input", "not an rle stream");
}

/* The same where the wrong byte is far from the first buffer's start. */
static void wrong_bytes_deep_in_a_file_are_found_and_named(void **state)
{
    (void)state;
    struct page page = page_write_all(127, 60000);
    size_t at = page.rle.n - 2;
    char text[64];
    page.rle.data[at] = 0x80;
    scratch_write("x.rle", page.rle.data, page.rle.n);
    snprintf(text, sizeof text, "at byte %zu", at);
    assert_one_line(RUN("decompress", "x.rle"), 1, "x.rle", text);
    assert_one_line(RUN("decompress", "-T4", "x.rle"), 1, "x.rle", text);
    assert_one_line(RUN("verify", "-T4", "x.rle"), 1, "x.rle", text);
    const struct command_setup setup = {.input = page.rle.data, .input_bytes = page.rle.n};
    assert_one_line(RUN_AS(&setup, "decompress", "-o", "x.bmp", "-"), 1, "standard input", text);
    assert_listing(".", "page.bmp page.pbm page.rle x.rle");
    page_free(&page);
}

/* An extra row, and a row too few: the sizes are possible, so only the rows can tell. */
static void rows_too_many_and_too_few_are_found(void **state)
{
    (void)state;
    struct page page = page_write_all(300, 200);
    uint8_t *const more = malloc(page.rle.n + 3);
    assert_non_null(more);
    memcpy(more, page.rle.data, page.rle.n);
    memcpy(more + page.rle.n, "\xFF\xFF\xAE", 3);
    scratch_write("more.rle", more, page.rle.n + 3);
    char text[64];
    snprintf(text, sizeof text, "at byte %zu", page.rle.n);
    assert_one_line(RUN("decompress", "more.rle"), 1, "more.rle", text);
    more[2]++;
    scratch_write("less.rle", more, page.rle.n);
    assert_one_line(RUN("decompress", "less.rle"), 1, "less.rle", "truncated at row 201 of 201");
    assert_listing(".", "less.rle more.rle page.bmp page.pbm page.rle");
    free(more);
    page_free(&page);
}

static void a_header_cannot_demand_memory_or_time(void **state)
{
    (void)state;
    scratch_write("x.rle", "\xFF\xFF\xFF\xFF", 4);
    const struct command_setup piped = {.input = "\xFF\xFF\xFF\xFF\x01", .input_bytes = 5};
    const struct command_result *const results[] = {
        RUN("decompress", "x.rle"), RUN("verify", "x.rle"),
        RUN_AS(&piped, "decompress", "--to=pbm", "-o", "x.pbm", "-")};
    for (size_t i = 0; i < 3; i++) {
        assert_fails_with(results[i], 1, "truncated");
        assert_true(REFERENCE_IS_SANITIZED || results[i]->cpu_seconds < 0.2);
        assert_true(REFERENCE_IS_SANITIZED || results[i]->peak_bytes < 8 << 20);
    }
    assert_listing(".", "x.rle");
}

static void loose_streams_are_right_but_not_canonical(void **state)
{
    (void)state;
    scratch_write("loose.rle", "\x09\0\x02\0\x02\x02\x82\x03\x89", 9);
    scratch_write("across.rle", "\x80\0\x01\0\xE4\x9C", 6); /* over the chunk's end at 127 */
    assert_succeeds(RUN("decompress", "-q", "--to=pbm", "loose.rle", "across.rle"));
    assert_file("loose.pbm", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
    assert_silent(RUN("verify", "loose.rle"));
    assert_one_line(RUN("verify", "--canonical", "loose.rle"), 1, "loose.rle", "at byte 4");
    assert_one_line(RUN("verify", "--canonical", "across.rle"), 1, "across.rle", "not canonical");
    assert_fails_with(RUN("verify", "-v", "loose.rle"), 0, "not canonical, 9 x 2 pixels, 5 runs");
    assert_non_null(strstr(RUN("info", "loose.rle")->out, "no: not the longest runs at byte 4"));
    page_write_tiny_rle("tight.rle");
    assert_silent(RUN("verify", "--canonical", "tight.rle"));
    assert_exit(RUN("compare", "tight.rle", "loose.rle"), 0);
}

static void verify_says_what_it_saw(void **state)
{
    (void)state;
    page_write_tiny_rle("a.rle");
    scratch_write("b.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES - 1);
    const struct command_result *r = RUN("verify", "-v", "a.rle");
    assert_fails_with(r, 0, "rle127: a.rle: right, canonical, 9 x 2 pixels, 4 runs\n");
    assert_fails_with(r, 0, "1 right, 0 failed");
    r = RUN("verify", "b.rle", "a.rle");
    assert_fails_with(r, 1, "rle127: b.rle: truncated");
    assert_fails_with(r, 1, "1 right, 1 failed");
    assert_int_equal(r->out_bytes, 0);
    assert_one_line(RUN("verify", "-q", "b.rle", "a.rle"), 1, "b.rle", "truncated");
}

static void a_pipe_that_goes_on_is_left_at_the_first_byte_too_many(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const struct command_setup setup = {.stdin_kind = COMMAND_STDIN_ENDLESS,
                                            .input = PAGE_TINY_RLE,
                                            .input_bytes = PAGE_TINY_BYTES};
        const struct command_result *const r =
            i ? RUN_AS(&setup, "verify", "-") : RUN_AS(&setup, "decompress", "-o", "x.bmp", "-");
        assert_one_line(r, 1, "standard input", "trailing data after the last row, at byte 8");
        assert_true(r->taken_bytes < 1 << 20);
        assert_true(REFERENCE_IS_SANITIZED || (r->cpu_seconds < 1 && r->peak_bytes < 8 << 20));
    }
    assert_listing(".", "");
}

/* Nothing has to be waited for once it is clear that the file is wrong. */
static void a_wrong_byte_on_a_pipe_is_told_at_the_end_of_what_came(void **state)
{
    (void)state;
    struct page page = page_make(3000, 3000);
    page.rle.data[4] = 0;
    const struct command_setup setup = {
        .stdin_kind = COMMAND_STDIN_ENDLESS, .input = page.rle.data, .input_bytes = page.rle.n};
    const struct command_result *const r = RUN_AS(&setup, "verify", "-");
    assert_one_line(r, 1, "standard input", "run of length 0 in row 1 of 3000, at byte 4");
    page_free(&page);
}

static void a_slow_pipe_works(void **state)
{
    (void)state;
    struct page page = page_make(200, 30);
    struct command_setup setup = {
        .input = page.rle.data, .input_bytes = page.rle.n, .piece_bytes = 1};
    const struct command_result *r = RUN_AS(&setup, "decompress", "-");
    assert_succeeds(r);
    assert_int_equal(r->out_bytes, page.bmp.n);
    assert_memory_equal(r->out, page.bmp.data, page.bmp.n);
    setup.input = page.bmp.data;
    setup.input_bytes = page.bmp.n;
    r = RUN_AS(&setup, "compress", "-");
    assert_succeeds(r);
    assert_int_equal(r->out_bytes, page.rle.n);
    assert_memory_equal(r->out, page.rle.data, page.rle.n);
    page_free(&page);
}

static void info_is_for_people_and_for_programs(void **state)
{
    (void)state;
    page_write_tiny_rle("a.rle");
    page_write_tiny_rle("f\xFC.rle");
    page_write_tiny_rle("q\"\\\n\xC3\xBC.rle");
    const struct command_result *r = RUN("info", "a.rle");
    assert_succeeds(r);
    assert_non_null(strstr(r->out, "a.rle\n  pixels     9 x 2\n  runs       4, 4.5 pixels each\n"));
    assert_non_null(strstr(r->out, "  black      38.89 %\n  canonical  yes\n"));
    r = RUN("info", "--json", "a.rle", "f\xFC.rle", "q\"\\\n\xC3\xBC.rle");
    assert_succeeds(r);
    assert_string_equal(r->out,
                        "{\"path\":\"a.rle\",\"width\":9,\"height\":2,\"runs\":4,"
                        "\"file_bytes\":8,\"packed_bytes\":4,\"ratio\":2.000000,"
                        "\"black_share\":0.388889,\"canonical\":true}\n"
                        "{\"path_bytes\":\"Zvwucmxl\",\"width\":9,\"height\":2,\"runs\":4,"
                        "\"file_bytes\":8,\"packed_bytes\":4,\"ratio\":2.000000,"
                        "\"black_share\":0.388889,\"canonical\":true}\n"
                        "{\"path\":\"q\\\"\\\\\\u000a\xC3\xBC.rle\",\"width\":9,\"height\":2,"
                        "\"runs\":4,\"file_bytes\":8,\"packed_bytes\":4,\"ratio\":2.000000,"
                        "\"black_share\":0.388889,\"canonical\":true}\n");
}

static void json_escapes_what_a_string_cannot_hold(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"\x7F", "\\u007f"},
                                           {"\x01", "\\u0001"},
                                           {"\x1F", "\\u001f"},
                                           {"\b", "\\u0008"},
                                           {"\t", "\\u0009"},
                                           {"\r", "\\u000d"},
                                           {"\"", "\\\""},
                                           {"\\", "\\\\"},
                                           {"~", "~"},
                                           {"'", "'"},
                                           {"\xC2\x80", "\xC2\x80"},
                                           {"</", "</"},
                                           {"\xEF\xBF\xBF", "\xEF\xBF\xBF"}};
    scratch_make_directory("<");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[16], start[64];
        snprintf(path, sizeof path, "%sx", names[i][0]);
        snprintf(start, sizeof start, "{\"path\":\"%sx\",", names[i][1]);
        page_write_tiny_rle(path);
        const struct command_result *const r = RUN("info", "--json", path);
        assert_succeeds(r);
        assert_int_equal(strncmp(r->out, start, strlen(start)), 0);
    }
}

static void info_goes_on_after_a_wrong_file(void **state)
{
    (void)state;
    page_write_tiny_rle("a.rle");
    scratch_write("b.rle", "", 0);
    const struct command_result *const r = RUN("info", "--json", "b.rle", "a.rle");
    assert_one_line(r, 1, "b.rle", "truncated header");
    assert_int_equal(strncmp(r->out, "{\"path\":\"a.rle\"", 15), 0);
}

static void compare_says_same_different_or_trouble(void **state)
{
    (void)state;
    struct page page = page_write_all(321, 123);
    assert_silent(RUN("compare", "page.rle", "page.bmp"));
    assert_exit(RUN("compare", "page.rle", "page.bmp"), 0);
    assert_exit(RUN("compare", "page.pbm", "page.rle"), 0);
    assert_exit(RUN("compare", "page.bmp", "page.pbm"), 0);
    const struct command_setup piped = {.input = page.rle.data, .input_bytes = page.rle.n};
    assert_exit(RUN_AS(&piped, "compare", "-", "page.bmp"), 0);
    assert_fails_with(RUN("compare", "-v", "page.rle", "page.pbm"), 0, "321 x 123");
    const size_t row_bytes = (321 + 7) / 8;
    page.pbm.data[page.pbm.n - 2 * row_bytes + 3] ^= 0x10; /* row 122, column 28 */
    scratch_write("other.pbm", page.pbm.data, page.pbm.n);
    assert_one_line(RUN("compare", "page.rle", "other.pbm"), 1, "page.rle",
                    "differs from other.pbm at column 28 of row 122");
    assert_exit(RUN("compare", "-q", "other.pbm", "page.bmp"), 1);
    page_write_tiny_rle("tiny.rle");
    assert_one_line(RUN("compare", "tiny.rle", "page.bmp"), 1, "tiny.rle",
                    "9 x 2 pixels, but page.bmp has 321 x 123");
    assert_one_line(RUN("compare", "page.bmp", "missing"), 2, "missing", "No such file");
    scratch_write("cut.rle", page.rle.data, page.rle.n - 1);
    assert_one_line(RUN("compare", "page.bmp", "cut.rle"), 2, "cut.rle", "truncated at row");
    page_free(&page);
}

/* What does not show in the pixels: padding bits, and how a file got its pixels. */
static void compare_ignores_padding(void **state)
{
    (void)state;
    page_write_tiny_rle("a.rle");
    scratch_write("b.pbm", "P4\n9 2\n\xF3\xFF\0\x7F", 11);
    assert_exit(RUN("compare", "a.rle", "b.pbm"), 0);
    assert_succeeds(RUN("compress", "b.pbm"));
    assert_file("b.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(wrong_streams_are_one_line_and_no_trace),
        SCRATCH_TEST(an_image_is_recognized_whatever_its_size),
        SCRATCH_TEST(an_image_is_recognized_on_a_pipe),
        SCRATCH_TEST(wrong_bytes_deep_in_a_file_are_found_and_named),
        SCRATCH_TEST(rows_too_many_and_too_few_are_found),
        SCRATCH_TEST(a_header_cannot_demand_memory_or_time),
        SCRATCH_TEST(loose_streams_are_right_but_not_canonical),
        SCRATCH_TEST(verify_says_what_it_saw),
        SCRATCH_TEST(a_pipe_that_goes_on_is_left_at_the_first_byte_too_many),
        SCRATCH_TEST(a_wrong_byte_on_a_pipe_is_told_at_the_end_of_what_came),
        SCRATCH_TEST(a_slow_pipe_works),
        SCRATCH_TEST(info_is_for_people_and_for_programs),
        SCRATCH_TEST(json_escapes_what_a_string_cannot_hold),
        SCRATCH_TEST(info_goes_on_after_a_wrong_file),
        SCRATCH_TEST(compare_says_same_different_or_trouble),
        SCRATCH_TEST(compare_ignores_padding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
