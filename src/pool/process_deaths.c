/*
 * What becomes of jobs and of the pool when a process dies, hangs or writes nonsense.
 *
 * Guilty is the job that the process had begun last and not answered. It is tried once more, alone;
 * who dies of it then has shown what it does. The others that the process had in hand go back to
 * the front of the queue, without blame. Guilty jobs can be many, but each ends after two deaths;
 * deaths that nobody is guilty of are bounded by what a pool bears without an answer.
 */
#include <time.h>

#include "process_pool.h"

#define DEATHS_MAX         5
#define REVIVE_AGAIN_AFTER 100000000 /* ns */

static struct rle127_job *take_guilty(struct rle127_process *process)
{
    struct rle127_job *const guilty =
        rle127_job_seek(&process->in_hand, atomic_load(&process->slot->ticket));
    if (guilty)
        rle127_job_remove(&process->in_hand, guilty);
    return guilty;
}

static void blame(struct rle127_process_pool *home, struct rle127_job *job, int signal_number,
                  enum rle127_process_loss loss)
{
    if (job == home->alone)
        home->alone = NULL;
    job->signal = signal_number;
    if (++job->n_deaths == 1)
        rle127_job_push_back(&home->suspects, job);
    else if (loss == RLE127_LOSS_OVERDUE)
        rle127_pool_end_job(home->pool, job, RLE127_END_TIMED_OUT);
    else
        rle127_pool_end_job(home->pool, job, RLE127_END_WORKER_DIED);
}

/* From the last to the first, so that they come to lie in their old order. */
static void hand_back(struct rle127_process_pool *home, struct rle127_process *process)
{
    struct rle127_job *job;
    while ((job = process->in_hand.last) != NULL) {
        rle127_job_remove(&process->in_hand, job);
        if (job == home->alone) {
            home->alone = NULL;
            rle127_job_push_front(&home->suspects, job);
        } else {
            job->state = RLE127_JOB_PENDING;
            rle127_job_push_front(&home->pool->pending, job);
        }
    }
}

static void end_in_hand(struct rle127_process_pool *home, struct rle127_process *process,
                        enum rle127_job_end_kind kind, int signal_number)
{
    struct rle127_job *job;
    while ((job = rle127_job_pop(&process->in_hand)) != NULL) {
        job->signal = signal_number;
        rle127_pool_end_job(home->pool, job, kind);
    }
}

/* Processes that die at once, of one cause, are one death: who has neither been started nor handed
 * a job since the last one that counted shares it. */
static void count_death(struct rle127_process_pool *home, const struct rle127_process *process)
{
    if (!process->is_fresh)
        return;
    home->n_deaths++;
    for (unsigned i = 0; i < home->n_processes; i++)
        home->processes[i].is_fresh = false;
}

static bool start_process(struct rle127_process_pool *home, struct rle127_process *process)
{
    return rle127_process_start(process, home->processes, home->n_processes,
                                &home->pool->setup.work) == 0;
}

/* Those too that could not be started before. */
static void replace_missing(struct rle127_process_pool *home)
{
    for (unsigned i = 0; i < home->n_processes; i++)
        if (!home->processes[i].pid && !start_process(home, &home->processes[i]))
            return;
}

static int end_process(struct rle127_process_pool *home, struct rle127_process *process,
                       enum rle127_process_loss loss)
{
    const int signal_number = rle127_process_end(process);
    if (loss != RLE127_LOSS_GARBAGE)
        rle127_process_take_messages(home, process);
    rle127_process_close_socket(process);
    return signal_number;
}

/* A process that has never been ready is not replaced at once: the next one would do no better. */
void rle127_process_lose(struct rle127_process_pool *home, struct rle127_process *process,
                         enum rle127_process_loss loss)
{
    const bool is_replaced = process->is_ready;
    const int signal_number = end_process(home, process, loss);
    if (home->is_closing) {
        end_in_hand(home, process, RLE127_END_WORKER_DIED, signal_number);
        return;
    }
    struct rle127_job *const guilty = take_guilty(process);
    if (!guilty || loss != RLE127_LOSS_OVERDUE)
        count_death(home, process);
    hand_back(home, process);
    if (guilty)
        blame(home, guilty, signal_number, loss);
    if (home->n_deaths > DEATHS_MAX)
        rle127_process_break(home);
    else if (is_replaced)
        replace_missing(home);
}

static int64_t find_limit_ns(const struct rle127_process_pool *home,
                             const struct rle127_process *process)
{
    if (!process->pid)
        return RLE127_FOREVER_NS;
    if (!process->is_ready)
        return process->progress_ns + RLE127_PROCESS_NS_MAX;
    if (home->limit_ns == RLE127_FOREVER_NS || !process->in_hand.n_jobs)
        return RLE127_FOREVER_NS;
    int64_t from_ns = process->progress_ns;
    const int64_t begun_ns = atomic_load(&process->slot->begun_ns);
    if (begun_ns > from_ns && begun_ns <= rle127_read_clock_ns())
        from_ns = begun_ns;
    return from_ns + home->limit_ns;
}

int64_t rle127_process_next_limit_ns(const struct rle127_process_pool *home)
{
    int64_t next_ns = RLE127_FOREVER_NS;
    for (unsigned i = 0; i < home->n_processes; i++) {
        const int64_t limit_ns = find_limit_ns(home, &home->processes[i]);
        if (limit_ns < next_ns)
            next_ns = limit_ns;
    }
    return next_ns;
}

void rle127_process_lose_overdue(struct rle127_process_pool *home)
{
    for (unsigned i = 0; i < home->n_processes; i++)
        if (find_limit_ns(home, &home->processes[i]) <= rle127_read_clock_ns())
            rle127_process_lose(home, &home->processes[i], RLE127_LOSS_OVERDUE);
}

void rle127_process_revive(struct rle127_process_pool *home)
{
    replace_missing(home);
    if (rle127_process_count(home))
        return;
    nanosleep(&(struct timespec){.tv_nsec = REVIVE_AGAIN_AFTER}, NULL);
    replace_missing(home);
    if (rle127_process_count(home) == 0)
        rle127_process_break(home);
}

static void end_all(struct rle127_pool *pool, struct rle127_job_list *list)
{
    struct rle127_job *job;
    while ((job = rle127_job_pop(list)) != NULL)
        rle127_pool_end_job(pool, job, RLE127_END_POOL_BROKEN);
}

void rle127_process_break(struct rle127_process_pool *home)
{
    home->pool->is_broken = true;
    for (unsigned i = 0; i < home->n_processes; i++) {
        struct rle127_process *const process = &home->processes[i];
        if (process->pid)
            end_process(home, process, RLE127_LOSS_DEATH);
        end_in_hand(home, process, RLE127_END_POOL_BROKEN, 0);
    }
    end_all(home->pool, &home->suspects);
    end_all(home->pool, &home->pool->pending);
    home->alone = NULL;
}
