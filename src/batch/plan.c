/*
 * Plans.
 */
#include "plan.h"

/* Below these, to start worker processes takes longer than what they save. Measured with two
 * processors: 4 pages of 1 MB take 2.4 ms serially and 2.7 in processes, 6 take 3.1 both; 128 files
 * of 6 kB 5.4 and 5.6, 256 take 9.0 and 8.1. */
#define PROCESSES_WORTH_BYTES 5500000
#define PROCESSES_WORTH_FILES 192

/* Small files are handed out several at a time, so that no worker waits for this process; large
 * ones nearly singly, so that all end at the same time. A group that becomes durable together is
 * as large as the outputs that a worker collects. */
#define AHEAD_SMALL   16
#define AHEAD_LARGE   2
#define AHEAD_DURABLE 64
#define LARGE_BYTES   262144

static unsigned least(uint64_t a, uint64_t b)
{
    return (unsigned)(a < b ? a : b);
}

static bool is_worth_processes(const struct rle127_prospect *prospect)
{
    return prospect->n_processors > 1 &&
           (!prospect->is_all || prospect->effort >= PROCESSES_WORTH_BYTES ||
            prospect->n_files >= PROCESSES_WORTH_FILES);
}

static enum rle127_pool_kind choose_pool(const struct rle127_run_setup *setup,
                                         const struct rle127_prospect *prospect)
{
    if (!setup->chooses_pool)
        return setup->pool;
    if (setup->timeout_seconds > 0)
        return RLE127_POOL_PROCESSES;
    if (prospect->is_all && prospect->n_files <= 1)
        return RLE127_POOL_SERIAL;
    if (setup->n_workers)
        return setup->n_workers > 1 ? RLE127_POOL_PROCESSES : RLE127_POOL_SERIAL;
    return is_worth_processes(prospect) ? RLE127_POOL_PROCESSES : RLE127_POOL_SERIAL;
}

static unsigned choose_workers(const struct rle127_run_setup *setup,
                               const struct rle127_prospect *prospect, enum rle127_pool_kind pool)
{
    const unsigned wanted = setup->n_workers ? setup->n_workers : prospect->n_processors;
    if (pool == RLE127_POOL_SERIAL)
        return 1;
    if (!prospect->is_all)
        return wanted;
    return prospect->n_files ? least(wanted, prospect->n_files) : 1;
}

static unsigned under_ceiling(unsigned n, unsigned ceiling)
{
    return ceiling && ceiling < n ? ceiling : n;
}

/* Where nobody has named a pool for rows, the file's worker codes them alone: with two processors,
 * a whole file was at no size (up to 20000 x 20000 pixels) done faster by two threads, as reading
 * and writing it take longer than coding it; it took up to 1.3 times as long, and on a busy machine
 * 10 times. */
static unsigned choose_row_workers(const struct rle127_run_setup *setup,
                                   const struct rle127_prospect *prospect)
{
    if (setup->conversion.row_pool == RLE127_ROWS_SERIAL)
        return 1;
    if (setup->n_row_workers)
        return setup->n_row_workers;
    return setup->chooses_row_pool
               ? 1
               : under_ceiling(prospect->n_processors, prospect->openmp_ceiling);
}

static unsigned choose_ahead(const struct rle127_run_setup *setup,
                             const struct rle127_prospect *prospect)
{
    const bool are_large = prospect->n_files && prospect->effort / prospect->n_files >= LARGE_BYTES;
    if (setup->durability == RLE127_DURABLE_BATCH)
        return AHEAD_DURABLE;
    return are_large ? AHEAD_LARGE : AHEAD_SMALL;
}

struct rle127_plan rle127_make_plan(const struct rle127_run_setup *setup,
                                    const struct rle127_prospect *prospect)
{
    struct rle127_plan plan;
    plan.pool = choose_pool(setup, prospect);
    plan.n_workers = choose_workers(setup, prospect, plan.pool);
    plan.n_row_workers = choose_row_workers(setup, prospect);
    plan.n_ahead = choose_ahead(setup, prospect);
    return plan;
}
