/*
 * A library to be preloaded (LD_PRELOAD): lets calls of a program fail, be interrupted, do less
 * than they could, or be followed by a signal. Needs the C library of GNU.
 *
 *     RLE127_FAULT=RULE[,RULE...]   RULE is CALL:WHEN:WHAT
 *         CALL   malloc (calloc and realloc count with it) or one of the other functions below
 *         WHEN   N, the Nth call from 1 on; odd, each second call from the first on; *, each call
 *         WHAT   ENOSPC or another error: the call does nothing (close() does close) and fails
 *                short: at the most 1 byte is read or written
 *                TERM: the call is done, and then SIGTERM comes for any thread
 *                tmpfile is openat64() with O_TMPFILE; it is a condition for others and leaves no
 *                mark
 *     RLE127_FAULT_MARK=FILE        is made as soon as a rule has been applied
 *     RLE127_FAULT_ADVANCE=CALL:N   each forked process begins with N calls that do nothing, so
 *                                   that who counts its calls (strace) can tell them from those
 *                                   of its parent
 *     RLE127_FAULT_WATCH=FILE       has a line for each fork, "fork THREADS REGIONS": how many
 *                                   threads the process has, and whether (1 or 0) it has entered a
 *                                   parallel region of OpenMP; and "region" for each process that
 *                                   does
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define RULES_MAX 8

enum what { DO_ALL, DO_SHORT, DO_AND_RAISE, FAIL };
enum when { WHEN_NTH, WHEN_ODD, WHEN_EACH };

struct rule {
    char call[16];
    enum when when;
    enum what what;
    int error, nth; /* valid for FAIL and WHEN_NTH */
    atomic_int n_calls;
};

static struct rule rules[RULES_MAX];
static size_t n_rules;
static atomic_bool is_marked;

void *__libc_malloc(size_t n_bytes);
void *__libc_calloc(size_t n, size_t n_bytes);
void *__libc_realloc(void *memory, size_t n_bytes);

static int find_error(const char *name)
{
    static const struct {
        const char *name;
        int error;
    } errors[] = {{"EAGAIN", EAGAIN},
                  {"EDQUOT", EDQUOT},
                  {"EEXIST", EEXIST},
                  {"EFBIG", EFBIG},
                  {"EINTR", EINTR},
                  {"EINVAL", EINVAL},
                  {"EIO", EIO},
                  {"ENOMEM", ENOMEM},
                  {"ENOSPC", ENOSPC},
                  {"ENOSYS", ENOSYS},
                  {"EOPNOTSUPP", EOPNOTSUPP},
                  {"EPERM", EPERM},
                  {"EXDEV", EXDEV},
                  {"EROFS", EROFS}};
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (strcmp(errors[i].name, name) == 0)
            return errors[i].error;
    return 0;
}

/* A mistake in a rule must not look like a test that passed. */
static void add_rule(const char *text)
{
    struct rule *const rule = &rules[n_rules++];
    char when[16], what[16];
    if (sscanf(text, "%15[^:]:%15[^:]:%15s", rule->call, when, what) != 3)
        abort();
    rule->when = when[0] == '*' ? WHEN_EACH : strcmp(when, "odd") == 0 ? WHEN_ODD : WHEN_NTH;
    rule->nth = atoi(when);
    rule->error = find_error(what);
    rule->what = strcmp(what, "short") == 0  ? DO_SHORT
                 : strcmp(what, "TERM") == 0 ? DO_AND_RAISE
                                             : FAIL;
    if ((rule->what == FAIL && !rule->error) || (rule->when == WHEN_NTH && rule->nth < 1))
        abort();
}

__attribute__((constructor)) static void read_rules(void)
{
    static char text[256];
    const char *const fault = getenv("RLE127_FAULT");
    snprintf(text, sizeof text, "%s", fault ? fault : "");
    for (char *rule = strtok(text, ","); rule && n_rules < RULES_MAX; rule = strtok(NULL, ","))
        add_rule(rule);
}

static void leave_mark(void)
{
    const char *const path = getenv("RLE127_FAULT_MARK");
    if (path && !atomic_exchange(&is_marked, true))
        syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT, 0666));
}

static bool is_due(struct rule *rule)
{
    const int n = 1 + atomic_fetch_add(&rule->n_calls, 1);
    return rule->when == WHEN_EACH || (rule->when == WHEN_ODD ? n % 2 == 1 : n == rule->nth);
}

