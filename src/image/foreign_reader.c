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

/* Of an image that was not read to its end there may be a header and a failure. */
#define DROPPED_MAX 16

/* What an image may take of the processor besides. Until its header has come, which for some
 * formats is when it has been decoded, only the size of its file tells how large it is. */
#define CPU_US_PER_BYTE     10
#define CPU_US_PER_4_PIXELS 1

struct foreign {
    size_t row_bytes;
    uint32_t next_row; /* of the image, as rows come out of the slots */
    uint32_t slot_end; /* the row behind those in the slot that next_row lies in */
    uint32_t n_taken;  /* slots */
    bool has_end;      /* the decoder has said that the file is sound */
};

static const char *refuse_answer(struct rle127_decoder *decoder)
{
    decoder->end(decoder);
    return "the decoder program answered what makes no sense";
}

static const char *await_events(struct rle127_decoder *decoder, uint32_t seen)
{
    rle127_wire_await(&decoder->memory->decoder_events, seen);
    return decoder->check(decoder);
}

/* Takes a reply to the current request, if there is one; what comes for earlier ones, a few, is
 * dropped. reply->what is 0 where there is none. A failure is a reason. */
static const char *take_reply(struct rle127_decoder *decoder, struct rle127_wire_reply *reply)
{
    unsigned n_dropped = 0;
    do {
        if (n_dropped++ > DROPPED_MAX)
            return refuse_answer(decoder);
        switch (rle127_wire_receive(decoder->socket_fd, reply, sizeof *reply, NULL, false)) {
        case RLE127_WIRE_RECEIVED:
            break;
        case RLE127_WIRE_NOTHING:
            reply->what = 0;
            return NULL;
        case RLE127_WIRE_GONE:
            return decoder->end(decoder);
        case RLE127_WIRE_NONSENSE:
            return refuse_answer(decoder);
        }
    } while (reply->job != decoder->job);
    decoder->has_progressed = true;
    if (reply->what == 0)
        return refuse_answer(decoder);
    reply->text[sizeof reply->text - 1] = '\0';
    memcpy(decoder->text, reply->text, sizeof decoder->text);
    return reply->what == RLE127_WIRE_FAILED ? decoder->text : NULL;
}

static const char *receive_reply(struct rle127_decoder *decoder, struct rle127_wire_reply *reply)
{
    for (;;) {
        const uint32_t seen = atomic_load(&decoder->memory->decoder_events);
        const char *reason = take_reply(decoder, reply);
        if (reason || reply->what)
            return reason;
        reason = await_events(decoder, seen);
        if (reason)
            return reason;
    }
}

static bool send_file(const struct rle127_image *image)
{
    const struct rle127_source *const source = image->source;
    const struct rle127_wire_request request = {
        .job = image->decoder->job,
        .imitates_pillow = image->imitates_pillow,
        .base_offset = source->base_offset,
        .size_bytes = source->size_bytes,
    };
    return rle127_wire_send(image->decoder->socket_fd, &request, sizeof request, source->fd);
}

static const char *ask_for_header(struct rle127_image *image, struct rle127_wire_reply *reply)
{
    struct rle127_decoder *const decoder = image->decoder;
    const char *const reason = decoder->socket_fd < 0 ? decoder->start(decoder) : NULL;
    if (reason)
        return reason;
    decoder->job++;
    decoder->took_too_long = false;
    decoder->has_progressed = true;
    decoder->cpu_us_max = decoder->cpu_us_least + image->source->size_bytes * CPU_US_PER_BYTE;
    atomic_store(&decoder->memory->emptied, 0);
    if (!send_file(image))
        return decoder->end(decoder);
    rle127_wire_tell(&decoder->memory->command_events); /* of a job that waits for a slot */
    return receive_reply(decoder, reply);
}

/* A decoder that served another file before may have died while it was idle, or of what that file
 * did to it: this file's own fault is what a fresh one dies of, or to take too long. */
static const char *receive_header(struct rle127_image *image, struct rle127_wire_reply *reply)
{
    const bool is_fresh = image->decoder->socket_fd < 0;
    const char *reason = ask_for_header(image, reply);
    if (reason && !is_fresh && image->decoder->socket_fd < 0 && !image->decoder->took_too_long)
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
    image->decoder->cpu_us_max += (uint64_t)reply.width * reply.height / 4 * CPU_US_PER_4_PIXELS;
    foreign->row_bytes = rle127_wire_row_bytes(reply.width, reply.kind);
    foreign->next_row = 0;
    foreign->slot_end = 0;
    foreign->n_taken = 0;
    foreign->has_end = false;
    return NULL;
}

static void close_foreign(struct rle127_image *image)
{
    free(image->state);
}

static const char *open_foreign(struct rle127_image *image)
{
    image->state = calloc(1, sizeof(struct foreign));
    if (!image->state)
        return "out of memory";
    const char *reason = rle127_source_make_file(image->source);
    if (!reason)
        reason = open_job(image);
    if (reason)
        close_foreign(image);
    return reason;
}

