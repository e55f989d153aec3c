/*
 * The journal: which files have been done, so that a run that was broken off can be resumed. A text
 * file that is only appended to: the line "rle127-journal 1", then one line a finished file
 * (journal_line.h). Must not know pools, images or printing. Used by one thread.
 *
 * Who resumes a file looks for it with rle127_journal_find() and skips it only if what was true
 * then is true now: the size and time of the input, the options, and the hash of the output's
 * bytes. What the journal lacks is only work done twice; so lines that are damaged are passed over.
 */
#ifndef RLE127_JOURNAL_H
#define RLE127_JOURNAL_H

#include <time.h>

#include "journal_records.h"

struct rle127_journal_facts {
    uint64_t input_bytes;
    struct timespec modified; /* the input */
    uint64_t options;         /* rle127_journal_options() */
    uint64_t output_hash;     /* of all bytes of the output */
};

struct rle127_journal {
    int fd;
    int error;            /* errno of the first call that failed; then nothing more is written */
    uint64_t whole_bytes; /* of the file: all lines that were written */
    char *line, *waiting; /* room for a line; lines that are not written yet */
    size_t waiting_bytes;
    unsigned n_unsynced; /* lines since the last fdatasync() */
    double unsynced_since;
    struct rle127_journal_records records; /* those that were there when it was opened */
};

/* Opens the journal at path, which is made where there is none, and keeps it locked; `reads`:
 * learns what it says. A line that was cut off at the end is removed. Returns NULL, or the reason
 * why it cannot be used, valid until the next call; then nothing is open, and a file that is no
 * journal has not been touched. A lock that is held is waited for, for a second: the workers of a
 * run that was killed hold it until they have died too. */
const char *rle127_journal_open(struct rle127_journal *journal, const char *path, bool reads);

/* A hash of what determines an output's bytes beside its input: the caller's words for it. */
uint64_t rle127_journal_options(const char *text);

/* The hash of facts. Those of now are those of then where this equals what find() gives. */
uint64_t rle127_journal_proof(const struct rle127_journal_facts *facts);

/* What the last line about these two paths proves, of the lines that were there when the journal
 * was opened to be read. False where there is none. */
bool rle127_journal_find(const struct rle127_journal *journal, const char *input,
                         const char *output, uint64_t *proof);

/* Adds a line. It is in the file, where this process's death cannot harm it, at the next tick();
 * on the disk after 256 lines, after a second (if tick() is called meanwhile) or when the journal
 * is closed. Paths that no line can hold (130,000 bytes) are left out. These return 0 or the errno
 * of the first call that failed, now or before. */
int rle127_journal_add(struct rle127_journal *journal, const char *input, const char *output,
                       const struct rle127_journal_facts *facts);
int rle127_journal_tick(struct rle127_journal *journal);
int rle127_journal_close(struct rle127_journal *journal);

#endif
