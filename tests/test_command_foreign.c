/*
 * Images that the decoder program decodes, as the command's users see it.
 */
#define _GNU_SOURCE
#include "command.h"
#include "foreign_files.h"
#include "gif_bytes.h"
#include "patterns.h"
#include "png_bytes.h"
#include "reference.h"
#include "scratch.h"
#include "tests.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define THRESHOLD "--binarize=threshold:128"

static uint64_t seed = 127;

/* The .rle of a bitmap. */
static uint8_t *encode(const struct rle127_bitmap *bitmap, size_t *n_bytes)
{
    uint8_t *const bytes = malloc(rle127_bound(bitmap->width, bitmap->height));
    *n_bytes = reference_encode(bitmap, bytes);
    return bytes;
}

static void write_bytes(const char *path, struct rle127_test_bytes *bytes)
{
    scratch_write(path, bytes->data, bytes->n_bytes);
    rle127_test_free(bytes);
}

static void each_format_becomes_the_same_bytes_from_file_and_pipe(void **state)
{
    struct rle127_bitmap bitmap = foreign_file_draw(136, 72, &seed);
    size_t n_bytes;
    uint8_t *const expected = encode(&bitmap, &n_bytes);
    (void)state;
    for (unsigned i = 0; i < FOREIGN_FILES; i++) {
        struct foreign_file file = foreign_file_make(i, &bitmap);
        if (!file.bytes.n_bytes)
            continue;
        const struct command_setup piped = {
            .input = file.bytes.data, .input_bytes = file.bytes.n_bytes, .piece_bytes = 100};
        scratch_write("image", file.bytes.data, file.bytes.n_bytes);
        assert_succeeds(RUN("compress", "-fq", THRESHOLD, "-o", "a.rle", "image"));
        assert_file("a.rle", expected, n_bytes);
        const struct command_result *const r = RUN_AS(&piped, "compress", THRESHOLD, "-");
        assert_succeeds(r);
        assert_int_equal(r->out_bytes, n_bytes);
        assert_memory_equal(r->out, expected, n_bytes);
        assert_succeeds(RUN("compare", THRESHOLD, "image", "a.rle"));
        assert_succeeds(RUN("compare", THRESHOLD, "image", "image"));
        assert_succeeds(RUN("compress", "-fq", "--binarize=otsu", "-o", "b.rle", "image"));
        assert_file("b.rle", expected, n_bytes);
        rle127_test_free(&file.bytes);
    }
    free(expected);
    pattern_free_bitmap(&bitmap);
}

/* In the middle of a regular file that is standard input. */
static void standard_input_may_stand_behind_the_start_of_a_file(void **state)
{
    struct rle127_bitmap bitmap = foreign_file_draw(16, 16, &seed);
    struct foreign_file file = foreign_file_make(0, &bitmap);
    size_t n_bytes;
    uint8_t *const expected = encode(&bitmap, &n_bytes);
    char text[4096];
    (void)state;
    if (!file.bytes.n_bytes)
        skip();
    struct rle127_test_bytes both = {0};
    rle127_test_add_text(&both, "12345");
    rle127_test_add(&both, file.bytes.data, file.bytes.n_bytes);
    write_bytes("both", &both);
    snprintf(text, sizeof text,
             "{ dd bs=1 count=5 of=/dev/null 2>/dev/null; '%s' compress -q - >a.rle; } <both",
             command_path());
    const struct command_setup shell = {.program = "/bin/sh"};
    assert_succeeds(RUN_AS(&shell, "-c", text));
    assert_file("a.rle", expected, n_bytes);
    rle127_test_free(&file.bytes);
    free(expected);
    pattern_free_bitmap(&bitmap);
}

#define MANY 1000

struct many {
    char names[MANY][24], outputs[MANY][24];
    bool is_bad[MANY];
    const char *arguments[MANY + 6];
    unsigned order[MANY];
    unsigned n_bad;
};

