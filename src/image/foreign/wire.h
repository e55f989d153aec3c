/*
 * What the command and the decoder program say to each other, and where pixels lie between them.
 *
 * Messages go over a socket pair that keeps their bounds; pixels lie in shared memory, in slots
 * that are used in turn. One request opens a file; its header, its rows and its end come back
 * without being asked for, as far as slots are free. A new request ends the one before.
 *
 *     command                                     decoder program
 *        | -- OPEN job 7, with the descriptor ------> |
 *        | <------------------- HEADER of job 7 ----- |
 *        |                                  fills slots, counts them in `filled`
 *     takes their rows, counts them in `emptied`      |
 *        |                                  counts the last slot
 *        | <---------------------- END of job 7 ----- |
 *
 * or FAILED of job 7 at any place before its END, which is sent when the file was found complete
 * and sound. Whoever sits in the command believes nothing of all that: a decoder may have been
 * taken over by the file that it reads.
 */
#ifndef RLE127_WIRE_H
#define RLE127_WIRE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rle127.h"

/* The descriptors that the decoder program is started with. */
#define RLE127_WIRE_SOCKET_FD 0
#define RLE127_WIRE_MEMORY_FD 1

/* What it returns where it cannot give up its rights. */
#define RLE127_WIRE_UNCONFINED 3

/* Two slots, so that one is filled while the other one is emptied. The longest row, of 3 bytes a
 * pixel, fits; larger ones would take more page faults than they save. */
#define RLE127_WIRE_SLOTS      2
#define RLE127_WIRE_SLOT_BYTES 196608
_Static_assert(3 * RLE127_SIDE_MAX <= RLE127_WIRE_SLOT_BYTES, "a row fits a slot");

/* The shared memory. A side that has changed something the other one may be waiting for adds to its
 * events. */
struct rle127_wire_memory {
    _Atomic uint32_t decoder_events, command_events;
    _Atomic uint32_t filled, emptied; /* slots of the current job */
    _Alignas(4096) uint8_t slots[RLE127_WIRE_SLOTS][RLE127_WIRE_SLOT_BYTES];
};

/* A row of a kind (see image.h) in a slot, and how many of them each slot but the last one has. */
size_t rle127_wire_row_bytes(uint32_t width, uint32_t kind);
uint32_t rle127_wire_slot_rows(size_t row_bytes);

#define RLE127_WIRE_TEXT_BYTES 160
#define RLE127_WIRE_COLOURS    256

/* OPEN */
struct rle127_wire_request {
    uint32_t job;
    bool imitates_pillow;             /* as in image.h */
    uint64_t base_offset, size_bytes; /* where in the descriptor's file the input lies */
};

enum rle127_wire_reply_what { RLE127_WIRE_HEADER = 1, RLE127_WIRE_END, RLE127_WIRE_FAILED };

struct rle127_wire_reply {
    uint32_t what;
    uint32_t job;
    uint32_t width, height, kind;            /* HEADER */
    uint32_t luma_1000[RLE127_WIRE_COLOURS]; /* HEADER */
    char text[RLE127_WIRE_TEXT_BYTES];       /* FAILED: the reason; END: a note, or "" */
};

/* Sends one message of n_bytes, with sent_fd where that is not -1. False where the other side is
 * gone, or has left so many unread as it never should. */
bool rle127_wire_send(int socket_fd, const void *message, size_t n_bytes, int sent_fd);

enum rle127_wire_result {
    RLE127_WIRE_RECEIVED,
    RLE127_WIRE_NOTHING, /* has come yet */
    RLE127_WIRE_GONE,    /* is the other side */
    RLE127_WIRE_NONSENSE /* is a message of another size */
};

/* Receives one message, which must have n_bytes, and, where received_fd is not NULL, the descriptor
 * that came with it, or -1. Waits for it if that is wanted. */
enum rle127_wire_result rle127_wire_receive(int socket_fd, void *message, size_t n_bytes,
                                            int *received_fd, bool waits);

/* Counts an event, for which the other side may be waiting. */
void rle127_wire_tell(_Atomic uint32_t *events);

/* Waits until events are no longer `seen`, at the most RLE127_WIRE_AWAIT_US: a side that has died
 * tells nothing. */
void rle127_wire_await(_Atomic uint32_t *events, uint32_t seen);

#define RLE127_WIRE_AWAIT_US 10000

#endif
