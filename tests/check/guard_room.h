/*
 * Memory between pages that may not be touched, in which bytes are laid at any alignment or close
 * to either end. What surrounds them is poisoned, so that a stray write shows where no page does.
 */
#ifndef RLE127_GUARD_ROOM_H
#define RLE127_GUARD_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where bytes lie: 0 .. 63 are alignments, with poison on both sides. */
#define RLE127_N_ALIGNMENTS 64
#define RLE127_AT_START     64 /* directly behind the guard pages */
#define RLE127_AT_END       65 /* directly before them */

struct rle127_room {
    uint8_t *start, *end; /* what may be touched */
    uint8_t *bytes;       /* what was laid last */
    size_t n_bytes;
    unsigned place;
    uint8_t poison;
};

/* A room for n_bytes at any place. Ends the program where there is no memory. */
void rle127_open_room(struct rle127_room *room, size_t n_bytes);

/* Lays n_bytes of poison, with more of it around. */
uint8_t *rle127_lay_poison(struct rle127_room *room, size_t n_bytes, unsigned place,
                           uint8_t poison);

/* The same with a copy of some bytes in the poison's place. */
uint8_t *rle127_lay_bytes(struct rle127_room *room, const uint8_t *bytes, size_t n_bytes,
                          unsigned place, uint8_t poison);

/* Is what surrounds the bytes as it was? */
bool rle127_is_intact(const struct rle127_room *room);

/* Are n_bytes all the same byte? */
bool rle127_is_filled(const uint8_t *bytes, size_t n_bytes, uint8_t byte);

/* "behind" or "before" where the address is in the guard pages there, else NULL. */
const char *rle127_name_guard(const struct rle127_room *room, const void *address);

#endif
