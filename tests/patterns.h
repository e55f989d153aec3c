/*
 * Images for the tests: fresh packed bitmaps and what is drawn on them. It knows the bitmap's
 * layout, but nothing of runs or of the codec.
 */
#ifndef PATTERNS_H
#define PATTERNS_H

#include "reference.h"

struct pattern {
    const char *name;
    /* Draws one row of one byte a pixel, 1 = white. */
    void (*draw_row)(uint8_t *row, uint32_t width, uint32_t argument, uint64_t *random);
    uint32_t argument;
};

/* Ends with a pattern whose name is NULL. */
extern const struct pattern pattern_list[];

/* The number of patterns in the list. */
unsigned pattern_count(void);

/* The bytes of a row of a packed bitmap. */
size_t pattern_row_bytes(uint32_t width);

/* A bitmap without gaps between its rows, all bits zero. pattern_free_bitmap() frees it. */
struct rle127_bitmap pattern_new_bitmap(uint32_t width, uint32_t height, bool one_is_black);
void pattern_free_bitmap(struct rle127_bitmap *bitmap);

/* Memory of the given size or, where there is none, the end of the test program. */
void *pattern_allocate(size_t n_bytes);

/* Draws a pattern on every row; each second row is inverted, so both phases of it are there.
 * Padding bits become zero. */
void pattern_draw(const struct rle127_bitmap *bitmap, const struct pattern *pattern,
                  uint64_t *random);

/* Draws stretches of rows: blank ones, noise and rows of long runs, as on a scanned page. */
void pattern_draw_page(const struct rle127_bitmap *bitmap, uint64_t *random);

/* Sets or clears the padding bits after the last pixel of each row. */
void pattern_set_padding(const struct rle127_bitmap *bitmap, bool is_one);

/* Are the pixels the same, and the padding bits of `result` zero? Strides and polarities may
 * differ. */
bool pattern_is_same_image(const struct rle127_bitmap *image, const struct rle127_bitmap *result);

#endif
