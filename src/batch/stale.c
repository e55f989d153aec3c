/*
 * Finding and removing stale temporaries. One that is in use is locked: see temporary.c.
 */
#define _DEFAULT_SOURCE /* flock() */
#include "stale.h"

#include <dirent.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "open_at.h"
#include "temporary.h"

/* With the lock in hand, whoever has just made the file sees that it has lost it. */
static void remove_if_stale(int directory_fd, const char *name)
{
    struct stat found;
    const int fd =
        rle127_open_at(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0);
    if (fd < 0)
        return;
    if (fstat(fd, &found) == 0 && S_ISREG(found.st_mode) && flock(fd, LOCK_EX | LOCK_NB) == 0)
        unlinkat(directory_fd, name, 0);
    close(fd);
}

void rle127_remove_stale(int directory_fd)
{
    const int fd = rle127_open_at(directory_fd, ".", O_RDONLY | O_DIRECTORY, 0);
    DIR *const directory = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;
    if (!directory) {
        if (fd >= 0)
            close(fd);
        return;
    }
    while ((entry = readdir(directory)))
        if (rle127_is_temporary_name(entry->d_name))
            remove_if_stale(directory_fd, entry->d_name);
    closedir(directory);
}
