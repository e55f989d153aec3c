/*
 * PackBits and G4 as libtiff has them: a TIFF file in memory whose one strip is the whole page. The
 * file is read and written by copying, as from a disk cache.
 */
#include <string.h>
#include <tiffio.h>

#include "codecs.h"

/* What a TIFF file has besides its strip is some hundred bytes; G4's worst case is about 5 times
 * the bitmap. */
#define FILE_EXTRA_BYTES 4096
#define STRIP_FACTOR     6

/* A file in the caller's memory. */
struct memory_file {
    uint8_t *bytes;
    size_t n_bytes, room, position;
};

static const char *version(void)
{
    static char text[64];
    const char *const whole = strstr(TIFFGetVersion(), "ersion ");
    const char *const number = whole ? whole + strlen("ersion ") : TIFFGetVersion();
    const size_t length = strcspn(number, "\n");
    strcpy(text, "libtiff ");
    strncat(text, number, length < sizeof text - 16 ? length : sizeof text - 16);
    return text;
}

static tmsize_t read_file(thandle_t handle, void *dst, tmsize_t n_bytes)
{
    struct memory_file *const file = handle;
    const size_t left = file->position < file->n_bytes ? file->n_bytes - file->position : 0;
    const size_t got = (size_t)n_bytes < left ? (size_t)n_bytes : left;
    memcpy(dst, file->bytes + file->position, got);
    file->position += got;
    return (tmsize_t)got;
}

static tmsize_t write_file(thandle_t handle, void *src, tmsize_t n_bytes)
{
    struct memory_file *const file = handle;
    if (file->position > file->room || (size_t)n_bytes > file->room - file->position)
        return 0;
    memcpy(file->bytes + file->position, src, (size_t)n_bytes);
    file->position += (size_t)n_bytes;
    if (file->n_bytes < file->position)
        file->n_bytes = file->position;
    return n_bytes;
}

/* Backwards offsets come as large numbers, for which the sum is right all the same. */
static toff_t seek_file(thandle_t handle, toff_t offset, int whence)
{
    struct memory_file *const file = handle;
    const size_t start = whence == SEEK_SET   ? 0
                         : whence == SEEK_CUR ? file->position
                                              : file->n_bytes;
    file->position = start + (size_t)offset;
    return file->position;
}

static int close_file(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t size_file(thandle_t handle)
{
    return ((struct memory_file *)handle)->n_bytes;
}

/* Mode "m": no mapping of the file, so there are no functions for that. */
static TIFF *open_file(struct memory_file *file, const char *mode)
{
    return TIFFClientOpen("memory", mode, file, read_file, write_file, seek_file, close_file,
                          size_file, NULL, NULL);
}

static size_t bound(const struct rle127_bitmap *page)
{
    return FILE_EXTRA_BYTES + STRIP_FACTOR * rle127_packed_bytes(page);
}

/* What is wrong is told by the functions' results. */
static void *open_quietly(const struct rle127_options *options)
{
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    return rle127_open_nothing(options);
}

static size_t encode(const struct rle127_bitmap *src, void *dst, size_t dst_bytes,
                     uint16_t compression)
{
    struct memory_file file = {.bytes = dst, .room = dst_bytes};
    TIFF *const tiff = open_file(&file, "wm");
    if (!tiff)
        return 0;
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, src->width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, src->height);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, src->height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression);
    const tmsize_t packed_bytes = (tmsize_t)rle127_packed_bytes(src);
    const bool is_written =
        TIFFWriteEncodedStrip(tiff, 0, src->bits, packed_bytes) == packed_bytes &&
        TIFFWriteDirectory(tiff);
    TIFFClose(tiff);
    return is_written ? file.n_bytes : 0;
}

static size_t encode_packbits(void *state, const struct rle127_bitmap *src, void *dst,
                              size_t dst_bytes)
{
    (void)state;
    return encode(src, dst, dst_bytes, COMPRESSION_PACKBITS);
}

static size_t encode_g4(void *state, const struct rle127_bitmap *src, void *dst, size_t dst_bytes)
{
    (void)state;
    return encode(src, dst, dst_bytes, COMPRESSION_CCITTFAX4);
}

/* libtiff's type for memory that it reads from is that for memory that it writes to. */
static bool decode(void *state, const void *src, size_t src_bytes, const struct rle127_bitmap *dst)
{
    struct memory_file file = {.bytes = (uint8_t *)src, .n_bytes = src_bytes, .room = src_bytes};
    const tmsize_t packed_bytes = (tmsize_t)rle127_packed_bytes(dst);
    TIFF *const tiff = open_file(&file, "rm");
    (void)state;
    if (!tiff)
        return false;
    const tmsize_t n_bytes = TIFFReadEncodedStrip(tiff, 0, dst->bits, packed_bytes);
    TIFFClose(tiff);
    return n_bytes == packed_bytes;
}

const struct rle127_codec rle127_packbits_codec = {
    .name = "TIFF PackBits",
    .version = version,
    .bound = bound,
    .open = open_quietly,
    .close = rle127_close_nothing,
    .encode = encode_packbits,
    .decode = decode,
};

const struct rle127_codec rle127_g4_codec = {
    .name = "TIFF G4",
    .version = version,
    .bound = bound,
    .open = open_quietly,
    .close = rle127_close_nothing,
    .encode = encode_g4,
    .decode = decode,
};
