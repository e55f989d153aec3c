/*
 * The decoder program's work: files come in over a socket, their rows go out through memory.
 */
#ifndef RLE127_SERVE_H
#define RLE127_SERVE_H

#include <stdint.h>

/* Serves one file after the other until the other side hangs up. memory has
 * RLE127_WIRE_MEMORY_BYTES. */
void rle127_serve(int socket_fd, uint8_t *memory);

#endif
