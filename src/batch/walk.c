/*
 * Arguments, each a file or a tree, then the entries of the list.
 */
#include "walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "list_file.h"
#include "tree.h"

struct rle127_walk {
    struct rle127_walk_setup setup;
    size_t next_input;
    const char *root; /* of the tree in hand */
    struct rle127_tree tree;
    struct rle127_list_file list;
};

struct rle127_walk *rle127_walk_open(const struct rle127_walk_setup *setup, const char **reason)
{
    struct rle127_walk *const walk = calloc(1, sizeof *walk);
    *reason = walk ? NULL : "out of memory";
    if (!walk)
        return NULL;
    walk->setup = *setup;
    walk->list.file = setup->list;
    walk->list.end = setup->list_end;
    rle127_tree_init(&walk->tree, &walk->setup);
    return walk;
}

void rle127_walk_close(struct rle127_walk *walk)
{
    rle127_tree_close(&walk->tree);
    free(walk);
}

int rle127_walk_list_error(const struct rle127_walk *walk)
{
    return walk->list.error;
}

/* What a path names. True where it is a directory. */
static bool look_at(struct rle127_found *found)
{
    struct stat now;
    if (stat(found->path, &now) != 0) {
        found->error = errno;
        return false;
    }
    if (S_ISREG(now.st_mode)) {
        found->bytes = (uint64_t)now.st_size;
        found->modified = now.st_mtim;
    }
    return S_ISDIR(now.st_mode);
}

/* An argument; false where it is a directory, whose tree is started then. */
static bool give_input(struct rle127_walk *walk, const char *input, struct rle127_found *found)
{
    *found = (struct rle127_found){0};
    if (strcmp(input, "-") == 0)
        return true;
    found->path = input;
    if (!look_at(found))
        return true;
    walk->root = input;
    const int error = rle127_tree_start(&walk->tree, input);
    *found = (struct rle127_found){.root = input, .path = "", .error = error};
    return error != 0;
}

static bool give_listed(struct rle127_walk *walk, struct rle127_found *found)
{
    int error;
    if (!walk->list.file || !rle127_list_file_next(&walk->list, &error))
        return false;
    *found = (struct rle127_found){.path = walk->list.entry, .is_listed = true, .error = error};
    if (!error && look_at(found))
        found->error = EISDIR;
    return true;
}

bool rle127_walk_next(struct rle127_walk *walk, struct rle127_found *found)
{
    for (;;) {
        if (rle127_tree_is_started(&walk->tree) && rle127_tree_next(&walk->tree, found)) {
            found->root = walk->root;
            return true;
        }
        if (walk->next_input == walk->setup.n_inputs)
            return give_listed(walk, found);
        if (give_input(walk, walk->setup.inputs[walk->next_input++], found))
            return true;
    }
}
