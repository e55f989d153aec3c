/*
 * It never returns to where the pool was opened, and ends by _exit(), so that what the parent had
 * in its buffers when it forked is not written twice.
 */
#include "process_worker.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pool_parts.h"
#include "process_message.h"

struct server {
    const struct rle127_work *work;
    int socket_fd;
    struct rle127_process_slot *slot;
    size_t n_open; /* jobs that have been run and not answered */
    struct rle127_worker worker;
    struct rle127_message message;
};

/* Where the parent is gone the next message is its end, and were it not gone, it would learn from
 * the socket that it has lost this worker; where a message cannot be sent for another reason, the
 * parent learns it by this worker's death. */
static void send_message(const struct server *server, enum rle127_message_what what,
                         rle127_ticket ticket, const void *bytes, size_t n_bytes)
{
    const int error = rle127_message_send(server->socket_fd, what, ticket, bytes, n_bytes, true);
    if (error && error != EPIPE && error != ECONNRESET)
        _exit(1);
    if (error)
        shutdown(server->socket_fd, SHUT_RDWR);
}

static void answer_job(struct rle127_worker *worker, rle127_ticket ticket, const void *reply,
                       size_t reply_bytes)
{
    struct server *const server = worker->home;
    assert(server->n_open > 0);
    server->n_open--;
    send_message(server, RLE127_MESSAGE_REPLY, ticket, reply, reply_bytes);
}

static void open_work(struct server *server, const sigset_t *before)
{
    const struct rle127_work *const work = server->work;
    const char *const reason = work->open ? work->open(&server->worker) : NULL;
    send_message(server, RLE127_MESSAGE_HELLO, 0, reason, reason ? strlen(reason) : 0);
    if (reason)
        _exit(1);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

static void run_job(struct server *server)
{
    const struct rle127_message_head *const head = &server->message.head;
    if (head->what != RLE127_MESSAGE_REQUEST && head->what != RLE127_MESSAGE_REQUEST_AGAIN)
        _exit(1);
    server->worker.is_repeated = head->what == RLE127_MESSAGE_REQUEST_AGAIN;
    atomic_store(&server->slot->begun_ns, rle127_read_clock_ns());
    atomic_store(&server->slot->ticket, head->ticket);
    server->n_open++;
    server->work->run(&server->worker, head->ticket, server->message.bytes, head->n_bytes);
}

static void settle_jobs(struct server *server)
{
    if (server->n_open)
        server->work->settle(&server->worker);
}

static _Noreturn void close_work(struct server *server)
{
    settle_jobs(server);
    if (server->work->close)
        server->work->close(&server->worker);
    _exit(0);
}

_Noreturn void rle127_process_work(const struct rle127_work *work, int socket_fd,
                                   struct rle127_process_slot *slot, const sigset_t *before)
{
    struct server server = {.work = work, .socket_fd = socket_fd, .slot = slot};
    server.worker =
        (struct rle127_worker){.context = work->context, .home = &server, .answer = answer_job};
    open_work(&server, before);
    for (;;)
        switch (rle127_message_receive(socket_fd, &server.message, server.n_open == 0)) {
        case RLE127_MESSAGE_RECEIVED:
            run_job(&server);
            break;
        case RLE127_MESSAGE_NOTHING:
            settle_jobs(&server);
            break;
        case RLE127_MESSAGE_GONE:
            close_work(&server);
        case RLE127_MESSAGE_GARBAGE:
            _exit(1);
        }
}
