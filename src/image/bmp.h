/*
 * Windows and OS/2 bitmaps: what the reader's files share.
 */
#ifndef RLE127_BMP_H
#define RLE127_BMP_H

#include "reader.h"

enum rle127_bmp_compression {
    RLE127_BMP_PLAIN = 0,
    RLE127_BMP_RLE8 = 1,
    RLE127_BMP_RLE4 = 2,
    RLE127_BMP_BIT_FIELDS = 3,
    RLE127_BMP_ALPHA_BIT_FIELDS = 6
};

/* Where red, green or blue lies in a pixel of 16 or 32 bits. */
struct rle127_bmp_channel {
    uint32_t mask;
    unsigned shift; /* of the mask's lowest bit */
    uint32_t max;   /* the channel's largest value */
};

#define RLE127_BMP_FILE_HEADER_BYTES 14
#define RLE127_BMP_CORE_HEADER_BYTES 12

struct rle127_bmp {
    uint32_t header_bytes; /* of the information header */
    unsigned depth;        /* bits a pixel: 1, 2, 4, 8, 16, 24, 32 */
    enum rle127_bmp_compression compression;
    bool is_top_down;
    uint64_t data_offset;
    uint32_t stride_bytes; /* of a row that is not compressed, with its padding */
    uint32_t n_colours;    /* of the palette; 0 where there is none */
    struct rle127_bmp_channel channels[3];
    uint8_t *indices; /* of a run-length-coded image: width bytes a row, the lowest row first */
    bool may_mislead_pillow; /* its code has something that Pillow reads in another way */
};

/* bmp_header.c: reads all that stands before the pixels of image->source; sets the image's sides,
 * kind and colours, and *bmp but for the indices. */
const char *rle127_bmp_read_header(struct rle127_image *image, struct rle127_bmp *bmp);

/* bmp_colours.c: the part of it that is about colours. */
const char *rle127_bmp_read_palette(struct rle127_image *image, struct rle127_bmp *bmp,
                                    uint32_t n_used);
const char *rle127_bmp_read_masks(struct rle127_image *image, struct rle127_bmp *bmp);

/* bmp_rle.c: decodes all pixels of a run-length-coded image into bmp->indices. */
const char *rle127_bmp_decode_rle(struct rle127_image *image, struct rle127_bmp *bmp);

/* bmp_rle_pillow.c: puts Pillow's pixels in their place where those are others. */
const char *rle127_bmp_imitate_pillow(struct rle127_image *image);

static inline bool rle127_bmp_is_run_length_coded(const struct rle127_bmp *bmp)
{
    return bmp->compression == RLE127_BMP_RLE8 || bmp->compression == RLE127_BMP_RLE4;
}

/* All numbers in a BMP are little-endian. */
static inline uint32_t rle127_bmp_u16(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

static inline uint32_t rle127_bmp_u32(const uint8_t *bytes)
{
    return rle127_bmp_u16(bytes) | rle127_bmp_u16(bytes + 2) << 16;
}

#endif
