/*
 * Copies through the source's buffer in pieces that fit it, so that it does not grow.
 */
#include "copy_bytes.h"

#include <string.h>

const char *rle127_copy_bytes(struct rle127_source *source, uint64_t offset, size_t n_bytes,
                              uint8_t *to)
{
    for (size_t done = 0; done < n_bytes;) {
        const size_t left = n_bytes - done;
        const size_t piece = left < source->capacity_bytes ? left : source->capacity_bytes;
        const uint8_t *bytes;
        const char *reason = rle127_source_at(source, offset + done, piece, &bytes);
        if (reason)
            return reason;
        memcpy(to + done, bytes, piece);
        done += piece;
    }
    return NULL;
}
