/*
 * One directory with all that is below it, as a stream. It knows nothing of other inputs.
 */
#ifndef RLE127_TREE_H
#define RLE127_TREE_H

#include "beneath.h"
#include "key_set.h"
#include "listing.h"
#include "siblings.h"
#include "trail.h"
#include "walk.h"

struct rle127_tree {
    const struct rle127_walk_setup *setup;
    struct rle127_key_set visited;       /* directories of this tree */
    struct rle127_key_set visited_roots; /* of all trees that are walked in turn */
    int root_fd;                         /* private from here */
    int directory_fd;
    struct rle127_beneath beneath;
    struct rle127_trail trail;
    struct rle127_listing listing;
    size_t next_name;
    struct rle127_siblings siblings;
};

/* `setup` stays the caller's and valid. Nothing is opened. */
void rle127_tree_init(struct rle127_tree *tree, const struct rle127_walk_setup *setup);

/* Begins with a directory that the path of an input names; links to it are followed. Returns 0 or
 * an errno; then there is no tree. */
int rle127_tree_start(struct rle127_tree *tree, const char *path);

bool rle127_tree_is_started(const struct rle127_tree *tree);

/* As rle127_walk_next(), but for found->root; at the end the tree is left, and another one can be
 * started. */
bool rle127_tree_next(struct rle127_tree *tree, struct rle127_found *found);

void rle127_tree_close(struct rle127_tree *tree);

#endif
