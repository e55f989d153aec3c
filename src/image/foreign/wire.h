/*
 * What the command and the decoder program say to each other, and where pixels lie between them.
 *
 * Messages go over a socket pair that keeps their bounds; pixels lie in shared memory, in slots
 * that are used in turn. One request opens a file; its header and its rows come back without being
 * asked for, as far as slots are free. A new request ends the one before.
 *
 *     command                                    decoder program
 *        | -- OPEN job 7, with the descriptor ------> |
 *        | <------------------- HEADER of job 7 ----- |
 *        | <------ ROWS of job 7: slot 0 is full ---- |
 *        | <------ ROWS of job 7: slot 1 is full ---- |
 *        | -- EMPTIED: slot 0 is free again --------> |
 *        | <------ ROWS of job 7, the last ones ----- |
 *
 * or FAILED of job 7 at any place before the last rows, which are sent when the file was found
 * complete and sound. Whoever sits in the command believes nothing of all that: a decoder may have
 * been taken over by the file that it reads.
 */
#ifndef RLE127_WIRE_H
#define RLE127_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rle127.h"

/* The descriptors that the decoder program is started with. */
#define RLE127_WIRE_SOCKET_FD 0
#define RLE127_WIRE_MEMORY_FD 1

/* A slot holds whole rows: as many as stay in a core's cache, and at least one, of which the
 * longest has 3 bytes a pixel. */
#define RLE127_WIRE_SLOTS        4
#define RLE127_WIRE_SLOT_BYTES   196608
#define RLE127_WIRE_FILLED_BYTES 131072
#define RLE127_WIRE_MEMORY_BYTES ((size_t)RLE127_WIRE_SLOTS * RLE127_WIRE_SLOT_BYTES)
_Static_assert(3 * RLE127_SIDE_MAX <= RLE127_WIRE_SLOT_BYTES, "a row fits a slot");

#define RLE127_WIRE_TEXT_BYTES 160
#define RLE127_WIRE_COLOURS    256

enum rle127_wire_request_what { RLE127_WIRE_OPEN = 1, RLE127_WIRE_EMPTIED };

struct rle127_wire_request {
    uint32_t what;
    uint32_t job;
    uint64_t base_offset, size_bytes; /* OPEN: where in the descriptor's file the input lies */
    bool imitates_pillow;             /* OPEN: as in image.h */
};

enum rle127_wire_reply_what { RLE127_WIRE_HEADER = 1, RLE127_WIRE_ROWS, RLE127_WIRE_FAILED };

struct rle127_wire_reply {
    uint32_t what;
    uint32_t job;
    uint32_t width, height, kind;            /* HEADER */
    uint32_t n_rows;                         /* ROWS: in the next slot */
    char text[RLE127_WIRE_TEXT_BYTES];       /* FAILED: the reason; last ROWS: a note, or "" */
    uint32_t luma_1000[RLE127_WIRE_COLOURS]; /* HEADER */
};

/* How many bytes a row takes in a slot, and how many rows are put in one at the most. */
size_t rle127_wire_row_bytes(uint32_t width, uint32_t kind);
uint32_t rle127_wire_slot_rows(size_t row_bytes);

/* Sends one message of n_bytes, with sent_fd where that is not -1. False where the other side is
 * gone. */
bool rle127_wire_send(int socket_fd, const void *message, size_t n_bytes, int sent_fd);

enum rle127_wire_result { RLE127_WIRE_RECEIVED, RLE127_WIRE_GONE, RLE127_WIRE_NONSENSE };

/* Waits until there is something to be received. False where patience_ms passed without. */
bool rle127_wire_wait(int socket_fd, int patience_ms);

/* Receives one message, which must have n_bytes, and, where received_fd is not NULL, the descriptor
 * that came with it, or -1. */
enum rle127_wire_result rle127_wire_receive(int socket_fd, void *message, size_t n_bytes,
                                            int *received_fd);

#endif
