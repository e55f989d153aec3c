/*
 * One size after the other, so that no more than one image lies in memory: a fork copies the tables
 * of all that does.
 */
#include "break_even.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../src/cli/messages.h"
#include "../kernels/page_set.h"
#include "coding_sample.h"
#include "pool_contest.h"

/* From 512 on the area doubles; below that no pool is worth starting, and it takes four times as
 * much each time. */
static const struct {
    uint32_t side;
    bool is_for_all; /* also for who is in a hurry */
} sizes[] = {{64, true},    {128, false},  {256, false},   {512, true},    {724, false},
             {1024, false}, {1448, false}, {2048, true},   {2896, false},  {4096, true},
             {5792, false}, {8192, false}, {11584, false}, {16384, false}, {20000, false}};
#define N_SIZES (sizeof sizes / sizeof sizes[0])
_Static_assert(N_SIZES <= RLE127_SIZES_MAX, "there is room for all sizes");

/* Bitmaps and runs of an image, in files and in memory: those that are compared with and those that
 * are made, at the worst. */
#define COPIES 16

static double read_available_memory(void)
{
    char line[128];
    double kilobytes = 0;
    FILE *const file = fopen("/proc/meminfo", "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "MemAvailable: %lf kB", &kilobytes) == 1)
            break;
    if (file)
        fclose(file);
    return 1024 * kilobytes;
}

/* What is not known is no limit. */
static double lesser(double a, double b)
{
    return b <= 0 || (a > 0 && a < b) ? a : b;
}

static double size_bytes(size_t i)
{
    return (double)rle127_row_bytes(sizes[i].side) * sizes[i].side;
}

double rle127_largest_size_bytes(bool has_all_sizes)
{
    size_t i = N_SIZES - 1;
    while (!has_all_sizes && !sizes[i].is_for_all)
        i--;
    return size_bytes(i);
}

double rle127_find_most_bytes(const struct rle127_workspace *workspace)
{
    const double bytes = lesser(workspace->free_bytes, read_available_memory()) / COPIES;
    return bytes > 0 ? bytes : rle127_largest_size_bytes(true);
}

/* What the steps of one size share. */
struct step {
    const struct rle127_workspace *workspace;
    const struct rle127_patience *patience;
    struct rle127_section *section;
    unsigned n_workers;
    struct rle127_size_times *times;
};

/* Codings in memory are numbered: encoding and decoding, each by the row pools. */
#define N_CODINGS (RLE127_BOTH_DIRECTIONS * RLE127_ROW_POOLS)

static void add_coding(struct rle127_section *section, const struct rle127_contender *contender,
                       struct rle127_summary *seconds)
{
    const struct rle127_coding_subject *const subject = contender->subject;
    struct rle127_measurement *const measurement = rle127_add_measurement(
        section, contender->name, contender->samples, contender->n_samples, false);
    const double packed_bytes =
        (double)rle127_row_bytes(subject->page->bitmap.width) * subject->page->bitmap.height;
    struct rle127_facts *const facts = &measurement->facts;
    rle127_add_text_fact(facts, "direction", subject->is_decoding ? "decode" : "encode");
    rle127_add_text_fact(facts, "row_pool", rle127_row_pool_name(subject->pool));
    rle127_add_fact(facts, "workers", subject->n_workers);
    rle127_add_fact(facts, "packed_bytes", packed_bytes);
    rle127_add_fact(facts, "coded_bytes", (double)subject->page->n_bytes);
    rle127_add_fact(facts, "gb_per_second", packed_bytes / measurement->seconds.median / 1e9);
    *seconds = measurement->seconds;
}

struct codings {
    struct rle127_coding_subject subjects[N_CODINGS];
    struct rle127_contender contenders[N_CODINGS];
    char names[N_CODINGS][64];
};

static void make_coding(struct codings *codings, unsigned i, const struct step *step,
                        const struct rle127_coding_page *page)
{
    const enum rle127_row_pool pool = (enum rle127_row_pool)(i % RLE127_ROW_POOLS);
    const bool is_decoding = i / RLE127_ROW_POOLS == RLE127_BACK;
    const unsigned side = (unsigned)step->times->side;
    codings->subjects[i] = (struct rle127_coding_subject){
        .page = page,
        .is_decoding = is_decoding,
        .pool = pool,
        .n_workers = pool == RLE127_ROWS_SERIAL ? 1 : step->n_workers};
    snprintf(codings->names[i], sizeof codings->names[i], "memory %ux%u %s %s", side, side,
             is_decoding ? "decode" : "encode", rle127_row_pool_name(pool));
    codings->contenders[i] = (struct rle127_contender){.name = codings->names[i],
                                                       .run = rle127_sample_coding,
                                                       .subject = &codings->subjects[i],
                                                       .patience = *step->patience};
}

static bool compete_in_memory(const struct step *step, const struct rle127_coding_page *page)
{
    struct codings codings;
    for (unsigned i = 0; i < N_CODINGS; i++)
        make_coding(&codings, i, step, page);
    const bool is_done = rle127_run_contest(codings.contenders, N_CODINGS);
    for (unsigned i = 0; i < N_CODINGS && is_done; i++)
        add_coding(
            step->section, &codings.contenders[i],
            &step->times->seconds[RLE127_IN_MEMORY][i / RLE127_ROW_POOLS][i % RLE127_ROW_POOLS]);
    rle127_free_contest(codings.contenders, N_CODINGS);
    return is_done;
}

static bool measure_in_memory(const struct step *step, char *path)
{
    struct rle127_page_set pages;
    struct rle127_coding_page page;
    if (!rle127_load_pages(&pages, &path, 1))
        return false;
    bool is_done = rle127_make_coding_page(&page, &pages.pages[0].bitmap);
    if (is_done) {
        is_done = compete_in_memory(step, &page);
        rle127_free_coding_page(&page);
    }
    rle127_free_pages(&pages);
    return is_done;
}

static void take_times(const struct rle127_pool_contest *contest, struct rle127_size_times *times)
{
    for (int i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        for (size_t j = 0; j < contest->results[i].n_cells; j++) {
            const struct rle127_pool_cell *const cell = &contest->results[i].cells[j];
            const struct rle127_pool_choice *const choice = &cell->subject.choice;
            if (choice->is_auto)
                times->auto_seconds[i] = cell->measurement->seconds;
            else
                times->seconds[RLE127_IN_FILES][i][choice->row_pool] = cell->measurement->seconds;
        }
}

static bool compete_in_files(const struct step *step, const struct rle127_round_trip *trip)
{
    const struct rle127_pool_choice choices[] = {
        {.n_workers = 1},
        {.row_pool = RLE127_ROWS_THREADS, .n_workers = step->n_workers},
        {.row_pool = RLE127_ROWS_PROCESSES, .n_workers = step->n_workers},
        {.is_auto = true}};
    const unsigned side = (unsigned)step->times->side;
    struct rle127_pool_contest contest;
    char prefix[48];
    snprintf(prefix, sizeof prefix, "file %ux%u ", side, side);
    if (!rle127_make_pool_contest(&contest, trip, prefix, choices,
                                  sizeof choices / sizeof choices[0]))
        return false;
    const bool is_done = rle127_run_pool_contest(&contest, step->patience, step->section);
    if (is_done)
        take_times(&contest, step->times);
    rle127_free_pool_contest(&contest);
    return is_done;
}

static bool measure_in_files(const struct step *step, const char *path)
{
    struct rle127_round_trip *const trip = rle127_make_round_trip(step->workspace, "size", path);
    if (!trip)
        return false;
    const bool is_done = compete_in_files(step, trip);
    return rle127_end_round_trip(trip) && is_done;
}

/* The drawing is removed again. */
static bool measure_size(const struct step *step, enum rle127_drawn_kind kind)
{
    const uint32_t side = step->times->side;
    const struct rle127_drawing drawing = {
        .n_images = 1, .width = side, .height = side, .kind = kind};
    struct rle127_image_set set;
    char name[32], directory[RLE127_WORK_PATH_BYTES];
    snprintf(name, sizeof name, "size-%u", (unsigned)side);
    if (!rle127_draw_images(&set, step->workspace, name, &drawing))
        return false;
    const bool is_done =
        measure_in_memory(step, set.paths[0]) && measure_in_files(step, set.paths[0]) &&
        rle127_make_empty_directory(rle127_workspace_path(step->workspace, directory, "%s", name));
    rle127_free_images(&set);
    return is_done;
}

static bool is_wanted(const struct rle127_break_even *result, size_t i)
{
    return (result->has_all_sizes || sizes[i].is_for_all) && size_bytes(i) <= result->most_bytes;
}

bool rle127_measure_sizes(struct rle127_break_even *result,
                          const struct rle127_workspace *workspace,
                          const struct rle127_patience *patience, struct rle127_section *section)
{
    struct step step = {.workspace = workspace,
                        .patience = patience,
                        .section = section,
                        .n_workers = result->n_workers};
    for (size_t i = 0; i < N_SIZES; i++) {
        if (!is_wanted(result, i))
            continue;
        step.times = &result->sizes[result->n_sizes];
        step.times->side = sizes[i].side;
        if (!measure_size(&step, result->kind))
            return false;
        result->n_sizes++;
    }
    return true;
}
