/*
 * Pieces of one job, run by processes that are forked for it and end with it. Must not know: what
 * the pieces are, files, signals' handlers.
 */
#ifndef RLE127_ROW_PROCESSES_H
#define RLE127_ROW_PROCESSES_H

#include <stddef.h>

/* What is done with a piece. It may run twice, the second time after its process has died. As the
 * child that runs it was forked, maybe beside other threads, it only works on memory: it allocates
 * nothing, takes no lock, prints nothing and enters no parallel region. */
typedef void rle127_piece_step(void *job, unsigned piece);

/* Calls step(job, piece) for each piece 0 .. n_pieces - 1, and waits: the caller itself and up to
 * n_processes - 1 children take whatever piece is the next one. What a step writes for the caller
 * lies in memory from rle127_shared_map(). A piece whose child died is done again by the caller,
 * who also does all of them where nothing can be forked. Children hold back all signals, so that
 * no handler runs in them, and are killed when the thread that calls this ends, or its process. */
void rle127_run_pieces(unsigned n_processes, unsigned n_pieces, rle127_piece_step *step, void *job);

/* Memory that children of this process share with it, all zero, or NULL; pages that are never
 * touched take none. */
void *rle127_shared_map(size_t n_bytes);
void rle127_shared_unmap(void *memory, size_t n_bytes); /* memory may be NULL */

#endif
