/*
 * Starting a command, feeding and draining its pipes at the same time, and waiting for its end.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* wait4() */
#endif
#include "command.h"
#include "tests.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIECE_BYTES 65536

struct command {
    struct command_result result;
    struct command_setup setup;
    struct command *next;
    pid_t pid; /* 0: has ended */
    int fds[3];
    double start;
};

static struct command *all_commands;

double command_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void command_sleep(double seconds)
{
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
    while (nanosleep(&time, &time) != 0 && errno == EINTR)
        ;
}

const char *command_path(void)
{
    static char *path;
    const char *const named = getenv("RLE127_COMMAND");
    if (!path)
        path = realpath(named ? named : RLE127_COMMAND_PATH, NULL);
    if (!path)
        fail_msg("no command at %s", named ? named : RLE127_COMMAND_PATH);
    return path;
}

static void limit(int resource, size_t most)
{
    const struct rlimit value = {.rlim_cur = most, .rlim_max = most};
    if (most && setrlimit((__typeof__(RLIMIT_AS))resource, &value) != 0)
        _exit(125);
}

static void become(int fd, const char *path, int flags, bool is_closed, int target)
{
    const int opened = path ? open(path, flags) : fd;
    if (opened < 0 || dup2(opened, target) < 0)
        _exit(124);
    if (is_closed)
        close(target);
}

/* The child, from fork to exec. Sanitizers shall not end with a code that rle127 uses itself. */
static void become_command(const struct command_setup *setup, char **argv, int pipes[3][2])
{
    setpgid(0, 0);
    setenv("ASAN_OPTIONS", "exitcode=86:detect_stack_use_after_return=1", 1);
    setenv("UBSAN_OPTIONS", "exitcode=86:print_stacktrace=1", 1);
    setenv("LC_ALL", "C", 1);
    signal(SIGPIPE, SIG_DFL);
    become(pipes[2][1], NULL, 0, setup->is_stderr_closed, 2);
    become(pipes[0][0], setup->stdin_path, O_RDONLY, setup->is_stdin_closed, 0);
    become(pipes[1][1], setup->stdout_path, O_WRONLY, setup->is_stdout_closed, 1);
    for (int i = 0; i < 3; i++) {
        close(pipes[i][0]);
        close(pipes[i][1]);
    }
    limit(RLIMIT_FSIZE, setup->file_bytes);
    limit(RLIMIT_AS, setup->memory_bytes);
    limit(RLIMIT_NOFILE, setup->n_files);
    if (setup->prepare)
        setup->prepare();
    execvp(argv[0], argv);
    _exit(126);
}

/* Pipes above the standard descriptors, which the child replaces. */
static void open_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        fail_msg("pipe: %s", strerror(errno));
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
}

static char **make_argv(const struct command_setup *setup, const char *const *arguments)
{
    size_t n = 0;
    while (arguments[n])
        n++;
    char **const argv = calloc(n + 2, sizeof *argv);
    assert_non_null(argv);
    argv[0] = strdup(setup->program ? setup->program : command_path());
    for (size_t i = 0; i < n; i++)
        argv[i + 1] = strdup(arguments[i]);
    return argv;
}

static void free_argv(char **argv)
{
    for (size_t i = 0; argv[i]; i++)
        free(argv[i]);
    free(argv);
}

struct command *command_start(const struct command_setup *setup, const char *const *arguments)
{
    struct command *const command = calloc(1, sizeof *command);
    assert_non_null(command);
    if (setup)
        command->setup = *setup;
    int pipes[3][2];
    for (int i = 0; i < 3; i++)
        open_pipe(pipes[i]);
    char **const argv = make_argv(&command->setup, arguments);
    signal(SIGPIPE, SIG_IGN);
    command->start = command_clock();
    command->pid = fork();
    if (command->pid == 0)
        become_command(&command->setup, argv, pipes);
    free_argv(argv);
    for (int i = 0; i < 3; i++) {
        close(pipes[i][i ? 1 : 0]);
        command->fds[i] = pipes[i][i ? 0 : 1];
        fcntl(command->fds[i], F_SETFL, O_NONBLOCK);
    }
    command->next = all_commands;
    all_commands = command;
    return command;
}

pid_t command_pid(const struct command *command)
{
    return command->pid;
}

void command_wait_for_output(const struct command *command)
{
    struct pollfd polled = {.fd = command->fds[1], .events = POLLIN};
    if (poll(&polled, 1, COMMAND_SECONDS_MAX * 1000) != 1)
        fail_msg("nothing comes from the command");
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Writes what the pipe takes; closes it at the end of the input and where the reader is gone. */
static void feed(struct command *c)
{
    static const uint8_t zeros[PIECE_BYTES];
    const struct command_setup *const setup = &c->setup;
    const size_t taken = c->result.taken_bytes;
    const bool is_tail = taken >= setup->input_bytes;
    if (is_tail && setup->stdin_kind == COMMAND_STDIN_BYTES) {
        close_end(&c->fds[0]);
        return;
    }
    const uint8_t *const bytes = is_tail ? zeros : (const uint8_t *)setup->input + taken;
    size_t n_bytes = is_tail ? sizeof zeros : setup->input_bytes - taken;
    if (setup->piece_bytes && n_bytes > setup->piece_bytes)
        n_bytes = setup->piece_bytes;
    const ssize_t n = write(c->fds[0], bytes, n_bytes);
    if (n > 0)
        c->result.taken_bytes += (size_t)n;
    else if (errno != EAGAIN)
        close_end(&c->fds[0]);
}

static void drain(int *fd, char **text, size_t *n_bytes)
{
    char piece[PIECE_BYTES];
    const ssize_t n = read(*fd, piece, sizeof piece);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        close_end(fd);
        return;
    }
    *text = realloc(*text, *n_bytes + (size_t)n + 1);
    assert_non_null(*text);
    memcpy(*text + *n_bytes, piece, (size_t)n);
    *n_bytes += (size_t)n;
    (*text)[*n_bytes] = '\0';
}

