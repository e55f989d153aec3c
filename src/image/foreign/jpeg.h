/*
 * JPEG: what the reader's files share.
 *
 * A file is walked over completely before stb_image sees it: every marker, and in the scans every
 * Huffman code of every block. So what stb_image would pass over in silence (codes that do not
 * exist, data that ends early or goes on, scans that are missing) is known here.
 */
#ifndef RLE127_JPEG_H
#define RLE127_JPEG_H

#include "foreign_readers.h"

#define RLE127_JPEG_COMPONENTS_MAX 4
#define RLE127_JPEG_FAST_BITS      9
#define RLE127_JPEG_DAMAGED        "damaged JPEG data"

/* A Huffman code. Those of one length are neighbours: code first_codes[length] + i means
 * values[first_values[length] + i]. */
struct rle127_jpeg_code {
    bool is_defined;
    uint8_t n_codes[17]; /* of length 1..16 */
    uint32_t first_codes[17];
    uint16_t first_values[17];
    uint8_t values[256];
    uint8_t fast_lengths[1 << RLE127_JPEG_FAST_BITS]; /* of the code that the bits begin with */
    uint8_t fast_values[1 << RLE127_JPEG_FAST_BITS];  /* and its meaning; length 0: a longer one */
};

struct rle127_jpeg_component {
    uint8_t id, h, v, quantiser;
    uint32_t width_blocks, height_blocks;         /* of a scan of its own */
    uint32_t stride_blocks, padded_height_blocks; /* with what fills up the last units */
    int8_t bits_left[64]; /* of each coefficient, -1: not begun; 0 where it is complete */
    uint64_t *nonzero;    /* for each block bit k: coefficient k is not 0; progressive only */
};

struct rle127_jpeg {
    uint8_t *bytes; /* the whole file */
    size_t n_bytes, at;

    bool has_frame, is_progressive;
    unsigned n_scans;
    bool has_jfif;
    int adobe_transform; /* -1 without an Adobe marker */
    uint32_t width, height;
    unsigned n_components;
    uint32_t width_units, height_units; /* of a scan of several components */
    struct rle127_jpeg_component components[RLE127_JPEG_COMPONENTS_MAX];
    bool has_quantiser[4];
    struct rle127_jpeg_code dc_codes[4], ac_codes[4];
    uint32_t restart_interval; /* units between two restart markers; 0: none */

    uint8_t *samples; /* the decoded image */
};

/* What the header of a scan says. */
struct rle127_jpeg_scan {
    unsigned n_components;
    struct rle127_jpeg_component *components[RLE127_JPEG_COMPONENTS_MAX];
    const struct rle127_jpeg_code *dc_codes[RLE127_JPEG_COMPONENTS_MAX];
    const struct rle127_jpeg_code *ac_codes[RLE127_JPEG_COMPONENTS_MAX];
    unsigned first, last;       /* coefficients */
    unsigned high_bit, low_bit; /* the bits before are known down to high_bit (0: none) */
};

/* jpeg_markers.c: walks over the whole file; jpeg->at is behind its end marker then. */
const char *rle127_jpeg_walk(struct rle127_jpeg *jpeg);

/* jpeg_frame.c: the headers of the frame and of a scan, n_bytes of content behind their length. */
const char *rle127_jpeg_read_frame(struct rle127_jpeg *jpeg, const uint8_t *bytes, size_t n_bytes);
const char *rle127_jpeg_read_scan(struct rle127_jpeg *jpeg, const uint8_t *bytes, size_t n_bytes,
                                  struct rle127_jpeg_scan *scan);
/* Whether all components are complete, and their colours clear. */
const char *rle127_jpeg_check_frame(const struct rle127_jpeg *jpeg);
/* What only the walk needs; may be called again. */
void rle127_jpeg_free_history(struct rle127_jpeg *jpeg);

/* jpeg_tables.c: the content of a segment of Huffman codes. */
const char *rle127_jpeg_read_codes(struct rle127_jpeg *jpeg, const uint8_t *bytes, size_t n_bytes);

/* jpeg_entropy.c: walks over the data of a scan; jpeg->at is on the marker behind it then. */
const char *rle127_jpeg_walk_scan(struct rle127_jpeg *jpeg, const struct rle127_jpeg_scan *scan);

#endif
