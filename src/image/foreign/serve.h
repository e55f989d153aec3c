/*
 * The decoder program's work: files come in over a socket, their rows go out through memory.
 */
#ifndef RLE127_SERVE_H
#define RLE127_SERVE_H

#include "wire.h"

/* Serves one file after the other until the other side hangs up. */
void rle127_serve(int socket_fd, struct rle127_wire_memory *memory);

#endif
