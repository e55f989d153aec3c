/*
 * Where a walk is, and the directories that it has still to enter: what recursion would keep on the
 * stack, as text. It opens nothing.
 */
#ifndef RLE127_TRAIL_H
#define RLE127_TRAIL_H

#include <stdbool.h>
#include <stddef.h>

struct rle127_trail {
    char *path; /* of the directory that the walk is in, below the root; "" for the root */
    size_t path_length;
    size_t path_bytes; /* private from here */
    char *pending;
    size_t pending_bytes, used_bytes;
};

/* All zero is a trail without directories. rle127_trail_start() empties it and pushes the root.
 * False, here and below, where there is no memory. */
bool rle127_trail_start(struct rle127_trail *trail);

/* A directory in the one that the walk is in; the last one pushed is entered first. */
bool rle127_trail_push(struct rle127_trail *trail, const char *name);

/* What rle127_trail_forget() goes back to: directories that are pushed later are not entered. */
size_t rle127_trail_mark(const struct rle127_trail *trail);
void rle127_trail_forget(struct rle127_trail *trail, size_t mark);

/* Enters the next directory. False where there is none. */
bool rle127_trail_pop(struct rle127_trail *trail);

/* The path below the root of a name in the directory that the walk is in; valid until the next
 * call. NULL where there is no memory. */
const char *rle127_trail_path_of(struct rle127_trail *trail, const char *name);

void rle127_trail_close(struct rle127_trail *trail);

#endif
