/*
 * src/image/foreign/gif_*.c: small files that are cut anywhere, and with each of their bits
 * changed.
 *
 * A GIF has no checksums. A changed bit must lead to a refusal, to the same pixels or to a note,
 * but in the places that are named here: what they say can be something else in a good file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gif_bytes.h"

static const uint32_t LIGHT_DARK[2] = {0x909090, 0x606060};
static const uint32_t FOUR[4] = {0x909090, 0x606060, 0xFFFF00, 0x0000FF};

/* A part of a file, in the order of the file. */
struct place {
    const char *name;
    size_t n_bytes;
    bool may_pass; /* as another good image; then at least one of its bits does */
};

#define PLACES_MAX 32

struct sample {
    struct rle127_test_bytes bytes;
    struct place places[PLACES_MAX];
};

/* Two colours, codes that grow; screen and frame are of one size. */
static struct sample make_bilevel(void)
{
    const struct rle127_test_gif_frame frame = {
        .width = 5, .height = 3, .pixels = "011011101100100"};
    return (struct sample){rle127_test_make_gif(2, LIGHT_DARK, &frame),
                           {{"signature", 6, false},
                            {"sides of the screen", 4, true},
                            {"screen: flags, background, aspect ratio", 3, false},
                            {"global palette", 6, true},
                            {"frame: introducer, place, sides", 9, false},
                            {"flags of the frame", 1, true}, /* interlaced */
                            {"size of the codes, length of the data", 2, false},
                            {"codes", 5, true},
                            {"end of the data, trailer", 2, false}}};
}

/* A small interlaced frame somewhere on a large screen, with a palette of its own. */
static struct sample make_placed(void)
{
    const struct rle127_test_gif_frame frame = {.left = 2,
                                                .top = 1,
                                                .width = 3,
                                                .height = 4,
                                                .pixels = "012301230123",
                                                .is_interlaced = true,
                                                .n_colours = 4,
                                                .palette = FOUR,
                                                .coding = RLE127_TEST_GIF_PLAIN,
                                                .sub_block_bytes = 5};
    struct sample sample = {{0},
                            {{"signature", 6, false},
                             {"sides of the screen", 4, true},
                             {"screen: flags, background, aspect ratio", 3, false},
                             {"comment: introducer, kind", 2, false},
                             {"comment: length", 1, true}, /* swallows the control extension */
                             {"comment: text", 4, false},
                             {"comment: end", 1, true}, /* the same */
                             {"control: introducer", 1, false},
                             {"control: kind", 1, true}, /* of another extension */
                             {"control: length", 1, false},
                             {"control: flags", 1, true},
                             {"control: delay", 2, false},
                             {"control: transparent index", 1, true},
                             {"control: end", 1, false},
                             {"frame: introducer", 1, false},
                             {"place of the frame", 4, true},
                             {"sides of the frame", 4, false},
                             {"flags of the frame", 1, true},
                             {"local palette", 12, true},
                             {"size of the codes, length of the data", 2, false},
                             {"codes", 5, true},
                             {"length of the data", 1, false},
                             {"codes", 3, true},
                             {"end of the data, trailer", 2, false}}};

    rle127_test_add_gif_screen(&sample.bytes, 9, 7, 0, NULL);
    rle127_test_add_gif_extension(&sample.bytes, 0xFE, "text", 4, 0);
    rle127_test_add_gif_transparent(&sample.bytes, 1);
    rle127_test_add_gif_frame(&sample.bytes, &frame);
    rle127_test_add_text(&sample.bytes, ";");
    return sample;
}

/* Two frames, of which the second is left out. */
static struct sample make_animation(void)
{
    const struct rle127_test_gif_frame frame = {.width = 4, .height = 2, .pixels = "01233210"};
    struct sample sample = {
        {0},
        {{"signature", 6, false},
         {"sides of the screen", 4, true},
         {"screen: flags, background, aspect ratio", 3, false},
         {"global palette", 12, true},
         {"frame: introducer, place, sides", 9, false},
         {"flags of the frame", 1, false}, /* two rows are never out of order */
         {"size of the codes, length of the data", 2, false},
         {"codes", 5, true},
         {"end of the data, second control, second frame, trailer", 28, false}}};

