/*
 * Builds image files in memory and reads them back; see image_bytes.h.
 */
#include "image_bytes.h"
#include "decoding.h"
#include "reference.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Small, so that windows move often and rows cross their borders. */
enum { CAPACITY_BYTES = 300 };

static const struct rle127_binarize PILLOW = {.method = RLE127_BINARIZE_PILLOW};

void rle127_test_add(struct rle127_test_bytes *bytes, const void *data, size_t n_bytes)
{
    if (bytes->n_bytes + n_bytes >= bytes->room_bytes) {
        bytes->room_bytes = 2 * (bytes->n_bytes + n_bytes) + 64;
        bytes->data = realloc(bytes->data, bytes->room_bytes);
        assert_non_null(bytes->data);
    }
    if (n_bytes > 0)
        memcpy(bytes->data + bytes->n_bytes, data, n_bytes);
    bytes->n_bytes += n_bytes;
}

void rle127_test_add_text(struct rle127_test_bytes *bytes, const char *text)
{
    rle127_test_add(bytes, text, strlen(text));
}

void rle127_test_add_fill(struct rle127_test_bytes *bytes, uint8_t value, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++)
        rle127_test_add(bytes, &value, 1);
}

void rle127_test_add_u16(struct rle127_test_bytes *bytes, unsigned value)
{
    const uint8_t data[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
    rle127_test_add(bytes, data, 2);
}

void rle127_test_add_u32(struct rle127_test_bytes *bytes, uint32_t value)
{
    rle127_test_add_u16(bytes, value & 0xFFFF);
    rle127_test_add_u16(bytes, value >> 16);
}

void rle127_test_put_u32(struct rle127_test_bytes *bytes, size_t offset, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes->data[offset + (size_t)i] = (uint8_t)(value >> 8 * i);
}

void rle127_test_free(struct rle127_test_bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct rle127_test_bytes){0};
}

static void add_bmp_info(struct rle127_test_bytes *bytes, const struct rle127_test_bmp *bmp,
                         uint32_t header_bytes)
{
    const size_t start = bytes->n_bytes;

    rle127_test_add_u32(bytes, header_bytes);
    if (header_bytes == 12) {
        rle127_test_add_u16(bytes, (unsigned)bmp->width);
        rle127_test_add_u16(bytes, (unsigned)bmp->height);
        rle127_test_add_u16(bytes, 1);
        rle127_test_add_u16(bytes, bmp->depth);
        return;
    }
    rle127_test_add_u32(bytes, (uint32_t)bmp->width);
    rle127_test_add_u32(bytes, (uint32_t)bmp->height);
    rle127_test_add_u16(bytes, 1);
    rle127_test_add_u16(bytes, bmp->depth);
    rle127_test_add_u32(bytes, bmp->compression);
    rle127_test_add_fill(bytes, 0x55, 12); /* the size of the pixels and densities: ignored */
    rle127_test_add_u32(bytes, bmp->n_used);
    rle127_test_add_u32(bytes, 0);
    for (int i = 0; bmp->masks && i < 3; i++)
        rle127_test_add_u32(bytes, bmp->masks[i]);
    if (bytes->n_bytes < start + header_bytes)
        rle127_test_add_fill(bytes, 0, start + header_bytes - bytes->n_bytes);
    else if (header_bytes < 40)
        bytes->n_bytes = start + header_bytes;
}

static void add_bmp_palette(struct rle127_test_bytes *bytes, const struct rle127_test_bmp *bmp,
                            bool is_core)
{
    const uint32_t n_all = bmp->depth <= 8 ? 1u << bmp->depth : 0;
    const uint32_t n_given = bmp->n_palette ? bmp->n_palette : bmp->n_used;
    const uint32_t n_colours = n_given ? n_given : n_all;

    for (uint32_t i = 0; i < n_colours; i++) {
        const uint32_t level = n_all > 1 ? i * 255 / (n_all - 1) : 0;
        const uint32_t colour = bmp->palette ? bmp->palette[i] : level * 0x010101;
        const uint8_t bgrx[4] = {(uint8_t)colour, (uint8_t)(colour >> 8), (uint8_t)(colour >> 16),
                                 0x77};
        rle127_test_add(bytes, bgrx, is_core ? 3 : 4);
    }
}

