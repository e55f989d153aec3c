/*
 * Slots in one piece of memory. What is reserved for encodings is far more than what they take; it
 * costs address space alone.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "workload.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "packed.h"

/* Slots begin at pages of memory; what is written lies half a page off what is read, because some
 * processors take a load for one that has to wait for a store whose address ends alike. */
#define MEMORY_PAGE  4096
#define WRITE_OFFSET 2048

const char *rle127_workload_kind_name(enum rle127_workload_kind kind)
{
    switch (kind) {
    case RLE127_ONE_PAGE:
        return "page";
    case RLE127_SMALL_CALLS:
        return "calls";
    default: /* RLE127_LARGE_SET */
        return "set";
    }
}

static size_t round_up(size_t n_bytes)
{
    return (n_bytes + MEMORY_PAGE - 1) / MEMORY_PAGE * MEMORY_PAGE;
}

/* How many slots there are, which copy the pages in turn. */
static size_t count_slots(const struct rle127_named_page *pages, size_t n_pages, size_t least_bytes)
{
    size_t n_slots = 0;
    for (size_t n_bytes = 0; n_slots < n_pages || n_bytes < least_bytes; n_slots++)
        n_bytes += rle127_packed_bytes(&pages[n_slots % n_pages].bitmap);
    return n_slots;
}

static bool reserve(struct rle127_workload *workload, size_t n_bytes)
{
    void *const memory = mmap(NULL, n_bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    workload->memory = memory;
    workload->memory_bytes = n_bytes;
    return true;
}

/* Takes what a slot needs of the memory at *next. */
static void fill_slot(struct rle127_slot *slot, const struct rle127_bitmap *page, size_t room,
                      uint8_t **next)
{
    const size_t packed_bytes = rle127_packed_bytes(page);
    *slot = (struct rle127_slot){.source = *page, .decoded = *page};
    slot->source.bits = *next;
    slot->coded = *next + round_up(packed_bytes) + WRITE_OFFSET;
    slot->decoded.bits = *next + round_up(packed_bytes) + round_up(room + WRITE_OFFSET);
    memcpy(slot->source.bits, page->bits, packed_bytes);
    *next = slot->decoded.bits + round_up(packed_bytes);
}

static size_t slot_bytes(const struct rle127_bitmap *page, size_t room)
{
    return 2 * round_up(rle127_packed_bytes(page)) + round_up(room + WRITE_OFFSET);
}

/* Memory that is reserved is not refused: who writes to too much of it is ended. */
static bool fits_memory(double n_bytes)
{
    return n_bytes < (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
}

/* The largest page decides for all, so that one number says the room. */
static size_t most_room(const struct rle127_named_page *pages, size_t n_pages,
                        rle127_room_function *room, const void *context)
{
    size_t most = 0;
    for (size_t i = 0; i < n_pages; i++) {
        const size_t n_bytes = room(&pages[i].bitmap, context);
        most = n_bytes > most ? n_bytes : most;
    }
    return most;
}

bool rle127_make_workload(struct rle127_workload *workload, enum rle127_workload_kind kind,
                          const struct rle127_named_page *pages, size_t n_pages, size_t least_bytes,
                          rle127_room_function *room, const void *context)
{
    *workload = (struct rle127_workload){.kind = kind,
                                         .n_slots = count_slots(pages, n_pages, least_bytes),
                                         .coded_room = most_room(pages, n_pages, room, context)};
    size_t n_bytes = 0;
    double written_bytes = 0; /* by a copy; tiny pages take far more than their own size */
    for (size_t i = 0; i < workload->n_slots; i++) {
        const struct rle127_bitmap *const page = &pages[i % n_pages].bitmap;
        written_bytes += (double)slot_bytes(page, rle127_packed_bytes(page));
        n_bytes += slot_bytes(page, workload->coded_room);
        workload->packed_bytes += rle127_packed_bytes(page);
    }
    if (fits_memory(written_bytes))
        workload->slots = calloc(workload->n_slots, sizeof *workload->slots);
    if (!workload->slots || !reserve(workload, n_bytes)) {
        rle127_free_workload(workload);
        return false;
    }
    uint8_t *next = workload->memory;
    for (size_t i = 0; i < workload->n_slots; i++)
        fill_slot(&workload->slots[i], &pages[i % n_pages].bitmap, workload->coded_room, &next);
    return true;
}

void rle127_free_workload(struct rle127_workload *workload)
{
    if (workload->memory)
        munmap(workload->memory, workload->memory_bytes);
    free(workload->slots);
    workload->memory = NULL;
    workload->slots = NULL;
    workload->n_slots = 0;
}
