/*
 * compress and decompress: the bytes they make, through files and pipes, and what they say.
 */
#include "command.h"
#include "pages.h"
#include "patterns.h"
#include "png_file.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t sides[][2] = {{1, 1},    {126, 3},   {127, 2},   {128, 2},
                                    {254, 5},  {255, 4},   {381, 33},  {1000, 70},
                                    {1, 5000}, {65535, 3}, {2480, 600}};
#define N_SIDES (sizeof sides / sizeof sides[0])

static void compress_writes_the_canonical_bytes_beside_the_image(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SIDES; i++) {
        struct page page = page_write_all(sides[i][0], sides[i][1]);
        assert_int_equal(remove("page.rle"), 0);
        const struct command_result *r = RUN("compress", "page.pbm");
        assert_succeeds(r);
        assert_silent(r);
        assert_file("page.rle", page.rle.data, page.rle.n);
        assert_succeeds(RUN("compress", "-f", "page.bmp"));
        assert_file("page.rle", page.rle.data, page.rle.n);
        page_free(&page);
    }
    assert_listing(".", "page.bmp page.pbm page.rle");
}

static void decompress_writes_the_pinned_bytes_of_bmp_and_pbm(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SIDES; i++) {
        struct page page = page_write_all(sides[i][0], sides[i][1]);
        const struct command_result *r = RUN("decompress", "-f", "page.rle");
        assert_succeeds(r);
        assert_silent(r);
        assert_file("page.bmp", page.bmp.data, page.bmp.n);
        assert_succeeds(RUN("decompress", "--to=pbm", "-f", "page.rle"));
        assert_file("page.pbm", page.pbm.data, page.pbm.n);
        assert_succeeds(RUN("decompress", "-o", "x.pbm", "-f", "page.rle"));
        assert_file("x.pbm", page.pbm.data, page.pbm.n);
        page_free(&page);
    }
}

static void decompress_writes_tga(void **state)
{
    (void)state;
    if (!page_can_become("tga"))
        skip();
    struct page page = page_write_all(300, 41);
    size_t n_bytes;
    assert_succeeds(RUN("decompress", "--to", "tga", "page.rle"));
    uint8_t *const tga = scratch_read("page.tga", &n_bytes);
    struct rle127_bitmap bitmap = page_read_tga(tga, n_bytes);
    assert_true(pattern_is_same_image(&page.bitmap, &bitmap));
    const struct command_result *const piped = RUN("decompress", "--to=tga", "-c", "page.rle");
    assert_int_equal(piped->out_bytes, n_bytes);
    assert_memory_equal(piped->out, tga, n_bytes);
    pattern_free_bitmap(&bitmap);
    free(tga);
    page_free(&page);
}

static void decompress_writes_xbm(void **state)
{
    (void)state;
    static const char xbm[] = "#define image_width 9\n#define image_height 2\n"
                              "static unsigned char image_bits[] = {\n"
                              "   0x30, 0x00, 0xff, 0x01};\n";
    page_write_tiny_rle("a.rle");
    assert_succeeds(RUN("decompress", "--to=xbm", "a.rle"));
    assert_file_text("a.xbm", xbm);
    assert_succeeds(RUN("decompress", "--verify", "-o", "B.XBM", "a.rle"));
    assert_file_text("B.XBM", xbm);
    assert_string_equal(RUN("decompress", "--to=XBM", "-c", "a.rle")->out, xbm);
}

/* Whatever the depth: PNG has 8 bits a pixel where libpng was missing. */
static void decompress_writes_png(void **state)
{
    (void)state;
    if (!page_can_become("png"))
        skip();
    struct page page = page_write_all(1001, 700);
    const struct command_setup piped = {
        .input = page.rle.data, .input_bytes = page.rle.n, .piece_bytes = 999};
    size_t n_bytes;
    assert_succeeds(RUN("decompress", "--to=png", "page.rle"));
    uint8_t *const png = scratch_read("page.png", &n_bytes);
    png_file_check_pixels(png, n_bytes, &page.bitmap);
    assert_succeeds(RUN("decompress", "--verify", "-T2", "-o", "X.PNG", "page.rle"));
    assert_file("X.PNG", png, n_bytes);
    const struct command_result *const r = RUN_AS(&piped, "decompress", "--to=png", "-");
    assert_succeeds(r);
    assert_int_equal(r->out_bytes, n_bytes);
    assert_memory_equal(r->out, png, n_bytes);
    free(png);
    page_free(&page);
}

