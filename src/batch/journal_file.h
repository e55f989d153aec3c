/*
 * A journal's file: told from other files, locked, and read. Inside of journal.h.
 */
#ifndef RLE127_JOURNAL_FILE_H
#define RLE127_JOURNAL_FILE_H

#include "journal.h"

/* What is read at a time. */
#define RLE127_JOURNAL_PIECE_BYTES ((size_t)1 << 18)

/* Opens, locks and, where asked, reads the file: sets fd, whole_bytes and records. `waiting` is
 * read into and has room for a line and a piece. Returns NULL, or the reason as
 * rle127_journal_open() does. */
const char *rle127_journal_file_open(struct rle127_journal *journal, const char *path, bool reads);

/* Leaves the first n_bytes of a file; returns 0 or errno. */
int rle127_journal_cut(int fd, uint64_t n_bytes);

#endif
