/*
 * One sample of one choice of pools, by either program; what comes out is compared with what rle127
 * makes without any pool.
 */
#ifndef RLE127_BOOK_SUBJECT_H
#define RLE127_BOOK_SUBJECT_H

#include "book.h"

/* Makes what all outputs have to be. False: said, or interrupted. */
bool rle127_make_book_references(struct rle127_book *book);

/* The subject is a struct rle127_book_subject: this is the `run` of a contender. Python's sample
 * has the seconds that the program has measured inside, which leave out its start. */
bool rle127_run_book_subject(void *subject, struct rle127_sample *sample);

#endif
