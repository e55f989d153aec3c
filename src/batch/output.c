/*
 * Atomic outputs. All names are looked up from a descriptor of the directory, so that a directory
 * that is renamed meanwhile cannot lead anywhere else.
 */
#define _GNU_SOURCE /* renameat2() */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NAME_TRIES 100

/* Opens the directory of path and points *name to the last component. */
static int open_directory_of(const char *path, const char **name)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    const char *const slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    if (!slash)
        return open(".", flags);
    if (slash == path)
        return open("/", flags);
    char *const directory = strndup(path, (size_t)(slash - path));
    if (!directory)
        return -1;
    const int fd = open(directory, flags);
    free(directory);
    return fd;
}

/* A device or FIFO keeps its name and is written to, also behind a link. */
static bool is_written_in_place(const char *path)
{
    struct stat target;
    return stat(path, &target) == 0 && !S_ISREG(target.st_mode) && !S_ISDIR(target.st_mode);
}

/* Links like /dev/stderr, which lead to whatever is open: they are not ours to replace. */
static bool is_link_to_descriptor(const char *path)
{
    static const char descriptors[] = "/proc/self/fd/";
    char target[sizeof descriptors];
    return readlink(path, target, sizeof target) >= (ssize_t)strlen(descriptors) &&
           memcmp(target, descriptors, strlen(descriptors)) == 0;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return S_ISREG(a->st_mode) && a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool rle127_output_is_allowed(const char *path, bool overwrites, const struct stat *input,
                              struct rle127_outcome *outcome)
{
    struct stat found, target;
    if (!path)
        return fstat(STDOUT_FILENO, &found) != 0 || !is_same_file(&found, input) ||
               rle127_fail(outcome, RLE127_FAILED, "standard output is the input itself");
    if (lstat(path, &found) != 0)
        return errno == ENOENT ||
               rle127_fail(outcome, RLE127_FAILED, "%s: %s", path, strerror(errno));
    if (stat(path, &target) == 0 && is_same_file(&target, input))
        return rle127_fail(outcome, RLE127_FAILED, "the output %s is the input itself", path);
    if (!overwrites)
        return rle127_fail(outcome, RLE127_FAILED, "%s exists (-f overwrites)", path);
    if (S_ISDIR(found.st_mode))
        return rle127_fail(outcome, RLE127_FAILED, "%s is a directory", path);
    if (is_link_to_descriptor(path) && !is_written_in_place(path))
        return rle127_fail(outcome, RLE127_FAILED, "%s is an open file (-c: standard output)",
                           path);
    return true;
}

static void make_temporary_name(char *name, unsigned attempt)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(name, RLE127_TEMPORARY_NAME_BYTES, ".rle127-%lx-%lx", (long)getpid(),
             (now.tv_nsec ^ (now.tv_sec << 20)) + (long)attempt);
}

static int create_temporary(struct rle127_output *output, mode_t input_mode)
{
    sigset_t before;
    int error = EEXIST;
    rle127_hold_interrupts(&before);
    for (unsigned attempt = 0; attempt < NAME_TRIES && error == EEXIST; attempt++) {
        make_temporary_name(output->temporary_name, attempt);
        output->fd = openat(output->directory_fd, output->temporary_name,
                            O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, input_mode & 0666);
        error = output->fd < 0 ? errno : 0;
    }
    if (!error)
        rle127_guard_file(output->directory_fd, output->temporary_name);
    rle127_allow_interrupts(&before);
    return error;
}