/* What shall become of this call; sets errno where it fails. */
static enum what judge(const char *call)
{
    for (size_t i = 0; i < n_rules; i++) {
        if (strcmp(rules[i].call, call) != 0 || !is_due(&rules[i]))
            continue;
        if (strcmp(call, "tmpfile") != 0)
            leave_mark();
        if (rules[i].what == FAIL)
            errno = rules[i].error;
        return rules[i].what;
    }
    return DO_ALL;
}

/* To the process, so that a thread that holds the signal back leaves it to another; then time for
 * that one to take it. */
static void raise_for_any_thread(void)
{
    struct timespec pause = {.tv_nsec = 100000000};
    kill(getpid(), SIGTERM);
    while (nanosleep(&pause, &pause) != 0 && errno == EINTR)
        ;
}

/* The numbers of what can be advanced. */
static long find_number(const char *call)
{
    static const struct {
        const char *name;
        long number;
    } calls[] = {{"close", SYS_close},
                 {"fcntl", SYS_fcntl},
                 {"flock", SYS_flock},
                 {"fsync", SYS_fsync},
                 {"getppid", SYS_getppid},
                 {"linkat", SYS_linkat},
                 {"mkdirat", SYS_mkdirat},
                 {"mmap", SYS_mmap},
                 {"munmap", SYS_munmap},
                 {"newfstatat", SYS_newfstatat},
                 {"openat", SYS_openat},
                 {"prctl", SYS_prctl},
                 {"pread64", SYS_pread64},
                 {"read", SYS_read},
                 {"recvfrom", SYS_recvfrom},
                 {"renameat", SYS_renameat},
                 {"rt_sigaction", SYS_rt_sigaction},
                 {"rt_sigprocmask", SYS_rt_sigprocmask},
                 {"sendmsg", SYS_sendmsg},
                 {"sync_file_range", SYS_sync_file_range},
                 {"unlinkat", SYS_unlinkat},
                 {"write", SYS_write}};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (strcmp(calls[i].name, call) == 0)
            return calls[i].number;
    abort();
}

static long advanced_call;
static int n_advanced;

/* With arguments that no call can do anything with. */
static void advance(void)
{
    for (int i = 0; i < n_advanced; i++)
        syscall(advanced_call, -1L, -1L, -1L, -1L, -1L, -1L);
}

__attribute__((constructor)) static void read_advance(void)
{
    const char *const text = getenv("RLE127_FAULT_ADVANCE");
    char call[32];
    if (!text)
        return;
    if (sscanf(text, "%31[^:]:%d", call, &n_advanced) != 2)
        abort();
    advanced_call = find_number(call);
    pthread_atfork(NULL, NULL, advance);
}

static void *find_next(const char *name)
{
    void *const function = dlsym(RTLD_NEXT, name);
    if (!function)
        abort();
    return function;
}

void *malloc(size_t n_bytes)
{
    return judge("malloc") == FAIL ? NULL : __libc_malloc(n_bytes);
}

void *calloc(size_t n, size_t n_bytes)
{
    return judge("malloc") == FAIL ? NULL : __libc_calloc(n, n_bytes);
}

void *realloc(void *memory, size_t n_bytes)
{
    return judge("malloc") == FAIL ? NULL : __libc_realloc(memory, n_bytes);
}

static size_t shorten(enum what what, size_t n_bytes)
{
    return what == DO_SHORT && n_bytes ? 1 : n_bytes;
}

ssize_t read(int fd, void *to, size_t n_bytes)
{
    ssize_t (*const next)(int, void *, size_t) = find_next("read");
    const enum what what = judge("read");
    return what == FAIL ? -1 : next(fd, to, shorten(what, n_bytes));
}

ssize_t pread64(int fd, void *to, size_t n_bytes, off64_t offset)
{
    ssize_t (*const next)(int, void *, size_t, off64_t) = find_next("pread64");
    const enum what what = judge("pread64");
    return what == FAIL ? -1 : next(fd, to, shorten(what, n_bytes), offset);
}

ssize_t write(int fd, const void *bytes, size_t n_bytes)
{
    ssize_t (*const next)(int, const void *, size_t) = find_next("write");
    const enum what what = judge("write");
    return what == FAIL ? -1 : next(fd, bytes, shorten(what, n_bytes));
}

ssize_t pwrite64(int fd, const void *bytes, size_t n_bytes, off64_t offset)
{
    ssize_t (*const next)(int, const void *, size_t, off64_t) = find_next("pwrite64");
    const enum what what = judge("pwrite64");
    return what == FAIL ? -1 : next(fd, bytes, shorten(what, n_bytes), offset);
}

int close(int fd)
{
    int (*const next)(int) = find_next("close");
    const int result = next(fd);
    return judge("close") == FAIL ? -1 : result;
}

