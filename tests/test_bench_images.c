/*
 * bench/images: images are drawn at any size, each unlike the others, with runs as long as
 * they are said to be; images of a directory are found and looked at.
 */
#define _POSIX_C_SOURCE 200809L
#include "../bench/images/image_set.h"
#include "rle127.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_KINDS 4

/* In the C library's place: how often it was called. */
static unsigned n_syncs;

int syncfs(int fd);

int syncfs(int fd)
{
    (void)fd;
    n_syncs++;
    return 0;
}

static void draw(struct rle127_canvas *canvas, enum rle127_drawn_kind kind, unsigned index,
                 int width, int height)
{
    assert_true(rle127_canvas_create(canvas, width, height));
    assert_true(rle127_draw_image(canvas, kind, index));
}

static size_t canvas_bytes(const struct rle127_canvas *canvas)
{
    return canvas->stride_bytes * (size_t)canvas->height;
}

static bool are_same(const struct rle127_canvas *a, const struct rle127_canvas *b)
{
    return canvas_bytes(a) == canvas_bytes(b) && memcmp(a->bits, b->bits, canvas_bytes(a)) == 0;
}

static bool is_blank(const struct rle127_canvas *canvas)
{
    for (size_t i = 0; i < canvas_bytes(canvas); i++)
        if (canvas->bits[i])
            return false;
    return true;
}

/* Beyond the last pixel of a row. */
static bool has_clean_padding(const struct rle127_canvas *canvas)
{
    const int n_padding = (int)canvas->stride_bytes * 8 - canvas->width;
    for (int y = 0; y < canvas->height; y++) {
        const uint8_t last = canvas->bits[(size_t)(y + 1) * canvas->stride_bytes - 1];
        if (last & ((1 << n_padding) - 1))
            return false;
    }
    return true;
}

static double count_pixels_a_run(const struct rle127_canvas *canvas)
{
    const struct rle127_bitmap bitmap = {.width = (uint32_t)canvas->width,
                                         .height = (uint32_t)canvas->height,
                                         .stride_bytes = (ptrdiff_t)canvas->stride_bytes,
                                         .bits = canvas->bits,
                                         .one_is_black = true};
    const size_t room = rle127_bound(bitmap.width, bitmap.height);
    size_t n_bytes;
    void *const runs = malloc(room);
    assert_non_null(runs);
    assert_int_equal(rle127_encode(&bitmap, runs, room, &n_bytes, NULL), RLE127_OK);
    free(runs);
    return (double)bitmap.width * bitmap.height / (double)(n_bytes - RLE127_HEADER_BYTES);
}

static void kinds_have_names(void **state)
{
    (void)state;
    static const char *const names[N_KINDS] = {"text", "plan", "dither", "blank"};
    enum rle127_drawn_kind kind;
    for (int i = 0; i < N_KINDS; i++) {
        assert_string_equal(rle127_drawn_kind_name((enum rle127_drawn_kind)i), names[i]);
        assert_true(rle127_find_drawn_kind(names[i], &kind));
        assert_int_equal(kind, i);
    }
    assert_false(rle127_find_drawn_kind("texts", &kind));
    assert_false(rle127_find_drawn_kind("", &kind));
}

static void images_are_drawn_at_any_size(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1},     {7, 3},     {8, 8},     {9, 200},  {200, 9},
                                   {65535, 1}, {1, 65535}, {641, 479}, {2999, 40}};
    for (int kind = 0; kind < N_KINDS; kind++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            struct rle127_canvas canvas;
            draw(&canvas, (enum rle127_drawn_kind)kind, (unsigned)i, sizes[i][0], sizes[i][1]);
            assert_true(has_clean_padding(&canvas));
            assert_true(kind != RLE127_DRAWN_BLANK || is_blank(&canvas));
            rle127_canvas_free(&canvas);
        }
    }
}

/* Text shows its first letters, plans at least two lines. */
static void small_images_are_not_blank(void **state)
{
    (void)state;
    for (int kind = 0; kind < N_KINDS; kind++) {
        for (unsigned index = 0; index < 20; index++) {
            struct rle127_canvas canvas;
            draw(&canvas, (enum rle127_drawn_kind)kind, index, 64, 24);
            assert_int_equal(is_blank(&canvas), kind == RLE127_DRAWN_BLANK);
            rle127_canvas_free(&canvas);
        }
    }
}

static void images_of_one_number_are_alike(void **state)
{
    (void)state;
    for (int kind = 0; kind < N_KINDS; kind++) {
        struct rle127_canvas first, again;
        draw(&first, (enum rle127_drawn_kind)kind, 5, 1000, 700);
        draw(&again, (enum rle127_drawn_kind)kind, 5, 1000, 700);
        assert_true(are_same(&first, &again));
        rle127_canvas_free(&first);
        rle127_canvas_free(&again);
    }
}

