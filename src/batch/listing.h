/*
 * The names of one directory, read as a whole and in order, in little memory: three bytes more a
 * name than it has, and four for its place in the order. Nothing but types is known of what the
 * names stand for.
 */
#ifndef RLE127_LISTING_H
#define RLE127_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "temporary.h" /* whose names are left out */

enum rle127_kind { RLE127_FILE, RLE127_DIRECTORY, RLE127_OTHER };

struct rle127_listing {
    size_t n_names;
    char **blocks; /* private from here */
    size_t n_blocks, used_bytes;
    uint32_t *places;
    size_t n_places;
    char *name;
    size_t name_bytes;
};

/* Reads a directory that has not been read before by this descriptor, which stays open. Returns 0
 * or an errno; then the listing is empty. In either case it is to be closed. */
int rle127_listing_read(struct rle127_listing *listing, int directory_fd);

/* Names are numbered in their order: by stem (a name up to its last dot, see names.h), then by
 * suffix, both bytewise; so names with one stem are neighbours. */
enum rle127_kind rle127_listing_kind(const struct rle127_listing *listing, size_t index);

/* Is valid until the next call. */
const char *rle127_listing_name(const struct rle127_listing *listing, size_t index);

/* With its dot, or "". */
const char *rle127_listing_suffix(const struct rle127_listing *listing, size_t index);

bool rle127_listing_has_same_stem(const struct rle127_listing *listing, size_t a, size_t b);

void rle127_listing_close(struct rle127_listing *listing);

#endif