/* Through a pipe, in large and in odd small pieces: the output on standard output is `expected`. */
static void check_pipe(const struct page_bytes *input, const struct page_bytes *expected,
                       const char *const *arguments)
{
    const size_t pieces[] = {0, 4093, 17};
    for (size_t i = 0; i < (input->n > 20000 ? 2 : 3); i++) {
        const struct command_setup setup = {
            .input = input->data, .input_bytes = input->n, .piece_bytes = pieces[i]};
        const struct command_result *const r = command_run(&setup, arguments);
        assert_succeeds(r);
        assert_int_equal(r->err_bytes, 0);
        assert_int_equal(r->out_bytes, expected->n);
        assert_memory_equal(r->out, expected->data, expected->n);
    }
}

static void pipes_give_the_same_bytes_as_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SIDES; i++) {
        struct page page = page_make(sides[i][0], sides[i][1]);
        struct page_bytes top_down = page_make_bmp_top_down(&page);
        struct page_bytes inverted = page_make_bmp_inverted(&page);
        check_pipe(&page.pbm, &page.rle, ARGUMENTS("compress", "-"));
        check_pipe(&page.bmp, &page.rle, ARGUMENTS("compress", "-"));
        check_pipe(&top_down, &page.rle, ARGUMENTS("compress", "-c", "-"));
        check_pipe(&inverted, &page.rle, ARGUMENTS("compress", "-o", "-", "-"));
        check_pipe(&page.rle, &page.bmp, ARGUMENTS("decompress", "-"));
        check_pipe(&page.rle, &page.pbm, ARGUMENTS("decompress", "--to=pbm", "-"));
        free(top_down.data);
        free(inverted.data);
        page_free(&page);
    }
    assert_listing(".", "");
}

static void a_pipe_can_go_to_a_file_and_a_file_to_a_pipe(void **state)
{
    (void)state;
    struct page page = page_write_all(700, 300);
    const struct command_setup setup = {.input = page.bmp.data, .input_bytes = page.bmp.n};
    assert_succeeds(RUN_AS(&setup, "compress", "-o", "new.rle", "-"));
    assert_file("new.rle", page.rle.data, page.rle.n);
    const struct command_result *const r = RUN("decompress", "-c", "page.rle");
    assert_succeeds(r);
    assert_int_equal(r->out_bytes, page.bmp.n);
    assert_memory_equal(r->out, page.bmp.data, page.bmp.n);
    page_free(&page);
}

static void standard_input_may_be_a_file(void **state)
{
    (void)state;
    struct page page = page_write_all(700, 300);
    const struct command_setup setup = {.stdin_path = "page.bmp"};
    const struct command_result *const r = RUN_AS(&setup, "compress", "-");
    assert_succeeds(r);
    assert_int_equal(r->out_bytes, page.rle.n);
    assert_memory_equal(r->out, page.rle.data, page.rle.n);
    page_free(&page);
}

static void odd_bitmaps_have_the_same_pixels(void **state)
{
    (void)state;
    struct page page = page_make(333, 50);
    struct page_bytes top_down = page_make_bmp_top_down(&page);
    struct page_bytes inverted = page_make_bmp_inverted(&page);
    scratch_write("a.bmp", top_down.data, top_down.n);
    scratch_write("b.png", inverted.data, inverted.n); /* content decides, not the suffix */
    assert_succeeds(RUN("compress", "-q", "a.bmp", "b.png"));
    assert_file("a.rle", page.rle.data, page.rle.n);
    assert_file("b.rle", page.rle.data, page.rle.n);
    free(top_down.data);
    free(inverted.data);
    page_free(&page);
}

static void threads_levels_and_verify_give_the_same_bytes(void **state)
{
    (void)state;
    struct page page = page_write_all(3000, 2000);
    static const char *const options[] = {"-T1", "-T2", "-T4", "--level=scalar", "--verify"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        assert_succeeds(RUN("compress", options[i], "-f", "-o", "new.rle", "page.bmp"));
        assert_file("new.rle", page.rle.data, page.rle.n);
        assert_succeeds(RUN("decompress", options[i], "-f", "-o", "new.bmp", "page.rle"));
        assert_file("new.bmp", page.bmp.data, page.bmp.n);
        const struct command_result *r = RUN("decompress", options[i], "-c", "page.rle");
        assert_succeeds(r);
        assert_int_equal(r->out_bytes, page.bmp.n);
        assert_memory_equal(r->out, page.bmp.data, page.bmp.n);
    }
    page_free(&page);
}

static void verify_accepts_runs_that_are_not_canonical(void **state)
{
    (void)state;
    scratch_write("loose.rle", "\x09\0\x01\0\x02\x02\x82\x03", 8);
    assert_succeeds(RUN("decompress", "--verify", "--to=pbm", "loose.rle"));
    assert_file("loose.pbm", "P4\n9 1\n\xF3\x80", 9);
}

