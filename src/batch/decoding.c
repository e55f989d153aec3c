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
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"

#define PROGRAM_NAME "rle127-decode"

/* What decoding the smallest image may take of the processor: a thousand times what it does. */
#define CPU_US_LEAST 30000000

/* A decoder that neither answers nor computes for so long waits for a disk, or for ever. One that
 * is at work has the processor for a fiftieth of the time at least, on the busiest of machines. */
#define PATIENCE_US 60000000
#define WORK_SHARE  50

/* Makes a reason of errno. */
static const char *fail_call(struct rle127_decoding *decoding, const char *what)
{
    snprintf(decoding->reason, sizeof decoding->reason, PROGRAM_NAME " %s: %s", what,
             strerror(errno));
    return decoding->reason;
}

/* Sealed, because a program that shrinks what another one has mapped can kill it. */
static const char *make_memory(struct rle127_decoding *decoding)
{
    const int fd = memfd_create("rle127-rows", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return fail_call(decoding, "cannot be given memory");
    const int lifted = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(fd);
    if (lifted < 0)
        return fail_call(decoding, "cannot be given memory");
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
fail:
    fail_call(decoding, "cannot be given memory");
    close(lifted);
    return decoding->reason;
}

/* Puts the path of a file that lies relative to the command's own directory in path. */
static bool find_beside_command(const char *relative, char *path)
{
    const ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (length > 0)
        path[length] = '\0';
    else /* there is no /proc: as it was started, which may not be where it really is */
        snprintf(path, PATH_MAX, "%s", (const char *)getauxval(AT_EXECFN));
    char *const slash = strrchr(path, '/'), *const name = slash ? slash + 1 : path;
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

bool rle127_decoding_is_possible(void)
{
    char path[PATH_MAX];
    return !find_program(path);
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
    if (error) {
        errno = error;
        return fail_call(decoding, "cannot be started");
    }
    decoder->socket_fd = decoding->program.socket_fd;
#ifdef MADV_POPULATE_WRITE
    /* while the program starts, which then has not to wait for each page */
    madvise(decoder->memory, sizeof *decoder->memory, MADV_POPULATE_WRITE);
#endif
    return NULL;
}

static const char *name_death(struct rle127_decoding *decoding, int status)
{
    if (status >= 0 && WIFSIGNALED(status)) {
        switch (WTERMSIG(status)) {
        case SIGSYS: /* also where a library finds its memory damaged and wants to say so */
            return "the decoder program crashed, or tried what it may not do";
        case SIGKILL:
            return "the decoder program was killed";
        default:
            snprintf(decoding->reason, sizeof decoding->reason,
                     "the decoder program crashed (signal %d)", WTERMSIG(status));
            return decoding->reason;
        }
    }
    if (status >= 0 && WEXITSTATUS(status) == RLE127_WIRE_UNCONFINED)
        return "the decoder program cannot be confined";
    return "the decoder program ended by itself";
}

static const char *end_decoder(struct rle127_decoder *decoder)
{
    struct rle127_decoding *const decoding = (struct rle127_decoding *)decoder;
    decoder->socket_fd = -1;
    return name_death(decoding, rle127_program_end(&decoding->program));
}

static uint64_t read_clock_us(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static uint64_t read_cpu_us(const struct rle127_decoding *decoding)
{
    clockid_t clock;
    return clock_getcpuclockid(decoding->program.pid, &clock) == 0 ? read_clock_us(clock) : 0;
}

/* The decoder's own clock and this process's tell whether it is at work, and for how long it has
 * been; what it says does not count. */
static const char *check_decoder(struct rle127_decoder *decoder)
{
    struct rle127_decoding *const decoding = (struct rle127_decoding *)decoder;
    const uint64_t now = read_clock_us(CLOCK_MONOTONIC), cpu = read_cpu_us(decoding);
    const bool is_new = decoding->job != decoder->job;
    const char *reason = NULL;
    if (is_new) {
        decoding->job = decoder->job;
        decoding->cpu_at_start = cpu;
    }
    const uint64_t silence = now - decoding->progress, work = cpu - decoding->cpu_at_progress;
    decoder->took_too_long = cpu > decoding->cpu_at_start + decoder->cpu_us_max;
    if (decoder->took_too_long)
        reason = "decoding it takes too long";
    else if (rle127_is_interrupted())
        reason = "interrupted";
    else if (!is_new && !decoder->has_progressed && silence < decoding->patience)
        return NULL;
    else if (!is_new && !decoder->has_progressed && work < silence / WORK_SHARE)
        reason = "the decoder program does not answer";
    if (reason)
        decoder->end(decoder);
    decoder->has_progressed = false;
    decoding->progress = now;
    decoding->cpu_at_progress = cpu;
    return reason;
}

void rle127_decoding_open(struct rle127_decoding *decoding, const char *path)
{
    *decoding = (struct rle127_decoding){
        .decoder = {.start = start_decoder,
                    .end = end_decoder,
                    .check = check_decoder,
                    .cpu_us_least = CPU_US_LEAST,
                    .socket_fd = -1},
        .path = path,
        .memory_fd = -1,
        .patience = PATIENCE_US,
    };
}

void rle127_decoding_close(struct rle127_decoding *decoding)
{
    if (decoding->decoder.socket_fd >= 0)
        rle127_program_end(&decoding->program);
    if (decoding->memory_fd < 0)
        return;
    munmap(decoding->decoder.memory, sizeof *decoding->decoder.memory);
    close(decoding->memory_fd);
}
