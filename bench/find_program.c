/*
 * Programs in PATH, and beside this one.
 */
#include "find_program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USUAL_PATH "/usr/local/bin:/usr/bin:/bin"

static bool can_be_run(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* An empty directory is the current one. */
static bool is_in_directory(const char *directory, size_t length, const char *name, char *path)
{
    char candidate[RLE127_WORK_PATH_BYTES];
    const int needed = snprintf(candidate, sizeof candidate, "%.*s/%s", length ? (int)length : 1,
                                length ? directory : ".", name);
    if (needed >= RLE127_WORK_PATH_BYTES || !can_be_run(candidate))
        return false;
    memcpy(path, candidate, (size_t)needed + 1);
    return true;
}

static bool take_path(const char *name, char *path)
{
    return snprintf(path, RLE127_WORK_PATH_BYTES, "%s", name) < RLE127_WORK_PATH_BYTES &&
           can_be_run(path);
}

bool rle127_find_program(const char *name, char *path)
{
    if (strchr(name, '/'))
        return take_path(name, path);
    const char *const value = getenv("PATH");
    const char *directory = value ? value : USUAL_PATH;
    for (;;) {
        const size_t length = strcspn(directory, ":");
        if (is_in_directory(directory, length, name, path))
            return true;
        if (!directory[length])
            return false;
        directory += length + 1;
    }
}

static bool find_beside(const char *name, char *path)
{
    char own[RLE127_WORK_PATH_BYTES];
    const ssize_t length = readlink("/proc/self/exe", own, sizeof own);
    if (length <= 0 || (size_t)length >= sizeof own)
        return false;
    own[length] = '\0';
    char *const slash = strrchr(own, '/');
    return slash && is_in_directory(own, (size_t)(slash - own), name, path);
}

bool rle127_find_command(const char *chosen, char *path)
{
    if (chosen)
        return rle127_find_program(chosen, path);
    return find_beside("rle127", path) || rle127_find_program("rle127", path);
}
