/*
 * Directory trees in the scratch directory: making them, and comparing what is in them.
 */
#ifndef TREES_H
#define TREES_H

#include <stddef.h>

/* Files with all directories on the way: the smallest page, as PBM or as .rle, or any bytes. */
void tree_write_pbm(const char *path);
void tree_write_rle(const char *path);
void tree_write(const char *path, const void *bytes, size_t n_bytes);
void tree_write_text(const char *path, const char *text);
void tree_make(const char *directory);

/* All that is below a directory, in order, with a space between: "a.rle sub/ sub/b.rle". To be
 * freed. */
char *tree_list(const char *directory);

#define assert_tree(directory, paths) tree_check((directory), (paths), __FILE__, __LINE__)

/* The same names with the same bytes. */
#define assert_same_trees(a, b) tree_check_same((a), (b), __FILE__, __LINE__)

void tree_check(const char *directory, const char *paths, const char *file, int line);
void tree_check_same(const char *a, const char *b, const char *file, int line);

#endif
