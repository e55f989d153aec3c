/*
 * Requests and replies over a pair of sockets, a packet each. That one end is closed is all that is
 * told besides: the other process ends then.
 */
#define _GNU_SOURCE /* ppoll() */
#include "spawner.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/batch/interrupt.h"
#include "../../src/cli/messages.h"

#define N_WORDS_MAX 64
#define TEXT_BYTES  32768

/* Words and paths, each with its NUL. */
struct request {
    size_t n_words; /* of argv */
    bool has_input, has_output;
    size_t n_bytes;
    char text[TEXT_BYTES];
};

struct reply {
    struct rle127_program_end end;
    double used_seconds;
};

/* There is one for all of the process. */
static struct {
    pid_t pid; /* 0: none, -1: it has ended by itself */
    int fd;
    double used_seconds;
} spawner;

static bool add_text(struct request *request, const char *text)
{
    const size_t n_bytes = strlen(text) + 1;
    if (n_bytes > sizeof request->text - request->n_bytes)
        return false;
    memcpy(request->text + request->n_bytes, text, n_bytes);
    request->n_bytes += n_bytes;
    return true;
}

static bool write_request(struct request *request, const struct rle127_program_call *call)
{
    request->n_bytes = 0;
    request->has_input = call->input_path;
    request->has_output = call->output_path;
    for (request->n_words = 0; call->argv[request->n_words]; request->n_words++)
        if (request->n_words == N_WORDS_MAX || !add_text(request, call->argv[request->n_words]))
            return false;
    return (!call->input_path || add_text(request, call->input_path)) &&
           (!call->output_path || add_text(request, call->output_path));
}

static char *take_text(char **text)
{
    char *const taken = *text;
    *text += strlen(taken) + 1;
    return taken;
}

static double read_used_seconds(int who)
{
    struct rusage usage;
    if (getrusage(who, &usage) != 0)
        return 0;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static bool answer(int fd, struct request *request)
{
    char *argv[N_WORDS_MAX + 1] = {NULL}, *text = request->text;
    struct rle127_program_call call = {.argv = argv};
    struct reply reply = {.used_seconds = 0};
    for (size_t i = 0; i < request->n_words; i++)
        argv[i] = take_text(&text);
    call.input_path = request->has_input ? take_text(&text) : NULL;
    call.output_path = request->has_output ? take_text(&text) : NULL;
    rle127_run_program(&call, fd, &reply.end);
    reply.used_seconds = read_used_seconds(RUSAGE_SELF) + read_used_seconds(RUSAGE_CHILDREN);
    return send(fd, &reply, sizeof reply, MSG_NOSIGNAL) == sizeof reply;
}

/* In a group of its own: what the terminal sends to all is its parent's to answer. */
static _Noreturn void serve(int fd)
{
    static struct request request;
    setpgid(0, 0);
    while (!rle127_is_interrupted() && recv(fd, &request, sizeof request, 0) > 0 &&
           answer(fd, &request))
        continue;
    _exit(0);
}

bool rle127_start_spawner(void)
{
    int fds[2] = {-1, -1};
    fflush(NULL); /* or it would be written twice */
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) == 0)
        spawner.pid = fork();
    else
        spawner.pid = -1;
    const int error = errno;
    if (spawner.pid == 0) {
        close(fds[0]);
        serve(fds[1]);
    }
    spawner.fd = fds[0];
    if (fds[1] >= 0)
        close(fds[1]);
    if (spawner.pid > 0)
        return true;
    rle127_leave_spawner();
    rle127_say("the process that starts programs", "%s", strerror(error));
    return false;
}

void rle127_leave_spawner(void)
{
    if (spawner.pid && spawner.fd >= 0)
        close(spawner.fd);
    spawner.pid = 0;
    spawner.fd = -1;
    spawner.used_seconds = 0;
}

void rle127_stop_spawner(void)
{
    const pid_t pid = spawner.pid;
    rle127_leave_spawner();
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

bool rle127_has_spawner(void)
{
    return spawner.pid != 0;
}

double rle127_spawner_seconds(void)
{
    return spawner.used_seconds;
}

/* False where there is none: the spawner has ended, or nobody waits any more. */
static bool receive_reply(struct reply *reply, const struct rle127_held_signals *held)
{
    struct pollfd line = {.fd = spawner.fd, .events = POLLIN};
    while (!rle127_is_interrupted()) {
        if (ppoll(&line, 1, NULL, &held->while_waiting) > 0)
            return recv(spawner.fd, reply, sizeof *reply, 0) == sizeof *reply;
    }
    return false;
}

static bool exchange(const struct request *request, struct reply *reply)
{
    struct rle127_held_signals held;
    rle127_hold_signals(&held);
    const size_t n_bytes = offsetof(struct request, text) + request->n_bytes;
    const bool is_answered = send(spawner.fd, request, n_bytes, MSG_NOSIGNAL) == (ssize_t)n_bytes &&
                             receive_reply(reply, &held);
    rle127_release_signals(&held);
    return is_answered;
}

bool rle127_run_in_spawner(const struct rle127_program_call *call, struct rle127_program_end *end)
{
    struct request request;
    struct reply reply;
    *end = (struct rle127_program_end){.step = RLE127_PROGRAM_START, .error = E2BIG};
    if (!write_request(&request, call))
        return true;
    if (!exchange(&request, &reply)) {
        rle127_stop_spawner();
        spawner.pid = -1;
        if (!rle127_is_interrupted())
            rle127_say(NULL, "the process that starts programs has ended");
        return false;
    }
    spawner.used_seconds = reply.used_seconds;
    *end = reply.end;
    return true;
}
