/*
 * How libpng is set up, its errors, and the header of a PNG. Must not know: rows.
 *
 * libpng reports an error by a jump. Each of its calls that can fail is made in a step, and
 * rle127_png_run_step() is where the jumps end. What it only warns of is an error here, with few
 * exceptions: a damaged file must not pass for a whole one.
 */
#include "png_reader.h"

#include <setjmp.h>
#include <string.h>

/* No byte of deflate's codes makes more than 1032 bytes: 258 of them take 2 bits or more. */
#define INFLATION_MAX 1032

/* Two different texts for the same number being too large: only the chunk tells them apart. */
static _Noreturn void on_error(png_structp libpng, png_const_charp text)
{
    struct rle127_png *png = png_get_error_ptr(libpng);
    const bool is_in_header = png_get_io_chunk_type(libpng) == 0x49484452 &&
                              (png_get_io_state(libpng) & PNG_IO_CHUNK_CRC) != 0;

    if (is_in_header && strcmp(text, "PNG unsigned integer out of range") == 0)
        text = "IHDR: PNG unsigned integer out of range";
    png->reason = rle127_png_reason(text);
    png_longjmp(libpng, 1); /* png->png is not there yet while that is being created */
}

static void on_warning(png_structp libpng, png_const_charp text)
{
    struct rle127_png *png = png_get_error_ptr(libpng);

    if (strcmp(text, "IDAT: Extra compressed data") == 0)
        rle127_png_note_end_of_stream(png);
    else if (strcmp(text, "IDAT: Too much image data") == 0)
        png->image->note = "there is data after the image";
    else if (strcmp(text, "PLTE: ignored in grayscale PNG") != 0)
        on_error(libpng, text);
}

const char *rle127_png_run_step(struct rle127_png *png, void (*step)(struct rle127_png *png))
{
    if (setjmp(png_jmpbuf(png->png)) == 0)
        step(png);
    return png->reason;
}

static const char *create_png(struct rle127_png *png)
{
    png->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, png, on_error, on_warning);
    if (png->png)
        png->info = png_create_info_struct(png->png);
    return png->info ? NULL : "out of memory";
}

/* Chunks that the pixels do not depend on are not looked into, but for their checksums. No memory
 * is taken for a chunk, so that its length needs no limit. */
static void set_rules(struct rle127_png *png)
{
    static const char others[] = "tRNS\0acTL\0fcTL\0fdAT"; /* with the last one's zero */

    png_set_user_limits(png->png, RLE127_SIDE_MAX, RLE127_SIDE_MAX);
    png_set_chunk_malloc_max(png->png, 0);
    png_set_crc_action(png->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_keep_unknown_chunks(png->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(png->png, PNG_HANDLE_CHUNK_NEVER, (const png_byte *)others,
                                sizeof others / 5);
    png_set_check_for_invalid_index(png->png, -1); /* check_indices() does it */
    /* There are files whose streams claim a smaller window than they use. */
    png_set_option(png->png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
}

static void read_palette(struct rle127_png *png)
{
    png_colorp colours;
    int n_colours;

    png_get_PLTE(png->png, png->info, &colours, &n_colours);
    png->n_colours = (uint32_t)n_colours;
    for (int i = 0; i < n_colours; i++)
        png->image->luma_1000[i] =
            rle127_luma_1000(colours[i].red, colours[i].green, colours[i].blue);
}

static enum rle127_image_kind name_kind(unsigned colour_type, unsigned depth)
{
    if (colour_type & PNG_COLOR_MASK_COLOR && colour_type != PNG_COLOR_TYPE_PALETTE)
        return RLE127_KIND_COLOUR;
    if (depth == 1)
        return RLE127_KIND_BILEVEL;
    return colour_type == PNG_COLOR_TYPE_PALETTE ? RLE127_KIND_PALETTE : RLE127_KIND_GREY;
}

static void read_header(struct rle127_png *png)
{
    struct rle127_image *image = png->image;

    set_rules(png);
    rle127_png_set_input(png);
    png_read_info(png->png, png->info);
    image->width = png_get_image_width(png->png, png->info);
    image->height = png_get_image_height(png->png, png->info);
    image->kind =
        name_kind(png_get_color_type(png->png, png->info), png_get_bit_depth(png->png, png->info));
    if (png_get_color_type(png->png, png->info) == PNG_COLOR_TYPE_PALETTE)
        read_palette(png);
    else
        image->luma_1000[1] = 255000;
}

/* A short file cannot demand much memory. */
static const char *check_size(const struct rle127_png *png)
{
    const uint64_t n_bytes = (uint64_t)png_get_rowbytes(png->png, png->info) * png->image->height;

    if (!rle127_source_has(png->image->source, 0, n_bytes / INFLATION_MAX))
        return "the file ends early";
    return NULL;
}

const char *rle127_png_read_header(struct rle127_png *png)
{
    const char *reason = create_png(png);

    if (!reason)
        reason = rle127_png_run_step(png, read_header);
    return reason ? reason : check_size(png);
}
