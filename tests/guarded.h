/*
 * Memory between two pages that may not be touched: a byte read or written outside ends the test
 * with a signal, whatever the compiler or the kernel level.
 */
#ifndef GUARDED_H
#define GUARDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct guarded {
    uint8_t *map;
    size_t map_bytes;
    uint8_t *room; /* the first byte that may be touched */
    size_t room_bytes;
};

/* Rounded up to whole pages; guarded_free() gives it back. Ends the program where there is no
 * memory. */
struct guarded guarded_new(size_t room_bytes);
void guarded_free(struct guarded *guarded);

/* Where n_bytes lie directly before the guard page at the end, or directly after the first one. */
uint8_t *guarded_place(const struct guarded *guarded, size_t n_bytes, bool at_end);

/* Rooms of one page each, with a guard page before, between and after them; the distance of two
 * rooms is guarded_row_stride(). */
struct guarded guarded_new_rows(size_t n_rows);
size_t guarded_row_stride(void);

#endif
