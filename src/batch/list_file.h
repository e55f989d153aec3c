/*
 * The list of paths that --files-from and --files0-from name. What the paths lead to is not looked
 * at.
 */
#ifndef RLE127_LIST_FILE_H
#define RLE127_LIST_FILE_H

#include <stdbool.h>
#include <stdio.h>

/* With its NUL; what the kernel takes as a path. */
#define RLE127_LISTED_BYTES_MAX 4096

struct rle127_list_file {
    FILE *file; /* stays the caller's */
    char end;   /* of an entry; the last one may lack it */
    int error;  /* errno where the list could not be read to its end */
    char entry[RLE127_LISTED_BYTES_MAX];
};

/* The next entry that is not empty, valid until the next call; false at the end. *error is 0, or
 * says why it is no path: ENAMETOOLONG (it is cut then), EINVAL (it has a NUL). */
bool rle127_list_file_next(struct rle127_list_file *list, int *error);

#endif
