/*
 * The system's cache of files' pages: what of files is in it, and dropping that. Concerns the files
 * that are named alone, and needs no special rights. Their directories and inodes stay cached.
 */
#ifndef RLE127_PAGE_CACHE_H
#define RLE127_PAGE_CACHE_H

#include <stdbool.h>
#include <stddef.h>

/* The share of the files' pages that is in the cache, 0 to 1: 1 also where that is not told, as of
 * files of others, and of those that cannot be mapped. 0 where they are empty. False where one of
 * them cannot be opened: said. */
bool rle127_measure_cached(char *const *paths, size_t n_paths, double *share);

/* Puts them on the disk and drops them. *share is what is left: all of it where they have no other
 * place, as on tmpfs, or nobody tells. False where one of them cannot be opened: said. */
bool rle127_drop_cached(char *const *paths, size_t n_paths, double *share);

/* What may be left and still is a cold cache: a page or two that somebody else has in hand. */
#define RLE127_COLD_SHARE_MAX 0.01

#endif
