/*
 * Files that are written before they have a name: without any where the system can do that, so that
 * even a kill leaves nothing; else under a temporary name that is guarded and locked. Must not
 * know: what is written, or whether something may be replaced.
 */
#ifndef RLE127_TEMPORARY_H
#define RLE127_TEMPORARY_H

#include "interrupt.h"
#include <sys/types.h>

struct rle127_temporary {
    int fd; /* to be written and read */

    /* private */
    int directory_fd; /* the caller's */
    bool is_named, is_synced;
    int slot; /* of a named one: see rle127_guard_file() */
    char name[RLE127_TEMPORARY_NAME_BYTES];
};

/* Whether a name is one that temporaries have: ".rle127-", and three hexadecimal numbers with
 * hyphens between them. */
bool rle127_is_temporary_name(const char *name);

/* No slot is left for one more: an errno of its own, as no call has failed. */
#define RLE127_TOO_MANY_FILES (-1)

/* All of these return 0, an errno or RLE127_TOO_MANY_FILES. */

/* Makes an empty file in a directory, which must stay open. */
int rle127_temporary_open(struct rle127_temporary *temporary, int directory_fd, mode_t mode);

/* Puts the bytes on the disk. An error is final: the system may have dropped what it could not
 * write. */
int rle127_temporary_sync(struct rle127_temporary *temporary);

/* To be called when all is written: some file systems tell only when a file is closed that a write
 * has failed. The file stays open. */
int rle127_temporary_settle(struct rle127_temporary *temporary);

/* Gives the file its name: where nothing has it, else EEXIST; or in place of what has it. It stays
 * a temporary where that fails. */
int rle127_temporary_name(struct rle127_temporary *temporary, const char *name);
int rle127_temporary_name_over(struct rle127_temporary *temporary, const char *name);

/* Closes the file; one that was given no name is gone then. */
void rle127_temporary_close(struct rle127_temporary *temporary);

#endif