/* Whether standard input has, at the moment, nothing more to give. */
static bool is_waiting(const struct command *c)
{
    return c->setup.stdin_kind == COMMAND_STDIN_OPEN &&
           c->result.taken_bytes >= c->setup.input_bytes;
}

static void serve_pipes(struct command *c)
{
    struct pollfd polled[3] = {
        {.fd = is_waiting(c) ? -1 : c->fds[0], .events = POLLOUT},
        {.fd = c->fds[1], .events = POLLIN},
        {.fd = c->fds[2], .events = POLLIN},
    };
    if (poll(polled, 3, c->fds[1] < 0 && c->fds[2] < 0 ? 1 : 10) <= 0)
        return;
    if (polled[0].revents)
        feed(c);
    if (polled[1].revents)
        drain(&c->fds[1], &c->result.out, &c->result.out_bytes);
    if (polled[2].revents)
        drain(&c->fds[2], &c->result.err, &c->result.err_bytes);
}

static void end_command(struct command *c)
{
    for (int i = 0; i < 3; i++)
        close_end(&c->fds[i]);
    if (c->pid > 0) {
        kill(-c->pid, SIGKILL);
        waitpid(c->pid, NULL, 0);
    }
    c->pid = 0;
}

static double to_seconds(const struct timeval *time)
{
    return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static void keep_status(struct command *c, int status, const struct rusage *usage)
{
    c->pid = 0;
    c->result.seconds = command_clock() - c->start;
    c->result.cpu_seconds = to_seconds(&usage->ru_utime) + to_seconds(&usage->ru_stime);
    c->result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    c->result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : -1;
    c->result.peak_bytes = (size_t)usage->ru_maxrss * 1024;
}

const struct command_result *command_finish(struct command *c)
{
    const unsigned seconds_max = c->setup.seconds_max ? c->setup.seconds_max : COMMAND_SECONDS_MAX;
    int status;
    struct rusage usage;
    while (c->pid > 0) {
        serve_pipes(c);
        if (wait4(c->pid, &status, WNOHANG, &usage) == c->pid)
            keep_status(c, status, &usage);
        else if (command_clock() - c->start > seconds_max) {
            end_command(c);
            fail_msg("the command ran longer than %u s", seconds_max);
        }
    }
    close_end(&c->fds[0]);
    while (c->fds[1] >= 0 || c->fds[2] >= 0)
        serve_pipes(c);
    if (!c->result.out)
        c->result.out = strdup("");
    if (!c->result.err)
        c->result.err = strdup("");
    return &c->result;
}

const struct command_result *command_run(const struct command_setup *setup,
                                         const char *const *arguments)
{
    return command_finish(command_start(setup, arguments));
}

/* As /proc shows a file that was opened with O_TMPFILE: "DIRECTORY/#NUMBER (deleted)". */
static bool is_unnamed_in(const char *directory, const char *link)
{
    const size_t length = strlen(directory);
    return strncmp(link, directory, length) == 0 && strncmp(link + length, "/#", 2) == 0;
}

static unsigned count_unnamed_of(pid_t pid, const char *directory)
{
    char path[300], link[4096];
    unsigned n = 0;
    const struct dirent *entry;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    DIR *const descriptors = opendir(path);
    while (descriptors && (entry = readdir(descriptors))) {
        snprintf(path, sizeof path, "/proc/%d/fd/%s", (int)pid, entry->d_name);
        const ssize_t length = readlink(path, link, sizeof link - 1);
        link[length > 0 ? length : 0] = '\0';
        n += is_unnamed_in(directory, link);
    }
    if (descriptors)
        closedir(descriptors);
    return n;
}

/* Of a command and of its workers, as far as the kernel says who they are. */
static unsigned count_unnamed_of_all(pid_t pid, const char *directory)
{
    char path[64];
    int worker;
    unsigned n = count_unnamed_of(pid, directory);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    FILE *const children = fopen(path, "r");
    while (children && fscanf(children, "%d", &worker) == 1)
        n += count_unnamed_of(worker, directory);
    if (children)
        fclose(children);
    return n;
}

unsigned command_count_unnamed(const char *directory)
{
    char *const path = realpath(directory, NULL);
    unsigned n = 0;
    for (const struct command *c = all_commands; c && path; c = c->next)
        n += c->pid ? count_unnamed_of_all(c->pid, path) : 0;
    free(path);
    return n;
}

void command_forget_all(void)
{
    while (all_commands) {
        struct command *const next = all_commands->next;
        end_command(all_commands);
        free(all_commands->result.out);
        free(all_commands->result.err);
        free(all_commands);
        all_commands = next;
    }
}
