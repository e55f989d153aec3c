/*
 * src/image/xbm_*.c: which damage to an XBM file is found.
 *
 * Below each line of a file stands what a changed bit may do there without being noticed:
 *   ' '  nothing, but where white space becomes other white space, or an x an X
 *   'n'  nothing that matters: in a name, a comment, an unused line, the last comma, behind the
 * array 'w'  a digit of the width: make it another with which rows take as many values 'd'  a digit
 * of a value: make it another 'l'  the same, or make a 0 a space: there is a digit before it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "image_bytes.h"

enum { N_LINES = 7 };
struct sample {
    struct {
        const char *text, *places;
    } lines[N_LINES];
    unsigned value_pixels;
};

// clang-format off
static const struct sample NARROW = {{
    {"/* A */\n",
     "  nnn   "},
    {"#define ab_width 21\n",
     "        nn       ww "},
    {"#define ab_height 2\n",
     "        nn          "},
    {"#define ab_x_hot 3\n",
     "        nnnnnnnnnn "},
    {"static char ab_bits[] = {\n",
     "            nn            "},
    {"   0x10, 0x80, 0x1f,\n",
     "     dl    dl    dl  "},
    {"   0x00, 0x55, 0xa9 };\n",
     "     dl    dl    dl  nn"},
}, 8};
static const struct sample WIDE = {{
    {"#define b_height 1\n",
     "        n          "},
    {"#define b_width 27\n",
     "        n       ww "},
    {"static unsigned short b_bits[]={0x8001,0x0100,};",
     "                      n           dddl   dddln n"},
    {"", ""}, {"", ""}, {"", ""}, {"", ""},
}, 16};
// clang-format on

static struct rle127_test_bytes make_sample(const struct sample *sample,
                                            struct rle127_test_bytes *places)
{
    struct rle127_test_bytes bytes = {0};

    *places = (struct rle127_test_bytes){0};
    for (size_t i = 0; i < N_LINES; i++) {
        rle127_test_add_text(&bytes, sample->lines[i].text);
        rle127_test_add_text(places, sample->lines[i].places);
        assert_int_equal(bytes.n_bytes, places->n_bytes);
    }
    return bytes;
}

/* Whether a change may be accepted, and whether the picture may then be another one. */
struct licence {
    bool may_pass, may_differ;
};

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static struct licence look_up(char place, char before, char after)
{
    const bool is_digit = strchr("0123456789", after) && after;
    const bool is_hexadecimal = is_digit || (strchr("abcdefABCDEF", after) && after);
    const bool is_same = (is_space(before) && is_space(after)) || (before == 'x' && after == 'X');

    switch (place) {
    case 'n':
        return (struct licence){true, false};
    case 'w':
        return (struct licence){is_digit, true};
    case 'd':
        return (struct licence){is_hexadecimal, true};
    case 'l':
        return (struct licence){is_hexadecimal || (before == '0' && after == ' '), true};
    default:
        return (struct licence){is_same, false};
    }
}

static const char *read_file(const struct rle127_test_bytes *bytes,
                             struct rle127_test_picture *picture)
{
    const int fd = rle127_test_open_file(bytes);
    const char *error = rle127_test_read(fd, NULL, picture);

    close(fd);
    return error;
}

static bool are_same(const struct rle127_test_picture *a, const struct rle127_test_picture *b)
{
    return a->width == b->width && a->height == b->height &&
           memcmp(a->pixels, b->pixels, (size_t)a->width * a->height) == 0;
}

static unsigned count_row_values(const struct rle127_test_picture *picture, unsigned value_pixels)
{
    return (picture->width + value_pixels - 1) / value_pixels;
}

static void judge_change(const struct rle127_test_bytes *bytes, size_t offset,
                         struct licence licence, unsigned value_pixels,
                         const struct rle127_test_picture *right)
{
    struct rle127_test_picture picture;
    const bool passes = !read_file(bytes, &picture);

    if (passes && !licence.may_pass)
        fail_msg("byte %zu as %#x passes", offset, bytes->data[offset]);
    if (passes && !licence.may_differ && !are_same(&picture, right))
        fail_msg("byte %zu as %#x changes pixels", offset, bytes->data[offset]);
    if (passes) {
        assert_int_equal(picture.height, right->height);
        assert_int_equal(count_row_values(&picture, value_pixels),
                         count_row_values(right, value_pixels));
    }
    rle127_test_free_picture(&picture);
}

static void flip_bits(const struct sample *sample)
{
    struct rle127_test_bytes places;
    struct rle127_test_bytes bytes = make_sample(sample, &places);
    struct rle127_test_picture right;

    assert_null(read_file(&bytes, &right));
    for (size_t i = 0; i < 8 * bytes.n_bytes; i++) {
        uint8_t *byte = &bytes.data[i / 8];
        const uint8_t before = *byte;
        *byte ^= (uint8_t)(1u << i % 8);
        judge_change(&bytes, i / 8, look_up((char)places.data[i / 8], (char)before, (char)*byte),
                     sample->value_pixels, &right);
        *byte = before;
    }
    rle127_test_free_picture(&right);
    rle127_test_free(&places);
    rle127_test_free(&bytes);
}

static void bits_that_flip_are_found_but_in_digits(void **state)
{
    (void)state;
    flip_bits(&NARROW);
    flip_bits(&WIDE);
}

static void cut_anywhere(const struct sample *sample)
{
    struct rle127_test_bytes places;
    struct rle127_test_bytes bytes = make_sample(sample, &places);
    const size_t end = (size_t)((uint8_t *)memchr(bytes.data, '}', bytes.n_bytes) - bytes.data);
    struct rle127_test_picture right, picture;

    assert_null(read_file(&bytes, &right));
    for (; bytes.n_bytes > end + 1; bytes.n_bytes--) {
        assert_null(read_file(&bytes, &picture));
        assert_true(are_same(&picture, &right));
        rle127_test_free_picture(&picture);
    }
    for (bytes.n_bytes = end; bytes.n_bytes > 0; bytes.n_bytes--)
        assert_false(rle127_test_is_readable(&bytes));
    rle127_test_free_picture(&right);
    rle127_test_free(&places);
    rle127_test_free(&bytes);
}

static void files_cut_before_the_brace_are_refused(void **state)
{
    (void)state;
    cut_anywhere(&NARROW);
    cut_anywhere(&WIDE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_that_flip_are_found_but_in_digits),
        cmocka_unit_test(files_cut_before_the_brace_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
