/*
 * Limits, and the filter of system calls. Must not know: images.
 */
#define _DEFAULT_SOURCE /* syscall() */
#include "confine.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "call_filter.h"

/* The largest picture that is held whole has 2^28 pixels. A progressive JPEG of four channels takes
 * 16 bytes for each: two for each coefficient, and each sample twice; and there is its file. */
#define MEMORY_BYTES ((rlim_t)6 << 30)

#define LOOKED_AT 1024

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
#include <seccomp.h>
#include <sys/mman.h>

static const int allowed_calls[] = {
    SCMP_SYS(pread64), SCMP_SYS(recvmsg),    SCMP_SYS(sendmsg),         SCMP_SYS(close),
    SCMP_SYS(brk),     SCMP_SYS(munmap),     SCMP_SYS(mremap),          SCMP_SYS(madvise),
    SCMP_SYS(futex),   SCMP_SYS(exit_group), SCMP_SYS(restart_syscall),
};

/* New memory that no code can be put in, and no file: a descriptor that was passed along may be one
 * that can be written to. */
static const int mapping_calls[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2)};
#define N_MAPPING_CALLS (sizeof mapping_calls / sizeof mapping_calls[0])
#ifdef __s390x__ /* where the arguments lie in memory, which a filter cannot look at */
#define N_MAPPING_RULES 0
#else
#define N_MAPPING_RULES 2
#endif

static int add_rules(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp mapping_rules[] = {
        SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
        SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS),
    };
    int error = 0;
    for (size_t i = 0; i < sizeof allowed_calls / sizeof allowed_calls[0] && !error; i++)
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_calls[i], 0);
    for (size_t i = 0; i < N_MAPPING_CALLS && !error; i++)
        error = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, mapping_calls[i], N_MAPPING_RULES,
                                       mapping_rules);
    return error;
}

static bool filter_calls(void)
{
    if (!rle127_has_call_filter())
        return true;
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter)
        return false;
    const bool is_loaded = add_rules(filter) == 0 && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return is_loaded;
}
#else
static bool filter_calls(void)
{
    return true;
}
#endif

/* What was left open by whoever started the command; before Linux 5.9 as far as one looks. */
static void close_inherited(void)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, 0) == 0)
        return;
#endif
    for (int fd = STDERR_FILENO + 1; fd < LOOKED_AT; fd++)
        close(fd);
}

bool rle127_confine(void)
{
    /* makes the allocator ready, which may take more calls than it needs later */
    void *volatile first = malloc(1);
    free(first);
    close_inherited();
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !lower_limits() || !filter_calls())
        return false;
    close(STDERR_FILENO); /* it was for the dynamic linker */
    return true;
}
