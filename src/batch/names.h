/*
 * The names of outputs. Nothing is opened or made here.
 */
#ifndef RLE127_NAMES_H
#define RLE127_NAMES_H

#include <stddef.h>

/* The path of an input's output: its own with the suffix changed, in `directory` or, for NULL,
 * beside it. To be freed by the caller; NULL where there is no memory. */
char *rle127_name_output(const char *input, const char *directory, const char *suffix);

/* The path below an output directory for an input path as it is listed: leading slashes, "."
 * components and doubled slashes are dropped, and the suffix is changed as above. To be freed by
 * the caller; NULL, with the reason, where the path names no file, a component is ".." (the output
 * would lie outside the directory) or there is no memory. */
char *rle127_name_below(const char *path, const char *suffix, const char **reason);

/* What stands behind a path's last slash, or all of it. Points into path. */
const char *rle127_last_component(const char *path);

/* The path of a path's directory, "." where it names none. To be freed by the caller; NULL where
 * there is no memory. */
char *rle127_name_directory(const char *path);

/* The suffix of a path without its dot, "" where it has none. Points into path. */
const char *rle127_suffix_of(const char *path);

/* The dot before a path's suffix, or its end. A dot that begins a name, as in ".profile", begins no
 * suffix. Points into path. */
const char *rle127_find_dot(const char *path);

/* Finds two of n output paths that would be one file, by the directories that they are in and
 * their last components. Returns 1 where there are such, with their indices; 0 where not; -1 where
 * there is no memory. */
int rle127_find_meeting(char *const *outputs, size_t n_outputs, size_t pair[2]);

#endif
