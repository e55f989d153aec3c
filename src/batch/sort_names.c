/*
 * Quicksort in three parts, byte by byte (Bentley and Sedgewick's multikey quicksort): no byte of a
 * prefix that many names share is looked at more than once for each of them, and nothing is
 * allocated.
 *
 * The worst case is not quadratic: a pass over a part at one depth takes one value of a byte out of
 * it, so there are at the most 256 passes at each depth.
 */
#include "name_blocks.h"

#include <stdbool.h>
#include <string.h>

/* Parts below this size are sorted by insertion. */
#define SMALL_PART 8

/* Names that agree in their first `depth` bytes, NULs counted; has_stem: the stem is among them. */
struct part {
    uint32_t *places;
    size_t n_places, depth;
    bool has_stem;
};

struct sorter {
    char *const *blocks;
};

static unsigned byte_at(const struct sorter *sorter, uint32_t place, size_t depth)
{
    return (unsigned char)rle127_name_at(sorter->blocks, place)[depth];
}

static bool is_before(const struct sorter *sorter, const struct part *part, uint32_t a, uint32_t b)
{
    const char *const left = rle127_name_at(sorter->blocks, a) + part->depth;
    const char *const right = rle127_name_at(sorter->blocks, b) + part->depth;
    const int difference = strcmp(left, right);
    if (difference || part->has_stem)
        return difference < 0;
    const size_t suffix = strlen(left) + 1;
    return strcmp(left + suffix, right + suffix) < 0;
}

static void insert_each(const struct sorter *sorter, const struct part *part)
{
    uint32_t *const places = part->places;
    for (size_t i = 1; i < part->n_places; i++) {
        const uint32_t place = places[i];
        size_t to = i;
        for (; to && is_before(sorter, part, place, places[to - 1]); to--)
            places[to] = places[to - 1];
        places[to] = place;
    }
}

static unsigned choose_middle(const struct sorter *sorter, const struct part *part)
{
    const size_t n = part->n_places;
    const unsigned a = byte_at(sorter, part->places[0], part->depth);
    const unsigned b = byte_at(sorter, part->places[n / 2], part->depth);
    const unsigned c = byte_at(sorter, part->places[n - 1], part->depth);
    const unsigned least = a < b ? a : b, most = a < b ? b : a;
    return c < least ? least : c > most ? most : c;
}

static void swap(uint32_t *places, size_t a, size_t b)
{
    const uint32_t place = places[a];
    places[a] = places[b];
    places[b] = place;
}

/* Those whose byte at the part's depth is less come first, then the equal ones from *equal on, then
 * those from *more on. */
static void divide(const struct sorter *sorter, const struct part *part, unsigned middle,
                   size_t *equal, size_t *more)
{
    size_t at = 0;
    *equal = 0;
    *more = part->n_places;
    while (at < *more) {
        const unsigned byte = byte_at(sorter, part->places[at], part->depth);
        if (byte < middle)
            swap(part->places, (*equal)++, at++);
        else if (byte > middle)
            swap(part->places, at, --*more);
        else
            at++;
    }
}

/* The three parts; of names that end at this depth nothing is left to be sorted, as no two are
 * equal. */
static void split(const struct sorter *sorter, const struct part *part, struct part parts[3])
{
    const unsigned middle = choose_middle(sorter, part);
    size_t equal, more;
    divide(sorter, part, middle, &equal, &more);
    const bool is_end = !middle && part->has_stem;
    parts[0] = (struct part){part->places, equal, part->depth, part->has_stem};
    parts[1] = (struct part){part->places + equal, is_end ? 0 : more - equal, part->depth + 1,
                             part->has_stem || !middle};
    parts[2] =
        (struct part){part->places + more, part->n_places - more, part->depth, part->has_stem};
}

/* Goes on with the largest of the three parts; the others are at the most half as large, so that
 * recursion is at the most 32 deep. */
static void sort_part(const struct sorter *sorter, struct part part)
{
    while (part.n_places >= SMALL_PART) {
        struct part parts[3];
        unsigned largest = 0;
        split(sorter, &part, parts);
        for (unsigned i = 1; i < 3; i++)
            if (parts[i].n_places > parts[largest].n_places)
                largest = i;
        for (unsigned i = 0; i < 3; i++)
            if (i != largest)
                sort_part(sorter, parts[i]);
        part = parts[largest];
    }
    insert_each(sorter, &part);
}

void rle127_sort_names(char *const *blocks, uint32_t *places, size_t n_places)
{
    const struct sorter sorter = {blocks};
    sort_part(&sorter, (struct part){places, n_places, 0, false});
}
