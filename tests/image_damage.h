/*
 * Image files that were damaged: cut short, or with one bit flipped.
 */
#ifndef RLE127_TEST_IMAGE_DAMAGE_H
#define RLE127_TEST_IMAGE_DAMAGE_H

#include "image_bytes.h"

/* Asserts that no beginning of this file is read; that one of known_bytes or more, in which the
 * format can be seen, is refused because "the file ends early". */
void rle127_test_expect_cuts_are_refused(const struct rle127_test_bytes *whole, size_t known_bytes);

/* Whether a wrong bit at this offset of a file may go unseen. */
typedef bool (*rle127_test_may_hide)(const struct rle127_test_bytes *whole, size_t offset);

/* Asserts that this file with any one of its bits flipped is refused, or read with a note, or is
 * the same picture, but where may_hide says otherwise. */
void rle127_test_expect_flips_are_seen(const struct rle127_test_bytes *whole,
                                       rle127_test_may_hide may_hide);

#endif
