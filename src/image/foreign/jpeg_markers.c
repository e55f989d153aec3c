/*
 * JPEG: the markers of a file, from the first to the last, and the segments that they begin.
 * Must not know: pixels.
 */
#include "jpeg.h"

#include <string.h>

enum marker {
    SOF_BASELINE = 0xC0,
    SOF_EXTENDED = 0xC1,
    SOF_PROGRESSIVE = 0xC2,
    SOF_LOSSLESS = 0xC3,
    DHT = 0xC4,
    JPG = 0xC8,
    SOF_ARITHMETIC = 0xC9,
    SOF_ARITHMETIC_PROGRESSIVE = 0xCA,
    SOF_LAST = 0xCF,
    SOI = 0xD8,
    EOI = 0xD9,
    SOS = 0xDA,
    DQT = 0xDB,
    DRI = 0xDD,
    APP0 = 0xE0,
    APP14 = 0xEE,
    APP15 = 0xEF,
    COM = 0xFE
};

static bool begins_with(const uint8_t *bytes, size_t n_bytes, const char *tag, size_t tag_bytes)
{
    return n_bytes >= tag_bytes && memcmp(bytes, tag, tag_bytes) == 0;
}

static void read_application_data(struct rle127_jpeg *jpeg, unsigned marker, const uint8_t *bytes,
                                  size_t n_bytes)
{
    if (marker == APP0 && begins_with(bytes, n_bytes, "JFIF", 5))
        jpeg->has_jfif = true;
    if (marker == APP14 && n_bytes >= 12 && begins_with(bytes, n_bytes, "Adobe", 6))
        jpeg->adobe_transform = bytes[11];
}

/* Decoders do not agree on tables that change between scans. */
static const char *read_quantisers(struct rle127_jpeg *jpeg, const uint8_t *bytes, size_t n_bytes)
{
    if (jpeg->n_scans > 0)
        return "quantisation tables between scans are not supported";
    while (n_bytes > 0) {
        const size_t table_bytes = 1 + (size_t)64 * (bytes[0] >> 4 ? 2 : 1);

        if (bytes[0] >> 4 > 1 || (bytes[0] & 15) > 3 || table_bytes > n_bytes)
            return RLE127_JPEG_DAMAGED ": an impossible quantisation table";
        jpeg->has_quantiser[bytes[0] & 15] = true;
        bytes += table_bytes;
        n_bytes -= table_bytes;
    }
    return NULL;
}

static const char *read_restart_interval(struct rle127_jpeg *jpeg, const uint8_t *bytes,
                                         size_t n_bytes)
{
    if (n_bytes != 2)
        return RLE127_JPEG_DAMAGED ": an impossible restart interval";
    jpeg->restart_interval = (uint32_t)bytes[0] << 8 | bytes[1];
    return NULL;
}

static const char *refuse_marker(unsigned marker)
{
    if (marker == SOF_LOSSLESS)
        return "lossless JPEG is not supported";
    if (marker == SOF_ARITHMETIC || marker == SOF_ARITHMETIC_PROGRESSIVE)
        return "arithmetic coding is not supported";
    if (marker > SOF_LOSSLESS && marker <= SOF_LAST && marker != JPG)
        return "the kind of JPEG is not supported";
    return RLE127_JPEG_DAMAGED ": an unknown marker";
}

static const char *read_scan(struct rle127_jpeg *jpeg, const uint8_t *bytes, size_t n_bytes)
{
    struct rle127_jpeg_scan scan;
    const char *reason = rle127_jpeg_read_scan(jpeg, bytes, n_bytes, &scan);

    return reason ? reason : rle127_jpeg_walk_scan(jpeg, &scan);
}

static const char *read_segment(struct rle127_jpeg *jpeg, unsigned marker, const uint8_t *bytes,
                                size_t n_bytes)
{
    switch (marker) {
    case SOF_BASELINE:
    case SOF_EXTENDED:
    case SOF_PROGRESSIVE:
        jpeg->is_progressive = marker == SOF_PROGRESSIVE;
        return rle127_jpeg_read_frame(jpeg, bytes, n_bytes);
    case DHT:
        return rle127_jpeg_read_codes(jpeg, bytes, n_bytes);
    case DQT:
        return read_quantisers(jpeg, bytes, n_bytes);
    case DRI:
        return read_restart_interval(jpeg, bytes, n_bytes);
    case SOS:
        return read_scan(jpeg, bytes, n_bytes);
    default:
        read_application_data(jpeg, marker, bytes, n_bytes);
        return NULL;
    }
}

static bool is_known(unsigned marker)
{
    return (marker >= SOF_BASELINE && marker <= SOF_PROGRESSIVE) || marker == DHT ||
           marker == SOS || marker == DQT || marker == DRI || (marker >= APP0 && marker <= APP15) ||
           marker == COM;
}

/* A marker may have any number of 0xFF before it. */
static const char *take_marker(struct rle127_jpeg *jpeg, unsigned *marker)
{
    size_t at = jpeg->at;

    if (at < jpeg->n_bytes && jpeg->bytes[at] != 0xFF)
        return RLE127_JPEG_DAMAGED ": a marker is missing";
    while (at < jpeg->n_bytes && jpeg->bytes[at] == 0xFF)
        at++;
    if (at == jpeg->n_bytes)
        return "the file ends early";
    *marker = jpeg->bytes[at];
    jpeg->at = at + 1;
    return NULL;
}

static const char *take_segment(struct rle127_jpeg *jpeg, unsigned marker)
{
    if (!is_known(marker))
        return refuse_marker(marker);
    if (jpeg->n_bytes - jpeg->at < 2)
        return "the file ends early";
    const uint8_t *bytes = jpeg->bytes + jpeg->at;
    const size_t n_bytes = (size_t)bytes[0] << 8 | bytes[1];
    if (n_bytes < 2)
        return RLE127_JPEG_DAMAGED ": an impossible segment length";
    if (n_bytes > jpeg->n_bytes - jpeg->at)
        return "the file ends early";
    jpeg->at += n_bytes;
    return read_segment(jpeg, marker, bytes + 2, n_bytes - 2);
}

const char *rle127_jpeg_walk(struct rle127_jpeg *jpeg)
{
    unsigned marker;
    const char *reason = take_marker(jpeg, &marker);

    if (!reason && marker != SOI)
        reason = RLE127_JPEG_DAMAGED ": a marker is missing";
    if (!reason)
        reason = take_marker(jpeg, &marker);
    while (!reason && marker != EOI) {
        reason = take_segment(jpeg, marker);
        if (!reason)
            reason = take_marker(jpeg, &marker);
    }
    if (reason)
        return reason;
    return jpeg->has_frame ? rle127_jpeg_check_frame(jpeg)
                           : RLE127_JPEG_DAMAGED ": the frame header is missing";
}
