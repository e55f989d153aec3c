/*
 * The environment, and a second start with it.
 */
#define _POSIX_C_SOURCE 200809L /* setenv(), readlink() */
#include "wait_policy.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#define POLICY "OMP_WAIT_POLICY"

/* Of gcc's library and of LLVM's, besides the standard's. */
static bool is_chosen(void)
{
    return getenv(POLICY) || getenv("GOMP_SPINCOUNT") || getenv("KMP_BLOCKTIME");
}

void rle127_let_threads_sleep(char *const *argv)
{
    char program[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program);
    if (is_chosen() || length <= 0 || (size_t)length >= sizeof program ||
        setenv(POLICY, "passive", 0) != 0)
        return;
    program[length] = '\0';
    execv(program, argv);
}
