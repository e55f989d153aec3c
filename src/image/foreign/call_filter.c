/*
 * Asking the kernel.
 */
#include "call_filter.h"

#include <sys/prctl.h>

bool rle127_has_call_filter(void)
{
#ifdef RLE127_HAVE_SECCOMP
    return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
#else
    return false;
#endif
}
