/*
 * src/image/foreign_reader.c and src/batch/decoding.c: whatever the decoder program does, the image
 * is right, or there is a reason, and the next image is served.
 */
#include "tests.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decoding.h"
#include "image_bytes.h"

#define GOOD     "pixels 240 15;header 8 2 0 255000;slots 1;end;"
#define NONSENSE "the decoder program answered what makes no sense"

static const struct rle127_binarize PILLOW = {.method = RLE127_BINARIZE_PILLOW};

static int open_decoding(void **state)
{
    struct rle127_decoding *const decoding = malloc(sizeof *decoding);
    rle127_decoding_open(decoding, RLE127_FALSE_DECODER_PATH);
    *state = decoding;
    return 0;
}

static int close_decoding(void **state)
{
    rle127_decoding_close(*state);
    free(*state);
    return 0;
}

/* Reads an "image" of these orders with bands of up to 8 rows; pixels gets the first 2 bytes. */
static const char *read_image(struct rle127_decoding *decoding, const char *orders,
                              uint8_t pixels[2])
{
    struct rle127_test_bytes bytes = {0};
    struct rle127_source source;
    struct rle127_image image;
    rle127_test_add(&bytes, "\x89PNG\r\n\x1a\n", 8);
    rle127_test_add_text(&bytes, orders);
    const int fd = rle127_test_open_file(&bytes);
    assert_null(rle127_source_open(&source, fd, 128));
    const char *reason = rle127_image_open(&image, &source, &PILLOW, &decoding->decoder);
    if (!reason) {
        for (uint32_t row = 0; row < image.height && !reason;) {
            struct rle127_bitmap band;
            reason = rle127_image_next_band(&image, &band);
            for (uint32_t i = 0; i < band.height && row + i < 2 && !reason; i++)
                pixels[row + i] = band.bits[(ptrdiff_t)i * band.stride_bytes];
            row += band.height;
        }
        rle127_image_close(&image);
    }
    rle127_source_close(&source);
    rle127_test_free(&bytes);
    close(fd);
    return reason;
}

static void expect_good(struct rle127_decoding *decoding, const char *orders)
{
    uint8_t pixels[2] = {0, 0};
    const char *const reason = read_image(decoding, orders, pixels);
    if (reason)
        fail_msg("%s: %s", orders, reason);
    assert_int_equal(pixels[0], 240);
    assert_int_equal(pixels[1], 15);
}

/* Also that the next image is read. */
static void expect_reason(struct rle127_decoding *decoding, const char *orders,
                          const char *expected)
{
    uint8_t pixels[2];
    const char *const reason = read_image(decoding, orders, pixels);
    if (!reason || strcmp(reason, expected) != 0)
        fail_msg("%s: %s instead of %s", orders, reason ? reason : "good", expected);
    expect_good(decoding, GOOD);
}

static void one_program_serves_many_images(void **state)
{
    struct rle127_decoding *const decoding = *state;
    expect_good(decoding, GOOD);
    const pid_t pid = decoding->program.pid;
    for (int i = 0; i < 20; i++)
        expect_good(decoding, GOOD);
    expect_reason(decoding, "fail it is damaged;", "it is damaged");
    assert_int_equal(decoding->program.pid, pid);
}

static void a_death_is_a_reason_and_the_next_image_gets_a_fresh_one(void **state)
{
    const struct {
        const char *how, *reason;
    } deaths[] = {
        {"signal 11;", "the decoder program crashed (signal 11)"},
        {"signal 7;", "the decoder program crashed (signal 7)"},
        {"signal 6;", "the decoder program crashed (signal 6)"},
        {"signal 9;", "the decoder program was killed"},
        {"signal 31;", "the decoder program crashed, or tried what it may not do"},
        {"exit;", "the decoder program ended by itself"},
        {"stay;", "the decoder program was killed"},
    };
    const char *const moments[] = {"", "header 8 2 0 255000;", "header 8 2 0 255000;slots 1;"};
    for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
        for (size_t k = 0; k < sizeof moments / sizeof moments[0]; k++) {
            char orders[100];
            snprintf(orders, sizeof orders, "%s%s", moments[k], deaths[i].how);
            expect_reason(*state, orders, deaths[i].reason);
        }
    }
}

