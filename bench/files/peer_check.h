/*
 * Whether what a command wrote is the page that it was given.
 */
#ifndef RLE127_PEER_CHECK_H
#define RLE127_PEER_CHECK_H

#include "file_pages.h"
#include "peers.h"

/* Compares the decoded file at `path` with the page: the bytes where the peer keeps them, else the
 * pixels. `name`: of the row, for the message where it is wrong. */
bool rle127_is_right_page(const char *path, const struct rle127_file_page *page,
                          const struct rle127_peer *peer, const char *name);

#endif
