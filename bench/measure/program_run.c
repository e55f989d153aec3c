/*
 * Programs by posix_spawn(), which shares this process's memory until the program begins: its peak
 * is then at least what this process has held at any time.
 */
#define _POSIX_C_SOURCE 200809L
#include "program_run.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stddef.h>
#include <unistd.h>

#include "rounds.h"

extern char **environ;

/* Standard input and output of a program; opened here, so that what is wrong is known apart. */
struct ends {
    int input_fd, output_fd;
};

static bool open_end(int *fd, const char *path, int flags, struct rle127_program_end *end)
{
    *fd = open(path ? path : "/dev/null", flags | O_CLOEXEC, 0666);
    end->error = *fd >= 0 ? 0 : errno;
    return !end->error;
}

static bool open_ends(struct ends *ends, const struct rle127_program_call *call,
                      struct rle127_program_end *end)
{
    end->step = RLE127_PROGRAM_INPUT;
    if (!open_end(&ends->input_fd, call->input_path, O_RDONLY, end))
        return false;
    end->step = RLE127_PROGRAM_OUTPUT;
    return open_end(&ends->output_fd, call->output_path, O_WRONLY | O_CREAT | O_TRUNC, end);
}

static void close_ends(const struct ends *ends)
{
    if (ends->input_fd >= 0)
        close(ends->input_fd);
    if (ends->output_fd >= 0)
        close(ends->output_fd);
}

/* What this process ignores, the program would ignore too. */
static void set_attributes(posix_spawnattr_t *attributes, const sigset_t *mask)
{
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    posix_spawnattr_setpgroup(attributes, 0);
    posix_spawnattr_setsigmask(attributes, mask);
    posix_spawnattr_setsigdefault(attributes, &defaults);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                             POSIX_SPAWN_SETSIGDEF);
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
    set_attributes(&attributes, mask);
    const int error = posix_spawnp(child, argv[0], &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static void run(char *const *argv, const struct ends *ends, int line_fd,
                struct rle127_program_end *end)
{
    struct rle127_held_signals held;
    pid_t child;
    rle127_hold_signals(&held);
    const double start = rle127_read_clock();
    end->step = RLE127_PROGRAM_START;
    end->error = spawn(argv, ends, &held.before, &child);
    if (!end->error) {
        end->step = RLE127_PROGRAM_RUN;
        rle127_wait_for_child(child, &held, line_fd, &end->program);
        end->seconds = rle127_read_clock() - start;
    }
    rle127_release_signals(&held);
}

void rle127_run_program(const struct rle127_program_call *call, int line_fd,
                        struct rle127_program_end *end)
{
    struct ends ends = {-1, -1};
    *end = (struct rle127_program_end){.error = 0};
    if (open_ends(&ends, call, end))
        run(call->argv, &ends, line_fd, end);
    close_ends(&ends);
}
