/*
 * Children, and what wait4() tells of them. Each leads a process group of its own, so that it can
 * be ended with all that it has started.
 */
#define _DEFAULT_SOURCE /* wait4(), MAP_ANONYMOUS */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/batch/interrupt.h"
#include "../../src/cli/messages.h"
#include "rounds.h"

extern char **environ;

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

static void note_child(int number)
{
    (void)number; /* it is there to end sigsuspend() */
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

/* Signals that ask for the end, and the child's end, come only while this waits: none is missed
 * between looking and waiting. */
static int wait_for(pid_t child, const sigset_t *before, struct rusage *rusage)
{
    int status;
    while (wait4(child, &status, WNOHANG, rusage) == 0) {
        sigsuspend(before);
        if (rle127_is_interrupted())
            kill(-child, SIGKILL);
    }
    return status;
}

/* From before the child is started until it has ended; returns what the signals were before. */
static sigset_t hold_signals(struct sigaction *before_action)
{
    const struct sigaction action = {.sa_handler = note_child, .sa_flags = SA_RESTART};
    sigset_t held, before;
    sigemptyset(&held);
    sigaddset(&held, SIGCHLD);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGHUP);
    sigprocmask(SIG_BLOCK, &held, &before);
    sigaction(SIGCHLD, &action, before_action);
    return before;
}

static void release_signals(const sigset_t *before, const struct sigaction *before_action)
{
    sigaction(SIGCHLD, before_action, NULL);
    sigprocmask(SIG_SETMASK, before, NULL);
}

/* Whether it ended with the code 0; says so where not. */
static bool has_succeeded(const char *name, int status)
{
    if (rle127_is_interrupted())
        return false;
    if (WIFSIGNALED(status))
        rle127_say(name, "killed by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        rle127_say(name, "exit %d", WEXITSTATUS(status));
    return status == 0;
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
                          struct rusage *rusage)
{
    struct sigaction before_action;
    const sigset_t before = hold_signals(&before_action);
    fflush(NULL); /* or it would be written twice */
    const pid_t parent = getpid(), child = fork();
    if (child == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        release_signals(&before, &before_action);
        run_function(function, argument, verdict);
    }
    const int error = errno;
    const int status = child > 0 ? (setpgid(child, child), wait_for(child, &before, rusage)) : 0;
    release_signals(&before, &before_action);
    return child > 0 ? has_succeeded("a measurement's process", status)
                     : refuse(NULL, "fork", error);
}

bool rle127_sample_function(bool (*function)(void *argument), void *argument,
                            struct rle127_sample *sample)
{
    struct rusage rusage;
    struct verdict *const verdict =
        mmap(NULL, sizeof *verdict, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (verdict == MAP_FAILED)
        return refuse(NULL, "shared memory", errno);
    const bool is_right = fork_function(function, argument, verdict, &rusage) && verdict->is_right;
    if (is_right)
        *sample = (struct rle127_sample){.seconds = verdict->seconds, .usage = read_usage(&rusage)};
    munmap(verdict, sizeof *verdict);
    return is_right;
}

/* Standard input and output of a program; opened here, so that what is wrong has a name. */
struct ends {
    int input_fd, output_fd;
};

static bool open_end(int *fd, const char *path, int flags)
{
    *fd = open(path ? path : "/dev/null", flags | O_CLOEXEC, 0666);
    return *fd >= 0 || refuse(path, "cannot be opened", errno);
}

static void close_ends(const struct ends *ends)
{
    if (ends->input_fd >= 0)
        close(ends->input_fd);
    if (ends->output_fd >= 0)
        close(ends->output_fd);
}

/* Returns 0 or an error number. */
static int spawn(char *const *argv, const struct ends *ends, const sigset_t *mask, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, ends->input_fd, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends->output_fd, STDOUT_FILENO);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, mask);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    const int error = posix_spawnp(child, argv[0], &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static bool sample_program(char *const *argv, const struct ends *ends, struct rle127_sample *sample)
{
    struct sigaction before_action;
    struct rusage rusage;
    pid_t child;
    int status = 0;
    const sigset_t before = hold_signals(&before_action);
    const double start = rle127_read_clock();
    const int error = spawn(argv, ends, &before, &child);
    if (!error)
        status = wait_for(child, &before, &rusage);
    const double seconds = rle127_read_clock() - start;
    release_signals(&before, &before_action);
    if (error)
        return refuse(argv[0], "cannot be started", error);
    if (!has_succeeded(argv[0], status))
        return false;
    *sample = (struct rle127_sample){.seconds = seconds, .usage = read_usage(&rusage)};
    return true;
}

bool rle127_sample_program(const struct rle127_program_call *call, struct rle127_sample *sample)
{
    struct ends ends = {-1, -1};
    const bool is_right =
        open_end(&ends.input_fd, call->input_path, O_RDONLY) &&
        open_end(&ends.output_fd, call->output_path, O_WRONLY | O_CREAT | O_TRUNC) &&
        sample_program(call->argv, &ends, sample);
    close_ends(&ends);
    return is_right;
}
