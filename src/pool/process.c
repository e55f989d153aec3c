/*
 * A worker is forked with all signals held back, so that no handler of this process runs in it
 * before it has made itself ready.
 */
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool_parts.h"
#include "process_worker.h"

/* The parent may have died before this could ask to die with it. */
static void die_with(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(1);
}

static void close_sockets(const struct rle127_process *processes, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (processes[i].socket_fd >= 0)
            close(processes[i].socket_fd);
}

static void enter(struct rle127_process *process, pid_t pid, int socket_fd)
{
    process->pid = pid;
    process->socket_fd = socket_fd;
    process->is_ready = false;
    process->is_full = false;
    process->is_fresh = true;
    process->progress_ns = rle127_read_clock_ns();
}

int rle127_process_start(struct rle127_process *process, const struct rle127_process *siblings,
                         unsigned n, const struct rle127_work *work)
{
    int ends[2];
    sigset_t all, before;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    const pid_t parent = getpid();
    atomic_store(&process->slot->ticket, 0);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    const pid_t pid = fork();
    const int error = errno;
    if (pid == 0) {
        die_with(parent);
        close_sockets(siblings, n);
        close(ends[0]);
        rle127_process_work(work, ends[1], process->slot, &before);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return error;
    }
    enter(process, pid, ends[0]);
    return 0;
}

int rle127_process_end(struct rle127_process *process)
{
    int status = 0;
    pid_t ended;
    kill(process->pid, SIGKILL); /* one that has ended by itself keeps its status */
    do
        ended = waitpid(process->pid, &status, 0);
    while (ended < 0 && errno == EINTR);
    const int signal_number = ended == process->pid && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    process->pid = 0;
    return signal_number;
}

void rle127_process_close_socket(struct rle127_process *process)
{
    close(process->socket_fd);
    process->socket_fd = -1;
}
