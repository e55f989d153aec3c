/*
 * PSD: rows of one channel. The channels of an image lie one after another, so each has a block of
 * its rows in memory, as large as the source's buffer. Must not know: colours.
 */
#include "psd.h"

#include "copy_bytes.h"

#include <string.h>

static uint64_t find_row(const struct rle127_psd *psd, const struct rle127_psd_plane *plane,
                         uint32_t row)
{
    return plane->row_offsets ? plane->row_offsets[row]
                              : plane->offset + (uint64_t)row * psd->row_bytes;
}

/* Fetches row and as many of the following ones as the source's buffer holds. */
static const char *fetch_block(struct rle127_image *image, struct rle127_psd_plane *plane,
                               uint32_t row)
{
    const struct rle127_psd *psd = image->state;
    const uint64_t start = find_row(psd, plane, row);
    const uint64_t limit = start + image->source->capacity_bytes;
    uint32_t end = row + 1;

    while (end < image->height && find_row(psd, plane, end + 1) <= limit)
        end++;
    const size_t n_bytes = (size_t)(find_row(psd, plane, end) - start);
    const char *reason = rle127_row_buffer_grow(&plane->block, n_bytes);
    if (!reason)
        reason = rle127_copy_bytes(image->source, start, n_bytes, plane->block.bytes);
    plane->first_row = row;
    plane->end_row = reason ? row : end;
    return reason;
}

/* PackBits: a signed byte n, then n + 1 bytes as they are (n >= 0) or one byte that stands for
 * 1 - n (n < 0); -128 is nothing. Each row ends with a packet. */
static const char *unpack_row(const uint8_t *packed, size_t packed_bytes, uint8_t *to,
                              size_t row_bytes)
{
    size_t at = 0, done = 0;

    while (at < packed_bytes) {
        const unsigned head = packed[at++];
        if (head == 128)
            continue;
        const bool is_run = head > 128;
        const size_t n = is_run ? 257 - head : head + 1;
        const size_t n_data = is_run ? 1 : n;
        if (n_data > packed_bytes - at)
            return "a row ends inside a run";
        if (n > row_bytes - done)
            return "a run goes on behind the end of its row";
        if (is_run)
            memset(to + done, packed[at], n);
        else
            memcpy(to + done, packed + at, n);
        at += n_data;
        done += n;
    }
    return done == row_bytes ? NULL : "a row ends early";
}

const char *rle127_psd_read_row(struct rle127_image *image, unsigned plane_index, uint32_t row,
                                uint8_t *to)
{
    struct rle127_psd *psd = image->state;
    struct rle127_psd_plane *plane = &psd->planes[plane_index];

    if (row < plane->first_row || row >= plane->end_row) {
        const char *reason = fetch_block(image, plane, row);
        if (reason)
            return reason;
    }
    const uint64_t start = find_row(psd, plane, row);
    const uint8_t *bytes = plane->block.bytes + (start - find_row(psd, plane, plane->first_row));
    if (psd->is_run_length_coded)
        return unpack_row(bytes, (size_t)(find_row(psd, plane, row + 1) - start), to,
                          psd->row_bytes);
    memcpy(to, bytes, psd->row_bytes);
    return NULL;
}
