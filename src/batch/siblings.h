/*
 * Which files of one directory a walk takes, and which of them would have one output: those with
 * one stem, as a.png and a.bmp. Nothing is opened here.
 */
#ifndef RLE127_SIBLINGS_H
#define RLE127_SIBLINGS_H

#include "listing.h"

#define RLE127_NO_NAME SIZE_MAX

struct rle127_siblings {
    const struct rle127_listing *listing;
    int directory_fd;
    bool wants_rle; /* files that end in ".rle", any case, are taken; else all others */
    bool (*is_candidate)(void *context, int directory_fd, const char *name); /* NULL: all are */
    void *context;
    size_t group, first, second; /* private: one of the names of a stem; its first two candidates */
};

/* listing, directory_fd: of the next directory. */
void rle127_siblings_start(struct rle127_siblings *siblings, int directory_fd);

bool rle127_siblings_has_wanted_suffix(const struct rle127_siblings *siblings, size_t index);

/* For a file that is taken, to be asked in order: another one that has the same output, where both
 * are candidates, or RLE127_NO_NAME. Candidates are asked for only where two files that are taken
 * have one stem, each of them once. */
size_t rle127_siblings_find_meeting(struct rle127_siblings *siblings, size_t index);

#endif
