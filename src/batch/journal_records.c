/*
 * A table that never grows: who fills it has counted the lines of the journal. So it takes 21 bytes
 * a record, and never twice that while it is copied.
 */
#include "journal_records.h"

#include <stdlib.h>

bool rle127_journal_records_open(struct rle127_journal_records *records, size_t n_max)
{
    *records = (struct rle127_journal_records){.n_max = n_max};
    if (n_max > UINT32_MAX / 2)
        return false;
    records->n_slots = n_max + n_max / 3 + 1; /* at the most three quarters are used */
    records->slots = calloc(records->n_slots, sizeof *records->slots);
    return records->slots;
}

/* The slot that has this key or, where none has, the one where it belongs. There is always a free
 * one. The product is below 2^64, as n_slots is below 2^32. */
static struct rle127_journal_record *find_slot(const struct rle127_journal_records *records,
                                               uint64_t path_key)
{
    size_t at = (size_t)((path_key >> 32) * records->n_slots >> 32);
    while (records->slots[at].path_key && records->slots[at].path_key != path_key)
        at = at + 1 < records->n_slots ? at + 1 : 0;
    return &records->slots[at];
}

void rle127_journal_records_put(struct rle127_journal_records *records,
                                const struct rle127_journal_record *record)
{
    struct rle127_journal_record *const slot = find_slot(records, record->path_key);
    if (!slot->path_key && records->n_used == records->n_max)
        return;
    records->n_used += !slot->path_key;
    *slot = *record;
}

const struct rle127_journal_record *
rle127_journal_records_find(const struct rle127_journal_records *records, uint64_t path_key)
{
    if (!records->slots)
        return NULL;
    const struct rle127_journal_record *const slot = find_slot(records, path_key);
    return slot->path_key ? slot : NULL;
}

void rle127_journal_records_close(struct rle127_journal_records *records)
{
    free(records->slots);
    *records = (struct rle127_journal_records){0};
}
