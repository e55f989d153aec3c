/*
 * Records that differ in all they have, and paths that need escapes.
 */
#include "journal_samples.h"
#include "tests.h"

#include <stdio.h>

#include "hash_bytes.h"

struct rle127_journal_facts sample_facts(unsigned i)
{
    const struct rle127_journal_facts facts = {
        .input_bytes = 1000 + i,
        .modified = {.tv_sec = (time_t)i - 3, .tv_nsec = (long)i * 1001 % 1000000000},
        .options = rle127_journal_options("pillow"),
        .output_hash = rle127_hash_bytes(&i, sizeof i),
    };
    return facts;
}

const char *sample_input(unsigned i)
{
    static char path[64];
    snprintf(path, sizeof path, i % 3 ? "in/page-%06u.pbm" : "in/pa\tge\n%u\\\xFF.pbm", i);
    return path;
}

const char *sample_output(unsigned i)
{
    static char path[64];
    snprintf(path, sizeof path, "out/page-%06u.rle", i);
    return path;
}

void sample_need_journal(void)
{
    if (!rle127_can_hash())
        skip();
}

void sample_open(struct rle127_journal *journal, bool reads)
{
    const char *const reason = rle127_journal_open(journal, JOURNAL_PATH, reads);
    if (reason)
        fail_msg("%s", reason);
}

void sample_close(struct rle127_journal *journal)
{
    assert_int_equal(rle127_journal_close(journal), 0);
}

void sample_write(unsigned first, unsigned last)
{
    struct rle127_journal journal;
    sample_open(&journal, false);
    for (unsigned i = first; i < last; i++) {
        const struct rle127_journal_facts facts = sample_facts(i);
        assert_int_equal(rle127_journal_add(&journal, sample_input(i), sample_output(i), &facts),
                         0);
    }
    sample_close(&journal);
}

bool sample_is_found(const struct rle127_journal *journal, unsigned i)
{
    const struct rle127_journal_facts facts = sample_facts(i);
    uint64_t proof;
    if (!rle127_journal_find(journal, sample_input(i), sample_output(i), &proof))
        return false;
    assert_true(proof == rle127_journal_proof(&facts));
    return true;
}

unsigned sample_count(unsigned n)
{
    struct rle127_journal journal;
    unsigned n_found = 0;
    sample_open(&journal, true);
    for (unsigned i = 0; i < n; i++)
        n_found += sample_is_found(&journal, i);
    assert_int_equal(journal.records.n_used, n_found);
    sample_close(&journal);
    return n_found;
}
