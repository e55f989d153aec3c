/*
 * Children, and what is said of their ends. Each leads a process group of its own, so that it can
 * be ended with all that it has started.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "child.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/batch/interrupt.h"
#include "../../src/cli/messages.h"
#include "rounds.h"
#include "spawner.h"

/* The child's part of what it shares with its parent. */
struct verdict {
    double seconds;
    bool is_right;
};

static bool refuse(const char *name, const char *what, int error)
{
    rle127_say(name, "%s: %s", what, strerror(error));
    return false;
}

/* Whether it ended with the code 0; says so where not. */
static bool has_succeeded(const char *name, const struct rle127_child_end *end)
{
    if (rle127_is_interrupted())
        return false;
    if (end->error)
        return refuse(name, "cannot be waited for", end->error);
    if (end->stop_signal)
        rle127_say(name, "stopped by signal %d, and so killed", end->stop_signal);
    else if (WIFSIGNALED(end->status))
        rle127_say(name, "killed by signal %d", WTERMSIG(end->status));
    else if (WEXITSTATUS(end->status) != 0)
        rle127_say(name, "exit %d", WEXITSTATUS(end->status));
    return end->status == 0 && !end->stop_signal;
}

static void run_function(bool (*function)(void *argument), void *argument, struct verdict *verdict)
{
    const double start = rle127_read_clock();
    verdict->is_right = function(argument);
    verdict->seconds = rle127_read_clock() - start;
    fflush(NULL);
    _exit(0);
}

static bool fork_function(bool (*function)(void *argument), void *argument, struct verdict *verdict,
                          struct rle127_child_end *end)
{
    struct rle127_held_signals held;
    rle127_hold_signals(&held);
    fflush(NULL); /* or it would be written twice */
    const pid_t parent = getpid(), child = fork();
    if (child == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        rle127_leave_spawner();
        rle127_release_signals(&held);
        run_function(function, argument, verdict);
    }
    const int error = errno;
    if (child > 0) {
        setpgid(child, child);
        rle127_wait_for_child(child, &held, -1, end);
    }
    rle127_release_signals(&held);
    return child > 0 ? has_succeeded("a measurement's process", end) : refuse(NULL, "fork", error);
}

bool rle127_sample_function(bool (*function)(void *argument), void *argument,
                            struct rle127_sample *sample)
{
    struct rle127_child_end end;
    struct verdict *const verdict =
        mmap(NULL, sizeof *verdict, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (verdict == MAP_FAILED)
        return refuse(NULL, "shared memory", errno);
    const bool is_right = fork_function(function, argument, verdict, &end) && verdict->is_right;
    if (is_right)
        *sample = (struct rle127_sample){.seconds = verdict->seconds, .usage = end.usage};
    munmap(verdict, sizeof *verdict);
    return is_right;
}

static bool refuse_step(const struct rle127_program_call *call,
                        const struct rle127_program_end *end)
{
    if (end->step == RLE127_PROGRAM_START)
        return refuse(call->argv[0], "cannot be started", end->error);
    return refuse(end->step == RLE127_PROGRAM_INPUT ? call->input_path : call->output_path,
                  "cannot be opened", end->error);
}

bool rle127_sample_program(const struct rle127_program_call *call, struct rle127_sample *sample)
{
    struct rle127_program_end end;
    if (!rle127_has_spawner())
        rle127_run_program(call, -1, &end);
    else if (!rle127_run_in_spawner(call, &end))
        return false;
    if (end.error)
        return refuse_step(call, &end);
    if (!has_succeeded(call->argv[0], &end.program))
        return false;
    *sample = (struct rle127_sample){.seconds = end.seconds, .usage = end.program.usage};
    return true;
}
