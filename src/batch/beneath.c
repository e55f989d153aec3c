/*
 * The directory that was opened last is kept: what is asked for next is most often the same or
 * below it.
 */
#include "beneath.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "names.h"
#include "open_at.h"

#define FIRST_PATH_BYTES 256

void rle127_beneath_init(struct rle127_beneath *beneath, int root_fd)
{
    *beneath = (struct rle127_beneath){.root_fd = root_fd, .fd = -1};
}

static void leave(struct rle127_beneath *beneath)
{
    if (beneath->fd >= 0)
        close(beneath->fd);
    beneath->fd = -1;
    beneath->path_length = 0;
}

void rle127_beneath_close(struct rle127_beneath *beneath)
{
    leave(beneath);
    free(beneath->path);
    beneath->path = NULL;
    beneath->path_bytes = 0;
}

static bool make_room(struct rle127_beneath *beneath, size_t n_bytes)
{
    if (n_bytes <= beneath->path_bytes)
        return true;
    const size_t room = n_bytes < FIRST_PATH_BYTES ? FIRST_PATH_BYTES : 2 * n_bytes;
    char *const path = realloc(beneath->path, room);
    if (!path)
        return false;
    beneath->path = path;
    beneath->path_bytes = room;
    return true;
}

/* Whether the directory in hand is the one asked for, or above it. */
static bool is_on_the_way(const struct rle127_beneath *beneath, const char *path, size_t length)
{
    return beneath->path_length && beneath->path_length <= length &&
           (beneath->path_length == length || path[beneath->path_length] == '/') &&
           memcmp(beneath->path, path, beneath->path_length) == 0;
}

static int open_one(int directory_fd, const char *name, bool makes)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    const int fd = rle127_open_at(directory_fd, name, flags, 0);
    if (fd >= 0 || errno != ENOENT || !makes)
        return fd;
    if (mkdirat(directory_fd, name, 0777) != 0 && errno != EEXIST)
        return -1;
    return rle127_open_at(directory_fd, name, flags, 0);
}

/* Goes from the directory in hand to the one that path[0..end) names, which is one component below
 * it. `path` is followed by room for a NUL. */
static bool step(struct rle127_beneath *beneath, size_t end, bool makes)
{
    char *const path = beneath->path, *const name = path + beneath->path_length +
                                                    (beneath->path_length ? 1 : 0);
    const char behind = path[end];
    path[end] = '\0';
    const bool is_up = strcmp(name, "..") == 0;
    const int above = beneath->fd >= 0 ? beneath->fd : beneath->root_fd;
    const int fd = is_up ? -1 : open_one(above, name, makes);
    path[end] = behind;
    if (is_up)
        errno = EXDEV;
    if (fd < 0)
        return false;
    if (beneath->fd >= 0)
        close(beneath->fd);
    beneath->fd = fd;
    beneath->path_length = end;
    return true;
}

static size_t find_end(const char *path, size_t from, size_t length)
{
    const char *const slash = memchr(path + from, '/', length - from);
    return slash ? (size_t)(slash - path) : length;
}

int rle127_beneath_open(struct rle127_beneath *beneath, const char *path, size_t path_length,
                        bool makes)
{
    if (!is_on_the_way(beneath, path, path_length))
        leave(beneath);
    if (!path_length)
        return beneath->root_fd;
    if (!make_room(beneath, path_length + 1)) {
        errno = ENOMEM;
        return -1;
    }
    memcpy(beneath->path, path, path_length);
    while (beneath->path_length < path_length) {
        const size_t from = beneath->path_length + (beneath->path_length ? 1 : 0);
        if (!step(beneath, find_end(beneath->path, from, path_length), makes))
            return -1;
    }
    return beneath->fd;
}

int rle127_beneath_open_parent(struct rle127_beneath *beneath, const char *path, bool makes,
                               const char **name)
{
    *name = rle127_last_component(path);
    const size_t length = (size_t)(*name - path);
    return rle127_beneath_open(beneath, path, length ? length - 1 : 0, makes);
}
