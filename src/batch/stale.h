/*
 * Temporaries of runs that were killed.
 */
#ifndef RLE127_STALE_H
#define RLE127_STALE_H

/* Removes the temporaries in a directory that no living process holds. Whatever hinders that is no
 * error: it is for tidiness alone. Other files are not touched. */
void rle127_remove_stale(int directory_fd);

#endif
