/*
 * Work of test pools.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, usleep() */
#include "pool_work.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "process_message.h"
#include "tests.h"

struct pool_shared *pool_shared;

enum rle127_pool_kind pool_serial = RLE127_POOL_SERIAL, pool_threads = RLE127_POOL_THREADS,
                      pool_processes = RLE127_POOL_PROCESSES;

enum rle127_pool_kind pool_kind(void **state)
{
    return *(const enum rle127_pool_kind *)*state;
}

#define DEFERRED_MAX 64

struct deferred {
    size_t n;
    rle127_ticket tickets[DEFERRED_MAX];
    unsigned numbers[DEFERRED_MAX];
};

static const char *open_work(struct rle127_worker *worker)
{
    struct pool_shared *const shared = worker->context;
    if (atomic_fetch_add(&shared->n_opened, 1) >= shared->n_opened_max)
        return "there are enough of us";
    worker->state = calloc(1, sizeof(struct deferred));
    return worker->state ? NULL : "out of memory";
}

static void close_work(struct rle127_worker *worker)
{
    struct pool_shared *const shared = worker->context;
    atomic_fetch_add(&shared->n_closed, 1);
    free(worker->state);
}

static void answer(struct rle127_worker *worker, rle127_ticket ticket, unsigned number,
                   bool has_failed)
{
    struct pool_shared *const shared = worker->context;
    const struct pool_reply reply = {
        .has_failed = has_failed,
        .number = number,
        .square = number * number,
        .n_tries = atomic_load(&shared->n_tries[number]),
        .pid = getpid(),
    };
    rle127_worker_answer(worker, ticket, &reply, sizeof reply);
}

static void settle_work(struct rle127_worker *worker)
{
    struct pool_shared *const shared = worker->context;
    struct deferred *const deferred = worker->state;
    atomic_fetch_add(&shared->n_settled, 1);
    while (deferred->n) {
        deferred->n--;
        answer(worker, deferred->tickets[deferred->n], deferred->numbers[deferred->n], false);
    }
}

static void defer(struct deferred *deferred, rle127_ticket ticket, unsigned number)
{
    deferred->tickets[deferred->n] = ticket;
    deferred->numbers[deferred->n++] = number;
}

/* The only packet socket of a worker. */
static int find_socket(void)
{
    for (int fd = 0; fd < 1024; fd++) {
        int type = 0;
        socklen_t n_bytes = sizeof type;
        if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n_bytes) == 0 && type == SOCK_SEQPACKET)
            return fd;
    }
    abort();
}

static void send_false(rle127_ticket ticket, size_t n_bytes_said, size_t n_bytes)
{
    unsigned char packet[64] = {0};
    const struct rle127_message_head head = {
        .what = RLE127_MESSAGE_REPLY, .n_bytes = (uint32_t)n_bytes_said, .ticket = ticket};
    memcpy(packet, &head, sizeof head);
    send(find_socket(), packet, sizeof head + n_bytes, MSG_NOSIGNAL);
}

static void wait_for_end(void)
{
    for (;;)
        pause();
}

static void misbehave(const struct pool_request *request, rle127_ticket ticket)
{
    switch (request->task) {
    case POOL_RAISE:
        signal(request->argument, SIG_DFL);
        raise(request->argument);
        break;
    case POOL_EXIT:
        _exit(request->argument);
    case POOL_SPIN:
        for (volatile bool spins = true; spins;)
            ;
        break;
    case POOL_GARBAGE:
        send(find_socket(), "garbage", 7, MSG_NOSIGNAL);
        wait_for_end();
        break;
    case POOL_HALF_REPLY:
        send_false(ticket, sizeof(struct pool_reply), sizeof(struct pool_reply) / 2);
        wait_for_end();
        break;
    case POOL_FALSE_REPLY:
        send_false(ticket + 1000000, 0, 0);
        wait_for_end();
        break;
    case POOL_SHUT_SOCKET:
        close(find_socket());
        wait_for_end();
        break;
    default:
        break;
    }
}

static void await_gate(struct pool_shared *shared)
{
    while (!atomic_load(&shared->gate_is_open))
        usleep(500);
}

static void run_request(struct rle127_worker *worker, rle127_ticket ticket,
                        const struct pool_request *request)
{
    struct pool_shared *const shared = worker->context;
    if (atomic_fetch_add(&shared->n_tries[request->number], 1) < request->n_times)
        misbehave(request, ticket);
    if (request->task == POOL_SLEEP || request->task == POOL_DEFER)
        usleep((useconds_t)request->argument * 1000);
    if (request->task == POOL_DEFER) {
        defer(worker->state, ticket, request->number);
        return;
    }
    if (request->task == POOL_AWAIT_GATE)
        await_gate(shared);
    answer(worker, ticket, request->number, request->task == POOL_FAIL);
}

/* What is no request of the above is sent back, as much as there is room for. */
static void run_work(struct rle127_worker *worker, rle127_ticket ticket, const void *request,
                     size_t request_bytes)
{
    struct pool_request ours;
    if (request_bytes == sizeof ours) {
        memcpy(&ours, request, sizeof ours);
        run_request(worker, ticket, &ours);
        return;
    }
    rle127_worker_answer(worker, ticket, request,
                         request_bytes < RLE127_REPLY_BYTES_MAX ? request_bytes
                                                                : RLE127_REPLY_BYTES_MAX);
}

