/*
 * Serving: one request after the other, each from the header to the last row, by the readers of the
 * foreign formats. Must not know: what a format looks like.
 */
#include "serve.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "foreign_readers.h"
#include "wire.h"

#define BUFFER_BYTES 262144

struct server {
    int socket_fd;
    struct rle127_wire_memory *memory;
    struct rle127_wire_request request; /* the current one */
    int file_fd;                        /* and its file */
    bool is_interrupted;                /* a new request came while it was served */
    bool is_gone;                       /* the other side hung up or makes no sense */
    uint32_t n_filled;                  /* slots */
};

/* Takes a new request. */
static void take_request(struct server *server, bool waits)
{
    struct rle127_wire_request request;
    int fd;
    const enum rle127_wire_result result =
        rle127_wire_receive(server->socket_fd, &request, sizeof request, &fd, waits);
    if (result == RLE127_WIRE_NOTHING)
        return;
    if (result == RLE127_WIRE_RECEIVED && fd >= 0) {
        if (server->file_fd >= 0)
            close(server->file_fd);
        server->file_fd = fd;
        server->request = request;
        server->is_interrupted = true;
    } else {
        server->is_gone = true;
    }
}

static void send_reply(struct server *server, struct rle127_wire_reply *reply, uint32_t what)
{
    reply->what = what;
    reply->job = server->request.job;
    if (!rle127_wire_send(server->socket_fd, reply, sizeof *reply, -1))
        server->is_gone = true;
    rle127_wire_tell(&server->memory->decoder_events);
}

static void send_failure(struct server *server, const char *reason)
{
    struct rle127_wire_reply reply = {0};
    snprintf(reply.text, sizeof reply.text, "%s", reason);
    send_reply(server, &reply, RLE127_WIRE_FAILED);
}

static void send_header(struct server *server, const struct rle127_image *image)
{
    struct rle127_wire_reply reply = {
        .width = image->width,
        .height = image->height,
        .kind = image->kind,
    };
    memcpy(reply.luma_1000, image->luma_1000, sizeof reply.luma_1000);
    send_reply(server, &reply, RLE127_WIRE_HEADER);
}

static void send_end(struct server *server, const struct rle127_image *image)
{
    struct rle127_wire_reply reply = {0};
    if (image->note)
        snprintf(reply.text, sizeof reply.text, "%s", image->note);
    send_reply(server, &reply, RLE127_WIRE_END);
}

static void count_slot(struct server *server)
{
    atomic_store(&server->memory->filled, ++server->n_filled);
    rle127_wire_tell(&server->memory->decoder_events);
}

static const char *put_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                   uint8_t *slot)
{
    const size_t row_bytes = rle127_row_bytes(image->width);
    struct rle127_bitmap rows = {.bits = slot};
    const char *const reason = image->reader->packed_rows(image, first_row, n_rows, &rows);
    for (uint32_t i = 0; i < n_rows && !reason && rows.bits != slot; i++)
        memcpy(slot + i * row_bytes, rows.bits + (ptrdiff_t)i * rows.stride_bytes, row_bytes);
    return reason;
}

static const char *fill_slot(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                             uint8_t *slot)
{
    const size_t row_bytes = rle127_wire_row_bytes(image->width, image->kind);
    const char *reason = NULL;
    if (image->kind == RLE127_KIND_BILEVEL)
        return put_packed_rows(image, first_row, n_rows, slot);
    for (uint32_t i = 0; i < n_rows && !reason; i++)
        reason = image->reader->sample_row(image, first_row + i, slot + i * row_bytes);
    return reason;
}

/* Whether there is a slot to be filled, for which it waits, and somebody who still wants it. */
static bool await_free_slot(struct server *server)
{
    for (;;) {
        const uint32_t seen = atomic_load(&server->memory->command_events);
        take_request(server, false);
        if (server->is_interrupted || server->is_gone)
            return false;
        if (server->n_filled - atomic_load(&server->memory->emptied) < RLE127_WIRE_SLOTS)
            return true;
        rle127_wire_await(&server->memory->command_events, seen);
    }
}

static const char *put_out_rows(struct server *server, struct rle127_image *image)
{
    const uint32_t slot_rows =
        rle127_wire_slot_rows(rle127_wire_row_bytes(image->width, image->kind));
    for (uint32_t row = 0; row < image->height;) {
        if (!await_free_slot(server))
            return NULL;
        const uint32_t left = image->height - row;
        const uint32_t n_rows = left < slot_rows ? left : slot_rows;
        const char *const reason = fill_slot(
            image, row, n_rows, server->memory->slots[server->n_filled % RLE127_WIRE_SLOTS]);
        if (reason)
            return reason;
        count_slot(server);
        row += n_rows;
    }
    send_end(server, image);
    return NULL;
}

static const char *open_image(struct rle127_image *image, struct rle127_source *source,
                              bool imitates_pillow)
{
    const uint8_t *head;
    size_t head_bytes;
    const char *reason = rle127_source_peek(source, 0, RLE127_IMAGE_HEAD_BYTES, &head, &head_bytes);
    if (reason)
        return reason;
    *image = (struct rle127_image){.source = source, .imitates_pillow = imitates_pillow};
    image->reader = rle127_find_foreign_reader(head, head_bytes);
    if (!image->reader)
        return "the decoder program does not know this format";
    reason = image->reader->open(image);
    if (reason || !imitates_pillow || !image->reader->imitate_pillow)
        return reason;
    reason = image->reader->imitate_pillow(image);
    if (reason)
        image->reader->close(image);
    return reason;
}

static const char *decode_source(struct server *server, struct rle127_source *source)
{
    struct rle127_image image;
    const char *reason = open_image(&image, source, server->request.imitates_pillow);
    if (reason)
        return reason;
    send_header(server, &image);
    reason = put_out_rows(server, &image);
    image.reader->close(&image);
    return reason;
}

static void serve_request(struct server *server)
{
    struct rle127_source source;
    const int fd = server->file_fd;
    server->file_fd = -1;
    server->is_interrupted = false;
    server->n_filled = 0;
    atomic_store(&server->memory->filled, 0);
    const char *reason = rle127_source_open_at(&source, fd, server->request.base_offset,
                                               server->request.size_bytes, BUFFER_BYTES);
    if (!reason)
        reason = decode_source(server, &source);
    if (reason)
        send_failure(server, reason);
    rle127_source_close(&source);
    close(fd);
}

void rle127_serve(int socket_fd, struct rle127_wire_memory *memory)
{
    struct server server = {.socket_fd = socket_fd, .memory = memory, .file_fd = -1};
    for (;;) {
        while (!server.is_interrupted && !server.is_gone)
            take_request(&server, true);
        if (server.is_gone)
            return;
        serve_request(&server);
    }
}
