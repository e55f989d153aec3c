/*
 * What is coded once through, as one measurement: a page; many small ones, one call after another;
 * or a set of pages that no cache holds. Each page has memory of its own for its source, its
 * encoding and the result of decoding that. Must not know: codecs, clocks.
 */
#ifndef RLE127_WORKLOAD_H
#define RLE127_WORKLOAD_H

#include "page_set.h"

/* A page's path fits (Linux takes none that is longer). */
#define RLE127_WORKLOAD_NAME_BYTES 4096

enum rle127_workload_kind {
    RLE127_ONE_PAGE,    /* again and again, so that it lies in the caches that are large enough */
    RLE127_SMALL_CALLS, /* small pages in turn */
    RLE127_LARGE_SET    /* copies of all pages in turn */
};

/* As files call it: "page", "calls", "set". */
const char *rle127_workload_kind_name(enum rle127_workload_kind kind);

struct rle127_slot {
    struct rle127_bitmap source, decoded;
    uint8_t *coded;
    size_t coded_bytes; /* as the last codec left it */
};

struct rle127_workload {
    enum rle127_workload_kind kind;
    char name[RLE127_WORKLOAD_NAME_BYTES];
    struct rle127_slot *slots;
    size_t n_slots;
    size_t coded_room;   /* of each slot */
    size_t packed_bytes; /* of all slots */

    /* private */
    void *memory;
    size_t memory_bytes;
};

/* The room that a page needs for its encoding by whichever codec. */
typedef size_t rle127_room_function(const struct rle127_bitmap *page, const void *context);

/* Copies pages, one after another, until they take least_bytes, and each once at least. False where
 * there is no memory. */
bool rle127_make_workload(struct rle127_workload *workload, enum rle127_workload_kind kind,
                          const struct rle127_named_page *pages, size_t n_pages, size_t least_bytes,
                          rle127_room_function *room, const void *context);
void rle127_free_workload(struct rle127_workload *workload);

#endif
