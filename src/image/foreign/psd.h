/*
 * Photoshop PSD, its merged image: what the reader's files share.
 */
#ifndef RLE127_PSD_H
#define RLE127_PSD_H

#include "../row_buffer.h"
#include "foreign_readers.h"

#define RLE127_PSD_PLANES_MAX 3

/* A channel, and the stretch of the file with its next rows. */
struct rle127_psd_plane {
    const uint64_t *row_offsets; /* height + 1; NULL where rows are not run-length coded */
    uint64_t offset;             /* where such rows begin */
    struct rle127_row_buffer block;
    uint32_t first_row, end_row; /* of the rows in it */
};

struct rle127_psd {
    unsigned depth; /* bits a sample: 1, 8, 16 */
    unsigned n_file_planes, n_planes;
    bool is_run_length_coded;
    size_t row_bytes; /* of one channel, unpacked */
    uint64_t data_offset;
    uint64_t *row_offsets; /* height + 1 for each plane */
    struct rle127_psd_plane planes[RLE127_PSD_PLANES_MAX];
    uint8_t *row; /* row_bytes */
};

/* psd_header.c: reads all that stands before the pixels of image->source and checks the sizes of
 * all rows; sets the image's sides, kind and colours, and *psd but for row. */
const char *rle127_psd_read_header(struct rle127_image *image, struct rle127_psd *psd);

/* psd_rows.c: one row of one channel, row_bytes of it, as the file has it. Rows in order. */
const char *rle127_psd_read_row(struct rle127_image *image, unsigned plane, uint32_t row,
                                uint8_t *to);

/* All numbers in a PSD are big-endian. */
static inline uint32_t rle127_psd_u16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

static inline uint32_t rle127_psd_u32(const uint8_t *bytes)
{
    return rle127_psd_u16(bytes) << 16 | rle127_psd_u16(bytes + 2);
}

#endif
