/*
 * Claims are kept as hashes of what the outputs are.
 */
#include "claims.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../image/image.h"
#include "meant.h"
#include "names.h"

/* By the hash of Fowler, Noll and Vo, from two starts: that two outputs have one key is not to be
 * feared. */
static void add_bytes(struct rle127_key *key, const void *bytes, size_t n_bytes)
{
    const unsigned char *const from = bytes;
    for (size_t i = 0; i < n_bytes; i++) {
        key->high = (key->high ^ from[i]) * 0x100000001B3;
        key->low = (key->low ^ from[i]) * 0x100000001B3;
    }
}

static bool look_at_directory_of(const char *path, struct stat *found)
{
    char *const directory = rle127_name_directory(path);
    const bool is_there = directory && stat(directory, found) == 0;
    free(directory);
    return is_there;
}

/* Below the output directory no link is followed; elsewhere paths may differ and be one. */
static struct rle127_key make_key(const struct rle127_name *name)
{
    struct rle127_key key = {.high = 0xCBF29CE484222325, .low = 0x9E3779B97F4A7C15};
    const char *rest = name->output;
    struct stat found;
    if (!name->is_below && look_at_directory_of(rest, &found)) {
        add_bytes(&key, &found.st_dev, sizeof found.st_dev);
        add_bytes(&key, &found.st_ino, sizeof found.st_ino);
        rest = rle127_last_component(rest);
    }
    add_bytes(&key, rest, strlen(rest));
    return key;
}

/* Of a tree that is compressed only what is meant as an image is not passed over. */
static bool will_be_done(const struct rle127_run *run, const struct rle127_found *found,
                         const char *shown)
{
    return !found->root || run->setup->task != RLE127_TASK_COMPRESS ||
           rle127_is_image_suffix(rle127_suffix_of(found->path)) ||
           rle127_is_image_file(NULL, AT_FDCWD, shown);
}

bool rle127_claim(struct rle127_run *run, const struct rle127_found *found,
                  const struct rle127_name *name, const char *shown, struct rle127_outcome *outcome)
{
    if (!run->must_claim || !name->output || !will_be_done(run, found, shown))
        return true;
    switch (rle127_key_set_add(&run->taken, make_key(name))) {
    case RLE127_KEY_ADDED:
        return true;
    case RLE127_KEY_PRESENT:
        return rle127_fail_output(outcome, "another input has this output");
    default:
        return rle127_fail(outcome, RLE127_FAILED, "out of memory");
    }
}