static void a_decoder_that_dies_when_all_is_said_is_no_error(void **state)
{
    expect_good(*state, GOOD "exit;");
    expect_good(*state, GOOD "signal 11;");
    expect_good(*state, GOOD);
}

static void a_decoder_that_was_killed_while_idle_is_replaced(void **state)
{
    struct rle127_decoding *const decoding = *state;
    expect_good(decoding, GOOD);
    for (int i = 0; i < 5; i++) {
        kill(decoding->program.pid, SIGKILL);
        expect_good(decoding, GOOD);
    }
}

static void what_an_earlier_file_did_to_the_decoder_is_no_other_files_fault(void **state)
{
    expect_good(*state, GOOD);
    expect_good(*state, "once 11;" GOOD);
    expect_good(*state, "once 11;" GOOD);
}

static void headers_that_cannot_be_are_refused(void **state)
{
    const char *const headers[] = {
        "header 0 2 0 0;slots 1;end;",
        "header 8 0 0 0;slots 1;end;",
        "header 65536 2 0 0;slots 1;end;",
        "header 8 65536 0 0;slots 1;end;",
        "header 8 4294967295 0 0;",
        "header 8 2 4 0;slots 1;end;",
        "header 8 2 4294967295 0;",
        "header 8 2 0 255001;slots 1;end;",
        "slots 1;end;",
        "header 8 2 0 0;header 8 2 0 0;",
        "header 8 2 0 0;slots 1;header 8 2 0 0;",
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        expect_reason(*state, headers[i], NONSENSE);
}

static void replies_that_cannot_be_are_refused(void **state)
{
    const char *const replies[] = {
        "header 8 2 0 255000;end;",
        "header 8 60000 2 255000;slots 1;end;",
        "header 8 2 0 255000;slots 1;say 1;",
        "header 8 2 0 255000;say 0;say 4;",
        "header 8 2 0 255000;say 4;",
        "say 4294967295;",
        "header 8 2 0 255000;slots 1;bytes 1;",
        "bytes 1;",
        "bytes 1207;",
        "bytes 1209;",
        "bytes 2000;",
    };
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++)
        expect_reason(*state, replies[i], NONSENSE);
}

/* What lies in slots that nobody has filled are some pixels. */
static void slots_that_were_not_filled_do_no_harm(void **state)
{
    uint8_t pixels[2];
    assert_null(read_image(*state, "header 65535 99 3 0;slots 4294967295;end;", pixels));
    assert_null(read_image(*state, "header 65535 999 0 255000;slots 4294967295;end;", pixels));
    expect_good(*state, GOOD);
}

static void what_is_said_of_other_jobs_is_dropped(void **state)
{
    expect_good(*state, GOOD);
    expect_good(*state, "job 4294967295;fail the job before;header 9 9 1 0;job 1;" GOOD);
    expect_good(*state, "job 7;fail a job to come;end;job 4294967289;" GOOD);
}

static void a_failure_behind_the_header_is_the_images(void **state)
{
    expect_reason(*state, "header 8 2 0 255000;fail the second row is damaged;",
                  "the second row is damaged");
}

static void a_reason_without_an_end_is_cut(void **state)
{
    char orders[2 * RLE127_WIRE_TEXT_BYTES] = "fail ", expected[RLE127_WIRE_TEXT_BYTES] = "";
    memset(orders + 5, 'x', RLE127_WIRE_TEXT_BYTES);
    strcpy(orders + 5 + RLE127_WIRE_TEXT_BYTES, ";");
    memset(expected, 'x', RLE127_WIRE_TEXT_BYTES - 1);
    expect_reason(*state, orders, expected);
}

