/*
 * PNG where libpng is missing: 8-bit grey, by stb_image_write.
 *
 * stb_image_write does not look whether its buffers could grow. So its memory comes from here, and
 * where there is none, a jump leads out of it and all of its blocks are freed.
 */
#include "grey_rows.h"

#include <setjmp.h>
#include <stdlib.h>

struct block {
    _Alignas(max_align_t) struct block *previous;
    struct block *next;
};

struct memory {
    struct block ring; /* holds the blocks that are not freed; is none itself */
    jmp_buf failed;
};

/* Of the image that this thread is writing: the macros below have no other way to it. */
static _Thread_local struct memory memory;

static void *grow_block(void *old, size_t n_bytes)
{
    struct block *const block =
        realloc(old ? (struct block *)old - 1 : NULL, sizeof *block + n_bytes);
    if (!block)
        longjmp(memory.failed, 1);
    if (!old) {
        block->previous = &memory.ring;
        block->next = memory.ring.next;
    }
    block->previous->next = block;
    block->next->previous = block;
    return block + 1;
}

static void free_block(void *bytes)
{
    struct block *const block = (struct block *)bytes - 1;
    block->previous->next = block->next;
    block->next->previous = block->previous;
    free(block);
}

#define STBIW_MALLOC(n_bytes)       grow_block(NULL, (size_t)(n_bytes))
#define STBIW_REALLOC(old, n_bytes) grow_block((old), (size_t)(n_bytes))
#define STBIW_FREE(bytes)           free_block(bytes)

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBIWDEF static __attribute__((unused))
#include <stb/stb_image_write.h>

static int write_png(struct rle127_sink *sink, int width, int height, const uint8_t *grey)
{
    memory.ring = (struct block){.previous = &memory.ring, .next = &memory.ring};
    if (setjmp(memory.failed) == 0)
        return stbi_write_png_to_func(rle127_append_piece, sink, width, height, 1, grey, width);
    while (memory.ring.next != &memory.ring)
        free_block(memory.ring.next + 1);
    return 0;
}

static const char *put_png_rows(struct rle127_writer *writer, const uint8_t *rows, uint32_t n_rows)
{
    (void)n_rows;
    return rle127_write_grey_rows(writer, rows, write_png);
}

const struct rle127_writer_format rle127_writer_png = {
    .suffix = "png",
    .note = "png has 8 bits a pixel: built without libpng",
    .needs_all_rows = true,
    .row_align_bytes = 1,
    .pixels_max = RLE127_GREY_PIXELS_MAX,
    .too_large = "too large for PNG of 8 bits a pixel: more than 268435456 pixels",
    .put_rows = put_png_rows,
};
