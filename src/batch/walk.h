/*
 * Inputs one after the other, and what is in those that are directories, as a stream of files.
 * Files are looked at, but not opened, but by the caller's is_candidate().
 */
#ifndef RLE127_WALK_H
#define RLE127_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

struct rle127_found {
    const char *root;        /* a directory as it was given; NULL: `path` was named */
    const char *path;        /* below root, "" for root itself; or as named, NULL for "-" */
    bool is_listed;          /* named by the list */
    const char *passed_over; /* why a thing of a walk is: "not a regular file"; NULL: it is not.
                              * What is named never is */
    uint64_t bytes;          /* of regular files, as `modified` */
    struct timespec modified;
    int error;  /* errno where a directory could not be read or a file not be looked at */
    bool meets; /* has an output that another file of its directory has, the one named here */
    const char *meets_with;
};

struct rle127_walk_setup {
    char *const *inputs; /* files, "-", and directories; links to them are followed, in them not */
    size_t n_inputs;
    FILE *list;          /* of files, read after the inputs; "-" is a name there. NULL: none */
    char list_end;       /* of an entry; the last may lack it, empty ones are passed over */
    bool wants_rle_only; /* of trees only *.rle, any case; others are not given. Else all but those,
                          * which are passed over */
    dev_t output_device; /* a directory in a tree that is not entered; 0, 0: none */
    ino_t output_inode;
    /* Whether a file would be converted; is asked where files of one directory have one stem. NULL:
     * all would. */
    bool (*is_candidate)(void *context, int directory_fd, const char *name);
    void *context;
};

struct rle127_walk;

/* What the setup points to stays the caller's, and valid. NULL where the reason says why not. */
struct rle127_walk *rle127_walk_open(const struct rle127_walk_setup *setup, const char **reason);

/* The next one; false at the end. Strings are valid until the next call. The files of a directory
 * come in the order of their names, then its subdirectories in theirs, each directory once. Those
 * of one stem are neighbours. */
bool rle127_walk_next(struct rle127_walk *walk, struct rle127_found *found);

/* At the end: 0, or errno where the list could not be read to its end. */
int rle127_walk_list_error(const struct rle127_walk *walk);

void rle127_walk_close(struct rle127_walk *walk);

#endif
