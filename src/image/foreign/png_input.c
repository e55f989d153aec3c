/*
 * The bytes that libpng reads: those of the file, and one that is not in it. Must not know: pixels.
 *
 * Behind the last row libpng decompresses one more piece of the chunks' data and then takes the
 * stream for ended, whether or not that piece reached the stream's checksum. It tells that the
 * stream has ended, which it does only behind a right checksum, where data is left behind the end.
 * So the last chunk of pixels is made one byte longer than it is:
 *
 *     in the file        length n      IDAT  d[0] .. d[n-2]  d[n-1]        CRC
 *     what libpng reads  length n + 1  IDAT  d[0] .. d[n-2]  d[n-1] mark   CRC continued by mark
 *
 * The last byte d[n-1] and the mark come in a piece of their own. What libpng says then means:
 *
 *     "extra data" before that piece was read    the stream is whole, and data of the file is left
 *     "extra data" after that piece was read     the stream ends where the chunk ends
 *     nothing                                    not known: png_stream.c finds it out, which takes
 * as long as reading the image
 *
 * The second is certain: the mark was left, so that the stream has ended in bytes of the file.
 * The CRC in the file is still checked: libpng's CRC over the longer chunk is right only where the
 * one of the file's bytes is the one in the file, because a byte more maps CRCs one to one.
 */
#include "copy_bytes.h"
#include "png_reader.h"

#include <string.h>
#include <zlib.h>

/* The longest piece of data that libpng decompresses at once. */
#define PIECE_BYTES (32 * 1024)

#define CHUNK_HEAD_BYTES 8
#define CRC_BYTES        4
#define CHUNK_BYTES_MAX  0x7FFFFFFF

static const uint8_t END_MARK = 0;

void rle127_png_give_up(struct rle127_png *png, const char *reason)
{
    png->reason = reason;
    png_longjmp(png->png, 1);
}

static bool is_data_chunk(const uint8_t *head)
{
    return memcmp(head + 4, "IDAT", 4) == 0;
}

static void put_u32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void copy_bytes(struct rle127_png *png, uint8_t *to, size_t n_bytes)
{
    const char *reason = rle127_copy_bytes(png->image->source, png->offset, n_bytes, to);

    if (reason)
        rle127_png_give_up(png, reason);
    png->offset += n_bytes;
}

/* Whether another chunk of pixels follows this one. Where the file is damaged the answer may be
 * wrong; then the CRC is wrong, too. */
static bool is_followed_by_data(struct rle127_png *png)
{
    const uint64_t next = png->offset + png->chunk_left_bytes + CRC_BYTES;
    const uint8_t *head;
    size_t got_bytes;
    const char *reason =
        rle127_source_peek(png->image->source, next, CHUNK_HEAD_BYTES, &head, &got_bytes);

    if (reason)
        rle127_png_give_up(png, reason);
    return got_bytes == CHUNK_HEAD_BYTES && is_data_chunk(head);
}

/* The last byte is kept back for a piece of its own, with the mark. */
static void choose_piece(struct rle127_png *png)
{
    const uint32_t left = png->chunk_left_bytes;
    size_t piece_bytes = PIECE_BYTES;

    if (png->is_last_data && left <= 1)
        piece_bytes = left + 1;
    else if (png->is_last_data && left <= PIECE_BYTES)
        piece_bytes = left - 1;
    png_set_compression_buffer_size(png->png, piece_bytes);
}

static void give_chunk_head(struct rle127_png *png, uint8_t *to)
{
    copy_bytes(png, to, CHUNK_HEAD_BYTES);
    png->chunk_left_bytes = rle127_png_u32(to);
    png->is_last_data = false;
    if (!is_data_chunk(to))
        return;
    if (png->first_data_offset == 0)
        png->first_data_offset = png->offset - CHUNK_HEAD_BYTES;
    if (png->chunk_left_bytes < CHUNK_BYTES_MAX && !is_followed_by_data(png)) {
        png->is_last_data = true;
        put_u32(to, png->chunk_left_bytes + 1);
    }
    choose_piece(png);
}

static void give_chunk_data(struct rle127_png *png, uint8_t *to, size_t n_bytes)
{
    const uint32_t left = png->chunk_left_bytes;
    const uint32_t n_real = n_bytes < left ? (uint32_t)n_bytes : left;

    copy_bytes(png, to, n_real);
    png->chunk_left_bytes -= n_real;
    if (n_bytes > n_real)
        to[n_real] = END_MARK;
    if (!png->is_last_data)
        return;
    png->gave_last_byte = png->chunk_left_bytes == 0;
    choose_piece(png);
}

static void give_crc(struct rle127_png *png, uint8_t *to)
{
    copy_bytes(png, to, CRC_BYTES);
    if (png->is_last_data)
        put_u32(to, (uint32_t)crc32(rle127_png_u32(to), &END_MARK, 1));
}

static void read_input(png_structp libpng, png_bytep to, size_t n_bytes)
{
    struct rle127_png *png = png_get_io_ptr(libpng);

    switch (png_get_io_state(libpng) & PNG_IO_MASK_LOC) {
    case PNG_IO_CHUNK_HDR:
        give_chunk_head(png, to);
        break;
    case PNG_IO_CHUNK_DATA:
        give_chunk_data(png, to, n_bytes);
        break;
    case PNG_IO_CHUNK_CRC:
        give_crc(png, to);
        break;
    default:
        copy_bytes(png, to, n_bytes);
    }
}

void rle127_png_note_end_of_stream(struct rle127_png *png)
{
    png->saw_end_of_stream = true;
    if (!png->gave_last_byte)
        png->image->note = "there is data after the image";
}

void rle127_png_set_input(struct rle127_png *png)
{
    png_set_read_fn(png->png, png, read_input);
}
