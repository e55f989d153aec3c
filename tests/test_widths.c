/*
 * Widths 1 to 1024 and some of the widest, with every pattern, polarity and level: the encoder
 * writes the model's bytes, the decoder gives the pixels back with padding bits zero, and verify
 * calls the result canonical.
 */
#include "patterns.h"
#include "reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DENSE_WIDTHS 1024u
/* Up to here, an edge and a single pixel at every place: past the second end of a chunk. */
#define EDGE_WIDTHS 270u

static uint64_t seed;

/* An image, what the model makes of it, and room for what the codec makes of it. */
struct subject {
    struct rle127_bitmap image; /* padding zero */
    uint8_t *expected;          /* the model's file */
    size_t n_expected;
    uint8_t *file;
    size_t room_bytes;
};

static struct subject new_subject(uint32_t width, uint32_t height, bool one_is_black)
{
    struct subject subject = {.image = pattern_new_bitmap(width, height, one_is_black),
                              .room_bytes = rle127_bound(width, height)};
    subject.expected = pattern_allocate(subject.room_bytes);
    subject.file = pattern_allocate(subject.room_bytes);
    return subject;
}

static void free_subject(struct subject *subject)
{
    pattern_free_bitmap(&subject->image);
    free(subject->expected);
    free(subject->file);
}

static const char *check_encode(struct subject *subject, bool padding,
                                const struct rle127_options *options)
{
    size_t n_bytes = 0;
    memset(subject->file, 0x00, subject->n_expected);
    pattern_set_padding(&subject->image, padding);
    enum rle127_status status =
        rle127_encode(&subject->image, subject->file, subject->room_bytes, &n_bytes, options);
    pattern_set_padding(&subject->image, false);
    if (status != RLE127_OK)
        return rle127_status_text(status);
    if (n_bytes != subject->n_expected)
        return "encode gives another size";
    return memcmp(subject->file, subject->expected, n_bytes) == 0 ? NULL : "encode differs";
}

static const char *check_decode(const struct subject *subject, const struct rle127_options *options)
{
    const struct rle127_bitmap *image = &subject->image;
    struct rle127_bitmap result =
        pattern_new_bitmap(image->width, image->height, image->one_is_black);
    size_t n_bytes = pattern_row_bytes(image->width) * image->height;
    memset(result.bits, 0xA5, n_bytes);
    enum rle127_status status =
        rle127_decode(subject->expected, subject->n_expected, &result, options);
    /* Both have zero padding and no gaps, so the bytes must be the same. */
    bool is_same = memcmp(result.bits, image->bits, n_bytes) == 0;
    pattern_free_bitmap(&result);
    if (status != RLE127_OK)
        return rle127_status_text(status);
    return is_same ? NULL : "decode gives other pixels or padding";
}

static const char *check_verify(const struct subject *subject, const struct rle127_options *options)
{
    bool is_canonical = false;
    size_t bad_offset = 0;
    enum rle127_status status =
        rle127_verify(subject->expected, subject->n_expected, &is_canonical, &bad_offset, options);
    if (status != RLE127_OK)
        return rle127_status_text(status);
    return is_canonical && bad_offset == subject->n_expected ? NULL : "verify: not canonical";
}

/* The name says what was drawn. */
static void check_subject(struct subject *subject, const char *name)
{
    subject->n_expected = reference_encode(&subject->image, subject->expected);
    for (const char *const *level = rle127_levels(); *level != NULL; level++) {
        struct rle127_options options = {.threads = 1, .level = *level};
        const char *wrong = check_encode(subject, false, &options);
        if (wrong == NULL)
            wrong = check_encode(subject, true, &options);
        if (wrong == NULL)
            wrong = check_decode(subject, &options);
        if (wrong == NULL)
            wrong = check_verify(subject, &options);
        if (wrong != NULL) {
            fail_msg("%ux%u, %s, one_is_black %d, level %s: %s", subject->image.width,
                     subject->image.height, name, subject->image.one_is_black, *level, wrong);
        }
    }
}

