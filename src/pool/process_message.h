/*
 * Messages between a pool and its processes: a head and bytes, one to a packet of the socket, so
 * that their bounds are kept. Whatever is not exactly that is garbage. Must not know: who sends.
 */
#ifndef RLE127_PROCESS_MESSAGE_H
#define RLE127_PROCESS_MESSAGE_H

#include "pool.h"

enum rle127_message_what {
    RLE127_MESSAGE_HELLO = 0x1270001, /* the worker is ready; with bytes: the reason why not */
    RLE127_MESSAGE_REQUEST,
    RLE127_MESSAGE_REQUEST_AGAIN, /* it was handed to a worker that died */
    RLE127_MESSAGE_REPLY
};

struct rle127_message_head {
    uint32_t what;
    uint32_t n_bytes;
    rle127_ticket ticket;
};

struct rle127_message {
    struct rle127_message_head head;
    unsigned char bytes[RLE127_REQUEST_BYTES_MAX];
};

enum rle127_message_result {
    RLE127_MESSAGE_RECEIVED,
    RLE127_MESSAGE_NOTHING, /* has come yet */
    RLE127_MESSAGE_GONE,    /* is the other side */
    RLE127_MESSAGE_GARBAGE
};

/* What was sent before the other side was gone is received first. */
enum rle127_message_result rle127_message_receive(int socket_fd, struct rle127_message *message,
                                                  bool waits);

/* Returns 0, EAGAIN where that would have to wait and must not, or another error number. */
int rle127_message_send(int socket_fd, enum rle127_message_what what, rle127_ticket ticket,
                        const void *bytes, size_t n_bytes, bool waits);

#endif
