/*
 * The blocks of a GIF, read by giflib:
 *
 *     "GIF89a", sides of the screen, flags, global palette
 *     '!' kind, sub-blocks              extensions, any number of them
 *     ',' place and sides, flags, local palette, size of the LZW codes, sub-blocks
 *     ';'                               the end; before it more extensions and frames
 *
 * A sub-block is its length, 1..255, and so many bytes; a length of 0 ends them. The whole file is
 * walked, also behind the first frame: where a part of it is missing, nobody can know what else
 * happened to the rest. Must not know: pixels.
 */
#include "gif.h"

#include <string.h>

#define CONTROL_BYTES          4
#define CONTROL_IS_TRANSPARENT 0x01

#define CODE_SIZE_MIN 2

static const char wrong_code_size[] = "the LZW code size is not 2..8";
static const char wrong_control[] = "the graphic control extension is not of 4 bytes";

/* Where giflib gets its bytes from. */
static int feed_giflib(GifFileType *handle, GifByteType *to, int n_bytes)
{
    struct rle127_gif *gif = handle->UserData;
    const uint8_t *bytes;

    gif->reason = rle127_source_at(gif->source, gif->offset, (size_t)n_bytes, &bytes);
    if (gif->reason)
        return 0;
    memcpy(to, bytes, (size_t)n_bytes);
    gif->offset += (uint64_t)n_bytes;
    gif->last_byte = to[n_bytes - 1];
    return n_bytes;
}

/* giflib calls a code size that it cannot use a failed read, too. */
const char *rle127_gif_explain(const struct rle127_gif *gif)
{
    if (gif->reason)
        return gif->reason;
    switch (gif->handle->Error) {
    case D_GIF_ERR_READ_FAILED:
        return wrong_code_size;
    case D_GIF_ERR_WRONG_RECORD:
        return "a block is of an unknown kind";
    case D_GIF_ERR_IMAGE_DEFECT:
        return "the LZW code ends early";
    default:
        return "out of memory";
    }
}

const char *rle127_gif_open(struct rle127_gif *gif, struct rle127_source *source)
{
    gif->source = source;
    gif->transparent = RLE127_GIF_NONE;
    gif->handle = DGifOpen(gif, feed_giflib, NULL);
    if (gif->handle)
        return NULL;
    return gif->reason ? gif->reason : "out of memory";
}

/* giflib lets smaller sizes pass, of which every decoder makes something else. */
static const char *read_frame_header(struct rle127_gif *gif)
{
    if (DGifGetImageHeader(gif->handle) == GIF_ERROR)
        return rle127_gif_explain(gif);
    return gif->last_byte < CODE_SIZE_MIN ? wrong_code_size : NULL;
}

static const char *skip_sub_blocks(struct rle127_gif *gif, const GifByteType *sub_block)
{
    GifByteType *next;

    while (sub_block) {
        if (DGifGetExtensionNext(gif->handle, &next) == GIF_ERROR)
            return rle127_gif_explain(gif);
        sub_block = next;
    }
    return NULL;
}

static const char *read_control(struct rle127_gif *gif, const GifByteType *sub_block)
{
    GifByteType *next;

    if (!sub_block || sub_block[0] != CONTROL_BYTES)
        return wrong_control;
    if (sub_block[1] & CONTROL_IS_TRANSPARENT)
        gif->transparent = sub_block[4];
    if (DGifGetExtensionNext(gif->handle, &next) == GIF_ERROR)
        return rle127_gif_explain(gif);
    return next ? wrong_control : NULL;
}

static const char *read_extension(struct rle127_gif *gif)
{
    int kind;
    GifByteType *sub_block;

    if (DGifGetExtension(gif->handle, &kind, &sub_block) == GIF_ERROR)
        return rle127_gif_explain(gif);
    if (kind == GRAPHICS_EXT_FUNC_CODE)
        return read_control(gif, sub_block);
    return skip_sub_blocks(gif, sub_block);
}

/* Goes on behind the extensions that come next. */
static const char *find_record(struct rle127_gif *gif, GifRecordType *kind)
{
    for (;;) {
        if (DGifGetRecordType(gif->handle, kind) == GIF_ERROR)
            return rle127_gif_explain(gif);
        if (*kind != EXTENSION_RECORD_TYPE)
            return NULL;
        const char *reason = read_extension(gif);
        if (reason)
            return reason;
    }
}

const char *rle127_gif_find_frame(struct rle127_gif *gif)
{
    GifRecordType kind;
    const char *reason = find_record(gif, &kind);

    if (!reason && kind != IMAGE_DESC_RECORD_TYPE)
        reason = "there is no image in the file";
    return reason ? reason : read_frame_header(gif);
}

static const char *skip_frame(struct rle127_gif *gif)
{
    GifByteType *sub_block;
    const char *reason = read_frame_header(gif);

    while (!reason) {
        if (DGifGetCodeNext(gif->handle, &sub_block) == GIF_ERROR)
            return rle127_gif_explain(gif);
        if (!sub_block)
            return NULL;
    }
    return reason;
}

static const char *look_behind(struct rle127_image *image, const struct rle127_gif *gif)
{
    const uint8_t *bytes;
    size_t got_bytes;
    const char *reason = rle127_source_peek(gif->source, gif->offset, 1, &bytes, &got_bytes);

    if (!reason && got_bytes > 0)
        rle127_gif_add_note(image, "there is data after the image");
    return reason;
}

const char *rle127_gif_finish(struct rle127_image *image, struct rle127_gif *gif)
{
    for (;;) {
        GifRecordType kind;
        const char *reason = find_record(gif, &kind);
        if (reason)
            return reason;
        if (kind == TERMINATE_RECORD_TYPE)
            return look_behind(image, gif);
        rle127_gif_add_note(image, "further frames were left out");
        reason = skip_frame(gif);
        if (reason)
            return reason;
    }
}
