/*
 * Reader of the formats that the decoder program decodes: this side of the wire. What comes back is
 * checked as if a stranger had sent it, and pixels are copied before anything looks at them,
 * because a stranger could change them while they are looked at.
 *
 * Must not know: what the formats look like behind their first bytes.
 */
#include "decoder.h"
#include "foreign_formats.h"
#include "reader.h"

#include <stdlib.h>
#include <string.h>

struct foreign {
    size_t row_bytes;
    uint32_t next_row;  /* of the image, as rows come out of the slots */
    unsigned slot;      /* the one that next_row lies in, or is to come in */
    uint32_t slot_rows; /* how many rows came in it; 0 while it is awaited */
    uint32_t taken_rows;
    uint8_t *packed; /* BILEVEL: the rows that were asked for last */
};

static const char *refuse_answer(struct rle127_decoder *decoder)
{
    decoder->end(decoder);
    return "the decoder program answered what makes no sense";
}

static const char *await_reply(struct rle127_decoder *decoder)
{
    while (!rle127_wire_wait(decoder->socket_fd, decoder->patience_ms)) {
        if (!decoder->is_at_work(decoder)) {
            decoder->end(decoder);
            return "the decoder program does not answer";
        }
    }
    return NULL;
}

/* The next reply to the current request; what comes for earlier ones is dropped. */
static const char *receive_reply(struct rle127_decoder *decoder, struct rle127_wire_reply *reply)
{
    do {
        const char *const reason = await_reply(decoder);
        if (reason)
            return reason;
        switch (rle127_wire_receive(decoder->socket_fd, reply, sizeof *reply, NULL)) {
        case RLE127_WIRE_RECEIVED:
            break;
        case RLE127_WIRE_GONE:
            return decoder->end(decoder);
        case RLE127_WIRE_NONSENSE:
            return refuse_answer(decoder);
        }
    } while (reply->job != decoder->job);
    reply->text[sizeof reply->text - 1] = '\0';
    memcpy(decoder->text, reply->text, sizeof decoder->text);
    return reply->what == RLE127_WIRE_FAILED ? decoder->text : NULL;
}

static bool send_file(const struct rle127_image *image)
{
    const struct rle127_source *const source = image->source;
    const struct rle127_wire_request request = {
        .what = RLE127_WIRE_OPEN,
        .job = image->decoder->job,
        .base_offset = source->base_offset,
        .size_bytes = source->size_bytes,
        .imitates_pillow = image->imitates_pillow,
    };
    return rle127_wire_send(image->decoder->socket_fd, &request, sizeof request, source->fd);
}

/* Where the decoder is gone there may be slots that it had filled before: not an error here. */
static void send_emptied(struct rle127_decoder *decoder)
{
    const struct rle127_wire_request request = {.what = RLE127_WIRE_EMPTIED, .job = decoder->job};
    rle127_wire_send(decoder->socket_fd, &request, sizeof request, -1);
}

static const char *ask_for_header(struct rle127_image *image, struct rle127_wire_reply *reply)
{
    struct rle127_decoder *const decoder = image->decoder;
    const char *const reason = decoder->socket_fd < 0 ? decoder->start(decoder) : NULL;
    if (reason)
        return reason;
    decoder->job++;
    if (!send_file(image))
        return decoder->end(decoder);
    return receive_reply(decoder, reply);
}

/* A decoder that served another file before may have died while it was idle, or of what that file
 * did to it: this file's own fault is what a fresh one dies of. */
static const char *receive_header(struct rle127_image *image, struct rle127_wire_reply *reply)
{
    const bool is_fresh = image->decoder->socket_fd < 0;
    const char *reason = ask_for_header(image, reply);
    if (reason && !is_fresh && image->decoder->socket_fd < 0)
        reason = ask_for_header(image, reply);
    return reason;
}

static bool is_sound_header(const struct rle127_wire_reply *reply)
{
    if (reply->what != RLE127_WIRE_HEADER || reply->kind > RLE127_KIND_COLOUR)
        return false;
    if (reply->width - 1 >= RLE127_SIDE_MAX || reply->height - 1 >= RLE127_SIDE_MAX)
        return false;
    for (size_t i = 0; i < RLE127_WIRE_COLOURS; i++)
        if (reply->luma_1000[i] > 255000)
            return false;
    return true;
}

static const char *open_job(struct rle127_image *image)
{
    struct foreign *const foreign = image->state;
    struct rle127_wire_reply reply;
    const char *const reason = receive_header(image, &reply);
    if (reason)
        return reason;
    if (!is_sound_header(&reply))
        return refuse_answer(image->decoder);
    image->width = reply.width;
    image->height = reply.height;
    image->kind = (enum rle127_image_kind)reply.kind;
    memcpy(image->luma_1000, reply.luma_1000, sizeof image->luma_1000);
    foreign->row_bytes = rle127_wire_row_bytes(reply.width, reply.kind);
    foreign->next_row = 0;
    foreign->slot = 0;
    foreign->slot_rows = 0;
    return NULL;
}