static void images_of_different_numbers_differ(void **state)
{
    (void)state;
    static const unsigned indices[] = {0, 1, 2, 3, 999, 0xFFFFFFFF};
    for (int kind = 0; kind < RLE127_DRAWN_BLANK; kind++) {
        struct rle127_canvas canvases[6];
        for (int i = 0; i < 6; i++) {
            draw(&canvases[i], (enum rle127_drawn_kind)kind, indices[i], 1800, 1600);
            for (int j = 0; j < i; j++)
                assert_false(are_same(&canvases[i], &canvases[j]));
        }
        for (int i = 0; i < 6; i++)
            rle127_canvas_free(&canvases[i]);
    }
}

/* FNV-1a. Reports of different machines and versions are about the same pixels. */
static void images_are_those_of_other_machines(void **state)
{
    (void)state;
    static const uint64_t hashes[N_KINDS] = {0xcb9e4918b2470c5f, 0x0b5083ef5be44871,
                                             0x3fdb83fa464ba482, 0x95844a2532efb145};
    for (int kind = 0; kind < N_KINDS; kind++) {
        struct rle127_canvas canvas;
        uint64_t hash = 0xcbf29ce484222325;
        draw(&canvas, (enum rle127_drawn_kind)kind, 1, 2403, 1800);
        for (size_t i = 0; i < canvas_bytes(&canvas); i++)
            hash = (hash ^ canvas.bits[i]) * 0x100000001b3;
        if (hash != hashes[kind])
            fail_msg("%s: 0x%016llx", rle127_drawn_kind_name((enum rle127_drawn_kind)kind),
                     (unsigned long long)hash);
        rle127_canvas_free(&canvas);
    }
}

static void runs_are_as_long_as_they_are_said_to_be(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        double low[N_KINDS], high[N_KINDS]; /* pixels a run */
    } sizes[] = {
        {2400, 1800, {30, 60, 1.5, 126}, {60, 120, 2, 127}},
        {7200, 5600, {30, 90, 1.5, 126}, {60, 120, 2, 127}},
    };
    for (int i = 0; i < 2; i++) {
        for (int kind = 0; kind < N_KINDS; kind++) {
            struct rle127_canvas canvas;
            draw(&canvas, (enum rle127_drawn_kind)kind, 4, sizes[i].width, sizes[i].height);
            const double n_pixels = count_pixels_a_run(&canvas);
            if (n_pixels < sizes[i].low[kind] || n_pixels > sizes[i].high[kind])
                fail_msg("%s: %.2f pixels a run",
                         rle127_drawn_kind_name((enum rle127_drawn_kind)kind), n_pixels);
            rle127_canvas_free(&canvas);
        }
    }
}

static void drawn_images_are_written_to_a_directory_of_their_own(void **state)
{
    (void)state;
    struct rle127_workspace workspace;
    struct rle127_image_set set;
    struct rle127_canvas canvas;
    size_t n_bytes;
    const struct rle127_drawing drawing = {
        .n_images = 3, .width = 300, .height = 200, .kind = RLE127_DRAWN_TEXT};
    assert_true(rle127_workspace_create(&workspace, "."));
    n_syncs = 0;
    assert_true(rle127_draw_images(&set, &workspace, "in", &drawing));
    assert_int_equal(n_syncs, 1);
    assert_int_equal(set.n_images, 3);
    assert_true(set.is_drawn && set.drawing.width == 300);
    assert_listing(set.directory, "000.pbm 001.pbm 002.pbm");
    assert_true(set.pixels == 3 * 300 * 200);
    assert_true(set.packed_bytes == 3 * 38 * 200);
    assert_true(set.file_bytes == 3 * (38 * 200 + strlen("P4\n300 200\n")));
    uint8_t *const file = scratch_read(set.paths[2], &n_bytes);
    draw(&canvas, RLE127_DRAWN_TEXT, 2, 300, 200);
    assert_memory_equal(file + n_bytes - canvas_bytes(&canvas), canvas.bits, canvas_bytes(&canvas));
    free(file);
    rle127_canvas_free(&canvas);
    rle127_free_images(&set);
    rle127_workspace_remove(&workspace);
}

