/*
 * What the subjects of the experiment `book` come to: measurements, a table, a chart, sentences.
 */
#ifndef RLE127_BOOK_REPORT_H
#define RLE127_BOOK_REPORT_H

#include "book.h"

/* contenders[i] has subjects[i] as its subject, and its samples. */
void rle127_report_book(struct rle127_section *section, const struct rle127_experiment *experiment,
                        const struct rle127_book *book, const struct rle127_book_subject *subjects,
                        const struct rle127_contender *contenders, size_t n_subjects);

#endif
