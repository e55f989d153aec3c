/* MAP_ANONYMOUS is not in POSIX 2008, but in every libc this is run with. */
#define _DEFAULT_SOURCE

#include "guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static void stop(const char *what)
{
    perror(what);
    exit(1);
}

static struct guarded map_guards(size_t map_bytes)
{
    void *map = mmap(NULL, map_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        stop("mmap");
    return (struct guarded){.map = map, .map_bytes = map_bytes};
}

static void open_room(uint8_t *first, size_t n_bytes)
{
    if (mprotect(first, n_bytes, PROT_READ | PROT_WRITE) != 0)
        stop("mprotect");
}

struct guarded guarded_new(size_t room_bytes)
{
    size_t page = page_bytes();
    size_t n_pages = (room_bytes + page - 1) / page;
    struct guarded guarded = map_guards((n_pages + 2) * page);
    guarded.room = guarded.map + page;
    guarded.room_bytes = n_pages * page;
    open_room(guarded.room, guarded.room_bytes);
    return guarded;
}

struct guarded guarded_new_rows(size_t n_rows)
{
    size_t page = page_bytes();
    struct guarded guarded = map_guards((2 * n_rows + 1) * page);
    guarded.room = guarded.map + page;
    guarded.room_bytes = page;
    for (size_t row = 0; row < n_rows; row++)
        open_room(guarded.room + row * guarded_row_stride(), page);
    return guarded;
}

size_t guarded_row_stride(void)
{
    return 2 * page_bytes();
}

void guarded_free(struct guarded *guarded)
{
    munmap(guarded->map, guarded->map_bytes);
    guarded->map = NULL;
}

uint8_t *guarded_place(const struct guarded *guarded, size_t n_bytes, bool at_end)
{
    return at_end ? guarded->room + guarded->room_bytes - n_bytes : guarded->room;
}
