/*
 * The calls of the system that a clock counts. The linker's option --wrap=NAME, which is given for
 * each line here that begins with COUNT (see CMakeLists.txt), turns the calls of NAME in all that
 * is linked statically into those of __wrap_NAME; __real_NAME is then the library's function. Which
 * of a function's names a call has depends on the system's headers: by size of offsets, and with
 * _FORTIFY_SOURCE.
 *
 * What a worker does with the decoder program is told from what it does with its pool by the
 * functions that it does it by, which are counted whole.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../../src/image/foreign/wire.h"
#include "../../src/pool/program.h"
#include "call_clock.h"

#define LIKELY(condition) __builtin_expect(!!(condition), 1)

/* Names that a C library may lack, such as those with a clock of 64 bits where others have 32. A
 * reference that need not be there fetches nothing from a library that is linked statically, so
 * that names which are there are asked for. */
#define STRONG
#define OLD __attribute__((weak))
#ifdef __GLIBC__
#define GLIBC STRONG
#else
#define GLIBC __attribute__((weak))
#endif

/* What the names without a 64 take: with the GNU library, a type that no option widens. */
#ifdef __GLIBC__
#define OFFSET __off_t
#else
#define OFFSET off_t
#endif

/* These names are the linker's. */
#define DECLARE(bond, type, name, parameters)  \
    extern type __real_##name parameters bond; \
    __attribute__((used)) type __wrap_##name parameters;

