/*
 * Asking the kernel.
 */
#include "call_filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

bool rle127_has_call_filter(void)
{
#ifdef RLE127_HAVE_SECCOMP
    /* a filter that is nowhere is refused for that, where there are filters */
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) < 0 && errno == EFAULT;
#else
    return false;
#endif
}
