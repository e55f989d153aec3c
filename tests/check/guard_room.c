/*
 * Rooms of memory: mapped, guarded, poisoned.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "guard_room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Poison on each side: more than a store of the widest vectors. */
#define MARGIN_BYTES 128
#define GUARD_PAGES  16

static size_t guard_bytes(void)
{
    return GUARD_PAGES * (size_t)sysconf(_SC_PAGESIZE);
}

static void stop(const char *what)
{
    perror(what);
    exit(1);
}

void rle127_open_room(struct rle127_room *room, size_t n_bytes)
{
    const size_t guard = guard_bytes();
    n_bytes += 2 * MARGIN_BYTES + RLE127_N_ALIGNMENTS;
    n_bytes = (n_bytes + guard - 1) / guard * guard;
    uint8_t *const map =
        mmap(NULL, n_bytes + 2 * guard, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        stop("mmap");
    if (mprotect(map + guard, n_bytes, PROT_READ | PROT_WRITE) != 0)
        stop("mprotect");
    *room = (struct rle127_room){.start = map + guard, .end = map + guard + n_bytes};
}

static uint8_t *find_place(const struct rle127_room *room, size_t n_bytes, unsigned place)
{
    if (place == RLE127_AT_START)
        return room->start;
    if (place == RLE127_AT_END)
        return room->end - n_bytes;
    return room->start + MARGIN_BYTES + place;
}

static uint8_t *poison_start(const struct rle127_room *room)
{
    return room->bytes - room->start < MARGIN_BYTES ? room->start : room->bytes - MARGIN_BYTES;
}

static uint8_t *poison_end(const struct rle127_room *room)
{
    uint8_t *const behind = room->bytes + room->n_bytes;
    return room->end - behind < MARGIN_BYTES ? room->end : behind + MARGIN_BYTES;
}

uint8_t *rle127_lay_poison(struct rle127_room *room, size_t n_bytes, unsigned place, uint8_t poison)
{
    room->bytes = find_place(room, n_bytes, place);
    room->n_bytes = n_bytes;
    room->place = place;
    room->poison = poison;
    uint8_t *const start = poison_start(room);
    memset(start, poison, (size_t)(poison_end(room) - start));
    return room->bytes;
}

uint8_t *rle127_lay_bytes(struct rle127_room *room, const uint8_t *bytes, size_t n_bytes,
                          unsigned place, uint8_t poison)
{
    rle127_lay_poison(room, n_bytes, place, poison);
    if (n_bytes)
        memcpy(room->bytes, bytes, n_bytes);
    return room->bytes;
}

bool rle127_is_filled(const uint8_t *bytes, size_t n_bytes, uint8_t byte)
{
    return n_bytes == 0 || (bytes[0] == byte && memcmp(bytes, bytes + 1, n_bytes - 1) == 0);
}

bool rle127_is_intact(const struct rle127_room *room)
{
    const uint8_t *const start = poison_start(room), *const behind = room->bytes + room->n_bytes;
    return rle127_is_filled(start, (size_t)(room->bytes - start), room->poison) &&
           rle127_is_filled(behind, (size_t)(poison_end(room) - behind), room->poison);
}

const char *rle127_name_guard(const struct rle127_room *room, const void *address)
{
    const uintptr_t at = (uintptr_t)address, start = (uintptr_t)room->start,
                    end = (uintptr_t)room->end, guard = guard_bytes();
    if (at >= end && at < end + guard)
        return "behind";
    if (at < start && at >= start - guard)
        return "before";
    return NULL;
}
