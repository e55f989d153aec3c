/*
 * Rows of pixels: blank, noise, text, stripes, edges at telling places, and mixtures of them. Knows
 * packed rows, nothing of kernels.
 */
#ifndef RLE127_ROW_PATTERNS_H
#define RLE127_ROW_PATTERNS_H

#include <stddef.h>
#include <stdint.h>

struct rle127_pen;

struct rle127_pattern {
    const char *name;
    void (*draw)(uint8_t *bits, uint32_t width, const struct rle127_pattern *pattern,
                 uint64_t *random);
    uint32_t (*next_length)(struct rle127_pen *pen); /* of what is one pattern from end to end */
    uint32_t argument;
};

extern const struct rle127_pattern rle127_patterns[];
extern const size_t rle127_n_patterns;

/* Draws a row of either colour to begin with. Padding bits are random. */
void rle127_draw_row(uint8_t *bits, uint32_t width, const struct rle127_pattern *pattern,
                     uint64_t *random);

/* Changes the padding bits of a row at random. */
void rle127_shake_padding(uint8_t *bits, uint32_t width, uint64_t *random);

/* NULL where there is none of that name. */
const struct rle127_pattern *rle127_find_pattern(const char *name);

#endif
