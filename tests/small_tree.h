/*
 * A tree of small images of several kinds, some of them damaged, that `compress` takes: what an
 * undisturbed run makes of each is known, so that an output can be looked at whenever it is there.
 */
#ifndef SMALL_TREE_H
#define SMALL_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct small_tree;

enum small_tree_look {
    SMALL_TREE_ABSENT,
    SMALL_TREE_RIGHT,
    SMALL_TREE_OLD, /* what small_tree_fill() has put there */
    SMALL_TREE_WRONG
};

/* Makes the directory "in" with so many images in directories of 50, of which 1 in 20 is damaged
 * or none. Looks at the kinds with the command first. The outputs go to "out". */
struct small_tree *small_tree_make(unsigned n_files, bool has_bad);
void small_tree_free(struct small_tree *tree);

/* Whether file i of the tree is damaged, and so fails. */
bool small_tree_is_bad(const struct small_tree *tree, unsigned i);

/* The number of the file that a path, as it is shown, names; fails where it names none. */
unsigned small_tree_index(const struct small_tree *tree, const char *path);

/* Puts an old output in the place of each. */
void small_tree_fill(const struct small_tree *tree);

/* What is there of output i of the directory "out". */
enum small_tree_look small_tree_look_at(const struct small_tree *tree, unsigned i);

/* How many outputs are there and right. */
unsigned small_tree_count(const struct small_tree *tree);

/* Looks at all outputs over and over, in a thread of its own, until it is told to stop; fails where
 * one ever was wrong, or old where `may_be_old` is false. */
struct small_tree_watch;
struct small_tree_watch *small_tree_watch_start(const struct small_tree *tree, bool may_be_old);
void small_tree_watch_stop(struct small_tree_watch *watch);

/* The outputs of all sound files are right, those of the others absent, and nothing else is there,
 * temporaries neither. */
void small_tree_check(const struct small_tree *tree);

/* The same where not all are done: each output is absent or right; returns how many there are. */
unsigned small_tree_check_part(const struct small_tree *tree);

#endif
