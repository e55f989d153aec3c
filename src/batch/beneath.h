/*
 * Directories below a root, opened component by component, so that no link leads elsewhere and no
 * path is too long. It does not know what is in them.
 */
#ifndef RLE127_BENEATH_H
#define RLE127_BENEATH_H

#include <stdbool.h>
#include <stddef.h>

struct rle127_beneath {
    int root_fd;
    int fd;     /* private from here: the directory that was opened last, or -1 for the root */
    char *path; /* its path, and room for more */
    size_t path_length, path_bytes;
};

/* root_fd stays the caller's. */
void rle127_beneath_init(struct rle127_beneath *beneath, int root_fd);

/* Opens the directory `path` below the root: "a/b", or "" for the root itself. What is missing is
 * made where `makes` says so, and may be made by another process at the same time. Returns a
 * descriptor that stays this structure's and is valid until the next call; or -1 with errno:
 * ENOTDIR or ELOOP where a component is a link, EXDEV where one is "..". */
int rle127_beneath_open(struct rle127_beneath *beneath, const char *path, size_t path_length,
                        bool makes);

/* The same for the directory that a file's path is in; *name is the path's last component. */
int rle127_beneath_open_parent(struct rle127_beneath *beneath, const char *path, bool makes,
                               const char **name);

void rle127_beneath_close(struct rle127_beneath *beneath);

#endif
