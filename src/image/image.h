/*
 * Image files as packed bitmaps: what the rest of the program sees of this room.
 *
 * An image is opened from a source of bytes, never from a path; its format is found by content. It
 * then gives its rows from the top in bands, as bitmaps of 1 bit a pixel, whatever the file holds.
 * Must not know: paths, runs, processes, standard error.
 *
 * Functions that can fail return NULL where all went well, or else the reason: a text in lower
 * case that nobody frees, "the palette has more colours than 8 bits can name". A reason or note of
 * the decoder's lasts until the next image that it serves.
 */
#ifndef RLE127_IMAGE_H
#define RLE127_IMAGE_H

#include "rle127.h"
#include "source.h"

enum rle127_binarize_method {
    RLE127_BINARIZE_PILLOW,    /* Pillow's convert('1'): palettes by luma, the rest dithered */
    RLE127_BINARIZE_THRESHOLD, /* luma >= threshold is white */
    RLE127_BINARIZE_OTSU,      /* the same with Otsu's threshold of the image's histogram */
    RLE127_BINARIZE_NONE       /* images of 1 bit only, others are refused */
};

struct rle127_binarize {
    enum rle127_binarize_method method;
    unsigned threshold; /* 0..255; for RLE127_BINARIZE_THRESHOLD alone */
};

/* What the pixels of a file are, by its own header. */
enum rle127_image_kind {
    RLE127_KIND_BILEVEL, /* 1 bit, with two palette colours */
    RLE127_KIND_PALETTE, /* indices of 2 to 8 bits */
    RLE127_KIND_GREY,
    RLE127_KIND_COLOUR
};

/* How many first bytes of a file say what it is; see rle127_image_sniff(). */
#define RLE127_IMAGE_HEAD_BYTES 128

struct rle127_reader;
struct rle127_binarizer;
struct rle127_decoder;

struct rle127_image {
    uint32_t width, height; /* pixels, 1..RLE127_SIDE_MAX */
    enum rle127_image_kind kind;
    const char *format; /* "PBM", "BMP" */
    bool is_dithered;   /* error diffusion was used: its runs are short */
    const char *note;   /* something odd that was accepted, or NULL; complete after the
                           last band: "there is data after the image" */

    /* private to src/image */
    const struct rle127_reader *reader;
    struct rle127_source *source;
    struct rle127_decoder *decoder;
    bool imitates_pillow;    /* the pixels have to be those that Pillow reads */
    void *state;             /* the reader's */
    uint32_t luma_1000[256]; /* of the palette: 299 R + 587 G + 114 B; BILEVEL has two */
    struct rle127_binarizer *binarizer;
    bool is_white[2];  /* the two colours of a BILEVEL image */
    bool rows_are_own; /* bands lie in `band`, not in the source's buffer */
    uint8_t *band;     /* band_rows rows of bits */
    uint8_t *samples;  /* one row as the reader gives it */
    uint32_t band_rows;
    uint32_t next_row;
};

/* Opens the image that source holds. Where it is no image that this build can read, the reason
 * says so. Nothing needs to be closed after a failure. The source must stay open, and so must the
 * decoder, which is started where the format needs it and can serve the next image when this one is
 * closed. */
const char *rle127_image_open(struct rle127_image *image, struct rle127_source *source,
                              const struct rle127_binarize *binarize,
                              struct rle127_decoder *decoder);

/* Gives the next rows: at least 1, as many as fit the image's buffer, in *band, whose height says
 * how many. The rows are the image's and stay valid until the next call. To be called only while
 * rows are left. */
const char *rle127_image_next_band(struct rle127_image *image, struct rle127_bitmap *band);

void rle127_image_close(struct rle127_image *image);

/* The names of the formats that this build reads, by number; NULL behind the last. */
const char *rle127_image_format_at(size_t index);

/* The name of the image format that these first bytes of a file belong to, or NULL. *is_readable
 * says whether this build reads it. RLE127_IMAGE_HEAD_BYTES bytes, or all that the file has, are
 * enough. */
const char *rle127_image_sniff(const uint8_t *head, size_t head_bytes, bool *is_readable);

/* Whether a suffix, without its dot and in any case, is one that images have. */
bool rle127_is_image_suffix(const char *suffix);

/* How long files with such a suffix take to be read or written, about, for each of their bytes: so
 * many times as long as a PBM. */
unsigned rle127_suffix_effort(const char *suffix);

/* Whether a file that nobody has named is meant as an image: by its suffix or by its first bytes,
 * as of rle127_image_sniff(). Bytes that are an image only if one supposes it do not count. */
bool rle127_image_is_meant(const uint8_t *head, size_t head_bytes, const char *suffix);

#endif
