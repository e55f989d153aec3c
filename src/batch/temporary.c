/*
 * Temporaries. What a system, or one of its file systems, cannot do is done in the next best way.
 */
#define _GNU_SOURCE /* renameat2(), O_TMPFILE, AT_EMPTY_PATH */
#include "temporary.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "../image/sink.h"
#include "open_at.h"
#include "read_at.h"

#define NAME_TRIES  100
#define PIECE_BYTES 65536

/* File systems on which files without a name cannot be made or not be named afterwards. Where there
 * are more of them than this remembers, both are tried for each file. */
#define UNABLE_MAX 8
static atomic_uint n_unable;
static _Atomic uint64_t unable_devices[UNABLE_MAX];

/* Whether a call was refused as such. ENOENT: an old system, no /proc, or a directory that has been
 * removed, which the next best way will find. */
static bool is_unable(int error)
{
    switch (error) {
    case EINVAL:
    case EISDIR:
    case EMLINK:
    case ENOENT:
    case ENOSYS:
    case EOPNOTSUPP:
    case EPERM:
    case EXDEV:
        return true;
    default:
        return false;
    }
}

static bool can_be_unnamed(int directory_fd)
{
    const unsigned n = atomic_load(&n_unable);
    struct stat found;
    if (n == 0 || fstat(directory_fd, &found) != 0)
        return true;
    for (unsigned i = 0; i < n && i < UNABLE_MAX; i++)
        if (atomic_load(&unable_devices[i]) == (uint64_t)found.st_dev)
            return false;
    return true;
}

static void remember_unable(int directory_fd)
{
    struct stat found;
    const unsigned n = atomic_load(&n_unable);
    if (n >= UNABLE_MAX || fstat(directory_fd, &found) != 0)
        return;
    atomic_store(&unable_devices[n], (uint64_t)found.st_dev);
    atomic_store(&n_unable, n + 1); /* of two threads at once, one is forgotten */
}

#define PREFIX ".rle127-"

/* Behind a number in digits as printf() writes them; NULL where there is none. */
static const char *skip_number(const char *text)
{
    const size_t n_digits = strspn(text, "0123456789abcdef");
    return n_digits && n_digits <= 16 ? text + n_digits : NULL;
}

bool rle127_is_temporary_name(const char *name)
{
    if (strncmp(name, PREFIX, strlen(PREFIX)) != 0)
        return false;
    const char *at = skip_number(name + strlen(PREFIX));
    for (int i = 0; i < 2 && at; i++)
        at = *at == '-' ? skip_number(at + 1) : NULL;
    return at && !*at;
}

static void make_temporary_name(char *name, unsigned attempt)
{
    static atomic_uint n_made; /* threads can ask at the same moment */
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const uint64_t moment = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec + attempt;
    snprintf(name, RLE127_TEMPORARY_NAME_BYTES, PREFIX "%lx-%" PRIx64 "-%x",
             (unsigned long)getpid(), moment, atomic_fetch_add(&n_made, 1) & 0xFFF);
}

static int open_unnamed(struct rle127_temporary *t, mode_t mode)
{
#ifdef O_TMPFILE
    if (!can_be_unnamed(t->directory_fd))
        return EOPNOTSUPP;
    t->fd = rle127_open_at(t->directory_fd, ".", O_TMPFILE | O_RDWR, mode);
    return t->fd < 0 ? errno : 0;
#else
    return EOPNOTSUPP;
#endif
}

/* False where somebody who removes stale temporaries was faster. A file system without locks has
 * none for that one either. */
static bool lock_named(int fd)
{
    struct stat found;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno != EWOULDBLOCK;
    return fstat(fd, &found) != 0 || found.st_nlink > 0;
}

static int guard(struct rle127_temporary *t)
{
    t->slot = rle127_guard_file(t->directory_fd, t->name);
    t->is_named = t->slot >= 0;
    if (!t->is_named)
        unlinkat(t->directory_fd, t->name, 0);
    return t->is_named ? 0 : RLE127_TOO_MANY_FILES;
}

static int create_named(struct rle127_temporary *t, mode_t mode, unsigned attempt)
{
    make_temporary_name(t->name, attempt);
    t->fd = rle127_open_at(t->directory_fd, t->name, O_RDWR | O_CREAT | O_EXCL, mode);
    if (t->fd < 0)
        return errno;
    int error = EEXIST;
    if (lock_named(t->fd))
        error = guard(t);
    else
        unlinkat(t->directory_fd, t->name, 0);
    if (error)
        close(t->fd);
    return error;
}

static int open_named(struct rle127_temporary *t, mode_t mode)
{
    sigset_t before;
    int error = EEXIST;
    rle127_hold_interrupts(&before);
    for (unsigned attempt = 0; attempt < NAME_TRIES && error == EEXIST; attempt++)
        error = create_named(t, mode, attempt);
    rle127_allow_interrupts(&before);
    return error;
}

int rle127_temporary_open(struct rle127_temporary *t, int directory_fd, mode_t mode)
{
    *t = (struct rle127_temporary){.fd = -1, .directory_fd = directory_fd};
    int error = open_unnamed(t, mode);
    if (!is_unable(error))
        return error;
    const bool is_new = can_be_unnamed(directory_fd);
    error = open_named(t, mode);
    if (!error && is_new)
        remember_unable(directory_fd);
    return error;
}

