/*
 * Opening a journal. Nothing is believed of the file: it may be another's, of another version, in
 * use, damaged anywhere, or of any size.
 */
#include "journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hash_bytes.h"
#include "journal_line.h"
#include "open_at.h"

#define NAME         "rle127-journal "
#define FIRST_LINE   NAME "1\n"
#define NAME_BYTES   (sizeof NAME - 1)
#define HEADER_BYTES (sizeof FIRST_LINE - 1)

#define LOCK_TRIES       100
#define LOCK_NANOSECONDS 10000000L /* between two of them */

int rle127_journal_cut(int fd, uint64_t n_bytes)
{
    int result;
    do
        result = ftruncate(fd, (off_t)n_bytes);
    while (result != 0 && errno == EINTR);
    return result ? errno : 0;
}

static const char *lock_file(int fd)
{
    const struct timespec pause = {.tv_nsec = LOCK_NANOSECONDS};
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return NULL;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return strerror(errno);
        nanosleep(&pause, NULL);
    }
    return "in use by another run";
}

/* As many bytes as there are up to n_bytes; -1 with errno. */
static ssize_t read_piece(int fd, char *to, size_t n_bytes, uint64_t offset)
{
    ssize_t n;
    do
        n = pread(fd, to, n_bytes, (off_t)offset);
    while (n < 0 && errno == EINTR);
    return n;
}

typedef void take_fn(struct rle127_journal_records *records, const char *line, size_t n_bytes);

static void count_line(struct rle127_journal_records *records, const char *line, size_t n_bytes)
{
    (void)line;
    (void)n_bytes;
    records->n_max++;
}

static void take_record(struct rle127_journal_records *records, const char *line, size_t n_bytes)
{
    struct rle127_journal_record record;
    if (rle127_journal_read_line(line, n_bytes, &record))
        rle127_journal_records_put(records, &record);
}

/* Takes the whole lines at the start of a text; returns their bytes. */
static size_t take_lines(const char *text, size_t n_bytes, take_fn *take,
                         struct rle127_journal_records *records)
{
    size_t at = 0;
    const char *end;
    while ((end = memchr(text + at, '\n', n_bytes - at))) {
        const size_t line_bytes = (size_t)(end - text) - at;
        take(records, text + at, line_bytes);
        at += line_bytes + 1;
    }
    return at;
}

/* Goes through the file from whole_bytes on, and sets that to where its last whole line ends. Of
 * lines that are longer than any that is written, the rest is taken for a line, whose check is
 * wrong. Returns 0 or errno. */
static int read_lines(struct rle127_journal *journal, take_fn *take)
{
    uint64_t offset = journal->whole_bytes; /* of the first byte in the buffer */
    size_t n_bytes = 0;
    char *const text = journal->waiting;
    for (;;) {
        if (n_bytes > RLE127_JOURNAL_LINE_BYTES) {
            offset += n_bytes;
            n_bytes = 0;
        }
        const ssize_t n =
            read_piece(journal->fd, text + n_bytes, RLE127_JOURNAL_PIECE_BYTES, offset + n_bytes);
        if (n <= 0)
            return n ? errno : 0;
        n_bytes += (size_t)n;
        const size_t n_taken = take_lines(text, n_bytes, take, &journal->records);
        if (!n_taken)
            continue;
        n_bytes -= n_taken;
        memmove(text, text + n_taken, n_bytes);
        offset += n_taken;
        journal->whole_bytes = offset;
    }
}

/* Twice through the file: the first time counts, so that the second can fill a table that fits. */
static const char *read_journal(struct rle127_journal *journal, bool reads)
{
    int error = read_lines(journal, count_line);
    if (!error && reads) {
        if (!rle127_journal_records_open(&journal->records, journal->records.n_max))
            return "out of memory";
        journal->whole_bytes = HEADER_BYTES;
        error = read_lines(journal, take_record);
    }
    return error ? strerror(error) : NULL;
}

/* A new journal, or one whose first line was cut off. */
static const char *begin_journal(struct rle127_journal *journal)
{
    int error = rle127_journal_cut(journal->fd, 0);
    ssize_t n = 0;
    if (!error) {
        do
            n = write(journal->fd, FIRST_LINE, HEADER_BYTES);
        while (n < 0 && errno == EINTR);
        error = n < 0 ? errno : n < (ssize_t)HEADER_BYTES ? ENOSPC : 0;
    }
    if (error && n > 0)
        rle127_journal_cut(journal->fd, 0);
    journal->whole_bytes = HEADER_BYTES;
    return error ? strerror(error) : NULL;
}

static const char *refuse_file(const char *text)
{
    char *end;
    if (strncmp(text, NAME, NAME_BYTES) == 0 && text[NAME_BYTES] >= '0' &&
        text[NAME_BYTES] <= '9' && strtoul(text + NAME_BYTES, &end, 10) > 1 && *end == '\n')
        return "is of a newer version";
    return "is not a journal of rle127";
}

static const char *use_file(struct rle127_journal *journal, bool reads)
{
    char text[HEADER_BYTES + 24];
    const ssize_t n = read_piece(journal->fd, text, sizeof text - 1, 0);
    struct stat found;
    if (n < 0)
        return strerror(errno);
    text[n] = '\0';
    if (strncmp(text, FIRST_LINE, (size_t)n < HEADER_BYTES ? (size_t)n : HEADER_BYTES) != 0)
        return refuse_file(text);
    if ((size_t)n < HEADER_BYTES)
        return begin_journal(journal);
    journal->whole_bytes = HEADER_BYTES;
    const char *const reason = read_journal(journal, reads);
    if (reason || fstat(journal->fd, &found) != 0)
        return reason ? reason : strerror(errno);
    if ((uint64_t)found.st_size == journal->whole_bytes)
        return NULL;
    const int error = rle127_journal_cut(journal->fd, journal->whole_bytes);
    return error ? strerror(error) : NULL;
}

/* The name of a file that was made just now is on the disk too; as far as that can be had. */
static void sync_directory(const char *path)
{
    const char *const slash = strrchr(path, '/');
    char *const directory = strndup(path, slash ? (size_t)(slash - path) + 1 : 0);
    const int fd =
        directory ? rle127_open_at(AT_FDCWD, slash ? directory : ".", O_RDONLY | O_DIRECTORY, 0)
                  : -1;
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(directory);
}

static const char *use_opened(struct rle127_journal *journal, const char *path, bool reads)
{
    struct stat found;
    if (fstat(journal->fd, &found) != 0)
        return strerror(errno);
    if (!S_ISREG(found.st_mode))
        return "is not a regular file";
    const char *reason = lock_file(journal->fd);
    if (!reason)
        reason = use_file(journal, reads);
    if (!reason && found.st_size == 0)
        sync_directory(path);
    return reason;
}

/* Nothing waits for the other end of a FIFO. */
#define OPEN_FLAGS (O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY)

const char *rle127_journal_file_open(struct rle127_journal *journal, const char *path, bool reads)
{
    if (!rle127_can_hash())
        return "this build has no journal (libxxhash was missing)";
    journal->fd = rle127_open_at(AT_FDCWD, path, OPEN_FLAGS, 0666);
    if (journal->fd < 0)
        return strerror(errno);
    const char *const reason = use_opened(journal, path, reads);
    if (reason)
        close(journal->fd);
    return reason;
}
