/*
 * What a walk gives, as one line of text that a test can compare; and things to be walked.
 */
#ifndef WALKED_H
#define WALKED_H

#include "walk.h"

/* All that a walk gives, with a space between: "in:a/b.png" (root, colon, path below it),
 * "page.png" (named), "+page.png" (by the list), "-" (standard input). Behind it "=3" (its bytes,
 * where it has any), "?" (passed over), "!ENOENT" (could not be read or looked at), "~c.bmp" (meets
 * with that). Valid until the next call. */
const char *walked_all(const struct rle127_walk_setup *setup);

/* The same for arguments alone. */
const char *walked_inputs(char *const *inputs);
#define WALK(...) walked_inputs((char *const[]){__VA_ARGS__, NULL})

/* One thing in the same words; valid until the next call. */
const char *walked_one(const struct rle127_found *found);

/* For tests that do something meanwhile: a walk over one directory. */
struct rle127_walk *walked_open(char *const *root);

/* The next thing as text, "" at the end. */
const char *walked_next(struct rle127_walk *walk);

/* Empty files; a list of names that ends with NULL. */
void walked_make_files(const char *const *paths);
#define MAKE_FILES(...) walked_make_files((const char *const[]){__VA_ARGS__, NULL})

/* Makes a chain of n directories below `root`, each with this name in the one before, with a file
 * in the last; and removes it, which takes other ways than that of scratch_leave(). */
void walked_make_chain(const char *root, const char *name, unsigned n, const char *file);
void walked_remove_chain(const char *root, const char *name, unsigned n, const char *file);

#endif