void rle127_test_add_bmp_head(struct rle127_test_bytes *bytes, const struct rle127_test_bmp *bmp)
{
    const uint32_t header_bytes = bmp->header_bytes ? bmp->header_bytes : 40;

    rle127_test_add_text(bytes, "BM");
    rle127_test_add_fill(bytes, 0x33, 8); /* the size of the file: ignored */
    rle127_test_add_u32(bytes, 0);
    add_bmp_info(bytes, bmp, header_bytes);
    add_bmp_palette(bytes, bmp, header_bytes == 12);
    rle127_test_add_fill(bytes, 0x99, bmp->gap_bytes);
    rle127_test_put_u32(bytes, 10, (uint32_t)bytes->n_bytes);
}

int rle127_test_open_file(const struct rle127_test_bytes *bytes)
{
    char path[] = "/tmp/rle127-test-XXXXXX";
    const int fd = mkstemp(path);

    assert_true(fd >= 0);
    unlink(path);
    assert_int_equal(write(fd, bytes->data, bytes->n_bytes), bytes->n_bytes);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

/* One pipe is in use at a time. */
static pid_t pipe_filler;

int rle127_test_open_pipe(const struct rle127_test_bytes *bytes)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        for (size_t done = 0; done < bytes->n_bytes;) {
            const ssize_t n = write(ends[1], bytes->data + done, bytes->n_bytes - done);
            if (n < 0)
                _exit(1);
            done += (size_t)n;
        }
        _exit(0);
    }
    close(ends[1]);
    pipe_filler = child;
    return ends[0];
}

void rle127_test_close_pipe(int fd)
{
    close(fd);
    waitpid(pipe_filler, NULL, 0);
}

static void copy_band(struct rle127_test_picture *picture, uint32_t first_row,
                      const struct rle127_bitmap *band)
{
    for (uint32_t row = 0; row < band->height; row++) {
        const uint8_t *bits = band->bits + (ptrdiff_t)row * band->stride_bytes;
        uint8_t *to = picture->pixels + (size_t)(first_row + row) * picture->width;
        for (uint32_t x = 0; x < band->width; x++)
            to[x] = (bits[x / 8] >> (7 - x % 8) & 1) != band->one_is_black;
    }
}

static const char *read_bands(struct rle127_image *image, struct rle127_test_picture *picture)
{
    picture->width = image->width;
    picture->height = image->height;
    picture->pixels = malloc((size_t)image->width * image->height);
    assert_non_null(picture->pixels);

    for (uint32_t row = 0; row < image->height;) {
        struct rle127_bitmap band;
        const char *error = rle127_image_next_band(image, &band);
        if (error)
            return error;
        assert_int_equal(band.width, image->width);
        assert_in_range(band.height, 1, image->height - row);
        copy_band(picture, row, &band);
        row += band.height;
    }
    picture->kind = image->kind;
    picture->format = image->format;
    picture->note = image->note ? strdup(image->note) : NULL;
    picture->is_dithered = image->is_dithered;
    return NULL;
}

static struct rle127_decoding decoding;

struct rle127_decoder *rle127_test_decoder(void)
{
    if (!decoding.path)
        rle127_decoding_open(&decoding, RLE127_DECODE_PATH);
    return &decoding.decoder;
}

void rle127_test_expect_small_decoder(unsigned n_mb)
{
    char path[64], line[128];
    unsigned n_kb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)decoding.program.pid);
    FILE *const file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        sscanf(line, "VmHWM: %u kB", &n_kb);
    fclose(file);
    assert_in_range(n_kb, 1, REFERENCE_IS_SANITIZED ? UINT_MAX : n_mb * 1024);
}

const char *rle127_test_read(int fd, const struct rle127_binarize *binarize,
                             struct rle127_test_picture *picture)
{
    struct rle127_source source;
    struct rle127_image image;

    *picture = (struct rle127_test_picture){0};
    assert_null(rle127_source_open(&source, fd, CAPACITY_BYTES));
    const char *error =
        rle127_image_open(&image, &source, binarize ? binarize : &PILLOW, rle127_test_decoder());
    if (!error) {
        error = read_bands(&image, picture);
        rle127_image_close(&image);
    }
    rle127_source_close(&source);
    return error;
}

