/*
 * Starting by posix_spawn(), which needs no fork() of a process that may have threads.
 */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The new program's descriptors 0 and 1 are filled one after the other: what goes there must not
 * lie there. Takes fd, and returns its place, or -1. */
static int lift_fd(int fd)
{
    if (fd > STDERR_FILENO)
        return fd;
    const int lifted = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    const int error = errno;
    close(fd);
    errno = error;
    return lifted;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t all, blocked;
    sigfillset(&all);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGHUP);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGQUIT);
    sigaddset(&blocked, SIGTERM);
    int error = posix_spawnattr_setsigdefault(attributes, &all);
    if (!error)
        error = posix_spawnattr_setsigmask(attributes, &blocked);
    if (!error)
        error =
            posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    return error;
}

static int spawn(pid_t *pid, const char *path, int socket_fd, int memory_fd)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    char *const arguments[] = {(char *)path, NULL};
    char *const environment[] = {NULL};
    int error = posix_spawnattr_init(&attributes);
    if (error)
        return error;
    error = posix_spawn_file_actions_init(&actions);
    if (error)
        goto destroy_attributes;
    error = set_attributes(&attributes);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, socket_fd, STDIN_FILENO);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, memory_fd, STDOUT_FILENO);
    if (!error)
        error = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
destroy_attributes:
    posix_spawnattr_destroy(&attributes);
    return error;
}

int rle127_program_start(struct rle127_program *program, const char *path, int memory_fd)
{
    int ends[2], error;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    program->socket_fd = lift_fd(ends[0]);
    error = program->socket_fd < 0 ? errno : 0;
    const int other_fd = lift_fd(ends[1]);
    if (!error && other_fd < 0)
        error = errno;
    if (!error)
        error = spawn(&program->pid, path, other_fd, memory_fd);
    if (other_fd >= 0)
        close(other_fd);
    if (error && program->socket_fd >= 0)
        close(program->socket_fd);
    return error;
}

int rle127_program_end(struct rle127_program *program)
{
    int status;
    pid_t ended;
    close(program->socket_fd);
    kill(program->pid, SIGKILL); /* one that has ended by itself keeps its status */
    do
        ended = waitpid(program->pid, &status, 0);
    while (ended < 0 && errno == EINTR);
    return ended == program->pid ? status : -1;
}