    rle127_test_add_gif_screen(&sample.bytes, 4, 2, 4, FOUR);
    rle127_test_add_gif_frame(&sample.bytes, &frame);
    rle127_test_add_gif_transparent(&sample.bytes, 0);
    rle127_test_add_gif_frame(&sample.bytes, &frame);
    rle127_test_add_text(&sample.bytes, ";");
    return sample;
}

static struct sample (*const MAKE[])(void) = {make_bilevel, make_placed, make_animation};

enum { N_SAMPLES = sizeof MAKE / sizeof *MAKE };

static const char *read_file(const struct rle127_test_bytes *bytes,
                             struct rle127_test_picture *picture)
{
    const int fd = rle127_test_open_file(bytes);
    const char *reason = rle127_test_read(fd, NULL, picture);

    close(fd);
    return reason;
}

static void samples_are_small_and_their_places_complete(void **state)
{
    (void)state;
    for (int i = 0; i < N_SAMPLES; i++) {
        struct sample sample = MAKE[i]();
        size_t n_bytes = 0;
        for (size_t k = 0; k < PLACES_MAX; k++)
            n_bytes += sample.places[k].n_bytes;
        assert_int_equal(n_bytes, sample.bytes.n_bytes);
        assert_in_range(n_bytes, 1, 119);
        assert_true(rle127_test_is_readable(&sample.bytes));
        rle127_test_free(&sample.bytes);
    }
}

static void file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    for (int i = 0; i < N_SAMPLES; i++) {
        struct sample sample = MAKE[i]();
        for (size_t n = sample.bytes.n_bytes - 1; n > 0; n--) {
            sample.bytes.n_bytes = n;
            rle127_test_expect_refusal(&sample.bytes,
                                       n < 6 ? "not a known image format" : "the file ends early");
        }
        rle127_test_free(&sample.bytes);
    }
}

/* Whether the file is read as another image than before, and without a word. */
static bool passes_for_another(const struct rle127_test_bytes *bytes,
                               const struct rle127_test_picture *right)
{
    struct rle127_test_picture picture;
    const char *reason = read_file(bytes, &picture);
    const bool is_same =
        !reason && picture.width == right->width && picture.height == right->height &&
        memcmp(picture.pixels, right->pixels, (size_t)right->width * right->height) == 0;

    const bool has_note = picture.note && (!right->note || strcmp(picture.note, right->note) != 0);
    rle127_test_free_picture(&picture);
    return !reason && !is_same && !has_note;
}

static unsigned count_passing_bits(struct rle127_test_bytes *bytes, size_t offset,
                                   const struct rle127_test_picture *right)
{
    unsigned n = 0;

    for (int bit = 0; bit < 8; bit++) {
        bytes->data[offset] ^= (uint8_t)(1 << bit);
        n += passes_for_another(bytes, right);
        bytes->data[offset] ^= (uint8_t)(1 << bit);
    }
    return n;
}

static void check_places(struct sample *sample, const struct rle127_test_picture *right)
{
    size_t offset = 0;

    for (const struct place *place = sample->places; place->name; place++) {
        unsigned n_passing = 0;
        for (size_t i = 0; i < place->n_bytes; i++)
            n_passing += count_passing_bits(&sample->bytes, offset++, right);
        if ((n_passing > 0) != place->may_pass)
            fail_msg("%s: %u changed bits pass", place->name, n_passing);
    }
}

static void changed_bits_are_told_but_in_the_named_places(void **state)
{
    (void)state;
    for (int i = 0; i < N_SAMPLES; i++) {
        struct sample sample = MAKE[i]();
        struct rle127_test_picture right;
        assert_null(read_file(&sample.bytes, &right));
        check_places(&sample, &right);
        rle127_test_free_picture(&right);
        rle127_test_free(&sample.bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_small_and_their_places_complete),
        cmocka_unit_test(file_cut_anywhere_is_refused),
        cmocka_unit_test(changed_bits_are_told_but_in_the_named_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
