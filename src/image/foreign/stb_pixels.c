/*
 * The only place where stb_image is compiled. What it allocates is zeroed, counted and kept in a
 * list, so that nothing it forgets outlives the file. Must not know: formats, sources.
 */
#include "stb_pixels.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>

struct block {
    struct block *next;
    size_t n_bytes;
    alignas(max_align_t) uint8_t bytes[];
};

struct pool {
    struct block *first;
    uint64_t left_bytes;
    bool is_exhausted;
};

/* stb_image's hooks have no argument that could say whose memory it is. Set during one call. */
static _Thread_local struct pool *pool;

static void *allocate_block(size_t n_bytes)
{
    struct block *block = NULL;

    if (n_bytes <= pool->left_bytes)
        block = calloc(1, sizeof *block + n_bytes);
    if (!block) {
        pool->is_exhausted = true;
        return NULL;
    }
    pool->left_bytes -= n_bytes;
    block->n_bytes = n_bytes;
    block->next = pool->first;
    pool->first = block;
    return block->bytes;
}

static struct block *block_of(void *bytes)
{
    return (struct block *)((uint8_t *)bytes - offsetof(struct block, bytes));
}

static void take_out(const struct block *block)
{
    struct block **link = &pool->first;

    while (*link != block)
        link = &(*link)->next;
    *link = block->next;
}

static void free_block(void *bytes)
{
    if (!bytes)
        return;
    pool->left_bytes += block_of(bytes)->n_bytes;
    take_out(block_of(bytes));
    free(block_of(bytes));
}

/* What the decoders below never do is refused: growing a block. */
#define STBI_MALLOC(n_bytes)                   allocate_block(n_bytes)
#define STBI_REALLOC_SIZED(block, old, larger) NULL
#define STBI_FREE(block)                       free_block(block)
#define STBI_ASSERT(condition)                 ((condition) ? (void)0 : abort())
#define STBI_ONLY_JPEG
#define STBI_ONLY_TGA
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_NO_FAILURE_STRINGS
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
/* of the formats that are left out; compilers say it at the end of the file */
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>

static void free_all(void)
{
    while (pool->first) {
        struct block *block = pool->first;
        pool->first = block->next;
        free(block);
    }
}

static const char *load_pixels(const uint8_t *file, size_t file_bytes,
                               struct rle127_stb_pixels *pixels)
{
    int width = 0, height = 0, n_channels = 0;
    uint8_t *samples =
        stbi_load_from_memory(file, (int)file_bytes, &width, &height, &n_channels, 0);

    if (!samples)
        return pool->is_exhausted ? "out of memory" : "stb_image cannot decode the image";
    if (width != (int)pixels->width || height != (int)pixels->height)
        return "stb_image gives an image of another size";
    take_out(block_of(samples));
    pixels->n_channels = (unsigned)n_channels;
    pixels->samples = samples;
    return NULL;
}

const char *rle127_stb_decode(const uint8_t *file, size_t file_bytes, uint64_t memory_bytes,
                              struct rle127_stb_pixels *pixels)
{
    /* its own state, which it makes even to find out that a file is no JPEG */
    struct pool own = {.left_bytes = sizeof(stbi__jpeg) + memory_bytes};

    assert(file_bytes <= RLE127_STB_FILE_BYTES_MAX);
    pool = &own;
    const char *reason = load_pixels(file, file_bytes, pixels);
    free_all();
    pool = NULL;
    return reason;
}

void rle127_stb_free(uint8_t *samples)
{
    if (samples)
        free(block_of(samples));
}
