/*
 * Reading a directory and keeping its names.
 */
#define _DEFAULT_SOURCE /* d_type */
#include "listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "name_blocks.h"
#include "names.h"

#define FIRST_PLACES 64u

/* More have no place of 32 bits. */
#define BLOCKS_MAX (1u << (32 - RLE127_BLOCK_BITS))

static bool add_block(struct rle127_listing *listing)
{
    if (listing->n_blocks == BLOCKS_MAX)
        return false;
    char **const blocks = realloc(listing->blocks, (listing->n_blocks + 1) * sizeof *blocks);
    if (!blocks)
        return false;
    listing->blocks = blocks;
    blocks[listing->n_blocks] = malloc(RLE127_BLOCK_BYTES);
    if (!blocks[listing->n_blocks])
        return false;
    listing->n_blocks++;
    listing->used_bytes = 0;
    return true;
}

static bool add_places(struct rle127_listing *listing)
{
    const size_t n_places = listing->n_places ? 2 * listing->n_places : FIRST_PLACES;
    uint32_t *const places = realloc(listing->places, n_places * sizeof *places);
    if (!places)
        return false;
    listing->places = places;
    listing->n_places = n_places;
    return true;
}

/* The length of a directory's record has 16 bits and counts its head too, so that any name fits a
 * block with three bytes more. */
static bool add_name(struct rle127_listing *listing, const char *name, enum rle127_kind kind)
{
    const char *const dot = rle127_find_dot(name);
    const size_t stem_length = (size_t)(dot - name), name_length = stem_length + strlen(dot);
    if (!listing->n_blocks || listing->used_bytes + name_length + 3 > RLE127_BLOCK_BYTES)
        if (!add_block(listing))
            return false;
    if (listing->n_names == listing->n_places && !add_places(listing))
        return false;
    char *const at = listing->blocks[listing->n_blocks - 1] + listing->used_bytes;
    at[0] = (char)kind;
    memcpy(at + 1, name, stem_length);
    at[1 + stem_length] = '\0';
    strcpy(at + 2 + stem_length, dot);
    listing->places[listing->n_names++] =
        (uint32_t)((listing->n_blocks - 1) << RLE127_BLOCK_BITS | listing->used_bytes);
    listing->used_bytes += name_length + 3;
    if (listing->name_bytes < name_length + 1)
        listing->name_bytes = name_length + 1;
    return true;
}

static enum rle127_kind kind_of_mode(mode_t mode)
{
    return S_ISREG(mode) ? RLE127_FILE : S_ISDIR(mode) ? RLE127_DIRECTORY : RLE127_OTHER;
}

/* What cannot be looked at counts as a file: whoever opens it says what is wrong. */
static enum rle127_kind look_at(int directory_fd, const char *name)
{
    struct stat found;
    if (fstatat(directory_fd, name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return RLE127_FILE;
    return kind_of_mode(found.st_mode);
}

static bool is_left_out(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || rle127_is_temporary_name(name);
}

static int add_entry(struct rle127_listing *listing, int directory_fd, const struct dirent *entry)
{
    if (is_left_out(entry->d_name))
        return 0;
    const enum rle127_kind kind = entry->d_type == DT_UNKNOWN
                                      ? look_at(directory_fd, entry->d_name)
                                      : kind_of_mode((mode_t)DTTOIF(entry->d_type));
    return add_name(listing, entry->d_name, kind) ? 0 : ENOMEM;
}

static int read_entries(struct rle127_listing *listing, DIR *directory)
{
    const struct dirent *entry;
    int error = 0;
    while (errno = 0, !error && (entry = readdir(directory)))
        error = add_entry(listing, dirfd(directory), entry);
    return error ? error : errno;
}

static int read_all(struct rle127_listing *listing, int directory_fd)
{
    const int fd = fcntl(directory_fd, F_DUPFD_CLOEXEC, 0);
    DIR *const directory = fd < 0 ? NULL : fdopendir(fd);
    if (!directory) {
        const int error = errno;
        if (fd >= 0)
            close(fd);
        return error;
    }
    const int error = read_entries(listing, directory);
    closedir(directory);
    return error;
}

int rle127_listing_read(struct rle127_listing *listing, int directory_fd)
{
    *listing = (struct rle127_listing){0};
    int error = read_all(listing, directory_fd);
    if (!error && listing->n_names) {
        listing->name = malloc(listing->name_bytes);
        error = listing->name ? 0 : ENOMEM;
    }
    if (error)
        rle127_listing_close(listing);
    else
        rle127_sort_names(listing->blocks, listing->places, listing->n_names);
    return error;
}

static const char *stem_of(const struct rle127_listing *listing, size_t index)
{
    return rle127_name_at(listing->blocks, listing->places[index]);
}

enum rle127_kind rle127_listing_kind(const struct rle127_listing *listing, size_t index)
{
    return (enum rle127_kind)stem_of(listing, index)[-1];
}

const char *rle127_listing_suffix(const struct rle127_listing *listing, size_t index)
{
    const char *const stem = stem_of(listing, index);
    return stem + strlen(stem) + 1;
}

const char *rle127_listing_name(const struct rle127_listing *listing, size_t index)
{
    strcpy(listing->name, stem_of(listing, index));
    return strcat(listing->name, rle127_listing_suffix(listing, index));
}

bool rle127_listing_has_same_stem(const struct rle127_listing *listing, size_t a, size_t b)
{
    return strcmp(stem_of(listing, a), stem_of(listing, b)) == 0;
}

void rle127_listing_close(struct rle127_listing *listing)
{
    for (size_t i = 0; i < listing->n_blocks; i++)
        free(listing->blocks[i]);
    free(listing->blocks);
    free(listing->places);
    free(listing->name);
    *listing = (struct rle127_listing){0};
}
