/*
 * Comparing two files byte by byte.
 */
#include "same_bytes.h"

#include <string.h>
#include <sys/stat.h>

#include "open_at.h"
#include "read_at.h"

#define PIECE_BYTES 65536

static bool can_be_same(int fd, int other_fd)
{
    struct stat found, other;
    return fstat(fd, &found) == 0 && fstat(other_fd, &other) == 0 && S_ISREG(other.st_mode) &&
           found.st_size == other.st_size;
}

static bool compare_bytes(int fd, int other_fd)
{
    char bytes[PIECE_BYTES], others[PIECE_BYTES];
    ssize_t n_bytes;
    uint64_t offset = 0;
    do {
        n_bytes = rle127_read_at(fd, bytes, sizeof bytes, offset);
        if (n_bytes < 0 || rle127_read_at(other_fd, others, sizeof others, offset) != n_bytes ||
            memcmp(bytes, others, (size_t)n_bytes) != 0)
            return false;
        offset += (size_t)n_bytes;
    } while (n_bytes > 0);
    return true;
}

static int sync_file(int fd)
{
    int result;
    do
        result = fsync(fd);
    while (result != 0 && errno == EINTR);
    return result ? errno : 0;
}

bool rle127_has_same_bytes(int fd, int directory_fd, const char *name, int *sync_error)
{
    const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    const int other_fd = rle127_open_at(directory_fd, name, flags, 0);
    if (other_fd < 0)
        return false;
    const bool is_same = can_be_same(fd, other_fd) && compare_bytes(fd, other_fd);
    if (sync_error)
        *sync_error = is_same ? sync_file(other_fd) : 0;
    close(other_fd);
    return is_same;
}
