/*
 * Reader of JPEG files: baseline and progressive Huffman coding, decoded by stb_image after the
 * file has been walked over. Must not know: other formats.
 */
#include "copy_bytes.h"
#include "jpeg.h"
#include "stb_pixels.h"

#include <stdlib.h>
#include <string.h>

static void close_jpeg(struct rle127_image *image)
{
    struct rle127_jpeg *jpeg = image->state;

    rle127_stb_free(jpeg->samples);
    rle127_jpeg_free_history(jpeg);
    free(jpeg->bytes);
    free(jpeg);
}

static const char *load_file(struct rle127_image *image, struct rle127_jpeg *jpeg)
{
    const uint64_t size_bytes = image->source->size_bytes;

    if (size_bytes > RLE127_STB_FILE_BYTES_MAX)
        return "a JPEG file of 2 GB or more is not supported";
    jpeg->n_bytes = (size_t)size_bytes;
    jpeg->bytes = malloc(jpeg->n_bytes);
    if (!jpeg->bytes)
        return "out of memory";
    return rle127_copy_bytes(image->source, 0, jpeg->n_bytes, jpeg->bytes);
}

/*
 * What stb_image allocates: each component with its padding, in progressive files with coefficients
 * of 2 bytes, a row of each, and the image; it adds up to 16 bytes to each of these.
 */
static uint64_t count_memory(const struct rle127_jpeg *jpeg)
{
    const unsigned n_channels = jpeg->n_components == 1 ? 1 : 3;
    uint64_t n_bytes = 16 + (uint64_t)n_channels * jpeg->width * jpeg->height;

    for (unsigned i = 0; i < jpeg->n_components; i++) {
        const struct rle127_jpeg_component *component = &jpeg->components[i];
        const uint64_t n_samples =
            (uint64_t)64 * component->stride_blocks * component->padded_height_blocks;
        n_bytes += n_samples * (jpeg->is_progressive ? 3 : 1) + jpeg->width + 3 * 16;
    }
    return n_bytes;
}

static const char *decode(struct rle127_image *image, struct rle127_jpeg *jpeg)
{
    struct rle127_stb_pixels pixels = {.width = jpeg->width, .height = jpeg->height};

    rle127_jpeg_free_history(jpeg);
    const char *reason = rle127_stb_decode(jpeg->bytes, jpeg->at, count_memory(jpeg), &pixels);

    jpeg->samples = pixels.samples;
    free(jpeg->bytes);
    jpeg->bytes = NULL;
    image->width = jpeg->width;
    image->height = jpeg->height;
    image->kind = jpeg->n_components == 1 ? RLE127_KIND_GREY : RLE127_KIND_COLOUR;
    return reason;
}

static const char *open_jpeg(struct rle127_image *image)
{
    struct rle127_jpeg *jpeg = calloc(1, sizeof *jpeg);
    if (!jpeg)
        return "out of memory";

    image->state = jpeg;
    jpeg->adobe_transform = -1;
    const char *reason = load_file(image, jpeg);
    if (!reason)
        reason = rle127_jpeg_walk(jpeg);
    if (!reason && jpeg->at < jpeg->n_bytes)
        image->note = "there is data after the image";
    if (!reason)
        reason = decode(image, jpeg);
    if (reason)
        close_jpeg(image);
    return reason;
}

static const char *read_sample_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    const struct rle127_jpeg *jpeg = image->state;
    const size_t row_bytes = (size_t)image->width * (image->kind == RLE127_KIND_GREY ? 1 : 3);

    memcpy(samples, jpeg->samples + row * row_bytes, row_bytes);
    return NULL;
}

const struct rle127_reader rle127_reader_jpeg = {
    .format = "JPEG",
    .matches = rle127_is_jpeg,
    .open = open_jpeg,
    .sample_row = read_sample_row,
    .close = close_jpeg,
};
