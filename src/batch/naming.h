/*
 * Which output belongs to which input: the rules of -o, -O, -c and of trees. Nothing is opened or
 * made here.
 */
#ifndef RLE127_NAMING_H
#define RLE127_NAMING_H

#include "walk.h"

struct rle127_naming {
    bool writes; /* false: no input has an output */
    bool to_stdout;
    const char *output_file;      /* or NULL */
    const char *output_directory; /* or NULL */
    const char *suffix;
};

struct rle127_name {
    char *output;       /* to be freed; NULL: standard output, or none */
    bool is_below;      /* below the output directory; else a path by itself */
    const char *reason; /* why there is no name, or NULL */
};

/* Names the output of what a walk has found. */
struct rle127_name rle127_name_found(const struct rle127_naming *naming,
                                     const struct rle127_found *found);

/* "DIRECTORY/PATH" as it is shown to people, or a copy of path where directory is NULL. To be
 * freed; NULL where there is no memory. */
char *rle127_join_path(const char *directory, const char *path);

/* Finds two of n_inputs named inputs that would have one output; directories among them have none.
 * Returns 1 where there are such, with their indices and *output to be freed; 0 where not; -1 where
 * there is no memory. */
int rle127_find_named_meeting(const struct rle127_naming *naming, char *const *inputs,
                              size_t n_inputs, size_t pair[2], char **output);

#endif
