/*
 * A file that results go to besides the terminal. That it cannot be opened is known before anything
 * is measured; until there is something to write, an old one stays as it is. Must not know: what is
 * written.
 */
#ifndef RLE127_EXPORT_FILE_H
#define RLE127_EXPORT_FILE_H

#include <stdbool.h>
#include <stdio.h>

struct rle127_export {
    const char *path; /* the caller's */
    FILE *file;       /* NULL: none was asked for */
    bool is_new;      /* private: there was no such file before */
};

/* path: "-" is standard output, NULL is none, which is well. False where it has said what is
 * wrong. */
bool rle127_open_export(struct rle127_export *export, const char *path);

bool rle127_is_stdout(const struct rle127_export *export);

/* Whether both would write to one regular file, whatever its names. */
bool rle127_is_same_export(const struct rle127_export *export, const struct rle127_export *other);

/* Empties the file; to be called before the first byte is written. False where it has said what is
 * wrong. */
bool rle127_begin_export(struct rle127_export *export);

/* Whether all has been written; says so where not. Of standard output rle127_finish_stdout() takes
 * care. A new file that was not begun is removed. Another call does nothing. */
bool rle127_close_export(struct rle127_export *export);

#endif