static const char *allocate_rows(struct rle127_image *image)
{
    struct foreign *const foreign = image->state;
    if (image->kind != RLE127_KIND_BILEVEL)
        return NULL;
    const size_t n_fitting = image->source->capacity_bytes / foreign->row_bytes;
    const size_t n_rows = n_fitting < image->height ? n_fitting : image->height;
    foreign->packed = malloc((n_rows + 1) * foreign->row_bytes);
    return foreign->packed ? NULL : "out of memory";
}

static void close_foreign(struct rle127_image *image)
{
    struct foreign *const foreign = image->state;
    free(foreign->packed);
    free(foreign);
}

static const char *open_foreign(struct rle127_image *image)
{
    image->state = calloc(1, sizeof(struct foreign));
    if (!image->state)
        return "out of memory";
    const char *reason = rle127_source_make_file(image->source);
    if (!reason)
        reason = open_job(image);
    if (!reason)
        reason = allocate_rows(image);
    if (reason)
        close_foreign(image);
    return reason;
}

/* Waits for the next slot of rows. The last one brings the note. */
static const char *await_slot(struct rle127_image *image)
{
    struct foreign *const foreign = image->state;
    const uint32_t rows_left = image->height - foreign->next_row;
    struct rle127_wire_reply reply;
    const char *const reason = receive_reply(image->decoder, &reply);
    if (reason)
        return reason;
    if (reply.what != RLE127_WIRE_ROWS || reply.n_rows == 0 || reply.n_rows > rows_left ||
        reply.n_rows > rle127_wire_slot_rows(foreign->row_bytes))
        return refuse_answer(image->decoder);
    foreign->slot_rows = reply.n_rows;
    foreign->taken_rows = 0;
    if (reply.n_rows == rows_left && reply.text[0])
        image->note = image->decoder->text;
    return NULL;
}

static void give_slot_back(struct rle127_image *image)
{
    struct foreign *const foreign = image->state;
    foreign->slot = (foreign->slot + 1) % RLE127_WIRE_SLOTS;
    foreign->slot_rows = 0;
    if (foreign->next_row < image->height)
        send_emptied(image->decoder);
}

static const char *take_rows(struct rle127_image *image, uint32_t n_rows, uint8_t *rows)
{
    struct foreign *const foreign = image->state;
    while (n_rows > 0) {
        const char *const reason = foreign->slot_rows ? NULL : await_slot(image);
        if (reason)
            return reason;
        const uint32_t there = foreign->slot_rows - foreign->taken_rows;
        const uint32_t n = n_rows < there ? n_rows : there;
        const uint8_t *const slot =
            image->decoder->memory + foreign->slot * (size_t)RLE127_WIRE_SLOT_BYTES;
        memcpy(rows, slot + foreign->taken_rows * foreign->row_bytes, n * foreign->row_bytes);
        rows += n * foreign->row_bytes;
        n_rows -= n;
        foreign->next_row += n;
        foreign->taken_rows += n;
        if (foreign->taken_rows == foreign->slot_rows)
            give_slot_back(image);
    }
    return NULL;
}

/* The file is opened again for the first row's second time, and must be what it was. */
static const char *start_again(struct rle127_image *image)
{
    const struct rle127_image before = *image;
    const char *const reason = open_job(image);
    if (!reason && (image->width != before.width || image->height != before.height ||
                    image->kind != before.kind))
        return refuse_answer(image->decoder);
    return reason;
}

static const char *read_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    struct rle127_bitmap *rows)
{
    struct foreign *const foreign = image->state;
    (void)first_row; /* rows come in order, and of this kind once */
    rows->bits = foreign->packed;
    rows->stride_bytes = (ptrdiff_t)foreign->row_bytes;
    return take_rows(image, n_rows, foreign->packed);
}

static const char *read_sample_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    const struct foreign *const foreign = image->state;
    const char *const reason = row < foreign->next_row ? start_again(image) : NULL;
    return reason ? reason : take_rows(image, 1, samples);
}

#define FOREIGN_READER(name, matches_format)                                                   \
    {                                                                                          \
        .format = name, .matches = matches_format, .open = open_foreign,                       \
        .packed_rows = read_packed_rows, .sample_row = read_sample_row, .close = close_foreign \
    }

const struct rle127_reader rle127_reader_foreign_png = FOREIGN_READER("PNG", rle127_is_png);
const struct rle127_reader rle127_reader_foreign_gif = FOREIGN_READER("GIF", rle127_is_gif);
const struct rle127_reader rle127_reader_foreign_jpeg = FOREIGN_READER("JPEG", rle127_is_jpeg);
const struct rle127_reader rle127_reader_foreign_psd = FOREIGN_READER("PSD", rle127_is_psd);
const struct rle127_reader rle127_reader_foreign_tga = FOREIGN_READER("TGA", rle127_is_tga);
