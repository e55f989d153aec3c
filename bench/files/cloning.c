/*
 * The system call that cp uses (Linux).
 */
#include "cloning.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TRIED_BYTES 4096

static int make_file(const char *path, size_t n_bytes)
{
    static const char zeros[TRIED_BYTES];
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd >= 0 && write(fd, zeros, n_bytes) != (ssize_t)n_bytes) {
        close(fd);
        return -1;
    }
    return fd;
}

bool rle127_can_clone_files(const struct rle127_workspace *workspace)
{
    char from_path[RLE127_WORK_PATH_BYTES], to_path[RLE127_WORK_PATH_BYTES];
    const int from =
        make_file(rle127_workspace_path(workspace, from_path, "clone-from"), TRIED_BYTES);
    const int to = make_file(rle127_workspace_path(workspace, to_path, "clone-to"), 0);
    const bool can_clone = from >= 0 && to >= 0 && ioctl(to, FICLONE, from) == 0;
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    unlink(from_path);
    unlink(to_path);
    return can_clone;
}
