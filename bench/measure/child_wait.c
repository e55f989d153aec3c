/*
 * ppoll() and waitid(). A child that has ended stays a zombie until its group is killed, so that
 * the group's number is nobody else's.
 */
#define _GNU_SOURCE /* ppoll(), wait4() */
#include "child_wait.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../../src/batch/interrupt.h"

static const int held_signals[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP};
#define N_HELD_SIGNALS (sizeof held_signals / sizeof held_signals[0])

static void note_child(int number)
{
    (void)number; /* it is there to end ppoll() */
}

void rle127_hold_signals(struct rle127_held_signals *held)
{
    const struct sigaction action = {.sa_handler = note_child, .sa_flags = SA_RESTART};
    sigset_t kept;
    sigemptyset(&kept);
    for (size_t i = 0; i < N_HELD_SIGNALS; i++)
        sigaddset(&kept, held_signals[i]);
    sigprocmask(SIG_BLOCK, &kept, &held->before);
    held->while_waiting = held->before;
    for (size_t i = 0; i < N_HELD_SIGNALS; i++)
        sigdelset(&held->while_waiting, held_signals[i]);
    sigaction(SIGCHLD, &action, &held->at_child);
}

void rle127_release_signals(const struct rle127_held_signals *held)
{
    sigaction(SIGCHLD, &held->at_child, NULL);
    sigprocmask(SIG_SETMASK, &held->before, NULL);
}

static double to_seconds(struct timeval time)
{
    return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

static struct rle127_usage read_usage(const struct rusage *rusage)
{
    return (struct rle127_usage){
        .user_seconds = to_seconds(rusage->ru_utime),
        .system_seconds = to_seconds(rusage->ru_stime),
        .voluntary_switches = (double)rusage->ru_nvcsw,
        .involuntary_switches = (double)rusage->ru_nivcsw,
        .minor_faults = (double)rusage->ru_minflt,
        .major_faults = (double)rusage->ru_majflt,
        .peak_bytes = 1024 * (double)rusage->ru_maxrss,
    };
}

static bool has_ended(pid_t child, struct rle127_child_end *end)
{
    siginfo_t info = {.si_pid = 0};
    if (waitid(P_PID, (id_t)child, &info, WEXITED | WSTOPPED | WNOHANG | WNOWAIT) != 0) {
        end->error = errno;
        return true;
    }
    if (info.si_pid == 0)
        return false;
    if (info.si_code != CLD_STOPPED)
        return true;
    end->stop_signal = info.si_status;
    kill(-child, SIGKILL);
    return false;
}

static void take_end(pid_t child, struct rle127_child_end *end)
{
    struct rusage rusage;
    kill(-child, SIGKILL);
    if (wait4(child, &end->status, 0, &rusage) == child)
        end->usage = read_usage(&rusage);
    else
        end->error = errno;
}

void rle127_wait_for_child(pid_t child, const struct rle127_held_signals *held, int line_fd,
                           struct rle127_child_end *end)
{
    struct pollfd line = {.fd = line_fd}; /* that it is closed is told without being asked for */
    *end = (struct rle127_child_end){0};
    while (!has_ended(child, end)) {
        if (rle127_is_interrupted() || line.revents) {
            kill(-child, SIGKILL);
            line = (struct pollfd){.fd = -1};
        }
        if (ppoll(&line, 1, NULL, &held->while_waiting) < 0)
            line.revents = 0;
    }
    if (!end->error)
        take_end(child, end);
}
