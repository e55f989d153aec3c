/*
 * Two files side by side, in whatever bands each of them gives.
 */
#include "compare.h"

#include <string.h>

#include "pixels.h"
#include "same_rows.h"

/* The rows of `band` that are not compared yet; a new band where there are none. */
static bool refill(struct rle127_pixels *pixels, struct rle127_bitmap *band,
                   struct rle127_outcome *outcome)
{
    return band->height || rle127_pixels_next_band(pixels, band, outcome);
}

static void drop_rows(struct rle127_bitmap *band, uint32_t n_rows)
{
    band->height -= n_rows;
    if (band->height)
        band->bits += (ptrdiff_t)n_rows * band->stride_bytes;
}

static bool compare_pixels(struct rle127_pixels pixels[2], struct rle127_comparison *comparison,
                           struct rle127_outcome outcomes[2])
{
    struct rle127_bitmap bands[2] = {{0}, {0}};
    for (uint32_t row = 0; row < pixels[0].height;) {
        if (!refill(&pixels[0], &bands[0], &outcomes[0]) ||
            !refill(&pixels[1], &bands[1], &outcomes[1]))
            return false;
        struct rle127_bitmap rows = bands[0];
        if (bands[1].height < rows.height)
            rows.height = bands[1].height;
        if (!rle127_rows_are_same(&rows, &bands[1], &comparison->x, &comparison->y)) {
            comparison->y += row;
            return true;
        }
        row += rows.height;
        drop_rows(&bands[0], rows.height);
        drop_rows(&bands[1], rows.height);
    }
    comparison->is_same = true;
    return true;
}

bool rle127_compare_files(const char *const paths[2], const struct rle127_options *codec,
                          const struct rle127_binarize *binarize,
                          struct rle127_comparison *comparison, struct rle127_outcome outcomes[2])
{
    struct rle127_pixels pixels[2];
    bool is_read = false;
    memset(comparison, 0, sizeof *comparison);
    memset(outcomes, 0, 2 * sizeof outcomes[0]);
    if (!rle127_pixels_open(&pixels[0], paths[0], codec, binarize, &outcomes[0]))
        return false;
    if (!rle127_pixels_open(&pixels[1], paths[1], codec, binarize, &outcomes[1]))
        goto close_first;
    for (int i = 0; i < 2; i++) {
        outcomes[i].width = pixels[i].width;
        outcomes[i].height = pixels[i].height;
    }
    comparison->sides_differ =
        pixels[0].width != pixels[1].width || pixels[0].height != pixels[1].height;
    is_read = comparison->sides_differ || compare_pixels(pixels, comparison, outcomes);
    /* a file that changed is most often also a file that looks damaged */
    for (int i = 0; i < 2; i++)
        if (!rle127_input_is_unchanged(&pixels[i].input, &outcomes[i]))
            is_read = false;
    rle127_pixels_close(&pixels[1]);
close_first:
    rle127_pixels_close(&pixels[0]);
    return is_read;
}
