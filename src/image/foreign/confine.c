/*
 * Limits, and the filter of system calls. Must not know: images.
 */
#define _DEFAULT_SOURCE /* syscall() */
#include "confine.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "call_filter.h"

/* The largest picture that is held whole, 2^28 pixels, takes up to 4 bytes a pixel as it is decoded
 * and 6 bytes where it is a progressive JPEG: 2.5 GB. */
#define MEMORY_BYTES ((rlim_t)3 << 30)

/* Three of its own, the file, and the next one. */
#define DESCRIPTORS 5

static bool lower_limit(int what, rlim_t most)
{
    struct rlimit limit;
    if (getrlimit(what, &limit) != 0)
        return false;
    limit.rlim_max = limit.rlim_max < most ? limit.rlim_max : most;
    limit.rlim_cur = limit.rlim_cur < limit.rlim_max ? limit.rlim_cur : limit.rlim_max;
    return setrlimit(what, &limit) == 0;
}

static bool lower_limits(void)
{
    return lower_limit(RLIMIT_AS, MEMORY_BYTES) && lower_limit(RLIMIT_CORE, 0) &&
           lower_limit(RLIMIT_FSIZE, 0) && lower_limit(RLIMIT_NOFILE, DESCRIPTORS) &&
           lower_limit(RLIMIT_NPROC, 0);
}

#ifdef RLE127_HAVE_SECCOMP
#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>

static const int allowed_calls[] = {
    SCMP_SYS(pread64), SCMP_SYS(recvmsg),   SCMP_SYS(sendmsg),    SCMP_SYS(close),
    SCMP_SYS(brk),     SCMP_SYS(munmap),    SCMP_SYS(mremap),     SCMP_SYS(madvise),
    SCMP_SYS(futex),   SCMP_SYS(setitimer), SCMP_SYS(exit_group), SCMP_SYS(restart_syscall),
};

static int add_rules(scmp_filter_ctx filter)
{
    int error = 0;
    for (size_t i = 0; i < sizeof allowed_calls / sizeof allowed_calls[0] && !error; i++)
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_calls[i], 0);
    if (!error) /* memory that no code can be put in */
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                 SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    return error;
}

static const char *filter_calls(void)
{
    if (!rle127_has_call_filter())
        return NULL;
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter)
        return "no filter of system calls can be made";
    const bool is_loaded = add_rules(filter) == 0 && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return is_loaded ? NULL : "the filter of system calls is refused";
}
#else
static const char *filter_calls(void)
{
    return NULL;
}
#endif

/* What was left open by whoever started the command. */
static void close_inherited(void)
{
#ifdef SYS_close_range
    syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, 0);
#endif
}

const char *rle127_confine(void)
{
    /* makes the allocator ready, which may take more calls than it needs later */
    void *volatile first = malloc(1);
    free(first);
    close_inherited();
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !lower_limits())
        return "its limits cannot be lowered";
    const char *const reason = filter_calls();
    if (!reason)
        close(STDERR_FILENO); /* it was for the dynamic linker */
    return reason;
}

void rle127_limit_cpu_time(unsigned seconds)
{
    const struct itimerval limit = {.it_value = {.tv_sec = seconds}};
    setitimer(ITIMER_PROF, &limit, NULL);
}
