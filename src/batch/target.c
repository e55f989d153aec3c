/*
 * Directories of outputs, and what stands under an output's name already.
 */
#include "target.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "names.h"
#include "open_at.h"

const char rle127_target_exists[] = "exists (-f overwrites)";

static int make_directory(const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : errno;
}

/* Makes all directories of path that are missing. Returns 0 or the last errno, which means
 * something only where path cannot be opened then. */
static int make_directories(char *path)
{
    for (char *at = path; *at; at++) {
        if (*at != '/' || at == path)
            continue;
        *at = '\0';
        make_directory(path);
        *at = '/';
    }
    return make_directory(path);
}

static int open_for_outputs(const char *path)
{
    const int fd = rle127_open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0);
    if (fd < 0 || faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) == 0)
        return fd;
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
}

int rle127_target_prepare_directory(const char *path)
{
    char *const partial = strdup(path);
    if (!partial)
        return -1;
    const int error = make_directories(partial);
    free(partial);
    const int fd = open_for_outputs(path);
    if (fd < 0 && errno == ENOENT && error)
        errno = error;
    return fd;
}

int rle127_target_check_directory_of(const char *path)
{
    struct stat found;
    if (!*rle127_last_component(path) ||
        (stat(path, &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)))
        return 0; /* what is wrong with it, if anything, is seen when it is opened */
    char *const directory = rle127_name_directory(path);
    if (!directory)
        return ENOMEM;
    const int fd = open_for_outputs(directory);
    const int error = fd < 0 ? errno : 0;
    free(directory);
    if (fd >= 0)
        close(fd);
    return error;
}

int rle127_target_open(struct rle127_target *target, const char *path, int shared_fd)
{
    *target = (struct rle127_target){.directory_fd = shared_fd};
    if (!path)
        return 0;
    target->name = rle127_last_component(path);
    if (!*target->name)
        return EISDIR;
    if (shared_fd >= 0)
        return 0;
    char *const directory = rle127_name_directory(path);
    if (!directory)
        return ENOMEM;
    target->directory_fd = rle127_open_at(AT_FDCWD, directory, O_RDONLY | O_DIRECTORY, 0);
    target->owns_directory = target->directory_fd >= 0;
    const int error = target->owns_directory ? 0 : errno;
    free(directory);
    return error;
}

void rle127_target_close(struct rle127_target *target)
{
    if (target->owns_directory)
        close(target->directory_fd);
    target->owns_directory = false;
}

/* Links like /dev/stderr, which lead to whatever is open: they are not ours to replace. */
static bool is_link_to_descriptor(int directory_fd, const char *name)
{
    static const char descriptors[] = "/proc/self/fd/";
    char link[sizeof descriptors];
    return readlinkat(directory_fd, name, link, sizeof link) >= (ssize_t)strlen(descriptors) &&
           memcmp(link, descriptors, strlen(descriptors)) == 0;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return S_ISREG(a->st_mode) && a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool allows_replacing(int directory_fd, const char *name, mode_t mode, bool is_device,
                             struct rle127_outcome *outcome)
{
    if (S_ISDIR(mode))
        return rle127_fail_output(outcome, "is a directory");
    if (!is_device && S_ISLNK(mode) && is_link_to_descriptor(directory_fd, name))
        return rle127_fail_output(outcome, "is an open file (-c: standard output)");
    return true;
}

static bool allows_standard_output(const struct stat *input, struct rle127_outcome *outcome)
{
    struct stat found;
    return fstat(STDOUT_FILENO, &found) != 0 || !is_same_file(&found, input) ||
           rle127_fail_output(outcome, "is the input itself");
}

bool rle127_target_allows(int directory_fd, const char *name, enum rle127_output_mode mode,
                          const struct stat *input, bool *is_device, struct rle127_outcome *outcome)
{
    struct stat found, behind_link;
    *is_device = false;
    if (!name)
        return allows_standard_output(input, outcome);
    if (fstatat(directory_fd, name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || rle127_fail_output_call(outcome, errno);
    if (fstatat(directory_fd, name, &behind_link, 0) == 0) {
        if (is_same_file(&behind_link, input))
            return rle127_fail_output(outcome, "is the input itself");
        *is_device = !S_ISREG(behind_link.st_mode) && !S_ISDIR(behind_link.st_mode);
    }
    if (mode == RLE127_OUTPUT_NEW || (mode == RLE127_OUTPUT_COMPARE && *is_device))
        return rle127_fail_output(outcome, rle127_target_exists);
    return allows_replacing(directory_fd, name, found.st_mode, *is_device, outcome);
}

bool rle127_output_is_newer(int directory_fd, const char *name, const struct stat *input)
{
    struct stat found;
    if (fstatat(directory_fd, name, &found, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(found.st_mode))
        return false;
    if (found.st_mtim.tv_sec != input->st_mtim.tv_sec)
        return found.st_mtim.tv_sec > input->st_mtim.tv_sec;
    return found.st_mtim.tv_nsec >= input->st_mtim.tv_nsec;
}
