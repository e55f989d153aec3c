/*
 * Directories by nftw().
 */
#define _GNU_SOURCE /* nftw(), syncfs(), statfs magic numbers */
#include "workspace.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "../src/batch/same_bytes.h"
#include "../src/cli/messages.h"

#define OPEN_DIRECTORIES  16
#define REMOVALS_MAX      100
#define PAUSE_NANOSECONDS 10000000

/* With its NUL; what is left is for names in it. */
#define PATH_BYTES_MAX (RLE127_WORK_PATH_BYTES - RLE127_WORK_NAME_BYTES)

static bool refuse(const char *path, const char *reason)
{
    rle127_say(path, "%s", reason);
    return false;
}

static const struct {
    unsigned long magic;
    const char *name;
} file_systems[] = {
    {0xEF53, "ext4"},          {0x01021994, "tmpfs"}, {0x58465342, "xfs"}, {0x9123683E, "btrfs"},
    {0x794C7630, "overlayfs"}, {0x6969, "nfs"},       {0x2FC12FC1, "zfs"}, {0xF2F52010, "f2fs"},
    {0x65735546, "fuse"},      {0xFF534D42, "cifs"},
};

static void describe_file_system(struct rle127_workspace *workspace)
{
    struct statfs status;
    if (statfs(workspace->path, &status) != 0)
        return;
    workspace->free_bytes = (double)status.f_bavail * (double)status.f_bsize;
    for (size_t i = 0; i < sizeof file_systems / sizeof file_systems[0]; i++)
        if ((unsigned long)status.f_type == file_systems[i].magic)
            snprintf(workspace->file_system, sizeof workspace->file_system, "%s",
                     file_systems[i].name);
}

bool rle127_workspace_create(struct rle127_workspace *workspace, const char *parent)
{
    char name[PATH_MAX], absolute[PATH_MAX];
    *workspace = (struct rle127_workspace){0};
    if (!parent)
        parent = getenv("TMPDIR");
    if (!parent || !*parent)
        parent = "/tmp";
    if (!realpath(parent, absolute))
        return refuse(parent, strerror(errno));
    if (snprintf(name, sizeof name, "%s/rle127-bench-XXXXXX", absolute) >= PATH_BYTES_MAX)
        return refuse(parent, strerror(ENAMETOOLONG));
    if (!mkdtemp(name))
        return refuse(parent, strerror(errno));
    memcpy(workspace->path, name, strlen(name) + 1);
    describe_file_system(workspace);
    return true;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

static bool remove_tree(const char *path)
{
    const int error = nftw(path, remove_one, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS) ? errno : 0;
    return error == 0 || error == ENOENT || refuse(path, strerror(error));
}

/* Processes that have been killed may be in the middle of making a file. */
static bool is_still_there(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return false;
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_NANOSECONDS}, NULL);
    return true;
}

void rle127_workspace_remove(struct rle127_workspace *workspace)
{
    if (!*workspace->path)
        return;
    for (int i = 0; i < REMOVALS_MAX; i++) {
        nftw(workspace->path, remove_one, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS);
        if (!is_still_there(workspace->path))
            break;
    }
    remove_tree(workspace->path);
    *workspace->path = '\0';
}

bool rle127_workspace_sync(const struct rle127_workspace *workspace)
{
    const int fd = open(workspace->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_done = fd >= 0 && (syncfs(fd) == 0 || errno == ENOSYS);
    const int error = errno;
    if (fd >= 0)
        close(fd);
    return is_done || refuse(workspace->path, strerror(error));
}

char *rle127_workspace_path(const struct rle127_workspace *workspace, char *path,
                            const char *format, ...)
{
    va_list values;
    const int length = snprintf(path, RLE127_WORK_PATH_BYTES, "%s/", workspace->path);
    va_start(values, format);
    const int name_length =
        vsnprintf(path + length, RLE127_WORK_PATH_BYTES - (size_t)length, format, values);
    va_end(values);
    assert(name_length >= 0 && name_length < RLE127_WORK_NAME_BYTES);
    (void)name_length;
    return path;
}

bool rle127_make_empty_directory(const char *path)
{
    return remove_tree(path) && (mkdir(path, 0777) == 0 || refuse(path, strerror(errno)));
}

bool rle127_are_same_files(const char *path, const char *other)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return refuse(path, strerror(errno));
    const bool are_same = rle127_has_same_bytes(fd, AT_FDCWD, other, NULL);
    close(fd);
    if (!are_same)
        rle127_say(path, "is not as %s", other);
    return are_same;
}

static bool is_entry(const char *name)
{
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool count_entries(const char *path, size_t *n)
{
    DIR *const directory = opendir(path);
    if (!directory)
        return refuse(path, strerror(errno));
    *n = 0;
    errno = 0;
    for (const struct dirent *entry; (entry = readdir(directory));)
        *n += is_entry(entry->d_name);
    const int error = errno;
    closedir(directory);
    return !error || refuse(path, strerror(error));
}

static bool have_as_many_entries(const char *path, const char *other)
{
    size_t n, n_other;
    if (!count_entries(path, &n) || !count_entries(other, &n_other))
        return false;
    if (n != n_other)
        rle127_say(path, "has not as many files as %s", other);
    return n == n_other;
}

static bool are_same_entries(const char *path, const char *other, const char *name)
{
    char a[PATH_MAX], b[PATH_MAX];
    struct stat status;
    if (snprintf(a, sizeof a, "%s/%s", path, name) >= (int)sizeof a ||
        snprintf(b, sizeof b, "%s/%s", other, name) >= (int)sizeof b)
        return refuse(path, strerror(ENAMETOOLONG));
    if (lstat(a, &status) != 0)
        return refuse(a, strerror(errno));
    return S_ISDIR(status.st_mode) ? rle127_are_same_trees(a, b) : rle127_are_same_files(a, b);
}

bool rle127_are_same_trees(const char *path, const char *other)
{
    if (!have_as_many_entries(path, other))
        return false;
    bool are_same = true;
    DIR *const directory = opendir(path);
    if (!directory)
        return refuse(path, strerror(errno));
    for (const struct dirent *entry; are_same && (entry = readdir(directory));)
        are_same = !is_entry(entry->d_name) || are_same_entries(path, other, entry->d_name);
    closedir(directory);
    return are_same;
}
