/*
 * A growing set of 128-bit keys: directories that have been visited, outputs that have been taken.
 * It does not know what its keys stand for.
 */
#ifndef RLE127_KEY_SET_H
#define RLE127_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rle127_key {
    uint64_t high, low;
};

/* All zero: empty, nothing to be freed. */
struct rle127_key_set {
    struct rle127_key *slots; /* private, as all here */
    size_t n_slots, n_keys;
    bool has_zero;
};

enum rle127_key_added { RLE127_KEY_ADDED, RLE127_KEY_PRESENT, RLE127_KEY_NO_MEMORY };

/* Where there is no memory the set is what it was. */
enum rle127_key_added rle127_key_set_add(struct rle127_key_set *set, struct rle127_key key);

/* Empties the set. */
void rle127_key_set_close(struct rle127_key_set *set);

#endif
