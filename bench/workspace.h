/*
 * The directory that a run of experiments writes to, and helpers for the trees in it. It is removed
 * with all that is in it. Each function that can fail says what is wrong.
 */
#ifndef RLE127_WORKSPACE_H
#define RLE127_WORKSPACE_H

#include <stdbool.h>
#include <stddef.h>

#define RLE127_WORK_PATH_BYTES 4096
#define RLE127_WORK_NAME_BYTES 256 /* of what stands in it, with the NUL */

struct rle127_workspace {
    char path[RLE127_WORK_PATH_BYTES]; /* absolute */
    char file_system[32];              /* "ext4", "tmpfs"; "" where it is not known */
    double free_bytes;                 /* when it was made */
};

/* Makes a new directory in `parent`, or where it is NULL in $TMPDIR or /tmp. Its path leaves room
 * for a name in it: a longer one is refused. */
bool rle127_workspace_create(struct rle127_workspace *workspace, const char *parent);
void rle127_workspace_remove(struct rle127_workspace *workspace);

/* Waits until what has been written is on the disk, as else the system would write it while
 * something is measured. Takes the whole file system. */
bool rle127_workspace_sync(const struct rle127_workspace *workspace);

/* "WORKSPACE/NAME" into RLE127_WORK_PATH_BYTES bytes; returns them. A name has less than
 * RLE127_WORK_NAME_BYTES. */
char *rle127_workspace_path(const struct rle127_workspace *workspace, char *path,
                            const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Makes an empty directory: what is in it is removed first. */
bool rle127_make_empty_directory(const char *path);

/* Whether both trees have the same regular files with the same bytes. Says which differ. */
bool rle127_are_same_trees(const char *path, const char *other);

bool rle127_are_same_files(const char *path, const char *other);

#endif
