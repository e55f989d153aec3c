/*
 * Which directories are new is not known here, but those are known whose way from the root of their
 * file system has been put on the disk: what is below one of them can only be new below it. To
 * forget one costs time and nothing else, so the memory for them is small and fixed.
 */
#include "durable.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "open_at.h"

#define N_KNOWN         1024
#define REMEMBERED_MAX  64 /* on one way up */
#define HASH_MULTIPLIER 0x9E3779B97F4A7C15

struct place {
    dev_t device;
    ino_t inode; /* no directory has 0 */
};

static struct place known[N_KNOWN];
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

static struct place *find_cell(struct place place)
{
    const uint64_t mixed = ((uint64_t)place.inode ^ (uint64_t)place.device << 40) * HASH_MULTIPLIER;
    return &known[mixed >> 32 & (N_KNOWN - 1)];
}

static bool is_same(struct place a, struct place b)
{
    return a.device == b.device && a.inode == b.inode;
}

static bool is_known(struct place place)
{
    pthread_mutex_lock(&known_lock);
    const bool is_there = is_same(*find_cell(place), place);
    pthread_mutex_unlock(&known_lock);
    return is_there;
}

static void remember(const struct place *places, size_t n)
{
    pthread_mutex_lock(&known_lock);
    for (size_t i = 0; i < n; i++)
        *find_cell(places[i]) = places[i];
    pthread_mutex_unlock(&known_lock);
}

/* Some file systems have nothing to be done for a directory and say so. */
static int sync_one(int fd)
{
    int result;
    do
        result = fsync(fd);
    while (result != 0 && errno == EINTR);
    return result == 0 || errno == EINVAL || errno == EOPNOTSUPP || errno == EROFS ? 0 : errno;
}

static bool locate(int fd, struct place *place)
{
    struct stat found;
    if (fstat(fd, &found) != 0)
        return false;
    *place = (struct place){found.st_dev, found.st_ino};
    return true;
}

/* The parent, or -1 where there is none on this file system; one that cannot be read cannot be
 * synced either. */
static int open_parent(int fd, struct place child, struct place *parent)
{
    const int parent_fd = rle127_open_at(fd, "..", O_RDONLY | O_DIRECTORY, 0);
    if (parent_fd < 0)
        return -1;
    if (locate(parent_fd, parent) && parent->device == child.device && !is_same(*parent, child))
        return parent_fd;
    close(parent_fd);
    return -1;
}

/* They are remembered only when all above them is done: another thread relies on that. */
static int sync_ancestors(int directory_fd, struct place place)
{
    struct place passed[REMEMBERED_MAX];
    size_t n_passed = 0;
    int fd = directory_fd, error = 0;
    bool is_done = false;
    while (!is_done && !error) {
        if (n_passed < REMEMBERED_MAX)
            passed[n_passed++] = place;
        const int parent_fd = open_parent(fd, place, &place);
        if (fd != directory_fd)
            close(fd);
        fd = parent_fd;
        if (fd < 0)
            break;
        error = sync_one(fd);
        is_done = is_known(place);
    }
    if (fd >= 0 && fd != directory_fd)
        close(fd);
    if (!error)
        remember(passed, n_passed);
    return error;
}

int rle127_sync_directory(int directory_fd)
{
    struct place place;
    const int error = sync_one(directory_fd);
    if (error || !locate(directory_fd, &place) || is_known(place))
        return error;
    return sync_ancestors(directory_fd, place);
}