int rle127_temporary_sync(struct rle127_temporary *t)
{
    int result;
    do
        result = fsync(t->fd);
    while (result != 0 && errno == EINTR);
    t->is_synced = true;
    return result == 0 ? 0 : errno;
}

/* The second descriptor keeps the file, and its lock. */
int rle127_temporary_settle(struct rle127_temporary *t)
{
    const int second = fcntl(t->fd, F_DUPFD_CLOEXEC, 0);
    if (second < 0)
        return errno;
    const int error = close(t->fd) == 0 || errno == EINTR ? 0 : errno;
    t->fd = second;
    return error;
}

/* A second way for systems that grant the first only to some: by /proc. */
static int link_unnamed(const struct rle127_temporary *t, const char *name)
{
    char path[32];
#ifdef AT_EMPTY_PATH
    if (linkat(t->fd, "", t->directory_fd, name, AT_EMPTY_PATH) == 0)
        return 0;
    if (!is_unable(errno))
        return errno;
#endif
    snprintf(path, sizeof path, "/proc/self/fd/%d", t->fd);
    return linkat(AT_FDCWD, path, t->directory_fd, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

/* Locked first: nobody may think that it is stale. */
static int link_under_temporary_name(struct rle127_temporary *t)
{
    sigset_t before;
    int error = EEXIST;
    flock(t->fd, LOCK_EX | LOCK_NB);
    rle127_hold_interrupts(&before);
    for (unsigned attempt = 0; attempt < NAME_TRIES && error == EEXIST; attempt++) {
        make_temporary_name(t->name, attempt);
        error = link_unnamed(t, t->name);
    }
    if (!error)
        error = guard(t);
    rle127_allow_interrupts(&before);
    return error;
}

static int copy_bytes(int from_fd, int to_fd)
{
    uint8_t piece[PIECE_BYTES];
    struct rle127_sink sink;
    ssize_t n_bytes;
    rle127_sink_open(&sink, to_fd, true);
    for (uint64_t offset = 0; !sink.error; offset += (size_t)n_bytes) {
        n_bytes = rle127_read_at(from_fd, piece, sizeof piece, offset);
        if (n_bytes <= 0)
            return n_bytes < 0 ? errno : 0;
        rle127_sink_append(&sink, piece, (size_t)n_bytes);
        rle127_sink_flush(&sink);
    }
    return sink.error;
}

/* Where a file can be made without a name but not be given one. */
static int copy_to_named(struct rle127_temporary *t)
{
    struct stat made;
    struct rle127_temporary copy = {.directory_fd = t->directory_fd};
    if (fstat(t->fd, &made) != 0)
        return errno;
    int error = open_named(&copy, made.st_mode & 0666);
    if (error)
        return error;
    error = copy_bytes(t->fd, copy.fd);
    if (!error && t->is_synced)
        error = rle127_temporary_sync(&copy);
    if (!error)
        error = rle127_temporary_settle(&copy);
    if (error) {
        rle127_temporary_close(&copy);
        return error;
    }
    remember_unable(t->directory_fd);
    close(t->fd);
    *t = copy;
    return 0;
}

/* Where the system cannot do that in one step, a second link does it, and where there are no links,
 * a look before it. */
static int rename_to_new(const struct rle127_temporary *t, const char *name)
{
    const int dir = t->directory_fd;
#ifdef RENAME_NOREPLACE
    if (renameat2(dir, t->name, dir, name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != ENOSYS && errno != EINVAL && errno != EPERM)
        return errno;
#endif
    if (linkat(dir, t->name, dir, name, 0) == 0) {
        unlinkat(dir, t->name, 0); /* the output is there, whatever comes of this */
        return 0;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK)
        return errno;
    struct stat found;
    if (fstatat(dir, name, &found, AT_SYMLINK_NOFOLLOW) == 0)
        return EEXIST;
    return renameat(dir, t->name, dir, name) == 0 ? 0 : errno;
}

static int rename_over(const struct rle127_temporary *t, const char *name)
{
    return renameat(t->directory_fd, t->name, t->directory_fd, name) == 0 ? 0 : errno;
}

static int rename_and_release(struct rle127_temporary *t, const char *name,
                              int (*rename_it)(const struct rle127_temporary *, const char *))
{
    sigset_t before;
    rle127_hold_interrupts(&before);
    const int error = rename_it(t, name);
    if (!error) {
        rle127_release_file(t->slot);
        t->is_named = false;
    }
    rle127_allow_interrupts(&before);
    return error;
}

int rle127_temporary_name(struct rle127_temporary *t, const char *name)
{
    if (!t->is_named) {
        int error = link_unnamed(t, name);
        if (is_unable(error))
            error = copy_to_named(t);
        if (!t->is_named)
            return error;
    }
    return rename_and_release(t, name, rename_to_new);
}

int rle127_temporary_name_over(struct rle127_temporary *t, const char *name)
{
    if (!t->is_named) {
        int error = link_unnamed(t, name);
        if (error == EEXIST)
            error = link_under_temporary_name(t);
        if (is_unable(error))
            error = copy_to_named(t);
        if (!t->is_named)
            return error;
    }
    return rename_and_release(t, name, rename_over);
}

void rle127_temporary_close(struct rle127_temporary *t)
{
    sigset_t before;
    if (t->is_named) {
        rle127_hold_interrupts(&before);
        unlinkat(t->directory_fd, t->name, 0);
        rle127_release_file(t->slot);
        rle127_allow_interrupts(&before);
        t->is_named = false;
    }
    close(t->fd);
}
