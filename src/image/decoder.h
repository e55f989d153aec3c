/*
 * The decoder program as this room sees it: something that can be started, that answers on a
 * socket, and that may die of any file. Who starts it, and how, is the caller's business.
 *
 * One decoder serves one image at a time.
 */
#ifndef RLE127_DECODER_H
#define RLE127_DECODER_H

#include <stdbool.h>
#include <stdint.h>

#include "foreign/wire.h"

struct rle127_decoder {
    /* Starts the program: sets socket_fd and memory. NULL, or the reason why not. */
    const char *(*start)(struct rle127_decoder *decoder);
    /* Ends it, whatever it is doing or has done: socket_fd becomes -1. Tells what had become of it,
     * "the decoder crashed (signal 11)", in words that last until the next call. */
    const char *(*end)(struct rle127_decoder *decoder);

    /* To be asked while nothing comes: NULL, or the reason why it is not worth waiting any longer,
     * and the program has been ended. */
    const char *(*check)(struct rle127_decoder *decoder);

    uint64_t cpu_us_least;             /* what any image may take of the processor */
    uint64_t cpu_us_max;               /* and the current one, which is larger */
    bool took_too_long;                /* it was ended for the current image's time */
    bool has_progressed;               /* something that was awaited came since check() was asked */
    int socket_fd;                     /* -1 where the program does not run */
    struct rle127_wire_memory *memory; /* which the program may change at any time */

    /* of the client in foreign_reader.c */
    uint32_t job;                      /* the number of the request that was sent last */
    char text[RLE127_WIRE_TEXT_BYTES]; /* the last reason or note that came, until the next image */
};

#endif