/* In kB, of what was most. */
static long peak_of_this_process(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

static void draw_large(void)
{
    struct rle127_workspace workspace;
    struct rle127_image_set set;
    const struct rle127_drawing drawing = {
        .n_images = 1, .width = 20000, .height = 20000, .kind = RLE127_DRAWN_PLAN};
    const long before = peak_of_this_process();
    const bool is_drawn = rle127_workspace_create(&workspace, ".") &&
                          rle127_draw_images(&set, &workspace, "in", &drawing);
    const long added = peak_of_this_process() - before;
    rle127_workspace_remove(&workspace);
    _exit(!is_drawn || set.file_bytes < 20000.0 * 2500 || added > 20000);
}

/* A new process has a peak of its own. */
static void what_is_drawn_is_in_nobodys_memory(void **state)
{
    (void)state;
    int status;
    const pid_t child = fork();
    if (child == 0)
        draw_large();
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static const char pbm[] = "P4\n9 2\n\xF0\xFF\x01\x7F";

static void make_directory_of_images(void)
{
    scratch_make_directory("in");
    scratch_make_directory("in/b");
    scratch_write("in/z.pbm", pbm, sizeof pbm - 1);
    scratch_write("in/b/a.PBM", pbm, sizeof pbm - 1);
    scratch_write_text("in/a.pgm", "P2\n3 1\n255\n0 100 255\n");
    scratch_write_text("in/words.txt", "no image");
    scratch_write_text("in/pbm", "no image either");
    assert_int_equal(symlink("z.pbm", "in/link.pbm"), 0);
    assert_int_equal(symlink("../in", "in/loop"), 0);
}

static void images_of_a_directory_are_found(void **state)
{
    (void)state;
    struct rle127_image_set set;
    make_directory_of_images();
    assert_true(rle127_list_images(&set, "in/"));
    assert_int_equal(set.n_images, 3);
    assert_string_equal(set.paths[0], "in/a.pgm");
    assert_string_equal(set.paths[1], "in/b/a.PBM");
    assert_string_equal(set.paths[2], "in/z.pbm");
    assert_false(set.is_drawn);
    assert_true(set.pixels == 3 + 18 + 18);
    assert_true(set.packed_bytes == 1 + 4 + 4);
    assert_true(set.file_bytes == 2 * (sizeof pbm - 1) + strlen("P2\n3 1\n255\n0 100 255\n"));
    rle127_free_images(&set);
}

/* What the command takes: not by names alone. */
static void images_are_known_by_their_content(void **state)
{
    struct rle127_image_set set;
    (void)state;
    scratch_make_directory("in");
    scratch_write("in/scan", pbm, sizeof pbm - 1);
    scratch_write("in/page.txt", pbm, sizeof pbm - 1);
    scratch_write("in/.pbm", pbm, sizeof pbm - 1);
    scratch_write_text("in/empty", "");
    scratch_write_text("in/words", "no image");
    scratch_write("in/coded.rle", "\x09\x00\x01\x00\x04\x82\x03", 7);
    assert_int_equal(mkfifo("in/pipe.pbm", 0600), 0);
    assert_true(rle127_list_images(&set, "in"));
    assert_int_equal(set.n_images, 3);
    assert_string_equal(set.paths[0], "in/.pbm");
    assert_string_equal(set.paths[1], "in/page.txt");
    assert_string_equal(set.paths[2], "in/scan");
    assert_true(set.file_bytes == 3 * (sizeof pbm - 1));
    rle127_free_images(&set);
    scratch_write_text("in/scan.xyz", "no image"); /* which is no rival for the output's name */
    assert_true(rle127_list_images(&set, "in"));
    assert_int_equal(set.n_images, 3);
    rle127_free_images(&set);
    scratch_write("in/scan.tif", pbm, sizeof pbm - 1);
    assert_false(rle127_list_images(&set, "in"));
}

static void what_is_no_image_is_refused(void **state)
{
    (void)state;
    struct rle127_image_set set;
    assert_false(rle127_list_images(&set, "missing"));
    scratch_make_directory("in");
    assert_false(rle127_list_images(&set, "in"));
    scratch_write_text("in/words.txt", "no image");
    assert_false(rle127_list_images(&set, "in"));
    assert_false(rle127_list_images(&set, "in/words.txt"));
    scratch_write("in/a.pbm", pbm, sizeof pbm - 1);
    assert_true(rle127_list_images(&set, "in"));
    rle127_free_images(&set);
    scratch_write_text("in/b.pbm", "no image");
    assert_false(rle127_list_images(&set, "in"));
    assert_null(set.paths);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_names),
        cmocka_unit_test(images_are_drawn_at_any_size),
        cmocka_unit_test(small_images_are_not_blank),
        cmocka_unit_test(images_of_one_number_are_alike),
        cmocka_unit_test(images_of_different_numbers_differ),
        cmocka_unit_test(images_are_those_of_other_machines),
        cmocka_unit_test(runs_are_as_long_as_they_are_said_to_be),
        SCRATCH_TEST(drawn_images_are_written_to_a_directory_of_their_own),
        SCRATCH_TEST(what_is_drawn_is_in_nobodys_memory),
        SCRATCH_TEST(images_of_a_directory_are_found),
        SCRATCH_TEST(images_are_known_by_their_content),
        SCRATCH_TEST(what_is_no_image_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