static void silence_is_a_reason_but_not_while_there_is_work(void **state)
{
    struct rle127_decoding *const decoding = *state;
    decoding->patience = 100000;
    expect_reason(decoding, "header 8 2 0 255000;slots 1;", "the decoder program does not answer");
    expect_reason(decoding, "sleep;", "the decoder program does not answer");
    expect_reason(decoding, "header 8 2 0 255000;sleep;", "the decoder program does not answer");
    expect_reason(decoding, "tick;", "the decoder program does not answer");
    expect_good(decoding, "work 500;" GOOD);
    kill(decoding->program.pid, SIGSTOP);
    expect_good(decoding, GOOD); /* by a fresh one */
}

static void work_without_end_is_a_reason(void **state)
{
    struct rle127_decoding *const decoding = *state;
    decoding->decoder.cpu_us_least = 200000;
    expect_reason(decoding, "spin;", "decoding it takes too long");
    expect_reason(decoding, "header 8 2 0 255000;spin;", "decoding it takes too long");
    expect_reason(decoding, "flood;", NONSENSE);
    for (int i = 0; i < 10; i++) /* no image pays for another one */
        expect_good(decoding, "work 100;" GOOD);
}

/* A decoder that answers requests which were not made yet, and reads no more. */
static void answers_in_advance_are_no_hindrance(void **state)
{
    uint8_t pixels[2];
    char orders[1000] = GOOD;
    for (int i = 0; i < 40; i++)
        strcat(orders, "job 1;fail x;");
    strcat(orders, "sleep;");
    expect_good(*state, orders);
    for (int i = 0; i < 40; i++)
        assert_string_equal(read_image(*state, GOOD, pixels), "x");
    kill(((struct rle127_decoding *)*state)->program.pid, SIGKILL);
    expect_good(*state, GOOD);
}

static void a_program_that_is_missing_is_a_reason(void **state)
{
    struct rle127_decoding absent;
    uint8_t pixels[2];
    (void)state;
    rle127_decoding_open(&absent, "/nowhere/rle127-decode");
    assert_string_equal(read_image(&absent, GOOD, pixels),
                        "rle127-decode cannot be started: No such file or directory");
    rle127_decoding_close(&absent);
}

/* Nothing may be where the new program's descriptors shall be. */
static void standard_descriptors_that_are_closed_do_no_harm(void **state)
{
    const int saved[2] = {dup(0), dup(1)};
    close(0);
    close(1);
    struct rle127_decoding other;
    rle127_decoding_open(&other, RLE127_FALSE_DECODER_PATH);
    uint8_t pixels[2] = {0, 0};
    const char *const reason = read_image(&other, GOOD, pixels);
    rle127_decoding_close(&other);
    for (int i = 0; i < 2; i++) {
        dup2(saved[i], i);
        close(saved[i]);
    }
    (void)state;
    assert_null(reason);
    assert_int_equal(pixels[0], 240);
}

#define DECODER_TEST(test) cmocka_unit_test_setup_teardown(test, open_decoding, close_decoding)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DECODER_TEST(one_program_serves_many_images),
        DECODER_TEST(a_death_is_a_reason_and_the_next_image_gets_a_fresh_one),
        DECODER_TEST(a_decoder_that_dies_when_all_is_said_is_no_error),
        DECODER_TEST(a_decoder_that_was_killed_while_idle_is_replaced),
        DECODER_TEST(what_an_earlier_file_did_to_the_decoder_is_no_other_files_fault),
        DECODER_TEST(headers_that_cannot_be_are_refused),
        DECODER_TEST(replies_that_cannot_be_are_refused),
        DECODER_TEST(slots_that_were_not_filled_do_no_harm),
        DECODER_TEST(what_is_said_of_other_jobs_is_dropped),
        DECODER_TEST(a_failure_behind_the_header_is_the_images),
        DECODER_TEST(a_reason_without_an_end_is_cut),
        DECODER_TEST(silence_is_a_reason_but_not_while_there_is_work),
        DECODER_TEST(work_without_end_is_a_reason),
        DECODER_TEST(answers_in_advance_are_no_hindrance),
        DECODER_TEST(a_program_that_is_missing_is_a_reason),
        DECODER_TEST(standard_descriptors_that_are_closed_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
