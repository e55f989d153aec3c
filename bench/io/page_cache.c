/*
 * posix_fadvise() drops, mincore() looks.
 */
#define _DEFAULT_SOURCE /* mincore() */
#include "page_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../src/cli/messages.h"

/* Pages on their way to the disk cannot be dropped yet. */
#define DROP_TRIES          20
#define PAUSE_NANOSECONDS   5000000
#define PAGES_AT_A_TIME_MAX 16384

struct page_count {
    double n_pages, n_cached;
};

static bool refuse(const char *path, const char *reason)
{
    rle127_say(path, "%s", reason);
    return false;
}

/* Of a piece of a file. Looking does not touch the pages. What cannot be looked at counts as
 * cached. */
static void count_piece(struct page_count *count, int fd, off_t at, size_t n_bytes, size_t n_pages)
{
    static unsigned char states[PAGES_AT_A_TIME_MAX];
    void *const pages = mmap(NULL, n_bytes, PROT_READ, MAP_SHARED, fd, at);
    if (pages == MAP_FAILED || mincore(pages, n_bytes, states) != 0)
        memset(states, 1, n_pages);
    if (pages != MAP_FAILED)
        munmap(pages, n_bytes);
    for (size_t i = 0; i < n_pages; i++)
        count->n_cached += states[i] & 1;
    count->n_pages += (double)n_pages;
}

static bool count_file(struct page_count *count, const char *path, int fd)
{
    const size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    const off_t most = (off_t)(PAGES_AT_A_TIME_MAX * page_bytes);
    struct stat found;
    if (fstat(fd, &found) != 0)
        return refuse(path, strerror(errno));
    for (off_t at = 0; at < found.st_size; at += most) {
        const off_t left = found.st_size - at;
        const size_t n_bytes = (size_t)(left < most ? left : most);
        count_piece(count, fd, at, n_bytes, (n_bytes + page_bytes - 1) / page_bytes);
    }
    return true;
}

/* Where a file cannot be put on the disk, as on a system that is only read, or not be dropped, its
 * pages tell. */
static bool drop_file(struct page_count *count, const char *path, int fd)
{
    (void)count;
    (void)path;
    fsync(fd);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    return true;
}

static bool do_each(char *const *paths, size_t n_paths, struct page_count *count,
                    bool (*act)(struct page_count *count, const char *path, int fd))
{
    bool is_done = true;
    for (size_t i = 0; i < n_paths && is_done; i++) {
        const int fd = open(paths[i], O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return refuse(paths[i], strerror(errno));
        is_done = act(count, paths[i], fd);
        close(fd);
    }
    return is_done;
}

bool rle127_measure_cached(char *const *paths, size_t n_paths, double *share)
{
    struct page_count count = {0};
    if (!do_each(paths, n_paths, &count, count_file))
        return false;
    *share = count.n_pages > 0 ? count.n_cached / count.n_pages : 0;
    return true;
}

bool rle127_drop_cached(char *const *paths, size_t n_paths, double *share)
{
    *share = 1;
    for (unsigned i = 0; i<DROP_TRIES && * share> 0; i++) {
        if (i)
            nanosleep(&(struct timespec){.tv_nsec = PAUSE_NANOSECONDS}, NULL);
        if (!do_each(paths, n_paths, NULL, drop_file) ||
            !rle127_measure_cached(paths, n_paths, share))
            return false;
    }
    return true;
}
