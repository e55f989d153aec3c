/*
 * Whether the compressed pixels of a PNG are whole: reads them a second time. Needed for the few
 * files where libpng does not look at the end of the stream; see png_input.c. Must not know: rows.
 *
 * libpng has been through the same chunks before: their lengths and CRCs are right.
 */
#include "png_reader.h"

#include <string.h>
#include <zlib.h>

#define SCRATCH_BYTES (32 * 1024)

/* Decompresses the bytes into nowhere, as far as the stream goes. */
static int inflate_bytes(z_stream *stream, const uint8_t *bytes, size_t n_bytes)
{
    uint8_t scratch[SCRATCH_BYTES];
    int status;

    stream->next_in = (uint8_t *)bytes;
    stream->avail_in = (uInt)n_bytes;
    do {
        stream->next_out = scratch;
        stream->avail_out = sizeof scratch;
        status = inflate(stream, Z_NO_FLUSH);
    } while (status == Z_OK && (stream->avail_in > 0 || stream->avail_out == 0));
    return status == Z_BUF_ERROR ? Z_OK : status;
}

/* Goes on with the *left_bytes bytes at offset, as far as the stream goes. */
static const char *inflate_chunk(z_stream *stream, struct rle127_source *source, uint64_t offset,
                                 uint32_t *left_bytes, int *status)
{
    while (*left_bytes > 0 && *status == Z_OK) {
        const size_t n_bytes = *left_bytes < SCRATCH_BYTES ? *left_bytes : SCRATCH_BYTES;
        const uint8_t *bytes;
        const char *reason = rle127_source_at(source, offset, n_bytes, &bytes);
        if (reason)
            return reason;
        *status = inflate_bytes(stream, bytes, n_bytes);
        offset += n_bytes;
        *left_bytes -= (uint32_t)(n_bytes - stream->avail_in);
    }
    return NULL;
}

static const char *name_failure(int status, const z_stream *stream)
{
    if (status == Z_OK)
        return "the compressed pixels end early";
    if (status == Z_MEM_ERROR)
        return "out of memory";
    if (stream->msg && strcmp(stream->msg, "incorrect data check") == 0)
        return "the checksum of the pixels is wrong";
    return "the compressed pixels are damaged";
}

static const char *inflate_chunks(z_stream *stream, struct rle127_source *source, uint64_t offset,
                                  bool *has_more)
{
    const char *reason = NULL;
    int status = Z_OK;

    *has_more = false;
    while (!reason && (status == Z_OK || status == Z_STREAM_END)) {
        const uint8_t *head;
        reason = rle127_source_at(source, offset, 8, &head);
        if (reason || memcmp(head + 4, "IDAT", 4) != 0)
            break;
        const uint32_t n_bytes = rle127_png_u32(head);
        uint32_t left_bytes = n_bytes;
        reason = inflate_chunk(stream, source, offset + 8, &left_bytes, &status);
        *has_more = *has_more || left_bytes > 0;
        offset += UINT64_C(12) + n_bytes;
    }
    if (reason || status == Z_STREAM_END)
        return reason;
    return name_failure(status, stream);
}

const char *rle127_png_check_stream(struct rle127_source *source, uint64_t first_data_offset,
                                    bool *has_more)
{
    z_stream stream = {.next_in = NULL};

    if (inflateInit(&stream) != Z_OK)
        return "out of memory";
    const char *reason = inflate_chunks(&stream, source, first_data_offset, has_more);
    inflateEnd(&stream);
    return reason;
}