/* Takes the end, if it has come, with its note. */
static const char *take_end(struct rle127_image *image, struct rle127_wire_reply *reply)
{
    struct foreign *const foreign = image->state;
    if (reply->what != RLE127_WIRE_END)
        return refuse_answer(image->decoder);
    foreign->has_end = true;
    if (reply->text[0])
        image->note = image->decoder->text;
    return NULL;
}

/* The end is sent behind the last slot: where it has come, all slots have. */
static const char *await_slot(struct rle127_image *image)
{
    struct foreign *const foreign = image->state;
    struct rle127_decoder *const decoder = image->decoder;
    struct rle127_wire_reply reply = {0};
    const char *reason = NULL;
    for (;;) {
        const uint32_t seen = atomic_load(&decoder->memory->decoder_events);
        if (!foreign->has_end)
            reason = take_reply(decoder, &reply);
        if (!reason && reply.what)
            reason = take_end(image, &reply);
        if (reason || atomic_load(&decoder->memory->filled) != foreign->n_taken)
            break;
        reason = foreign->has_end ? refuse_answer(decoder) : await_events(decoder, seen);
        if (reason)
            break;
    }
    decoder->has_progressed = true;
    return reason;
}

static const char *open_slot(struct rle127_image *image)
{
    struct foreign *const foreign = image->state;
    const uint32_t left = image->height - foreign->next_row;
    const uint32_t slot_rows = rle127_wire_slot_rows(foreign->row_bytes);
    const char *const reason = await_slot(image);
    foreign->slot_end = foreign->next_row + (left < slot_rows ? left : slot_rows);
    return reason;
}

static const char *close_slot(struct rle127_image *image)
{
    struct foreign *const foreign = image->state;
    struct rle127_decoder *const decoder = image->decoder;
    foreign->n_taken++;
    if (foreign->next_row < image->height) {
        atomic_store(&decoder->memory->emptied, foreign->n_taken);
        rle127_wire_tell(&decoder->memory->command_events);
        return NULL;
    }
    if (foreign->has_end)
        return NULL;
    struct rle127_wire_reply reply;
    const char *const reason = receive_reply(decoder, &reply);
    return reason ? reason : take_end(image, &reply);
}

/* Copies rows of the slot that next_row lies in; returns how many. */
static uint32_t copy_rows(struct rle127_image *image, uint32_t n_rows, uint8_t *rows)
{
    struct foreign *const foreign = image->state;
    const uint32_t there = foreign->slot_end - foreign->next_row;
    const uint32_t n = n_rows < there ? n_rows : there;
    const uint32_t first = foreign->next_row % rle127_wire_slot_rows(foreign->row_bytes);
    const uint8_t *const slot = image->decoder->memory->slots[foreign->n_taken % RLE127_WIRE_SLOTS];
    memcpy(rows, slot + first * foreign->row_bytes, n * foreign->row_bytes);
    foreign->next_row += n;
    return n;
}

static const char *take_rows(struct rle127_image *image, uint32_t n_rows, uint8_t *rows)
{
    struct foreign *const foreign = image->state;
    const char *reason = NULL;
    while (n_rows > 0 && !reason) {
        if (foreign->next_row == foreign->slot_end)
            reason = open_slot(image);
        if (reason)
            break;
        const uint32_t n = copy_rows(image, n_rows, rows);
        rows += n * foreign->row_bytes;
        n_rows -= n;
        if (foreign->next_row == foreign->slot_end)
            reason = close_slot(image);
    }
    return reason;
}

/* The file is opened again for the first row's second time, and must be what it was. */
static const char *start_again(struct rle127_image *image)
{
    const struct rle127_image before = *image;
    const char *const reason = open_job(image);
    if (!reason && (image->width != before.width || image->height != before.height ||
                    image->kind != before.kind ||
                    memcmp(image->luma_1000, before.luma_1000, sizeof before.luma_1000) != 0))
        return refuse_answer(image->decoder);
    return reason;
}

static const char *read_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    struct rle127_bitmap *rows)
{
    const struct foreign *const foreign = image->state;
    (void)first_row; /* rows come in order, and of this kind once */
    rows->stride_bytes = (ptrdiff_t)foreign->row_bytes;
    return take_rows(image, n_rows, rows->bits);
}

static const char *read_sample_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    const struct foreign *const foreign = image->state;
    const char *const reason = row < foreign->next_row ? start_again(image) : NULL;
    return reason ? reason : take_rows(image, 1, samples);
}

#define FOREIGN_READER(name, matches_format)                                                   \
    {                                                                                          \
        .format = name, .unpacks_rows = true, .matches = matches_format, .open = open_foreign, \
        .packed_rows = read_packed_rows, .sample_row = read_sample_row, .close = close_foreign \
    }

const struct rle127_reader rle127_reader_foreign_png = FOREIGN_READER("PNG", rle127_is_png);
const struct rle127_reader rle127_reader_foreign_gif = FOREIGN_READER("GIF", rle127_is_gif);
const struct rle127_reader rle127_reader_foreign_jpeg = FOREIGN_READER("JPEG", rle127_is_jpeg);
const struct rle127_reader rle127_reader_foreign_psd = FOREIGN_READER("PSD", rle127_is_psd);
const struct rle127_reader rle127_reader_foreign_tga = FOREIGN_READER("TGA", rle127_is_tga);