/* A grey ramp of 256 columns in 4 rows. */
static void write_ramp(const char *path)
{
    uint8_t file[15 + 4 * 256];
    memcpy(file, "P5\n256 4 \n255\n", 14);
    for (size_t i = 0; i < (size_t)4 * 256; i++)
        file[14 + i] = (uint8_t)i;
    scratch_write(path, file, 14 + 4 * 256);
}

static void check_threshold(const char *method, unsigned threshold)
{
    struct rle127_bitmap bitmap = pattern_new_bitmap(256, 4, false);
    for (uint32_t row = 0; row < 4; row++)
        for (uint32_t x = 0; x < 256; x++)
            reference_set_pixel(&bitmap, x, row, x >= threshold);
    uint8_t rle[4 + 4 * 256];
    const size_t n_bytes = reference_encode(&bitmap, rle);
    assert_succeeds(RUN("compress", "-f", method, "ramp.pgm"));
    assert_file("ramp.rle", rle, n_bytes);
    pattern_free_bitmap(&bitmap);
}

static void binarize_methods_do_what_they_say(void **state)
{
    (void)state;
    write_ramp("ramp.pgm");
    check_threshold("--binarize=threshold:0", 0);
    check_threshold("--binarize=threshold:1", 1);
    check_threshold("--binarize=threshold:200", 200);
    check_threshold("--binarize=threshold:255", 255);
    check_threshold("--binarize=otsu", 128);
    assert_succeeds(RUN("compress", "-f", "ramp.pgm"));
    assert_succeeds(RUN("compress", "--binarize=pillow", "-o", "pillow.rle", "ramp.pgm"));
    assert_exit(RUN("compare", "ramp.rle", "pillow.rle"), 0);
    assert_exit(RUN("compare", "-q", "--binarize=otsu", "pillow.rle", "ramp.pgm"), 1);
    assert_succeeds(RUN("compare", "--binarize=pillow", "ramp.rle", "ramp.pgm"));
    assert_one_line(RUN("compress", "--binarize=none", "-o", "none.rle", "ramp.pgm"), 1, "ramp.pgm",
                    "");
    assert_no_trace(".", "none.rle");
}

static void methods_leave_bilevel_images_alone(void **state)
{
    (void)state;
    static const char *const methods[] = {"--binarize=none", "--binarize=otsu",
                                          "--binarize=threshold:128"};
    struct page page = page_write_all(100, 100);
    for (size_t i = 0; i < 3; i++) {
        assert_succeeds(RUN("compress", methods[i], "-f", "page.pbm"));
        assert_file("page.rle", page.rle.data, page.rle.n);
        assert_succeeds(RUN("compress", methods[i], "-f", "page.bmp"));
        assert_file("page.rle", page.rle.data, page.rle.n);
    }
    page_free(&page);
}

static void a_pipe_of_grey_is_binarized_like_a_file(void **state)
{
    (void)state;
    static const char *const methods[] = {"--binarize=pillow", "--binarize=otsu",
                                          "--binarize=threshold:99"};
    size_t n_ramp, n_rle;
    write_ramp("ramp.pgm");
    uint8_t *const ramp = scratch_read("ramp.pgm", &n_ramp);
    const struct command_setup setup = {.input = ramp, .input_bytes = n_ramp, .piece_bytes = 100};
    for (size_t i = 0; i < 3; i++) {
        assert_succeeds(RUN("compress", "-qf", methods[i], "ramp.pgm"));
        uint8_t *const rle = scratch_read("ramp.rle", &n_rle);
        const struct command_result *const r = RUN_AS(&setup, "compress", methods[i], "-");
        assert_succeeds(r);
        assert_int_equal(r->out_bytes, n_rle);
        assert_memory_equal(r->out, rle, n_rle);
        free(rle);
    }
    free(ramp);
}

static void words_are_as_many_as_asked_for(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    page_write_tiny_pbm("b.pbm");
    const struct command_result *r = RUN("compress", "-v", "a.pbm");
    assert_fails_with(r, 0, "rle127: a.pbm: -> a.rle: 9 x 2 pixels, 11 -> 8 bytes\n");
    assert_fails_with(r, 0, "1 converted, 0 skipped, 0 failed");
    r = RUN("compress", "-f", "a.pbm", "b.pbm");
    assert_fails_with(r, 0, "2 converted, 0 skipped, 0 failed, 22 bytes -> 16 bytes (0.727)");
    assert_null(strstr(r->err, "rle127: "));
    assert_int_equal(r->out_bytes, 0);
    assert_silent(RUN("compress", "-fq", "a.pbm", "b.pbm"));
    assert_one_line(RUN("compress", "-q", "a.pbm"), 1, "a.pbm", "a.rle: exists (-f overwrites)\n");
}

