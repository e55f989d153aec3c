/*
 * One sample of one way, by either program; what comes out is compared with what rle127 makes
 * without any pool.
 */
#ifndef RLE127_BOOK_SUBJECT_H
#define RLE127_BOOK_SUBJECT_H

#include "book.h"

/* Makes what all outputs have to be. False: said, or interrupted. */
bool rle127_make_book_outputs(struct rle127_book *book);

/* Bytes of the outputs that rle127_make_book_outputs() has made. */
double rle127_count_book_bytes(const struct rle127_book *book, bool is_single);

/* A contender's function; its subject is a struct rle127_book_subject. Python's sample has the
 * seconds that the program has measured inside, which leave out its start. */
bool rle127_run_book_subject(void *subject, struct rle127_sample *sample);

#endif