/* For calls that return 0 or a descriptor; also where they fail by themselves. */
static int end_call(enum what what, int result)
{
    const int error = errno;
    if (what == DO_AND_RAISE)
        raise_for_any_thread();
    errno = error;
    return result;
}

int openat64(int directory, const char *path, int flags, ...)
{
    int (*const next)(int, const char *, int, ...) = find_next("openat64");
    const bool is_unnamed = (flags & O_TMPFILE) == O_TMPFILE;
    if (is_unnamed && judge("tmpfile") == FAIL)
        return -1;
    const enum what what = judge("openat64");
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = flags & O_CREAT || is_unnamed ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return what == FAIL ? -1 : end_call(what, next(directory, path, flags, mode));
}

int renameat(int from_directory, const char *from, int to_directory, const char *to)
{
    int (*const next)(int, const char *, int, const char *) = find_next("renameat");
    const enum what what = judge("renameat");
    return what == FAIL ? -1 : end_call(what, next(from_directory, from, to_directory, to));
}

int renameat2(int from_directory, const char *from, int to_directory, const char *to,
              unsigned flags)
{
    int (*const next)(int, const char *, int, const char *, unsigned) = find_next("renameat2");
    const enum what what = judge("renameat2");
    return what == FAIL ? -1 : end_call(what, next(from_directory, from, to_directory, to, flags));
}

int linkat(int from_directory, const char *from, int to_directory, const char *to, int flags)
{
    int (*const next)(int, const char *, int, const char *, int) = find_next("linkat");
    const enum what what = judge("linkat");
    return what == FAIL ? -1 : end_call(what, next(from_directory, from, to_directory, to, flags));
}

int fsync(int fd)
{
    int (*const next)(int) = find_next("fsync");
    return judge("fsync") == FAIL ? -1 : next(fd);
}

int unlinkat(int directory, const char *path, int flags)
{
    int (*const next)(int, const char *, int) = find_next("unlinkat");
    const enum what what = judge("unlinkat");
    return what == FAIL ? -1 : end_call(what, next(directory, path, flags));
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                   void *argument)
{
    int (*const next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
        find_next("pthread_create");
    return judge("thread") == FAIL ? errno : next(thread, attributes, run, argument);
}

static void write_watch(const char *line)
{
    const char *const path = getenv("RLE127_FAULT_WATCH");
    const long fd =
        path ? syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;
    if (fd < 0)
        return;
    syscall(SYS_write, fd, line, strlen(line));
    syscall(SYS_close, fd);
}

static atomic_bool has_entered_region;

/* A directory has a link of each directory in it, besides its own two. */
static unsigned count_threads(void)
{
    struct stat tasks;
    return stat("/proc/self/task", &tasks) == 0 ? (unsigned)tasks.st_nlink - 2 : 0;
}

pid_t fork(void)
{
    pid_t (*const next)(void) = find_next("fork");
    char line[40];
    snprintf(line, sizeof line, "fork %u %d\n", count_threads(), atomic_load(&has_entered_region));
    write_watch(line);
    return judge("fork") == FAIL ? -1 : next();
}

static void note_region(void)
{
    if (!atomic_exchange(&has_entered_region, true))
        write_watch("region\n");
}

/* The entrances to parallel regions: of GNU's library, and of LLVM's, which takes as many arguments
 * more as it is told. */
void GOMP_parallel(void (*run)(void *), void *data, unsigned n_threads, unsigned flags);
void __kmpc_fork_call(void *location, int n_arguments, void (*run)(int *, int *, ...), ...);

void GOMP_parallel(void (*run)(void *), void *data, unsigned n_threads, unsigned flags)
{
    void (*const next)(void (*)(void *), void *, unsigned, unsigned) = find_next("GOMP_parallel");
    note_region();
    next(run, data, n_threads, flags);
}

#define REGION_ARGUMENTS_MAX 8

void __kmpc_fork_call(void *location, int n_arguments, void (*run)(int *, int *, ...), ...)
{
    void (*const next)(void *, int, void (*)(int *, int *, ...), ...) =
        find_next("__kmpc_fork_call");
    void *values[REGION_ARGUMENTS_MAX] = {0};
    va_list arguments;
    if (n_arguments > REGION_ARGUMENTS_MAX)
        abort();
    va_start(arguments, run);
    for (int i = 0; i < n_arguments; i++)
        values[i] = va_arg(arguments, void *);
    va_end(arguments);
    note_region();
    next(location, n_arguments, run, values[0], values[1], values[2], values[3], values[4],
         values[5], values[6], values[7]);
}
