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
#define PAGES_AT_A_TIME_MAX 65536

struct page_count {
    double n_pages, n_cached;
};

static bool refuse(const char *path, const char *reason)
{
    rle127_say(path, "%s", reason);
    return false;
}

/* Looking does not touch the pages. */
static void count_mapped(struct page_count *count, uint8_t *pages, size_t n_bytes, uint8_t *states)
{
    const size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    const size_t most = PAGES_AT_A_TIME_MAX * page_bytes;
    for (size_t at = 0; at < n_bytes; at += most) {
        const size_t piece = n_bytes - at < most ? n_bytes - at : most;
        const size_t n_pages = (piece + page_bytes - 1) / page_bytes;
        if (mincore(pages + at, piece, states) != 0)
            memset(states, 1, n_pages);
        for (size_t i = 0; i < n_pages; i++)
            count->n_cached += states[i] & 1;
        count->n_pages += (double)n_pages;
    }
}

static bool count_file(struct page_count *count, const char *path, int fd)
{
    static uint8_t states[PAGES_AT_A_TIME_MAX];
    struct stat found;
    if (fstat(fd, &found) != 0)
        return refuse(path, strerror(errno));
    const size_t n_bytes = (size_t)found.st_size;
    if (!n_bytes)
        return true;
    void *const pages = mmap(NULL, n_bytes, PROT_READ, MAP_SHARED, fd, 0);
    if (pages == MAP_FAILED)
        return refuse(path, strerror(errno));
    count_mapped(count, pages, n_bytes, states);
    munmap(pages, n_bytes);
    return true;
}

static bool drop_file(struct page_count *count, const char *path, int fd)
{
    (void)count;
    const int error = fsync(fd) == 0 ? posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) : errno;
    return !error || refuse(path, strerror(error));
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
