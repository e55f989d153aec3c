/*
 * Writers of the three file formats. A file is built by a function on an open stream; errors of
 * the stream are sticky, so they are looked at once, at the end.
 */
#include "sample_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BMP_HEADER_BYTES 62    /* file header 14, info header 40, two palette entries of 4 */
#define BMP_DPM          11811 /* pixels a metre: 300 dpi */

static const char *finish(FILE *file, const char *path)
{
    const char *reason = NULL;
    if (fflush(file) != 0 || ferror(file))
        reason = strerror(errno);
    if (fclose(file) != 0 && reason == NULL)
        reason = strerror(errno);
    if (reason != NULL)
        remove(path);
    return reason;
}

const char *rle127_write_pbm(const char *path, const struct rle127_canvas *canvas)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return strerror(errno);
    fprintf(file, "P4\n%d %d\n", canvas->width, canvas->height);
    fwrite(canvas->bits, canvas->stride_bytes, (size_t)canvas->height, file);
    return finish(file, path);
}

static void put_le32(uint8_t *bytes, size_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

static void make_bmp_header(uint8_t header[BMP_HEADER_BYTES], const struct rle127_canvas *canvas,
                            size_t pixel_bytes)
{
    memset(header, 0, BMP_HEADER_BYTES);
    header[0] = 'B';
    header[1] = 'M';
    put_le32(header + 2, BMP_HEADER_BYTES + pixel_bytes);
    put_le32(header + 10, BMP_HEADER_BYTES);
    put_le32(header + 14, 40);
    put_le32(header + 18, (size_t)canvas->width);
    put_le32(header + 22, (size_t)canvas->height);
    header[26] = 1; /* planes */
    header[28] = 1; /* bits a pixel */
    put_le32(header + 34, pixel_bytes);
    put_le32(header + 38, BMP_DPM);
    put_le32(header + 42, BMP_DPM);
    put_le32(header + 46, 2);
    put_le32(header + 54, 0xffffff); /* colour 0: white; colour 1, black, is zero already */
}

const char *rle127_write_bmp(const char *path, const struct rle127_canvas *canvas)
{
    static const uint8_t padding[3];
    uint8_t header[BMP_HEADER_BYTES];
    size_t padding_bytes = (4 - canvas->stride_bytes % 4) % 4;
    size_t row_bytes = canvas->stride_bytes + padding_bytes;
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return strerror(errno);
    make_bmp_header(header, canvas, row_bytes * (size_t)canvas->height);
    fwrite(header, 1, sizeof(header), file);
    for (int y = canvas->height - 1; y >= 0; y--) {
        fwrite(canvas->bits + (size_t)y * canvas->stride_bytes, 1, canvas->stride_bytes, file);
        fwrite(padding, 1, padding_bytes, file);
    }
    return finish(file, path);
}

const char *rle127_write_pgm(const char *path, int width, int height,
                             uint8_t (*shade)(int x, int y, int width, int height))
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return strerror(errno);
    fprintf(file, "P5\n%d %d\n255\n", width, height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            putc(shade(x, y, width, height), file);
    return finish(file, path);
}