static void expect_same_picture(const struct rle127_test_picture *a,
                                const struct rle127_test_picture *b)
{
    assert_int_equal(a->width, b->width);
    assert_int_equal(a->height, b->height);
    assert_int_equal(a->kind, b->kind);
    assert_string_equal(a->note ? a->note : "", b->note ? b->note : "");
    assert_memory_equal(a->pixels, b->pixels, (size_t)a->width * a->height);
}

const char *rle127_test_read_both(const struct rle127_test_bytes *bytes,
                                  const struct rle127_binarize *binarize,
                                  struct rle127_test_picture *picture)
{
    struct rle127_test_picture piped;
    const int file = rle127_test_open_file(bytes);
    const int pipe_end = rle127_test_open_pipe(bytes);
    static char text[RLE127_WIRE_TEXT_BYTES];
    const char *error = rle127_test_read(file, binarize, picture);
    if (error) /* which may be gone with the next call */
        error = strncpy(text, error, sizeof text - 1);
    const char *pipe_error = rle127_test_read(pipe_end, binarize, &piped);

    close(file);
    rle127_test_close_pipe(pipe_end);
    assert_int_equal(error == NULL, pipe_error == NULL);
    if (!error)
        expect_same_picture(picture, &piped);
    rle127_test_free_picture(&piped);
    return error;
}

void rle127_test_free_picture(struct rle127_test_picture *picture)
{
    free(picture->pixels);
    free(picture->note);
    picture->pixels = NULL;
    picture->note = NULL;
}

void rle127_test_expect(const struct rle127_test_bytes *bytes, const char *rows)
{
    struct rle127_test_picture picture;
    const char *error = rle127_test_read_both(bytes, NULL, &picture);
    char drawn[4096];
    size_t n = 0;

    if (error)
        fail_msg("refused: %s", error);
    for (uint32_t y = 0; y < picture.height; y++) {
        if (y > 0)
            drawn[n++] = '/';
        for (uint32_t x = 0; x < picture.width && n + 3 < sizeof drawn; x++)
            drawn[n++] = picture.pixels[(size_t)y * picture.width + x] ? '.' : '#';
    }
    drawn[n] = '\0';
    assert_string_equal(drawn, rows);
    rle127_test_free_picture(&picture);
}

void rle127_test_expect_refusal(const struct rle127_test_bytes *bytes, const char *reason)
{
    struct rle127_test_picture picture;
    const char *error = rle127_test_read_both(bytes, NULL, &picture);

    rle127_test_free_picture(&picture);
    assert_non_null(error);
    assert_string_equal(error, reason);
}

bool rle127_test_is_readable(const struct rle127_test_bytes *bytes)
{
    struct rle127_test_picture picture;
    const char *error = rle127_test_read_both(bytes, NULL, &picture);

    rle127_test_free_picture(&picture);
    return error == NULL;
}

void rle127_test_expect_once(struct rle127_test_bytes bytes, const char *rows)
{
    rle127_test_expect(&bytes, rows);
    rle127_test_free(&bytes);
}

void rle127_test_expect_refusal_once(struct rle127_test_bytes bytes, const char *reason)
{
    rle127_test_expect_refusal(&bytes, reason);
    rle127_test_free(&bytes);
}

void rle127_test_expect_note_once(struct rle127_test_bytes bytes, const char *note)
{
    struct rle127_test_picture picture;

    assert_null(rle127_test_read_both(&bytes, NULL, &picture));
    if (note)
        assert_string_equal(picture.note, note);
    else
        assert_null(picture.note);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

void rle127_test_expect_lumas_once(struct rle127_test_bytes bytes, unsigned threshold,
                                   const char *pixels)
{
    const struct rle127_binarize binarize = {RLE127_BINARIZE_THRESHOLD, threshold};
    struct rle127_test_picture picture;

    assert_null(rle127_test_read_both(&bytes, &binarize, &picture));
    for (size_t i = 0; pixels[i]; i++)
        assert_int_equal(picture.pixels[i], pixels[i] == '.');
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

bool rle127_test_has_format(const char *format)
{
    const char *name;

    for (size_t i = 0; (name = rle127_image_format_at(i)); i++)
        if (strcmp(name, format) == 0)
            return true;
    return false;
}
