/*
 * Records of a journal for tests: number i has facts and paths of its own.
 */
#ifndef JOURNAL_SAMPLES_H
#define JOURNAL_SAMPLES_H

#include "journal.h"

#define JOURNAL_PATH "journal"

struct rle127_journal_facts sample_facts(unsigned i);
const char *sample_input(unsigned i);  /* valid until the next call */
const char *sample_output(unsigned i); /* likewise */

/* Skips the test where this build has no journal. */
void sample_need_journal(void);

void sample_open(struct rle127_journal *journal, bool reads);
void sample_close(struct rle127_journal *journal);

/* Opens, adds records first to last - 1, closes. */
void sample_write(unsigned first, unsigned last);

/* Whether record i is there, with its facts. Other facts under its paths fail the test. */
bool sample_is_found(const struct rle127_journal *journal, unsigned i);

/* How many of n records a journal has that is opened now. */
unsigned sample_count(unsigned n);

#endif
