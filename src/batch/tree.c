/*
 * A directory's names are read as a whole when it is entered, and its subdirectories are pushed on
 * the trail; then its files are given one by one.
 */
#include "tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include "open_at.h"

void rle127_tree_init(struct rle127_tree *tree, const struct rle127_walk_setup *setup)
{
    *tree = (struct rle127_tree){.setup = setup, .root_fd = -1};
    tree->siblings = (struct rle127_siblings){.listing = &tree->listing,
                                              .wants_rle = setup->wants_rle_only,
                                              .is_candidate = setup->is_candidate,
                                              .context = setup->context};
}

int rle127_tree_start(struct rle127_tree *tree, const char *path)
{
    const int fd = rle127_open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0);
    if (fd < 0)
        return errno;
    if (!rle127_trail_start(&tree->trail)) {
        close(fd);
        return ENOMEM;
    }
    tree->root_fd = fd;
    rle127_key_set_close(&tree->visited);
    rle127_beneath_init(&tree->beneath, fd);
    return 0;
}

bool rle127_tree_is_started(const struct rle127_tree *tree)
{
    return tree->root_fd >= 0;
}

static void leave_directory(struct rle127_tree *tree)
{
    rle127_listing_close(&tree->listing);
    tree->next_name = 0;
}

static void leave_tree(struct rle127_tree *tree)
{
    if (tree->root_fd < 0)
        return;
    leave_directory(tree);
    rle127_beneath_close(&tree->beneath);
    close(tree->root_fd);
    tree->root_fd = -1;
}

void rle127_tree_close(struct rle127_tree *tree)
{
    leave_tree(tree);
    rle127_trail_close(&tree->trail);
    rle127_key_set_close(&tree->visited);
    rle127_key_set_close(&tree->visited_roots);
}

static const char not_regular[] = "not a regular file";

static bool is_output_directory(const struct rle127_tree *tree, const struct stat *found)
{
    const struct rle127_walk_setup *const setup = tree->setup;
    const bool is_root = !tree->trail.path_length;
    return !is_root && setup->output_inode && found->st_ino == setup->output_inode &&
           found->st_dev == setup->output_device;
}

/* The last one is pushed first. */
static bool push_directories(struct rle127_tree *tree)
{
    const struct rle127_listing *const listing = &tree->listing;
    for (size_t i = listing->n_names; i-- > 0;)
        if (rle127_listing_kind(listing, i) == RLE127_DIRECTORY &&
            !rle127_trail_push(&tree->trail, rle127_listing_name(listing, i)))
            return false;
    return true;
}

/* Of a directory that cannot be read to its end nothing is given: with names that are missing
 * nobody could say which files meet. */
static int read_directory(struct rle127_tree *tree)
{
    const size_t mark = rle127_trail_mark(&tree->trail);
    const int error = rle127_listing_read(&tree->listing, tree->directory_fd);
    if (error)
        return error;
    if (push_directories(tree))
        return 0;
    rle127_trail_forget(&tree->trail, mark);
    leave_directory(tree);
    return ENOMEM;
}

enum entered { ENTERED, IS_PASSED, WAS_VISITED };

/* Returns 0 or an errno. */
static int enter_directory(struct rle127_tree *tree, enum entered *entered)
{
    struct stat found;
    *entered = IS_PASSED;
    tree->directory_fd =
        rle127_beneath_open(&tree->beneath, tree->trail.path, tree->trail.path_length, false);
    if (tree->directory_fd < 0 || fstat(tree->directory_fd, &found) != 0)
        return errno;
    if (is_output_directory(tree, &found))
        return 0;
    const struct rle127_key key = {(uint64_t)found.st_dev, (uint64_t)found.st_ino};
    enum rle127_key_added added = rle127_key_set_add(&tree->visited, key);
    if (added == RLE127_KEY_ADDED && !tree->trail.path_length)
        added = rle127_key_set_add(&tree->visited_roots, key);
    if (added == RLE127_KEY_NO_MEMORY)
        return ENOMEM;
    *entered = added == RLE127_KEY_PRESENT ? WAS_VISITED : ENTERED;
    rle127_siblings_start(&tree->siblings, tree->directory_fd);
    return *entered == ENTERED ? read_directory(tree) : 0;
}

/* Enters the directory that the trail is at; true where something is to be said of it. */
static bool give_directory(struct rle127_tree *tree, struct rle127_found *found)
{
    enum entered entered;
    *found = (struct rle127_found){.error = enter_directory(tree, &entered)};
    found->path = tree->trail.path;
    if (entered == WAS_VISITED)
        found->passed_over = "a directory that has been visited";
    else if (entered == IS_PASSED && !found->error)
        found->passed_over = "the output directory";
    return found->error || found->passed_over;
}

static void give_meeting(struct rle127_tree *tree, size_t index, struct rle127_found *found)
{
    const size_t other = rle127_siblings_find_meeting(&tree->siblings, index);
    found->meets = other != RLE127_NO_NAME;
    if (found->meets)
        found->meets_with = rle127_listing_name(&tree->listing, other);
}

static void look_at_file(struct rle127_tree *tree, size_t index, struct rle127_found *found)
{
    struct stat now;
    const char *const name = rle127_listing_name(&tree->listing, index);
    if (fstatat(tree->directory_fd, name, &now, AT_SYMLINK_NOFOLLOW) != 0) {
        found->error = errno;
        return;
    }
    if (!S_ISREG(now.st_mode)) { /* it has been replaced */
        found->passed_over = not_regular;
        return;
    }
    found->bytes = (uint64_t)now.st_size;
    found->modified = now.st_mtim;
    give_meeting(tree, index, found);
}

/* False where nothing is to be said of the name. */
static bool give_name(struct rle127_tree *tree, size_t index, struct rle127_found *found)
{
    const enum rle127_kind kind = rle127_listing_kind(&tree->listing, index);
    const bool is_wanted = rle127_siblings_has_wanted_suffix(&tree->siblings, index);
    if (kind == RLE127_DIRECTORY || (tree->setup->wants_rle_only && !is_wanted))
        return false;
    *found = (struct rle127_found){0};
    found->path = rle127_trail_path_of(&tree->trail, rle127_listing_name(&tree->listing, index));
    if (!found->path) {
        found->path = rle127_listing_name(&tree->listing, index);
        found->error = ENOMEM;
    } else if (!is_wanted) {
        found->passed_over = "an .rle file already";
    } else if (kind == RLE127_FILE) {
        look_at_file(tree, index, found);
    } else {
        found->passed_over = not_regular;
    }
    return true;
}

bool rle127_tree_next(struct rle127_tree *tree, struct rle127_found *found)
{
    for (;;) {
        while (tree->next_name < tree->listing.n_names)
            if (give_name(tree, tree->next_name++, found))
                return true;
        leave_directory(tree);
        if (!rle127_trail_pop(&tree->trail))
            break;
        if (give_directory(tree, found))
            return true;
    }
    leave_tree(tree);
    return false;
}
