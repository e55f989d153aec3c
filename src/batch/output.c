/*
 * Atomic outputs.
 */
#define _GNU_SOURCE /* sync_file_range() */
#include "output.h"

#include <string.h>
#include <unistd.h>

#include "durable.h"
#include "open_at.h"
#include "same_bytes.h"

static bool fail(struct rle127_outcome *outcome, int error)
{
    if (error == EEXIST)
        return rle127_fail_output(outcome, rle127_target_exists);
    if (error == RLE127_TOO_MANY_FILES)
        return rle127_fail_output(outcome, "too many files in hand");
    return rle127_fail_output_call(outcome, error);
}

static bool open_in_place(struct rle127_output *output, int directory_fd, const char *name,
                          struct rle127_outcome *outcome)
{
    output->fd = rle127_open_at(directory_fd, name, O_WRONLY | O_NONBLOCK | O_NOCTTY, 0);
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

static void close_directory(const struct rle127_output *output)
{
    if (output->owns_directory)
        close(output->directory_fd);
}

static int open_temporary(struct rle127_output *output, int directory_fd, mode_t input_mode)
{
    output->directory_fd =
        output->owns_directory ? fcntl(directory_fd, F_DUPFD_CLOEXEC, 0) : directory_fd;
    if (output->directory_fd < 0)
        return errno;
    const int error = rle127_temporary_open(&output->file, output->directory_fd, input_mode & 0666);
    if (error)
        close_directory(output);
    output->fd = output->file.fd;
    output->is_temporary = !error;
    return error;
}

bool rle127_output_open(struct rle127_output *output, int directory_fd, const char *name,
                        enum rle127_output_mode mode, bool waits, const struct stat *input,
                        struct rle127_outcome *outcome)
{
    bool is_device;
    *output = (struct rle127_output){
        .fd = STDOUT_FILENO, .directory_fd = -1, .owns_directory = waits, .mode = mode};
    if (!rle127_target_allows(directory_fd, name, mode, input, &is_device, outcome))
        return false;
    if (!name)
        return true;
    if (is_device)
        return open_in_place(output, directory_fd, name, outcome);
    const size_t length = strlen(name);
    if (length > NAME_MAX)
        return rle127_fail_output_call(outcome, ENAMETOOLONG);
    memcpy(output->name, name, length);
    const int error =
        open_temporary(output, directory_fd, S_ISREG(input->st_mode) ? input->st_mode : 0666);
    return !error || fail(outcome, error);
}

bool rle127_output_finish(struct rle127_output *output, enum rle127_durability durability,
                          struct rle127_outcome *outcome)
{
#ifdef SYNC_FILE_RANGE_WRITE
    if (durability == RLE127_DURABLE_NONE || !output->is_temporary ||
        sync_file_range(output->fd, 0, 0, SYNC_FILE_RANGE_WRITE) == 0)
        return true;
    /* else it was only too early to begin, unless the disk has told already */
    return (errno != EIO && errno != ENOSPC && errno != EDQUOT) || fail(outcome, errno);
#else
    (void)output;
    (void)durability;
    (void)outcome;
    return true;
#endif
}

/* The name was free when the output began; or it was not, and the bytes decide. */
static bool settle_existing(struct rle127_output *output, bool syncs,
                            struct rle127_outcome *outcome)
{
    int sync_error = 0;
    if (output->mode != RLE127_OUTPUT_COMPARE)
        return rle127_fail_output(outcome, rle127_target_exists);
    if (!rle127_has_same_bytes(output->file.fd, output->directory_fd, output->name,
                               syncs ? &sync_error : NULL))
        return rle127_fail_output(outcome, "exists and differs (-f overwrites)");
    if (sync_error)
        return fail(outcome, sync_error);
    output->is_there = true;
    rle127_fail_output(outcome, "is there already, the same");
    outcome->verdict = RLE127_SKIPPED;
    return false;
}

static bool name_output(struct rle127_output *output, bool syncs, struct rle127_outcome *outcome)
{
    int error = rle127_temporary_settle(&output->file);
    if (!error && output->mode == RLE127_OUTPUT_REPLACE)
        error = rle127_temporary_name_over(&output->file, output->name);
    else if (!error)
        error = rle127_temporary_name(&output->file, output->name);
    output->is_there = !error;
    if (error == EEXIST)
        return settle_existing(output, syncs, outcome);
    return !error || fail(outcome, error);
}

static void put_in_place(struct rle127_output *output, bool syncs, struct rle127_outcome *outcome)
{
    if (!output->is_temporary) {
        /* some file systems tell only here that a write has failed; standard output takes one
         * image only */
        if (close(output->fd) != 0 && errno != EINTR)
            rle127_fail_output_call(outcome, errno);
        return;
    }
    if (output->sync_error)
        fail(outcome, output->sync_error);
    else
        name_output(output, syncs, outcome);
}

/* The directory that an earlier output of the group is in as well needs no second time. */
static int sync_directory(struct rle127_output *const outputs[], size_t at)
{
    struct rle127_output *const output = outputs[at];
    struct stat found;
    if (fstat(output->directory_fd, &found) != 0)
        return errno;
    output->device = found.st_dev;
    output->inode = found.st_ino;
    for (size_t i = 0; i < at; i++)
        if (outputs[i]->is_there && outputs[i]->inode == output->inode &&
            outputs[i]->device == output->device)
            return outputs[i]->sync_error;
    return rle127_sync_directory(output->directory_fd);
}

static void close_output(struct rle127_output *output)
{
    rle127_temporary_close(&output->file);
    close_directory(output);
}

void rle127_output_commit(struct rle127_output *const outputs[], size_t n_outputs,
                          enum rle127_durability durability,
                          struct rle127_outcome *const outcomes[])
{
    const bool syncs = durability != RLE127_DURABLE_NONE;
    for (size_t i = 0; i < n_outputs && syncs; i++)
        if (outputs[i]->is_temporary)
            outputs[i]->sync_error = rle127_temporary_sync(&outputs[i]->file);
    for (size_t i = 0; i < n_outputs; i++)
        put_in_place(outputs[i], syncs, outcomes[i]);
    for (size_t i = 0; i < n_outputs && syncs; i++)
        if (outputs[i]->is_there && (outputs[i]->sync_error = sync_directory(outputs, i)) != 0)
            rle127_fail_output_call(outcomes[i], outputs[i]->sync_error);
    for (size_t i = 0; i < n_outputs; i++)
        if (outputs[i]->is_temporary)
            close_output(outputs[i]);
}

void rle127_output_discard(struct rle127_output *output)
{
    if (output->is_temporary)
        close_output(output);
    else if (output->fd != STDOUT_FILENO)
        close(output->fd);
}
