/*
 * Outcomes: which errors concern one file, and which the whole run.
 */
#include "outcome.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "interrupt.h"

bool rle127_fail(struct rle127_outcome *outcome, enum rle127_verdict verdict, const char *format,
                 ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(outcome->reason, sizeof outcome->reason, format, arguments);
    va_end(arguments);
    outcome->verdict = verdict;
    return false;
}

static bool concerns_all_outputs(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EIO:
    case EPIPE:
    case EROFS:
    case EMFILE:
    case ENFILE:
    case EBADF: /* standard output is closed */
        return true;
    default:
        return false;
    }
}

bool rle127_fail_output(struct rle127_outcome *outcome, const char *reason)
{
    outcome->concerns_output = true;
    return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
}

bool rle127_fail_output_call(struct rle127_outcome *outcome, int error)
{
    rle127_fail_output(outcome, strerror(error));
    if (concerns_all_outputs(error))
        outcome->verdict = RLE127_STOPPED;
    return false;
}

void rle127_blame_interrupt(struct rle127_outcome *outcome)
{
    if (rle127_is_interrupted() && outcome->verdict != RLE127_STOPPED)
        rle127_fail(outcome, RLE127_INTERRUPTED, "interrupted");
}

void rle127_take_note(struct rle127_outcome *outcome, const char *text)
{
    snprintf(outcome->note, sizeof outcome->note, "%s", text ? text : "");
}
