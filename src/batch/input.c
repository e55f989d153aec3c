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

bool rle127_input_open(struct rle127_input *input, const char *path, size_t buffer_bytes,
                       struct rle127_outcome *outcome)
{
    input->fd =
        path ? rle127_open_at(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0) : STDIN_FILENO;
    if (input->fd < 0 && errno == ENXIO) /* a socket */
        return rle127_fail(outcome, RLE127_SKIPPED, "%s", not_regular);
    if (input->fd < 0)
        return rle127_fail(outcome, RLE127_FAILED, "%s", strerror(errno));
    if (fstat(input->fd, &input->opened) != 0) {
        rle127_fail(outcome, RLE127_FAILED, "%s", strerror(errno));
        goto fail;
    }
    if (!is_readable_kind(input->opened.st_mode, !path, outcome))
        goto fail;
    const char *const reason = rle127_source_open(&input->source, input->fd, buffer_bytes);
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
