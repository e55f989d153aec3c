/*
 * The environment, and a second start with it.
 */
#define _DEFAULT_SOURCE /* setenv(), readlink(), getauxval() */
#include "wait_policy.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif

#define POLICY "OMP_WAIT_POLICY"

/* Of gcc's library and of LLVM's, besides the standard's. */
static bool is_chosen(void)
{
    return getenv(POLICY) || getenv("GOMP_SPINCOUNT") || getenv("KMP_BLOCKTIME");
}

/* Whether a second start would be like the first one: it is not where the program runs with rights
 * that its caller has not got, where somebody else has loaded it (the dynamic linker, started as a
 * program; then the system has loaded no linker for it) or runs it (valgrind, whose own library is
 * loaded first). */
static bool can_start_again(void)
{
#ifdef __linux__
    const char *const preloaded = getenv("LD_PRELOAD");
    return !getauxval(AT_SECURE) && getauxval(AT_BASE) &&
           !(preloaded && strstr(preloaded, "vgpreload"));
#else
    return false;
#endif
}

void rle127_let_threads_sleep(char *const *argv)
{
    char program[PATH_MAX];
    if (is_chosen() || !can_start_again())
        return;
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program);
    if (length <= 0 || (size_t)length >= sizeof program || setenv(POLICY, "passive", 0) != 0)
        return;
    program[length] = '\0';
    execv(program, argv);
}
