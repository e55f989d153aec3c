/*
 * Serving: one request after the other, each from the header to the last row, by the readers of the
 * foreign formats. Must not know: what a format looks like.
 */
#include "serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "confine.h"
#include "foreign_readers.h"
#include "wire.h"

#define BUFFER_BYTES 262144

/* The CPU time that a file may take: what no header does, and what the slowest images of a size
 * stay far below. */
#define HEADER_SECONDS    10
#define PIXELS_PER_SECOND (4 << 20)

struct server {
    int socket_fd;
    uint8_t *memory;
    struct rle127_wire_request request; /* the current one */
    int file_fd;                        /* and its file */
    bool is_interrupted;                /* a new request came while it was served */
    bool is_gone;                       /* the other side hung up or makes no sense */
    unsigned n_free_slots, next_slot;
};

/* Takes the next message: a new request, or a slot that was emptied. */
static void take_message(struct server *server)
{
    struct rle127_wire_request request;
    int fd;
    const enum rle127_wire_result result =
        rle127_wire_receive(server->socket_fd, &request, sizeof request, &fd);
    if (result == RLE127_WIRE_RECEIVED && request.what == RLE127_WIRE_OPEN && fd >= 0) {
        if (server->file_fd >= 0)
            close(server->file_fd);
        server->file_fd = fd;
        server->request = request;
        server->is_interrupted = true;
    } else if (result == RLE127_WIRE_RECEIVED && request.what == RLE127_WIRE_EMPTIED) {
        server->n_free_slots += request.job == server->request.job;
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

static void send_rows(struct server *server, const struct rle127_image *image, uint32_t n_rows)
{
    struct rle127_wire_reply reply = {.n_rows = n_rows};
    if (image->note)
        snprintf(reply.text, sizeof reply.text, "%s", image->note);
    server->n_free_slots--;
    server->next_slot = (server->next_slot + 1) % RLE127_WIRE_SLOTS;
    send_reply(server, &reply, RLE127_WIRE_ROWS);
}

static const char *copy_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    uint8_t *slot)
{
    const size_t row_bytes = rle127_row_bytes(image->width);
    struct rle127_bitmap rows;
    const char *const reason = image->reader->packed_rows(image, first_row, n_rows, &rows);
    for (uint32_t i = 0; i < n_rows && !reason; i++)
        memcpy(slot + i * row_bytes, rows.bits + (ptrdiff_t)i * rows.stride_bytes, row_bytes);
    return reason;
}

static const char *fill_slot(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                             uint8_t *slot)
{
    const size_t row_bytes = rle127_wire_row_bytes(image->width, image->kind);
    const char *reason = NULL;
    if (image->kind == RLE127_KIND_BILEVEL)
        return copy_packed_rows(image, first_row, n_rows, slot);
    for (uint32_t i = 0; i < n_rows && !reason; i++)
        reason = image->reader->sample_row(image, first_row + i, slot + i * row_bytes);
    return reason;
}

/* Whether there is a slot to be filled, for which it waits, and somebody who still wants it. */
static bool await_free_slot(struct server *server)
{
    while (!server->n_free_slots && !server->is_interrupted && !server->is_gone)
        take_message(server);
    return !server->is_interrupted && !server->is_gone;
}

static const char *put_out_rows(struct server *server, struct rle127_image *image)
{
    const size_t row_bytes = rle127_wire_row_bytes(image->width, image->kind);
    const uint32_t slot_rows = rle127_wire_slot_rows(row_bytes);
    for (uint32_t row = 0; row < image->height;) {
        if (!await_free_slot(server))
            return NULL;
        const uint32_t left = image->height - row;
        const uint32_t n_rows = left < slot_rows ? left : slot_rows;
        uint8_t *const slot = server->memory + server->next_slot * (size_t)RLE127_WIRE_SLOT_BYTES;
        const char *const reason = fill_slot(image, row, n_rows, slot);
        if (reason)
            return reason;
        send_rows(server, image, n_rows);
        row += n_rows;
    }
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
    rle127_limit_cpu_time(HEADER_SECONDS);
    const char *reason = open_image(&image, source, server->request.imitates_pillow);
    if (reason)
        return reason;
    const uint64_t n_pixels = (uint64_t)image.width * image.height;
    rle127_limit_cpu_time(HEADER_SECONDS + (unsigned)(n_pixels / PIXELS_PER_SECOND));
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
    server->n_free_slots = RLE127_WIRE_SLOTS;
    server->next_slot = 0;
    const char *reason = rle127_source_open_at(&source, fd, server->request.base_offset,
                                               server->request.size_bytes, BUFFER_BYTES);
    if (!reason)
        reason = decode_source(server, &source);
    if (reason)
        send_failure(server, reason);
    rle127_source_close(&source);
    close(fd);
}

void rle127_serve(int socket_fd, uint8_t *memory)
{
    struct server server = {.socket_fd = socket_fd, .memory = memory, .file_fd = -1};
    for (;;) {
        while (!server.is_interrupted && !server.is_gone)
            take_message(&server);
        if (server.is_gone)
            return;
        serve_request(&server);
    }
}
