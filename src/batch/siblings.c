/*
 * Of the files of one stem the first two candidates are looked for when the first file comes, and
 * no more: however many files share a stem, the first of them need not wait for the rest.
 */
#include "siblings.h"

#include <strings.h>

void rle127_siblings_start(struct rle127_siblings *siblings, int directory_fd)
{
    siblings->directory_fd = directory_fd;
    siblings->group = siblings->first = siblings->second = RLE127_NO_NAME;
}

bool rle127_siblings_has_wanted_suffix(const struct rle127_siblings *siblings, size_t index)
{
    const char *const suffix = rle127_listing_suffix(siblings->listing, index);
    return (strcasecmp(suffix, ".rle") == 0) == siblings->wants_rle;
}

/* The next file that is taken and has the same stem. */
static size_t find_next(const struct rle127_siblings *siblings, size_t index)
{
    const struct rle127_listing *const listing = siblings->listing;
    for (size_t next = index + 1; next < listing->n_names; next++) {
        if (!rle127_listing_has_same_stem(listing, index, next))
            return RLE127_NO_NAME;
        if (rle127_listing_kind(listing, next) == RLE127_FILE &&
            rle127_siblings_has_wanted_suffix(siblings, next))
            return next;
    }
    return RLE127_NO_NAME;
}

static bool is_candidate(const struct rle127_siblings *siblings, size_t index)
{
    return !siblings->is_candidate ||
           siblings->is_candidate(siblings->context, siblings->directory_fd,
                                  rle127_listing_name(siblings->listing, index));
}

/* The first candidate from a file on. */
static size_t find_candidate(const struct rle127_siblings *siblings, size_t index)
{
    while (index != RLE127_NO_NAME && !is_candidate(siblings, index))
        index = find_next(siblings, index);
    return index;
}

static void start_group(struct rle127_siblings *siblings, size_t index)
{
    siblings->group = index;
    siblings->first = siblings->second = RLE127_NO_NAME;
    if (find_next(siblings, index) == RLE127_NO_NAME)
        return;
    siblings->first = find_candidate(siblings, index);
    if (siblings->first != RLE127_NO_NAME)
        siblings->second = find_candidate(siblings, find_next(siblings, siblings->first));
}

size_t rle127_siblings_find_meeting(struct rle127_siblings *siblings, size_t index)
{
    if (siblings->group == RLE127_NO_NAME ||
        !rle127_listing_has_same_stem(siblings->listing, siblings->group, index))
        start_group(siblings, index);
    const size_t first = siblings->first, second = siblings->second;
    if (second == RLE127_NO_NAME)
        return RLE127_NO_NAME;
    if (index == first)
        return second;
    return index == second || (index > second && is_candidate(siblings, index)) ? first
                                                                                : RLE127_NO_NAME;
}