static void check_all_patterns(uint32_t width, uint32_t height, uint64_t *random)
{
    for (int one_is_black = 0; one_is_black < 2; one_is_black++) {
        struct subject subject = new_subject(width, height, one_is_black != 0);
        for (const struct pattern *pattern = pattern_list; pattern->name != NULL; pattern++) {
            pattern_draw(&subject.image, pattern, random);
            check_subject(&subject, pattern->name);
        }
        free_subject(&subject);
    }
}

static void every_width_to_1024_is_coded_as_the_model_codes_it(void **state)
{
    (void)state;
    uint64_t random = seed;
    for (uint32_t width = 1; width <= DENSE_WIDTHS; width++)
        check_all_patterns(width, 2, &random);
}

static void wide_and_high_images_are_coded_as_the_model_codes_them(void **state)
{
    (void)state;
    uint64_t random = seed;
    const uint32_t sides[][2] = {{4096, 2},  {65534, 2}, {65535, 2},   {65535, 1},
                                 {1, 65535}, {2, 65535}, {127, 65535}, {128, 4097}};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++)
        check_all_patterns(sides[i][0], sides[i][1], &random);
}

/* Rows that are white before the place and black from it on, and rows where only the pixel at the
 * place is black; both in both colours, as rows 0 to 3. */
static void draw_edges(const struct rle127_bitmap *image, uint32_t place)
{
    for (uint32_t x = 0; x < image->width; x++) {
        reference_set_pixel(image, x, 0, x < place);
        reference_set_pixel(image, x, 1, x >= place);
        reference_set_pixel(image, x, 2, x != place);
        reference_set_pixel(image, x, 3, x == place);
    }
}

static void an_edge_and_a_single_pixel_at_every_place_come_back(void **state)
{
    (void)state;
    uint32_t step = REFERENCE_IS_SANITIZED ? 7 : 1;
    for (uint32_t width = 1; width <= EDGE_WIDTHS; width++) {
        struct subject subject = new_subject(width, 4, width % 2 == 0);
        for (uint32_t place = width % step; place < width; place += step) {
            draw_edges(&subject.image, place);
            check_subject(&subject, "edges");
        }
        free_subject(&subject);
    }
}

static void check_size(uint32_t width, const char *name, size_t n_runs)
{
    uint64_t random = seed;
    const struct pattern *pattern = pattern_list;
    while (strcmp(pattern->name, name) != 0)
        pattern++;
    struct subject subject = new_subject(width, 1, false);
    pattern_draw(&subject.image, pattern, &random);
    check_subject(&subject, name);
    assert_int_equal(subject.n_expected, 4 + n_runs);
    free_subject(&subject);
}

/* check_subject() has compared the codec's size with the model's; these are the known ones. */
static void plain_rows_take_a_run_a_chunk_and_checkerboards_a_run_a_pixel(void **state)
{
    (void)state;
    const struct {
        uint32_t width;
        size_t n_chunks;
    } known[] = {{126, 1}, {127, 1}, {128, 2}, {253, 2},
                 {254, 2}, {255, 3}, {381, 3}, {65535, 517}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        check_size(known[i].width, "white", known[i].n_chunks);
        check_size(known[i].width, "black", known[i].n_chunks);
        check_size(known[i].width, "checkerboard", known[i].width);
    }
}

int main(int argc, char **argv)
{
    seed = reference_seed(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_to_1024_is_coded_as_the_model_codes_it),
        cmocka_unit_test(wide_and_high_images_are_coded_as_the_model_codes_them),
        cmocka_unit_test(an_edge_and_a_single_pixel_at_every_place_come_back),
        cmocka_unit_test(plain_rows_take_a_run_a_chunk_and_checkerboards_a_run_a_pixel),
    };
    return reference_exit_status(cmocka_run_group_tests(tests, NULL, NULL), seed);
}