static void shuffle(unsigned *order, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        order[i] = i;
    for (unsigned i = n - 1; i > 0; i--) {
        const unsigned other = reference_random_below(&seed, i + 1);
        const unsigned kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

/* Writes the image of an index with its expected output, or one that is cut short. */
static void write_one(struct many *many, unsigned index)
{
    struct rle127_bitmap bitmap =
        foreign_file_draw(8 * (1 + index % 9), 8 * (1 + index % 7), &seed);
    struct foreign_file file = foreign_file_make(index % FOREIGN_FILES, &bitmap);
    size_t n_bytes;
    uint8_t *const expected = encode(&bitmap, &n_bytes);
    char path[32];
    if (!file.bytes.n_bytes)
        file = foreign_file_make(3, &bitmap); /* XBM is always read */
    snprintf(many->names[index], sizeof many->names[index], "%u.%s", index, file.suffix);
    snprintf(many->outputs[index], sizeof many->outputs[index], "out/%u.rle", index);
    many->is_bad[index] = reference_random(&seed) % 2;
    if (many->is_bad[index])
        file.bytes.n_bytes = 20 + reference_random_below(&seed, (uint32_t)file.bytes.n_bytes - 23);
    many->n_bad += many->is_bad[index];
    scratch_write(many->names[index], file.bytes.data, file.bytes.n_bytes);
    snprintf(path, sizeof path, "%u.expected", index);
    scratch_write(path, expected, n_bytes);
    rle127_test_free(&file.bytes);
    free(expected);
    pattern_free_bitmap(&bitmap);
}

static bool has_line(const struct command_result *r, const char *name)
{
    char start[64];
    snprintf(start, sizeof start, "rle127: %s: ", name);
    const char *const found = strstr(r->err, start);
    return found && (found == r->err || found[-1] == '\n') && !strstr(found + 1, start);
}

static unsigned count_lines(const char *text)
{
    unsigned n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static void check_one(const struct many *many, unsigned index, const struct command_result *r)
{
    char path[32];
    size_t n_bytes;
    if (has_line(r, many->names[index]) != many->is_bad[index])
        fail_msg("%s is %s, but: %s", many->names[index], many->is_bad[index] ? "bad" : "good",
                 r->err);
    assert_int_equal(scratch_exists(many->outputs[index]), !many->is_bad[index]);
    if (many->is_bad[index])
        return;
    snprintf(path, sizeof path, "%u.expected", index);
    uint8_t *const expected = scratch_read(path, &n_bytes);
    assert_file(many->outputs[index], expected, n_bytes);
    free(expected);
}

static void of_a_thousand_files_the_bad_ones_are_a_line_each(void **state)
{
    struct many *const many = calloc(1, sizeof *many);
    (void)state;
    for (unsigned i = 0; i < MANY; i++)
        write_one(many, i);
    shuffle(many->order, MANY);
    const char *const start[] = {"compress", "-q", THRESHOLD, "-O", "out"};
    memcpy(many->arguments, start, sizeof start);
    for (unsigned i = 0; i < MANY; i++)
        many->arguments[5 + i] = many->names[many->order[i]];
    const struct command_result *const r = command_run(NULL, many->arguments);
    assert_exit(r, 1);
    assert_int_equal(count_lines(r->err), many->n_bad);
    assert_in_range(many->n_bad, MANY / 3, 2 * MANY / 3);
    for (unsigned i = 0; i < MANY; i++)
        check_one(many, i, r);
    if (!REFERENCE_IS_SANITIZED)
        assert_in_range(r->peak_bytes, 1, 32 << 20);
    free(many);
}

/* A PNG that takes some tenths of a second. */
static void write_slow_png(const char *path)
{
    const struct rle127_test_png png = {
        .width = 16000, .height = 2000, .depth = 8, .colour_type = PNG_GREY};
    uint8_t *const samples = malloc((size_t)png.width * png.height);
    for (size_t i = 0; i < (size_t)png.width * png.height; i++)
        samples[i] = (uint8_t)(i * 2654435761u >> 24);
    struct rle127_test_bytes bytes = rle127_test_make_png(&png, samples, true);
    write_bytes(path, &bytes);
    free(samples);
}

/* The first child of a process, or 0. */
static pid_t find_child(pid_t parent)
{
    char path[64];
    int child = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    FILE *const file = fopen(path, "r");
    if (!file || fscanf(file, "%d", &child) != 1)
        child = 0;
    if (file)
        fclose(file);
    return child;
}

/* Another one than `before`. */
static pid_t wait_for_decoder(pid_t parent, pid_t before)
{
    const double start = command_clock();
    while (command_clock() - start < 10) {
        const pid_t child = find_child(parent);
        if (child && child != before)
            return child;
        command_sleep(0.001);
    }
    fail_msg("no decoder program");
    return 0;
}

static void a_decoder_that_is_killed_costs_one_file(void **state)
{
    (void)state;
    write_slow_png("a.png");
    for (int i = 0; i < 2; i++)
        assert_int_equal(link("a.png", i ? "c.png" : "b.png"), 0);
    struct command *const command = command_start(
        NULL, ARGUMENTS("compress", "--image-pool=serial", "a.png", "b.png", "c.png"));
    const pid_t first = wait_for_decoder(command_pid(command), 0);
    command_sleep(0.05);
    kill(first, SIGKILL);
    wait_for_decoder(command_pid(command), first);
    const struct command_result *const r = command_finish(command);
    assert_exit(r, 1);
    assert_true(has_line(r, "a.png"));
    assert_non_null(strstr(r->err, "rle127: a.png: the decoder program was killed\n"));
    assert_no_trace(".", "a.rle");
    size_t n_bytes;
    uint8_t *const bytes = scratch_read("b.rle", &n_bytes);
    assert_file("c.rle", bytes, n_bytes);
    free(bytes);
}

/* Until there is no child of any kind left. Those of children that have ended come to this process,
 * which is their reaper meanwhile. */
static void expect_no_process(void)
{
    const double start = command_clock();
    while (waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD) {
        if (command_clock() - start > 5)
            fail_msg("a process is left");
        command_sleep(0.001);
    }
}

static void no_decoder_outlives_the_command(void **state)
{
    const int signals[] = {0, SIGINT, SIGTERM, SIGKILL};
    (void)state;
    write_slow_png("a.png");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct command *const command = command_start(NULL, ARGUMENTS("compress", "-f", "a.png"));
        wait_for_decoder(command_pid(command), 0);
        if (signals[i])
            kill(command_pid(command), signals[i]);
        command_finish(command);
        expect_no_process();
    }
    prctl(PR_SET_CHILD_SUBREAPER, 0);
}

/* A copy of the command has no decoder program beside it. */
static void a_missing_decoder_program_is_a_line_and_others_formats_are_read(void **state)
{
    char copy[4096];
    struct rle127_bitmap bitmap = foreign_file_draw(8, 8, &seed);
    struct foreign_file file = foreign_file_make(0, &bitmap);
    (void)state;
    snprintf(copy, sizeof copy, "cp '%s' ./rle127", command_path());
    if (!file.bytes.n_bytes || system(copy) != 0)
        skip();
    write_bytes("a.png", &file.bytes);
    scratch_write_text("b.pbm", "P1\n2 1\n1 0\n");
    const struct command_setup setup = {.program = "./rle127"};
    assert_one_line(RUN_AS(&setup, "compress", "-q", "a.png", "b.pbm"), 1, "a.png",
                    "rle127-decode");
    assert_no_trace(".", "a.rle");
    assert_true(scratch_exists("b.rle"));
    pattern_free_bitmap(&bitmap);
}

static void a_small_gif_that_claims_a_huge_screen_is_refused_at_once(void **state)
{
    static const uint8_t GIF[35] = "GIF89a\0\x40\x40\x40\x80\0\0\0\0\0\xff\xff\xff"
                                   ",\0\0\0\0\0\x40\x40\x40\0\2\0";
    (void)state;
    scratch_write("a.gif", GIF, sizeof GIF);
    const struct command_result *const r = RUN("compress", "a.gif");
    assert_fails_with(r, 1, "a.gif");
    assert_no_trace(".", "a.rle");
    assert_true(r->seconds < 1);
    if (!REFERENCE_IS_SANITIZED)
        assert_in_range(r->peak_bytes, 1, 16 << 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* a process's memory counts its parent's at its start */
        SCRATCH_TEST(a_small_gif_that_claims_a_huge_screen_is_refused_at_once),
        SCRATCH_TEST(each_format_becomes_the_same_bytes_from_file_and_pipe),
        SCRATCH_TEST(standard_input_may_stand_behind_the_start_of_a_file),
        SCRATCH_TEST(of_a_thousand_files_the_bad_ones_are_a_line_each),
        SCRATCH_TEST(a_decoder_that_is_killed_costs_one_file),
        SCRATCH_TEST(no_decoder_outlives_the_command),
        SCRATCH_TEST(a_missing_decoder_program_is_a_line_and_others_formats_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
