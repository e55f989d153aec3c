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
 *     RLE127_FAULT_MARK=FILE        is made as soon as a rule has been applied
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    } errors[] = {{"EDQUOT", EDQUOT}, {"EEXIST", EEXIST}, {"EFBIG", EFBIG},   {"EINTR", EINTR},
                  {"EINVAL", EINVAL}, {"EIO", EIO},       {"ENOMEM", ENOMEM}, {"ENOSPC", ENOSPC},
                  {"ENOSYS", ENOSYS}, {"EPERM", EPERM},   {"EROFS", EROFS}};
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

/* The calls that return 0 or a descriptor where they succeed. */
static int end_call(enum what what, int result)
{
    if (what == DO_AND_RAISE && result >= 0)
        raise_for_any_thread();
    return result;
}

int openat64(int directory, const char *path, int flags, ...)
{
    int (*const next)(int, const char *, int, ...) = find_next("openat64");
    const enum what what = judge("openat64");
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
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

int unlinkat(int directory, const char *path, int flags)
{
    int (*const next)(int, const char *, int) = find_next("unlinkat");
    const enum what what = judge("unlinkat");
    return what == FAIL ? -1 : end_call(what, next(directory, path, flags));
}
