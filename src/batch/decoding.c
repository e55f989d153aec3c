/*
 * Where the decoder program is, the memory that is shared with it, and what is said when it dies.
 */
#define _GNU_SOURCE /* memfd_create() and its seals */
#include "decoding.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM_NAME "rle127-decode"

/* A decoder that neither answers nor computes for so long waits for a disk, or for ever. */
#define PATIENCE_US 60000000

/* Sealed, because a program that shrinks what another one has mapped can kill it. */
static const char *make_memory(struct rle127_decoding *decoding)
{
    const int fd = memfd_create("rle127-rows", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return strerror(errno);
    const int lifted = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(fd);
    if (lifted < 0)
        return strerror(errno);
    if (ftruncate(lifted, sizeof(struct rle127_wire_memory)) != 0 ||
        fcntl(lifted, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        goto fail;
    void *const memory = mmap(NULL, sizeof(struct rle127_wire_memory), PROT_READ | PROT_WRITE,
                              MAP_SHARED, lifted, 0);
    if (memory == MAP_FAILED)
        goto fail;
    decoding->memory_fd = lifted;
    decoding->decoder.memory = memory;
    return NULL;
fail:;
    const int error = errno;
    close(lifted);
    return strerror(error);
}

/* Puts the path of a file that lies relative to the command's own directory in path. */
static bool find_beside_command(const char *relative, char *path)
{
    const ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    char *const name = strrchr(path, '/') + 1;
    const size_t room = PATH_MAX - (size_t)(name - path);
    return (size_t)snprintf(name, room, "%s", relative) < room && access(path, X_OK) == 0;
}

/* In the build tree both programs lie in one directory. */
static const char *find_program(char *path)
{
    if (find_beside_command(PROGRAM_NAME, path) ||
        find_beside_command(RLE127_LIBEXEC_FROM_BIN "/" PROGRAM_NAME, path))
        return NULL;
    return "the program " PROGRAM_NAME ", which decodes such images, is not where this command "
           "belongs to";
}

static const char *start_decoder(struct rle127_decoder *decoder)
{
    struct rle127_decoding *const decoding = (struct rle127_decoding *)decoder;
    char found[PATH_MAX];
    const char *reason = decoding->memory_fd < 0 ? make_memory(decoding) : NULL;
    if (!reason && !decoding->path)
        reason = find_program(found);
    if (reason)
        return reason;
    const char *const path = decoding->path ? decoding->path : found;
    const int error = rle127_program_start(&decoding->program, path, decoding->memory_fd);
    if (!error) {
        decoder->socket_fd = decoding->program.socket_fd;
        return NULL;
    }
    snprintf(decoding->reason, sizeof decoding->reason, PROGRAM_NAME " cannot be started: %s",
             strerror(error));
    return decoding->reason;
}

static const char *name_death(struct rle127_decoding *decoding, int status)
{
    if (status >= 0 && WIFSIGNALED(status)) {
        switch (WTERMSIG(status)) {
        case SIGPROF:
            return "decoding it takes too long";
        case SIGSYS:
            return "the decoder was stopped: it tried what it may not do";
        case SIGKILL:
            return "the decoder was killed";
        default:
            snprintf(decoding->reason, sizeof decoding->reason, "the decoder crashed (signal %d)",
                     WTERMSIG(status));
            return decoding->reason;
        }
    }
    return "the decoder ended by itself";
}

static const char *end_decoder(struct rle127_decoder *decoder)
{
    struct rle127_decoding *const decoding = (struct rle127_decoding *)decoder;
    decoder->socket_fd = -1;
    return name_death(decoding, rle127_program_end(&decoding->program));
}

static bool is_at_work(struct rle127_decoder *decoder)
{
    struct rle127_decoding *const decoding = (struct rle127_decoding *)decoder;
    const struct timespec before = decoding->used;
    clockid_t clock;
    if (clock_getcpuclockid(decoding->program.pid, &clock) != 0 ||
        clock_gettime(clock, &decoding->used) != 0)
        return false;
    return decoding->used.tv_sec != before.tv_sec || decoding->used.tv_nsec != before.tv_nsec;
}

void rle127_decoding_open(struct rle127_decoding *decoding, const char *path)
{
    *decoding = (struct rle127_decoding){
        .decoder = {.start = start_decoder,
                    .end = end_decoder,
                    .is_at_work = is_at_work,
                    .patience_us = PATIENCE_US,
                    .socket_fd = -1},
        .path = path,
        .memory_fd = -1,
    };
}

void rle127_decoding_close(struct rle127_decoding *decoding)
{
    if (decoding->decoder.socket_fd >= 0)
        rle127_program_leave(&decoding->program);
    if (decoding->memory_fd < 0)
        return;
    munmap(decoding->decoder.memory, sizeof *decoding->decoder.memory);
    close(decoding->memory_fd);
}
