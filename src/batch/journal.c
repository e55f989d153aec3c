/*
 * Appending to a journal, in groups: a line is a promise that an output is whole, and not worth a
 * write to the disk of its own.
 */
#include "journal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "journal_file.h"
#include "journal_line.h"

#define UNSYNCED_LINES_MAX   256
#define UNSYNCED_SECONDS_MAX 1.0

static void free_memory(struct rle127_journal *journal)
{
    rle127_journal_records_close(&journal->records);
    free(journal->line);
    free(journal->waiting);
}

const char *rle127_journal_open(struct rle127_journal *journal, const char *path, bool reads)
{
    *journal = (struct rle127_journal){
        .fd = -1,
        .line = malloc(RLE127_JOURNAL_LINE_BYTES),
        .waiting = malloc(RLE127_JOURNAL_LINE_BYTES + RLE127_JOURNAL_PIECE_BYTES)};
    const char *reason = "out of memory";
    if (journal->line && journal->waiting)
        reason = rle127_journal_file_open(journal, path, reads);
    if (reason)
        free_memory(journal);
    return reason;
}

bool rle127_journal_find(const struct rle127_journal *journal, const char *input,
                         const char *output, uint64_t *proof)
{
    if (!journal->records.n_used)
        return false;
    const uint64_t key = rle127_journal_path_key(input, output, journal->line);
    const struct rle127_journal_record *const found =
        rle127_journal_records_find(&journal->records, key);
    if (found)
        *proof = found->proof;
    return found;
}

/* Of lines of which only some bytes went into the file, those that are whole stay in it. Where that
 * fails, whoever opens the journal next does it. */
static void cut_half_line(struct rle127_journal *journal, size_t n_written)
{
    while (n_written && journal->waiting[n_written - 1] != '\n')
        n_written--;
    journal->whole_bytes += n_written;
    rle127_journal_cut(journal->fd, journal->whole_bytes);
}

static int write_waiting(struct rle127_journal *journal)
{
    size_t n_written = 0;
    while (n_written < journal->waiting_bytes) {
        const ssize_t n =
            write(journal->fd, journal->waiting + n_written, journal->waiting_bytes - n_written);
        if (n > 0) {
            n_written += (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            const int error = n ? errno : EIO;
            cut_half_line(journal, n_written);
            return error;
        }
    }
    journal->whole_bytes += n_written;
    journal->waiting_bytes = 0;
    return 0;
}

/* A sync that failed may be followed by one that succeeds though bytes are lost: so the first
 * failure counts for ever. */
static int sync_file(const struct rle127_journal *journal)
{
    int result;
    do
        result = fdatasync(journal->fd);
    while (result != 0 && errno == EINTR);
    return result ? errno : 0;
}

static int sync_lines(struct rle127_journal *journal)
{
    if (!journal->error && journal->n_unsynced) {
        journal->error = write_waiting(journal);
        if (!journal->error)
            journal->error = sync_file(journal);
        journal->n_unsynced = 0;
    }
    return journal->error;
}

static int sync_if_due(struct rle127_journal *journal)
{
    if (journal->n_unsynced &&
        (journal->n_unsynced >= UNSYNCED_LINES_MAX ||
         rle127_read_clock() - journal->unsynced_since >= UNSYNCED_SECONDS_MAX))
        return sync_lines(journal);
    return journal->error;
}

int rle127_journal_tick(struct rle127_journal *journal)
{
    if (!journal->error && journal->waiting_bytes)
        journal->error = write_waiting(journal);
    return sync_if_due(journal);
}

int rle127_journal_add(struct rle127_journal *journal, const char *input, const char *output,
                       const struct rle127_journal_facts *facts)
{
    if (journal->error)
        return journal->error;
    const size_t n_bytes = rle127_journal_write_line(journal->line, input, output, facts);
    if (n_bytes > RLE127_JOURNAL_LINE_BYTES - journal->waiting_bytes)
        journal->error = write_waiting(journal);
    if (journal->error)
        return journal->error;
    memcpy(journal->waiting + journal->waiting_bytes, journal->line, n_bytes);
    journal->waiting_bytes += n_bytes;
    if (n_bytes && journal->n_unsynced++ == 0)
        journal->unsynced_since = rle127_read_clock();
    return sync_if_due(journal);
}

int rle127_journal_close(struct rle127_journal *journal)
{
    int error = sync_lines(journal);
    if (close(journal->fd) != 0 && errno != EINTR && !error)
        error = errno;
    free_memory(journal);
    return error;
}
