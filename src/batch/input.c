/*
 * Inputs. A FIFO or a device is recognized without being waited for or read.
 */
#include "input.h"

#include <string.h>
#include <unistd.h>

#include "open_at.h"

static const char not_regular[] = "not a regular file (- is standard input)";

static bool is_readable_kind(mode_t mode, bool is_standard_input, struct rle127_outcome *outcome)
{
    if (S_ISDIR(mode))
        return rle127_fail(outcome, RLE127_FAILED, "is a directory");
    if (S_ISREG(mode) || is_standard_input)
        return true;
    return rle127_fail(outcome, RLE127_SKIPPED, "%s", not_regular);
}

/* A file that was opened by its name is read from its start: nothing more has to be asked. */
static const char *open_source(struct rle127_input *input, bool is_standard_input,
                               size_t buffer_bytes)
{
    if (is_standard_input)
        return rle127_source_open(&input->source, input->fd, buffer_bytes);
    return rle127_source_open_at(&input->source, input->fd, 0, (uint64_t)input->opened.st_size,
                                 buffer_bytes);
}

static bool fail_to_open(int error, bool follows_links, struct rle127_outcome *outcome)
{
    if (error == ENXIO) /* a socket */
        return rle127_fail(outcome, RLE127_SKIPPED, "%s", not_regular);
    if (error == ELOOP && !follows_links)
        return rle127_fail(outcome, RLE127_FAILED, "was replaced by a link");
    if (error == EMFILE || error == ENFILE) /* nothing else can be opened either */
        return rle127_fail(outcome, RLE127_STOPPED, "%s", strerror(error));
    return rle127_fail(outcome, RLE127_FAILED, "%s", strerror(error));
}

bool rle127_input_open(struct rle127_input *input, int directory_fd, const char *path,
                       bool follows_links, size_t buffer_bytes, struct rle127_outcome *outcome)
{
    const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | (follows_links ? 0 : O_NOFOLLOW);
    input->fd = path ? rle127_open_at(directory_fd, path, flags, 0) : STDIN_FILENO;
    if (input->fd < 0)
        return fail_to_open(errno, follows_links, outcome);
    if (fstat(input->fd, &input->opened) != 0) {
        rle127_fail(outcome, RLE127_FAILED, "%s", strerror(errno));
        goto fail;
    }
    if (!is_readable_kind(input->opened.st_mode, !path, outcome))
        goto fail;
    const char *const reason = open_source(input, !path, buffer_bytes);
    if (reason) {
        rle127_fail(outcome, RLE127_FAILED, "%s", reason);
        goto fail;
    }
    return true;
fail:
    if (path)
        close(input->fd);
    return false;
}

static bool is_same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool rle127_input_is_unchanged(const struct rle127_input *input, struct rle127_outcome *outcome)
{
    struct stat now;
    if (fstat(input->fd, &now) != 0)
        return rle127_fail(outcome, RLE127_FAILED, "%s", strerror(errno));
    if (S_ISREG(now.st_mode) && (now.st_size != input->opened.st_size ||
                                 !is_same_time(&now.st_mtim, &input->opened.st_mtim)))
        return rle127_fail(outcome, RLE127_FAILED, "changed while reading");
    return true;
}

bool rle127_is_directory(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

uint64_t rle127_input_bytes(const struct rle127_input *input)
{
    return input->source.is_seekable ? input->source.size_bytes : input->source.total_read_bytes;
}

void rle127_input_close(struct rle127_input *input)
{
    rle127_source_close(&input->source);
    if (input->fd != STDIN_FILENO)
        close(input->fd);
}
