/*
 * Damages image files in all ways that image_damage.h names.
 */
#include "image_damage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *read_file(const struct rle127_test_bytes *bytes,
                             struct rle127_test_picture *picture)
{
    const int file = rle127_test_open_file(bytes);
    const char *reason = rle127_test_read(file, NULL, picture);

    close(file);
    return reason;
}

void rle127_test_expect_cuts_are_refused(const struct rle127_test_bytes *whole, size_t known_bytes)
{
    struct rle127_test_picture picture;

    assert_null(read_file(whole, &picture));
    rle127_test_free_picture(&picture);
    for (size_t n_bytes = 0; n_bytes < whole->n_bytes; n_bytes++) {
        const struct rle127_test_bytes bytes = {.data = whole->data, .n_bytes = n_bytes};
        const char *reason = read_file(&bytes, &picture);

        rle127_test_free_picture(&picture);
        assert_non_null(reason);
        if (n_bytes >= known_bytes)
            assert_string_equal(reason, "the file ends early");
    }
}

static bool is_seen(const struct rle127_test_bytes *bytes,
                    const struct rle127_test_picture *expected)
{
    struct rle127_test_picture picture;
    const bool is_read = !read_file(bytes, &picture);
    const bool is_same =
        is_read && picture.width == expected->width && picture.height == expected->height &&
        memcmp(picture.pixels, expected->pixels, (size_t)picture.width * picture.height) == 0;
    const bool is_noted = is_read && picture.note;

    rle127_test_free_picture(&picture);
    return !is_read || is_same || is_noted;
}

void rle127_test_expect_flips_are_seen(const struct rle127_test_bytes *whole,
                                       rle127_test_may_hide may_hide)
{
    struct rle127_test_picture expected;
    struct rle127_test_bytes bytes = {0};

    assert_null(read_file(whole, &expected));
    rle127_test_add(&bytes, whole->data, whole->n_bytes);
    for (size_t bit = 0; bit < 8 * whole->n_bytes; bit++) {
        bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (!is_seen(&bytes, &expected) && !may_hide(whole, bit / 8))
            fail_msg("a wrong bit %zu of byte %zu is not seen", bit % 8, bit / 8);
        bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    rle127_test_free(&bytes);
    rle127_test_free_picture(&expected);
}