static bool open_in_place(struct rle127_output *output, struct rle127_outcome *outcome)
{
    output->fd = open(output->path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (output->fd < 0)
        return rle127_fail_output(outcome, output->path, errno);
    fcntl(output->fd, F_SETFL, 0); /* only the opening must not wait */
    return true;
}

bool rle127_output_open(struct rle127_output *output, const char *path, bool overwrites,
                        const struct stat *input, struct rle127_outcome *outcome)
{
    *output = (struct rle127_output){.path = path, .overwrites = overwrites, .directory_fd = -1};
    output->fd = STDOUT_FILENO;
    if (!rle127_output_is_allowed(path, overwrites, input, outcome))
        return false;
    if (!path)
        return true;
    if (is_written_in_place(path))
        return open_in_place(output, outcome);
    output->directory_fd = open_directory_of(path, &output->name);
    if (output->directory_fd < 0)
        return rle127_fail_output(outcome, path, errno);
    const mode_t mode = S_ISREG(input->st_mode) ? input->st_mode : 0666;
    const int error = create_temporary(output, mode);
    if (error) {
        close(output->directory_fd);
        return rle127_fail_output(outcome, path, error);
    }
    output->is_temporary = output->is_seekable = true;
    return true;
}

/* Gives the temporary its name unless something has it; where the system cannot do that in one
 * step, a second link does it, and where there are no links, the look-up before it. */
static int rename_to_new(const struct rle127_output *output)
{
    const int dir = output->directory_fd;
#ifdef RENAME_NOREPLACE
    if (renameat2(dir, output->temporary_name, dir, output->name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != ENOSYS && errno != EINVAL)
        return errno;
#endif
    if (linkat(dir, output->temporary_name, dir, output->name, 0) == 0)
        return unlinkat(dir, output->temporary_name, 0) == 0 ? 0 : errno;
    if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK)
        return errno;
    struct stat found;
    if (fstatat(dir, output->name, &found, AT_SYMLINK_NOFOLLOW) == 0)
        return EEXIST;
    return renameat(dir, output->temporary_name, dir, output->name) == 0 ? 0 : errno;
}

static int rename_over(const struct rle127_output *output)
{
    return renameat(output->directory_fd, output->temporary_name, output->directory_fd,
                    output->name) == 0
               ? 0
               : errno;
}

static int close_temporary(struct rle127_output *output)
{
    const int error = close(output->fd) == 0 || errno == EINTR ? 0 : errno;
    output->fd = -1;
    return error;
}

bool rle127_output_commit(struct rle127_output *output, struct rle127_outcome *outcome)
{
    if (!output->is_temporary) {
        const int error = output->path && close(output->fd) != 0 ? errno : 0;
        return !error || rle127_fail_output(outcome, output->path, error);
    }
    sigset_t before;
    int error = close_temporary(output);
    rle127_hold_interrupts(&before);
    if (!error)
        error = output->overwrites ? rename_over(output) : rename_to_new(output);
    if (error)
        unlinkat(output->directory_fd, output->temporary_name, 0);
    rle127_release_file();
    rle127_allow_interrupts(&before);
    close(output->directory_fd);
    if (error == EEXIST)
        return rle127_fail(outcome, RLE127_FAILED, "%s exists (-f overwrites)", output->path);
    return !error || rle127_fail_output(outcome, output->path, error);
}

void rle127_output_discard(struct rle127_output *output)
{
    if (output->is_temporary) {
        sigset_t before;
        rle127_hold_interrupts(&before);
        unlinkat(output->directory_fd, output->temporary_name, 0);
        rle127_release_file();
        rle127_allow_interrupts(&before);
        close(output->directory_fd);
    }
    if (output->path)
        close(output->fd);
}

int rle127_prepare_directory(const char *path)
{
    char *const partial = strdup(path);
    if (!partial)
        return ENOMEM;
    int error = 0;
    for (char *at = partial + 1; at[-1] && !error; at++) {
        const char kept = *at;
        if (kept && kept != '/')
            continue;
        *at = '\0';
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            error = errno;
        *at = kept;
    }
    struct stat found;
    free(partial);
    if (stat(path, &found) != 0)
        return error ? error : errno;
    if (!S_ISDIR(found.st_mode))
        return ENOTDIR;
    return access(path, W_OK | X_OK) == 0 ? 0 : errno;
}
