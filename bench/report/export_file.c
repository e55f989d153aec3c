/*
 * Exports, opened for appending, so that opening changes nothing.
 */
#define _POSIX_C_SOURCE 200809L /* fileno(), ftruncate() */
#include "export_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/cli/messages.h"

static bool refuse(const char *path, int error)
{
    rle127_say(path, "%s", strerror(error));
    return false;
}

/* A link to nowhere is no new file: what it points to will be one, and stays. */
static int open_path(const char *path, bool *is_new)
{
    const int flags = O_WRONLY | O_APPEND | O_CLOEXEC;
    int fd = open(path, flags | O_CREAT | O_EXCL, 0666);
    *is_new = fd >= 0;
    if (fd < 0 && errno == EEXIST)
        fd = open(path, flags | O_CREAT, 0666);
    return fd;
}

bool rle127_open_export(struct rle127_export *export, const char *path)
{
    *export = (struct rle127_export){.path = path};
    if (!path)
        return true;
    if (strcmp(path, "-") == 0) {
        export->file = stdout;
        return true;
    }
    const int fd = open_path(path, &export->is_new);
    if (fd < 0)
        return refuse(path, errno);
    export->file = fdopen(fd, "a");
    if (export->file)
        return true;
    close(fd);
    return refuse(path, ENOMEM);
}

bool rle127_is_stdout(const struct rle127_export *export)
{
    return export->file == stdout;
}

static bool find_regular_file(const struct rle127_export *export, struct stat *status)
{
    return export->file && fstat(fileno(export->file), status) == 0 && S_ISREG(status->st_mode);
}

bool rle127_is_same_export(const struct rle127_export *export, const struct rle127_export *other)
{
    struct stat a, b;
    return find_regular_file(export, &a) && find_regular_file(other, &b) && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* Pipes and devices have nothing to be emptied, and what else goes to standard output stays. */
bool rle127_begin_export(struct rle127_export *export)
{
    struct stat status;
    export->is_new = false;
    if (rle127_is_stdout(export) || !find_regular_file(export, &status))
        return true;
    return ftruncate(fileno(export->file), 0) == 0 || refuse(export->path, errno);
}

/* By then, another file may have its name. */
static void remove_unused(const struct rle127_export *export)
{
    struct stat own, named;
    if (fstat(fileno(export->file), &own) == 0 && lstat(export->path, &named) == 0 &&
        own.st_dev == named.st_dev && own.st_ino == named.st_ino)
        unlink(export->path);
}

bool rle127_close_export(struct rle127_export *export)
{
    FILE *const file = export->file;
    if (file && export->is_new)
        remove_unused(export);
    export->file = NULL;
    if (!file || file == stdout)
        return true;
    const bool has_failed = fflush(file) != 0 || ferror(file);
    const int error = errno;
    return (fclose(file) == 0 && !has_failed) || refuse(export->path, has_failed ? error : errno);
}
