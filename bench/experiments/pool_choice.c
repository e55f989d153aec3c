/*
 * Choices and their names.
 */
#include "pool_choice.h"

const char *rle127_image_pool_name(enum rle127_pool_kind pool)
{
    return pool == RLE127_POOL_PROCESSES ? "process"
           : pool == RLE127_POOL_THREADS ? "thread"
                                         : "serial";
}

const char *rle127_row_pool_name(enum rle127_row_pool pool)
{
    return pool == RLE127_ROWS_PROCESSES ? "process"
           : pool == RLE127_ROWS_THREADS ? "thread"
                                         : "serial";
}

bool rle127_is_serial_choice(const struct rle127_pool_choice *choice)
{
    return !choice->is_auto && choice->image_pool == RLE127_POOL_SERIAL &&
           choice->row_pool == RLE127_ROWS_SERIAL;
}

bool rle127_has_same_pools(const struct rle127_pool_choice *a, const struct rle127_pool_choice *b)
{
    if (a->is_auto || b->is_auto)
        return a->is_auto && b->is_auto;
    return a->image_pool == b->image_pool && a->row_pool == b->row_pool;
}

const char *rle127_name_choice(const struct rle127_pool_choice *choice, char *name)
{
    const char *const files = rle127_image_pool_name(choice->image_pool);
    const char *const rows = rle127_row_pool_name(choice->row_pool);
    if (choice->is_auto)
        snprintf(name, RLE127_CHOICE_NAME_BYTES, "auto");
    else if (rle127_is_serial_choice(choice))
        snprintf(name, RLE127_CHOICE_NAME_BYTES, "%s/%s", files, rows);
    else
        snprintf(name, RLE127_CHOICE_NAME_BYTES, "%s/%s %u", files, rows, choice->n_workers);
    return name;
}

void rle127_apply_choice(const struct rle127_pool_choice *choice, struct rle127_run_setup *setup)
{
    setup->chooses_pool = choice->is_auto;
    setup->chooses_row_pool = choice->is_auto;
    setup->conversion.codec.threads = 1;
    setup->conversion.row_pool = RLE127_ROWS_THREADS;
    if (choice->is_auto)
        return;
    setup->pool = choice->image_pool;
    setup->conversion.row_pool = choice->row_pool;
    setup->n_workers = choice->image_pool == RLE127_POOL_SERIAL ? 1 : choice->n_workers;
    setup->n_row_workers = choice->row_pool == RLE127_ROWS_SERIAL ? 1 : choice->n_workers;
}