struct rle127_pool_setup pool_setup(enum rle127_pool_kind kind, unsigned n_workers,
                                    unsigned n_ahead)
{
    return (struct rle127_pool_setup){
        .kind = kind,
        .n_workers = n_workers,
        .n_ahead = n_ahead,
        .work = {.context = pool_shared,
                 .open = open_work,
                 .run = run_work,
                 .settle = settle_work,
                 .close = close_work},
    };
}

struct rle127_pool *pool_must_open(const struct rle127_pool_setup *setup)
{
    const char *reason;
    struct rle127_pool *const pool = rle127_pool_open(setup, &reason);
    if (!pool)
        fail_msg("%s", reason);
    return pool;
}

struct rle127_pool *pool_open(void **state, unsigned n_workers, unsigned n_ahead)
{
    const struct rle127_pool_setup setup = pool_setup(pool_kind(state), n_workers, n_ahead);
    return pool_must_open(&setup);
}

struct rle127_pool *pool_open_limited(unsigned n_workers, unsigned n_ahead, double job_seconds_max)
{
    struct rle127_pool_setup setup = pool_setup(RLE127_POOL_PROCESSES, n_workers, n_ahead);
    setup.job_seconds_max = job_seconds_max;
    return pool_must_open(&setup);
}

rle127_ticket pool_must_submit(struct rle127_pool *pool, struct pool_request request)
{
    const rle127_ticket ticket = rle127_pool_submit(pool, &request, sizeof request);
    assert_true(ticket != 0);
    return ticket;
}

rle127_ticket pool_submit(struct rle127_pool *pool, enum pool_task task, unsigned number)
{
    return pool_must_submit(pool, (struct pool_request){.task = task, .number = number});
}

void pool_submit_answers(struct rle127_pool *pool, unsigned first, unsigned n)
{
    for (unsigned i = first; i < first + n; i++)
        pool_submit(pool, POOL_ANSWER, i);
}

const struct pool_reply *pool_check_answer(const struct rle127_job_end *end)
{
    const struct pool_reply *const reply = end->reply;
    assert_int_equal(end->kind, RLE127_END_ANSWERED);
    assert_int_equal(end->reply_bytes, sizeof *reply);
    assert_int_equal(reply->square, reply->number * reply->number);
    assert_true(end->seconds >= 0 && end->seconds < 60);
    return reply;
}

struct rle127_job_end pool_must_take(struct rle127_pool *pool)
{
    struct rle127_job_end end;
    while (!rle127_pool_next(pool, -1, &end))
        assert_true(rle127_pool_open_jobs(pool) > 0);
    return end;
}

unsigned pool_take_number(struct rle127_pool *pool)
{
    const struct rle127_job_end end = pool_must_take(pool);
    return pool_check_answer(&end)->number;
}

struct rle127_job_end pool_take_all_but(struct rle127_pool *pool, rle127_ticket bad)
{
    struct rle127_job_end bad_end = {0};
    while (rle127_pool_open_jobs(pool)) {
        const struct rle127_job_end end = pool_must_take(pool);
        if (end.ticket == bad)
            bad_end = end;
        else
            pool_check_answer(&end);
    }
    bad_end.reply = NULL;
    return bad_end;
}

void pool_take_all(struct rle127_pool *pool)
{
    pool_take_all_but(pool, 0);
}

pid_t pool_find_worker(struct rle127_pool *pool)
{
    pool_submit(pool, POOL_ANSWER, 0);
    const struct rle127_job_end end = pool_must_take(pool);
    return pool_check_answer(&end)->pid;
}

void pool_await_state(const struct rle127_pool *pool, rle127_ticket ticket,
                      enum rle127_job_state wanted)
{
    for (unsigned i = 0; i < 5000 && rle127_pool_state(pool, ticket) != wanted; i++)
        usleep(1000);
    assert_int_equal(rle127_pool_state(pool, ticket), wanted);
}

double pool_read_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void pool_check_duration(double since, double least, double most)
{
    const double seconds = pool_read_seconds() - since;
    if (seconds < least || seconds > most)
        fail_msg("%.3f s", seconds);
}

void pool_set_soft_limit(int resource, unsigned long soft)
{
    struct rlimit limit;
    getrlimit((__rlimit_resource_t)resource, &limit);
    limit.rlim_cur = soft;
    setrlimit((__rlimit_resource_t)resource, &limit);
}

static unsigned count_descriptors(void)
{
    DIR *const directory = opendir("/proc/self/fd");
    unsigned n = 0;
    assert_non_null(directory);
    while (readdir(directory))
        n++;
    closedir(directory);
    return n;
}

static unsigned n_descriptors_before;

int pool_enter(void **state)
{
    (void)state;
    pool_shared =
        mmap(NULL, sizeof *pool_shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(pool_shared != MAP_FAILED);
    pool_shared->n_opened_max = ~0u;
    n_descriptors_before = count_descriptors();
    return 0;
}

int pool_leave(void **state)
{
    (void)state;
    munmap(pool_shared, sizeof *pool_shared);
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
        return -1;
    return count_descriptors() == n_descriptors_before ? 0 : -1;
}
