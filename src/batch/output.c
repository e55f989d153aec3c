/*
 * Atomic outputs.
 */
#define _GNU_SOURCE /* renameat2() */
#include "output.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "open_at.h"

#define NAME_TRIES 100

static void make_temporary_name(char *name, unsigned attempt)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const uint64_t moment = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec + attempt;
    snprintf(name, RLE127_TEMPORARY_NAME_BYTES, ".rle127-%lx-%" PRIx64, (unsigned long)getpid(),
             moment);
}

static int create_temporary(struct rle127_output *output, mode_t input_mode)
{
    sigset_t before;
    int error = EEXIST;
    rle127_hold_interrupts(&before);
    for (unsigned attempt = 0; attempt < NAME_TRIES && error == EEXIST; attempt++) {
        make_temporary_name(output->temporary_name, attempt);
        output->fd = rle127_open_at(output->target->directory_fd, output->temporary_name,
                                    O_RDWR | O_CREAT | O_EXCL, input_mode & 0666);
        error = output->fd < 0 ? errno : 0;
    }
    if (!error)
        rle127_guard_file(output->target->directory_fd, output->temporary_name);
    rle127_allow_interrupts(&before);
    return error;
}

static bool open_in_place(struct rle127_output *output, struct rle127_outcome *outcome)
{
    output->fd = rle127_open_at(output->target->directory_fd, output->target->name,
                                O_WRONLY | O_NONBLOCK | O_NOCTTY, 0);
    if (output->fd < 0)
        return rle127_fail_output_call(outcome, errno);
    struct stat opened;
    /* only the opening must not wait; and it may be a file by now */
    if (fstat(output->fd, &opened) != 0 || S_ISREG(opened.st_mode) ||
        fcntl(output->fd, F_SETFL, 0) != 0) {
        close(output->fd);
        return rle127_fail_output(outcome, "is no device any more");
    }
    return true;
}

bool rle127_output_open(struct rle127_output *output, const struct rle127_target *target,
                        bool overwrites, const struct stat *input, struct rle127_outcome *outcome)
{
    *output =
        (struct rle127_output){.fd = STDOUT_FILENO, .target = target, .overwrites = overwrites};
    if (!rle127_target_allows(target, overwrites, input, outcome))
        return false;
    if (!target->name)
        return true;
    if (rle127_target_is_device(target))
        return open_in_place(output, outcome);
    const int error = create_temporary(output, S_ISREG(input->st_mode) ? input->st_mode : 0666);
    if (error)
        return rle127_fail_output_call(outcome, error);
    output->is_temporary = true;
    return true;
}

/* Gives the temporary its name unless something has it; where the system cannot do that in one
 * step, a second link does it, and where there are no links, the look-up before it. */
static int rename_to_new(const struct rle127_output *output)
{
    const int dir = output->target->directory_fd;
    const char *const temporary = output->temporary_name, *const name = output->target->name;
#ifdef RENAME_NOREPLACE
    if (renameat2(dir, temporary, dir, name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != ENOSYS && errno != EINVAL && errno != EPERM)
        return errno;
#endif
    if (linkat(dir, temporary, dir, name, 0) == 0) {
        unlinkat(dir, temporary, 0); /* the output is there, whatever comes of this */
        return 0;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK)
        return errno;
    struct stat found;
    if (fstatat(dir, name, &found, AT_SYMLINK_NOFOLLOW) == 0)
        return EEXIST;
    return renameat(dir, temporary, dir, name) == 0 ? 0 : errno;
}

static int rename_over(const struct rle127_output *output)
{
    const int dir = output->target->directory_fd;
    return renameat(dir, output->temporary_name, dir, output->target->name) == 0 ? 0 : errno;
}

/* Some file systems tell only here that a write has failed. */
static int close_written(const struct rle127_output *output)
{
    return close(output->fd) == 0 || errno == EINTR ? 0 : errno;
}

static void remove_temporary(const struct rle127_output *output)
{
    unlinkat(output->target->directory_fd, output->temporary_name, 0);
}

bool rle127_output_commit(struct rle127_output *output, struct rle127_outcome *outcome)
{
    if (!output->is_temporary) {
        const int error = close_written(output); /* standard output takes one image only */
        return !error || rle127_fail_output_call(outcome, error);
    }
    sigset_t before;
    int error = close_written(output);
    rle127_hold_interrupts(&before);
    if (!error)
        error = output->overwrites ? rename_over(output) : rename_to_new(output);
    if (error)
        remove_temporary(output);
    rle127_release_file();
    rle127_allow_interrupts(&before);
    if (error == EEXIST)
        return rle127_fail_output(outcome, "exists (-f overwrites)");
    return !error || rle127_fail_output_call(outcome, error);
}

void rle127_output_discard(struct rle127_output *output)
{
    if (output->is_temporary) {
        sigset_t before;
        rle127_hold_interrupts(&before);
        remove_temporary(output);
        rle127_release_file();
        rle127_allow_interrupts(&before);
    }
    if (output->target->name)
        close(output->fd);
}