#define DO_COUNTED(kind, type, call)             \
    struct rle127_call_start start;              \
    rle127_begin_call(&start);                   \
    type result = call;                          \
    rle127_end_call(&start, RLE127_CALL_##kind); \
    return result;

#define COUNT(name, bond, kind, type, parameters, arguments) \
    DECLARE(bond, type, name, parameters)                    \
    type __wrap_##name parameters                            \
    {                                                        \
        if (LIKELY(!rle127_running_clock))                   \
            return __real_##name arguments;                  \
        DO_COUNTED(kind, type, __real_##name arguments)      \
    }

#define COUNT_VOID(name, bond, kind, parameters, arguments) \
    DECLARE(bond, void, name, parameters)                   \
    void __wrap_##name parameters                           \
    {                                                       \
        struct rle127_call_start start;                     \
        if (LIKELY(!rle127_running_clock)) {                \
            __real_##name arguments;                        \
            return;                                         \
        }                                                   \
        rle127_begin_call(&start);                          \
        __real_##name arguments;                            \
        rle127_end_call(&start, RLE127_CALL_##kind);        \
    }

/* The mode comes only with flags that make a file. */
#define COUNT_OPEN(name, bond, parameters, ...)                         \
    DECLARE(bond, int, name, parameters)                                \
    int __wrap_##name parameters                                        \
    {                                                                   \
        unsigned mode = 0;                                              \
        va_list more;                                                   \
        va_start(more, flags);                                          \
        if (flags & MAKING)                                             \
            mode = va_arg(more, unsigned);                              \
        va_end(more);                                                   \
        if (LIKELY(!rle127_running_clock))                              \
            return __real_##name(__VA_ARGS__, flags, mode);             \
        DO_COUNTED(FILES, int, __real_##name(__VA_ARGS__, flags, mode)) \
    }

/* What comes third, if anything, is at the most as wide as a pointer. */
#define COUNT_CONTROL(name, bond)                                    \
    DECLARE(bond, int, name, (int fd, int command, ...))             \
    int __wrap_##name(int fd, int command, ...)                      \
    {                                                                \
        va_list more;                                                \
        va_start(more, command);                                     \
        void *const argument = va_arg(more, void *);                 \
        va_end(more);                                                \
        if (LIKELY(!rle127_running_clock))                           \
            return __real_##name(fd, command, argument);             \
        DO_COUNTED(FILES, int, __real_##name(fd, command, argument)) \
    }

#ifdef __O_TMPFILE
#define MAKING (O_CREAT | (__O_TMPFILE & ~O_DIRECTORY))
#else
#define MAKING O_CREAT
#endif

COUNT(read, STRONG, READING, ssize_t, (int fd, void *to, size_t n), (fd, to, n))
COUNT(__read_chk, GLIBC, READING, ssize_t, (int fd, void *to, size_t n, size_t room),
      (fd, to, n, room))
COUNT(pread, STRONG, READING, ssize_t, (int fd, void *to, size_t n, OFFSET at), (fd, to, n, at))
COUNT(__pread_chk, GLIBC, READING, ssize_t, (int fd, void *to, size_t n, OFFSET at, size_t room),
      (fd, to, n, at, room))
COUNT(pread64, GLIBC, READING, ssize_t, (int fd, void *to, size_t n, int64_t at), (fd, to, n, at))
COUNT(__pread64_chk, GLIBC, READING, ssize_t, (int fd, void *to, size_t n, int64_t at, size_t room),
      (fd, to, n, at, room))

COUNT(write, STRONG, WRITING, ssize_t, (int fd, const void *from, size_t n), (fd, from, n))
COUNT(pwrite, STRONG, WRITING, ssize_t, (int fd, const void *from, size_t n, OFFSET at),
      (fd, from, n, at))
COUNT(pwrite64, GLIBC, WRITING, ssize_t, (int fd, const void *from, size_t n, int64_t at),
      (fd, from, n, at))

COUNT_OPEN(open, STRONG, (const char *path, int flags, ...), path)
COUNT_OPEN(open64, GLIBC, (const char *path, int flags, ...), path)
COUNT_OPEN(openat, STRONG, (int directory, const char *path, int flags, ...), directory, path)
COUNT_OPEN(openat64, GLIBC, (int directory, const char *path, int flags, ...), directory, path)
COUNT(__open_2, GLIBC, FILES, int, (const char *path, int flags), (path, flags))
COUNT(__open64_2, GLIBC, FILES, int, (const char *path, int flags), (path, flags))
COUNT(__openat_2, GLIBC, FILES, int, (int directory, const char *path, int flags),
      (directory, path, flags))
COUNT(__openat64_2, GLIBC, FILES, int, (int directory, const char *path, int flags),
      (directory, path, flags))
COUNT_CONTROL(fcntl, STRONG)
COUNT_CONTROL(fcntl64, GLIBC)
COUNT_CONTROL(__fcntl_time64, OLD)
COUNT(close, STRONG, FILES, int, (int fd), (fd))
COUNT(stat, STRONG, FILES, int, (const char *path, void *found), (path, found))
COUNT(stat64, GLIBC, FILES, int, (const char *path, void *found), (path, found))
COUNT(lstat, STRONG, FILES, int, (const char *path, void *found), (path, found))
COUNT(lstat64, GLIBC, FILES, int, (const char *path, void *found), (path, found))
COUNT(fstat, STRONG, FILES, int, (int fd, void *found), (fd, found))
COUNT(fstat64, GLIBC, FILES, int, (int fd, void *found), (fd, found))
COUNT(fstatat, STRONG, FILES, int, (int directory, const char *path, void *found, int flags),
      (directory, path, found, flags))
COUNT(fstatat64, GLIBC, FILES, int, (int directory, const char *path, void *found, int flags),
      (directory, path, found, flags))
COUNT(__stat64_time64, OLD, FILES, int, (const char *path, void *found), (path, found))
COUNT(__lstat64_time64, OLD, FILES, int, (const char *path, void *found), (path, found))
COUNT(__fstat64_time64, OLD, FILES, int, (int fd, void *found), (fd, found))
COUNT(__fstatat64_time64, OLD, FILES, int,
      (int directory, const char *path, void *found, int flags), (directory, path, found, flags))
COUNT(__xstat, OLD, FILES, int, (int version, const char *path, void *found),
      (version, path, found))
COUNT(__xstat64, OLD, FILES, int, (int version, const char *path, void *found),
      (version, path, found))
COUNT(__lxstat64, OLD, FILES, int, (int version, const char *path, void *found),
      (version, path, found))
COUNT(__fxstat, OLD, FILES, int, (int version, int fd, void *found), (version, fd, found))
COUNT(__fxstat64, OLD, FILES, int, (int version, int fd, void *found), (version, fd, found))
COUNT(__fxstatat64, OLD, FILES, int,
      (int version, int directory, const char *path, void *found, int flags),
      (version, directory, path, found, flags))
COUNT(access, STRONG, FILES, int, (const char *path, int mode), (path, mode))
COUNT(faccessat, STRONG, FILES, int, (int directory, const char *path, int mode, int flags),
      (directory, path, mode, flags))
COUNT(readlink, STRONG, FILES, ssize_t, (const char *path, char *to, size_t n), (path, to, n))
COUNT(__readlink_chk, GLIBC, FILES, ssize_t, (const char *path, char *to, size_t n, size_t room),
      (path, to, n, room))
COUNT(readlinkat, STRONG, FILES, ssize_t, (int directory, const char *path, char *to, size_t n),
      (directory, path, to, n))
COUNT(__readlinkat_chk, GLIBC, FILES, ssize_t,
      (int directory, const char *path, char *to, size_t n, size_t room),
      (directory, path, to, n, room))
COUNT(mkdir, STRONG, FILES, int, (const char *path, mode_t mode), (path, mode))
COUNT(mkdirat, STRONG, FILES, int, (int directory, const char *path, mode_t mode),
      (directory, path, mode))
COUNT(linkat, STRONG, FILES, int, (int from, const char *path, int to, const char *name, int flags),
      (from, path, to, name, flags))
COUNT(renameat, STRONG, FILES, int, (int from, const char *path, int to, const char *name),
      (from, path, to, name))
COUNT(renameat2, GLIBC, FILES, int,
      (int from, const char *path, int to, const char *name, unsigned flags),
      (from, path, to, name, flags))
COUNT(unlinkat, STRONG, FILES, int, (int directory, const char *path, int flags),
      (directory, path, flags))
COUNT(opendir, STRONG, FILES, void *, (const char *path), (path))
COUNT(fdopendir, STRONG, FILES, void *, (int fd), (fd))
COUNT(readdir, STRONG, FILES, void *, (void *directory), (directory))
COUNT(readdir64, GLIBC, FILES, void *, (void *directory), (directory))
COUNT(closedir, STRONG, FILES, int, (void *directory), (directory))
COUNT(lseek, STRONG, FILES, OFFSET, (int fd, OFFSET offset, int whence), (fd, offset, whence))
COUNT(lseek64, GLIBC, FILES, int64_t, (int fd, int64_t offset, int whence), (fd, offset, whence))
COUNT(ftruncate, STRONG, FILES, int, (int fd, OFFSET n), (fd, n))
COUNT(ftruncate64, GLIBC, FILES, int, (int fd, int64_t n), (fd, n))
COUNT(flock, STRONG, FILES, int, (int fd, int what), (fd, what))
COUNT(fsync, STRONG, SYNCING, int, (int fd), (fd))
COUNT(fdatasync, STRONG, SYNCING, int, (int fd), (fd))
COUNT(sync_file_range, STRONG, SYNCING, int, (int fd, int64_t from, int64_t n, unsigned flags),
      (fd, from, n, flags))

COUNT(poll, STRONG, POOL, int, (void *waiting, unsigned long n, int ms), (waiting, n, ms))
COUNT(__poll_chk, GLIBC, POOL, int, (void *waiting, unsigned long n, int ms, size_t room),
      (waiting, n, ms, room))
COUNT(recv, STRONG, POOL, ssize_t, (int fd, void *to, size_t n, int flags), (fd, to, n, flags))
COUNT(__recv_chk, GLIBC, POOL, ssize_t, (int fd, void *to, size_t n, size_t room, int flags),
      (fd, to, n, room, flags))
COUNT(recvmsg, STRONG, POOL, ssize_t, (int fd, void *message, int flags), (fd, message, flags))
COUNT(sendmsg, STRONG, POOL, ssize_t, (int fd, const void *message, int flags),
      (fd, message, flags))
COUNT(socketpair, STRONG, POOL, int, (int domain, int type, int protocol, int *fds),
      (domain, type, protocol, fds))
COUNT(eventfd, STRONG, POOL, int, (unsigned n, int flags), (n, flags))
COUNT(eventfd_read, STRONG, POOL, int, (int fd, uint64_t *n), (fd, n))
COUNT(eventfd_write, STRONG, POOL, int, (int fd, uint64_t n), (fd, n))
COUNT(pthread_cond_wait, STRONG, POOL, int, (void *condition, void *mutex), (condition, mutex))
COUNT(pthread_create, STRONG, POOL, int,
      (void *id, const void *attributes, void *(*run)(void *), void *argument),
      (id, attributes, run, argument))
COUNT(pthread_join, STRONG, POOL, int, (unsigned long id, void **got), (id, got))
COUNT(waitpid, STRONG, POOL, pid_t, (pid_t id, int *status, int options), (id, status, options))
COUNT(__recvmsg64, OLD, POOL, ssize_t, (int fd, void *message, int flags), (fd, message, flags))
COUNT(__sendmsg64, OLD, POOL, ssize_t, (int fd, const void *message, int flags),
      (fd, message, flags))
COUNT(__nanosleep64, OLD, POOL, int, (const void *time, void *left), (time, left))
COUNT(nanosleep, STRONG, POOL, int, (const void *time, void *left), (time, left))
COUNT(mmap, STRONG, POOL, void *, (void *at, size_t n, int access, int flags, int fd, OFFSET from),
      (at, n, access, flags, fd, from))
COUNT(mmap64, GLIBC, POOL, void *,
      (void *at, size_t n, int access, int flags, int fd, int64_t from),
      (at, n, access, flags, fd, from))
COUNT(munmap, STRONG, POOL, int, (void *at, size_t n), (at, n))

COUNT(rle127_program_start, STRONG, DECODER, int,
      (struct rle127_program * program, const char *path, int memory_fd),
      (program, path, memory_fd))
COUNT(rle127_program_end, STRONG, DECODER, int, (struct rle127_program * program), (program))
COUNT(rle127_wire_send, STRONG, DECODER, bool,
      (int socket_fd, const void *message, size_t n_bytes, int sent_fd),
      (socket_fd, message, n_bytes, sent_fd))
COUNT(rle127_wire_receive, STRONG, DECODER, enum rle127_wire_result,
      (int socket_fd, void *message, size_t n_bytes, int *received_fd, bool waits),
      (socket_fd, message, n_bytes, received_fd, waits))
COUNT_VOID(rle127_wire_tell, STRONG, DECODER, (_Atomic uint32_t *events), (events))
COUNT_VOID(rle127_wire_await, STRONG, DECODER, (_Atomic uint32_t *events, uint32_t seen),
           (events, seen))

/* A child is a thread of its own. */
#define COUNT_FORK(name, bond)                         \
    DECLARE(bond, pid_t, name, (void))                 \
    pid_t __wrap_##name(void)                          \
    {                                                  \
        struct rle127_call_start start;                \
        if (LIKELY(!rle127_running_clock))             \
            return __real_##name();                    \
        rle127_begin_call(&start);                     \
        const pid_t child = __real_##name();           \
        if (child == 0)                                \
            rle127_leave_call_thread();                \
        else                                           \
            rle127_end_call(&start, RLE127_CALL_POOL); \
        return child;                                  \
    }
COUNT_FORK(fork, STRONG)
