/*
 * Looking through PATH.
 */
#include "program_search.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_program(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* An empty directory in PATH is the current one. */
static bool is_in_directory(const char *directory, size_t n_bytes, const char *name)
{
    char path[PATH_MAX];
    const int length = snprintf(path, sizeof path, "%.*s%s%s", (int)n_bytes, directory,
                                n_bytes ? "/" : "./", name);
    return length > 0 && (size_t)length < sizeof path && is_program(path);
}

bool rle127_has_program(const char *name)
{
    const char *at = getenv("PATH");
    if (strchr(name, '/'))
        return is_program(name);
    while (at) {
        const size_t length = strcspn(at, ":");
        if (is_in_directory(at, length, name))
            return true;
        at = at[length] ? at + length + 1 : NULL;
    }
    return false;
}