static void the_closing_line_counts_what_was_dithered(void **state)
{
    (void)state;
    write_ramp("ramp.pgm");
    page_write_tiny_pbm("a.pbm");
    assert_fails_with(RUN("compress", "ramp.pgm", "a.pbm"), 0, "2 converted");
    assert_fails_with(RUN("compress", "-f", "ramp.pgm"), 0, "1 dithered\n");
    assert_null(strstr(RUN("compress", "-f", "--binarize=otsu", "ramp.pgm")->err, "dithered"));
    assert_silent(RUN("compress", "-fq", "ramp.pgm"));
}

static void data_after_a_pbm_is_a_note(void **state)
{
    (void)state;
    scratch_write("two.pbm", PAGE_TINY_PBM PAGE_TINY_PBM, 22);
    assert_one_line(RUN("compress", "two.pbm"), 0, "two.pbm", "note: ");
    assert_file("two.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
    assert_silent(RUN("compress", "-fq", "two.pbm"));
    const struct command_setup setup = {.input = PAGE_TINY_PBM "x", .input_bytes = 12};
    const struct command_result *const r = RUN_AS(&setup, "compress", "-");
    assert_one_line(r, 0, "standard input", "note: ");
    assert_int_equal(r->out_bytes, PAGE_TINY_BYTES);
}

static void a_dry_run_writes_nothing(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    assert_one_line(RUN("compress", "-n", "a.pbm"), 0, "a.pbm",
                    "would become a.rle (9 x 2 pixels)");
    assert_one_line(RUN("compress", "--dry-run", "-O", "out", "a.pbm"), 0, "a.pbm",
                    "would become out/a.rle");
    assert_listing(".", "a.pbm");
    page_write_tiny_rle("a.rle");
    assert_one_line(RUN("compress", "-n", "a.pbm"), 1, "a.pbm", "a.rle: exists (-f overwrites)\n");
    assert_one_line(RUN("decompress", "-n", "--to=pbm", "a.rle"), 1, "a.rle",
                    "a.pbm: exists (-f overwrites)\n");
}

static void damaged_images_leave_no_trace(void **state)
{
    (void)state;
    struct page page = page_make(100, 20);
    scratch_write("a.pbm", page.pbm.data, page.pbm.n - 1);
    scratch_write("b.bmp", page.bmp.data, page.bmp.n - 1);
    scratch_write_text("c.pbm", "P4\n65536 1\n");
    scratch_write_text("d.pbm", "P4\n99999999999 1\n");
    scratch_write_text("e.txt", "no image\n");
    scratch_write("f.bmp", "", 0);
    static const char *const names[] = {"a.pbm", "b.bmp", "c.pbm", "d.pbm", "e.txt", "f.bmp"};
    for (size_t i = 0; i < 6; i++)
        assert_one_line(RUN("compress", names[i]), 1, names[i], "");
    const struct command_setup setup = {.input = page.bmp.data, .input_bytes = page.bmp.n - 1};
    assert_one_line(RUN_AS(&setup, "compress", "-o", "x.rle", "-"), 1, "standard input", "");
    assert_listing(".", "a.pbm b.bmp c.pbm d.pbm e.txt f.bmp");
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(compress_writes_the_canonical_bytes_beside_the_image),
        SCRATCH_TEST(decompress_writes_the_pinned_bytes_of_bmp_and_pbm),
        SCRATCH_TEST(decompress_writes_tga),
        SCRATCH_TEST(decompress_writes_xbm),
        SCRATCH_TEST(decompress_writes_png),
        SCRATCH_TEST(pipes_give_the_same_bytes_as_files),
        SCRATCH_TEST(a_pipe_can_go_to_a_file_and_a_file_to_a_pipe),
        SCRATCH_TEST(standard_input_may_be_a_file),
        SCRATCH_TEST(odd_bitmaps_have_the_same_pixels),
        SCRATCH_TEST(threads_levels_and_verify_give_the_same_bytes),
        SCRATCH_TEST(verify_accepts_runs_that_are_not_canonical),
        SCRATCH_TEST(binarize_methods_do_what_they_say),
        SCRATCH_TEST(methods_leave_bilevel_images_alone),
        SCRATCH_TEST(a_pipe_of_grey_is_binarized_like_a_file),
        SCRATCH_TEST(words_are_as_many_as_asked_for),
        SCRATCH_TEST(the_closing_line_counts_what_was_dithered),
        SCRATCH_TEST(data_after_a_pbm_is_a_note),
        SCRATCH_TEST(a_dry_run_writes_nothing),
        SCRATCH_TEST(damaged_images_leave_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
