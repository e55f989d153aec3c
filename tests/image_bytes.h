/*
 * Image files built in memory for the tests of src/image, and their pixels read back through
 * rle127_image_open(), from a regular file or a pipe.
 */
#ifndef RLE127_TEST_IMAGE_BYTES_H
#define RLE127_TEST_IMAGE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image.h"

struct rle127_test_bytes {
    uint8_t *data;
    size_t n_bytes, room_bytes;
};

void rle127_test_add(struct rle127_test_bytes *bytes, const void *data, size_t n_bytes);
void rle127_test_add_text(struct rle127_test_bytes *bytes, const char *text);
void rle127_test_add_fill(struct rle127_test_bytes *bytes, uint8_t value, size_t n_bytes);
void rle127_test_add_u16(struct rle127_test_bytes *bytes, unsigned value); /* little-endian */
void rle127_test_add_u32(struct rle127_test_bytes *bytes, uint32_t value);
void rle127_test_put_u32(struct rle127_test_bytes *bytes, size_t offset, uint32_t value);
void rle127_test_free(struct rle127_test_bytes *bytes);

/* What a BMP says about itself; what is 0 gets its usual value. */
struct rle127_test_bmp {
    uint32_t header_bytes; /* 40 */
    int32_t width, height;
    unsigned depth;
    uint32_t compression;
    uint32_t n_used;         /* colours, as the header says it */
    uint32_t n_palette;      /* colours that the file has; n_used or 2^depth */
    const uint32_t *palette; /* 0xRRGGBB; grey levels from black to white */
    const uint32_t *masks;   /* three; stand after a 40-byte header or in a larger one */
    uint32_t gap_bytes;      /* between the palette and the pixels */
};

/* Adds all that stands before the pixels. */
void rle127_test_add_bmp_head(struct rle127_test_bytes *bytes, const struct rle127_test_bmp *bmp);

/* A descriptor to read the bytes from: an unlinked file, or a pipe that a child process fills. */
int rle127_test_open_file(const struct rle127_test_bytes *bytes);
int rle127_test_open_pipe(const struct rle127_test_bytes *bytes);
void rle127_test_close_pipe(int fd);

/* An image as it was read: a byte for each pixel, 1 = white. */
struct rle127_test_picture {
    uint32_t width, height;
    uint8_t *pixels;
    enum rle127_image_kind kind;
    const char *format;
    char *note;
    bool is_dithered;
};

/* The decoder program of all that is read here: started once, if at all. */
struct rle127_decoder *rle127_test_decoder(void);
/* Asserts that it has never had more than n_mb MB of memory; not with sanitizers. */
void rle127_test_expect_small_decoder(unsigned n_mb);

/* Reads all bands. Returns NULL, or the reason why not, which lasts until the next call. */
const char *rle127_test_read(int fd, const struct rle127_binarize *binarize,
                             struct rle127_test_picture *picture);

/* The same from a file and from a pipe, which must agree in everything; by Pillow's rules where
 * binarize is NULL. */
const char *rle127_test_read_both(const struct rle127_test_bytes *bytes,
                                  const struct rle127_binarize *binarize,
                                  struct rle127_test_picture *picture);
void rle127_test_free_picture(struct rle127_test_picture *picture);

/* Asserts that the bytes are an image of these rows: "#" black, "." white, "/" between rows. */
void rle127_test_expect(const struct rle127_test_bytes *bytes, const char *rows);
/* Asserts that a file of these bytes is refused for this reason, and that they are refused when
 * they come through a pipe, too. */
void rle127_test_expect_refusal(const struct rle127_test_bytes *bytes, const char *reason);
/* The same three, that free the bytes: for those that were made for one question. A NULL note is
 * none. */
void rle127_test_expect_once(struct rle127_test_bytes bytes, const char *rows);
void rle127_test_expect_refusal_once(struct rle127_test_bytes bytes, const char *reason);
void rle127_test_expect_note_once(struct rle127_test_bytes bytes, const char *note);
/* Asserts that just the pixels whose luma reaches the threshold are white: ".", or else "#". */
void rle127_test_expect_lumas_once(struct rle127_test_bytes bytes, unsigned threshold,
                                   const char *pixels);
/* Whether this build reads a format: "PNG". */
bool rle127_test_has_format(const char *format);
/* Whether a file of these bytes is read; asserts that it is so for a pipe, too. */
bool rle127_test_is_readable(const struct rle127_test_bytes *bytes);

#endif
