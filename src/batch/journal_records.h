/*
 * What a journal says, in memory: 16 bytes a file. Must not know how a journal is written down.
 */
#ifndef RLE127_JOURNAL_RECORDS_H
#define RLE127_JOURNAL_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rle127_journal_record {
    uint64_t path_key; /* of an input's and an output's path; never 0 */
    uint64_t proof;    /* rle127_journal_proof() of what was true then */
};

/* Open addressing: a record stands in the first free slot from the one on that its key names. */
struct rle127_journal_records {
    struct rle127_journal_record *slots; /* path_key 0: free */
    size_t n_slots, n_used, n_max;
};

/* Room for so many records. False where there is no memory. */
bool rle127_journal_records_open(struct rle127_journal_records *records, size_t n_max);

/* Puts a record in, or in place of the one with its key. What exceeds n_max is left out. */
void rle127_journal_records_put(struct rle127_journal_records *records,
                                const struct rle127_journal_record *record);

/* NULL where there is none, or the records have not been opened (all zero). */
const struct rle127_journal_record *
rle127_journal_records_find(const struct rle127_journal_records *records, uint64_t path_key);

void rle127_journal_records_close(struct rle127_journal_records *records);

#endif
