/*
 * Jobs out to the processes, answers back from them.
 */
#include <errno.h>
#include <string.h>

#include "process_pool.h"

unsigned rle127_process_count(const struct rle127_process_pool *home)
{
    unsigned n = 0;
    for (unsigned i = 0; i < home->n_processes; i++)
        n += home->processes[i].pid != 0;
    return n;
}

static bool is_any_in_hand(const struct rle127_process_pool *home)
{
    for (unsigned i = 0; i < home->n_processes; i++)
        if (home->processes[i].in_hand.n_jobs)
            return true;
    return false;
}

/* Where the next job is to come from. A suspect runs when no other job does, so that what kills its
 * worker is its own doing: it has the memory of the machine for itself. */
static struct rle127_job_list *find_source(struct rle127_process_pool *home)
{
    if (home->alone)
        return NULL;
    if (home->suspects.n_jobs)
        return is_any_in_hand(home) ? NULL : &home->suspects;
    return home->pool->pending.n_jobs ? &home->pool->pending : NULL;
}

/* At the most a worker's share of what is pending, so that at the end none sits on jobs while
 * others have nothing to do. */
static size_t find_depth(const struct rle127_process_pool *home)
{
    const size_t share = home->pool->pending.n_jobs / home->n_processes;
    const size_t n_ahead = home->pool->setup.n_ahead;
    return share < 1 ? 1 : share < n_ahead ? share : n_ahead;
}

static struct rle127_process *find_idlest(struct rle127_process_pool *home)
{
    struct rle127_process *idlest = NULL;
    size_t least = find_depth(home);
    for (unsigned i = 0; i < home->n_processes; i++) {
        struct rle127_process *const process = &home->processes[i];
        if (process->pid && process->is_ready && !process->is_full &&
            process->in_hand.n_jobs < least) {
            idlest = process;
            least = process->in_hand.n_jobs;
        }
    }
    return idlest;
}

static void note_handed(struct rle127_process *process, struct rle127_job *job)
{
    job->state = RLE127_JOB_RUNNING;
    job->handed_ns = rle127_read_clock_ns();
    if (process->in_hand.n_jobs == 0)
        process->progress_ns = job->handed_ns;
    process->is_fresh = true;
    rle127_job_push_back(&process->in_hand, job);
}

static void hand(struct rle127_process_pool *home, struct rle127_process *process,
                 struct rle127_job_list *source)
{
    struct rle127_job *const job = source->first;
    const int error = rle127_message_send(
        process->socket_fd, job->handed_ns ? RLE127_MESSAGE_REQUEST_AGAIN : RLE127_MESSAGE_REQUEST,
        job->ticket, job->request, job->request_bytes, false);
    if (error == EAGAIN) {
        process->is_full = true;
    } else if (error) {
        rle127_process_lose(home, process, RLE127_LOSS_DEATH);
    } else {
        rle127_job_remove(source, job);
        if (source == &home->suspects)
            home->alone = job;
        note_handed(process, job);
    }
}

void rle127_process_hand_out(struct rle127_process_pool *home)
{
    struct rle127_job_list *source;
    struct rle127_process *process;
    while ((source = find_source(home)) && (process = find_idlest(home)))
        hand(home, process, source);
}

static enum rle127_message_result take_reply(struct rle127_process_pool *home,
                                             struct rle127_process *process)
{
    const struct rle127_message_head *const head = &home->message.head;
    struct rle127_job *const job = rle127_job_seek(&process->in_hand, head->ticket);
    if (head->what != RLE127_MESSAGE_REPLY || head->n_bytes > RLE127_REPLY_BYTES_MAX || !job)
        return RLE127_MESSAGE_GARBAGE;
    rle127_job_remove(&process->in_hand, job);
    if (home->alone == job)
        home->alone = NULL;
    rle127_pool_answer_job(home->pool, job, home->message.bytes, head->n_bytes);
    process->progress_ns = job->ended_ns;
    home->n_deaths = 0;
    return RLE127_MESSAGE_RECEIVED;
}

#define REASON_BYTES_MAX 200

/* It outlives the pool that cannot be opened. */
static char start_reason[REASON_BYTES_MAX];

static void note_reason(struct rle127_process_pool *home)
{
    const size_t n = home->message.head.n_bytes;
    const size_t n_kept = n < REASON_BYTES_MAX ? n : REASON_BYTES_MAX - 1;
    memcpy(start_reason, home->message.bytes, n_kept);
    start_reason[n_kept] = '\0';
    home->start_reason = start_reason;
}

static enum rle127_message_result take_hello(struct rle127_process_pool *home,
                                             struct rle127_process *process)
{
    const struct rle127_message_head *const head = &home->message.head;
    if (head->what != RLE127_MESSAGE_HELLO)
        return RLE127_MESSAGE_GARBAGE;
    if (head->n_bytes) {
        note_reason(home);
        return RLE127_MESSAGE_GONE;
    }
    process->is_ready = true;
    return RLE127_MESSAGE_RECEIVED;
}

static enum rle127_message_result take_message(struct rle127_process_pool *home,
                                               struct rle127_process *process)
{
    const enum rle127_message_result result =
        rle127_message_receive(process->socket_fd, &home->message, false);
    if (result != RLE127_MESSAGE_RECEIVED)
        return result;
    return process->is_ready ? take_reply(home, process) : take_hello(home, process);
}

/* One that has nothing in hand has nothing to say: that saves asking it. */
enum rle127_message_result rle127_process_take_messages(struct rle127_process_pool *home,
                                                        struct rle127_process *process)
{
    enum rle127_message_result result;
    do
        result = take_message(home, process);
    while (result == RLE127_MESSAGE_RECEIVED && process->in_hand.n_jobs);
    return result;
}

static void prepare_poll(struct rle127_process_pool *home)
{
    for (unsigned i = 0; i < home->n_processes; i++) {
        const struct rle127_process *const process = &home->processes[i];
        home->polled[i] = (struct pollfd){
            .fd = process->socket_fd,
            .events = process->is_full ? POLLIN | POLLOUT : POLLIN,
        };
    }
}

static void attend(struct rle127_process_pool *home, struct rle127_process *process, short events)
{
    if (events & POLLOUT)
        process->is_full = false;
    if (!(events & ~POLLOUT))
        return;
    const enum rle127_message_result result = rle127_process_take_messages(home, process);
    if (result == RLE127_MESSAGE_GONE)
        rle127_process_lose(home, process, RLE127_LOSS_DEATH);
    else if (result == RLE127_MESSAGE_GARBAGE)
        rle127_process_lose(home, process, RLE127_LOSS_GARBAGE);
}

int rle127_process_listen(struct rle127_process_pool *home, int64_t deadline_ns)
{
    prepare_poll(home);
    if (poll(home->polled, home->n_processes, rle127_count_ms_until(deadline_ns)) < 0)
        return errno;
    for (unsigned i = 0; i < home->n_processes; i++)
        if (home->processes[i].pid && home->polled[i].revents)
            attend(home, &home->processes[i], home->polled[i].revents);
    return 0;
}
