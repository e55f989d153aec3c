/*
 * How long the kernels take. Every kind of rows is a page of its own, too long for branch
 * predictors to learn, and the levels take turns on it, so that a machine that changes its pace
 * changes it for all. What they return, and the rows they fill, are compared: a kernel that does
 * nothing is not fast.
 */
#define _DEFAULT_SOURCE /* clock_gettime() */

#include "check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check_random.h"
#include "row_patterns.h"

/* A CPU of 2022 (Zen 4) has learned the rows of a page of 256 kB after a few passes, which made
 * scalar encoding of 20 runs a row look 1.8 times as fast as on 1 MB; from there on less changes.
 */
#define PAGE_BYTES   4194304
#define TRIAL_BYTES  1000
#define N_ROUNDS     15
#define N_WARM_UP    2
#define ROUND_NS     300000 /* and more: passes over the page are repeated up to this */
#define SKIPPED_ROWS 64     /* in one call of skip_pixels */
#define N_LEVELS_MAX 16
#define POISON       0xA5

/* Small images are narrow. Without padding, which is random in a row and 0 in a result. */
static const uint32_t widths[] = {128, 2320, 7200};
#define N_WIDTHS (sizeof widths / sizeof widths[0])

static const char *const kinds[] = {"blank", "runs up to 5000", "runs up to 700", "a page of text",
                                    "text",  "runs up to 20",   "runs up to 3",   "checkerboard"};
#define N_KINDS   (sizeof kinds / sizeof kinds[0])
#define TEXT_PAGE "a page of text" /* two rows of five are blank */
#define BLANK     "blank"
#define TEXT      "text"

struct page {
    uint32_t width, n_rows;
    size_t row_bytes;
    uint8_t *rows, *runs, *results;
    size_t *starts; /* of each row's runs: starts[0 .. n_rows] */
    struct rle127_row_shape shape;
};

/* A pass over the page; what it returns is the same for every level. */
typedef uint64_t run_pass(struct page *page, const struct rle127_kernels *kernels);

static uint64_t pass_memcpy(struct page *page, const struct rle127_kernels *kernels)
{
    (void)kernels;
    for (uint32_t row = 0; row < page->n_rows; row++)
        memcpy(page->results + row * page->row_bytes, page->rows + row * page->row_bytes,
               page->row_bytes);
    return page->results[page->row_bytes - 1];
}

static uint64_t pass_count(struct page *page, const struct rle127_kernels *kernels)
{
    uint64_t sum = 0;
    for (uint32_t row = 0; row < page->n_rows; row++)
        sum += kernels->count_row(page->rows + row * page->row_bytes, &page->shape);
    return sum;
}

static uint64_t pass_encode(struct page *page, const struct rle127_kernels *kernels)
{
    uint8_t *out = page->results;
    for (uint32_t row = 0; row < page->n_rows; row++)
        out += kernels->encode_row(page->rows + row * page->row_bytes, &page->shape, 0, out);
    return (uint64_t)(out - page->results);
}

static uint64_t pass_decode(struct page *page, const struct rle127_kernels *kernels)
{
    const size_t end = page->starts[page->n_rows];
    size_t at = 0;
    for (uint32_t row = 0; row < page->n_rows; row++) {
        size_t used = 0;
        kernels->decode_row(page->runs + at, end - at, page->width, 0,
                            page->results + row * page->row_bytes,
                            (page->n_rows - row - 1) * page->row_bytes, &used);
        at += used;
    }
    return at;
}

static uint64_t pass_verify(struct page *page, const struct rle127_kernels *kernels)
{
    const size_t end = page->starts[page->n_rows];
    size_t at = 0;
    for (uint32_t row = 0; row < page->n_rows; row++) {
        size_t used = 0, loose = 0;
        kernels->verify_row(page->runs + at, end - at, page->width, &used, &loose);
        at += used;
    }
    return at;
}

static uint64_t pass_skip(struct page *page, const struct rle127_kernels *kernels)
{
    const size_t end = page->starts[page->n_rows];
    size_t at = 0;
    for (uint32_t row = 0; row < page->n_rows; row += SKIPPED_ROWS) {
        at += kernels->skip_pixels(page->runs + at, end - at, (uint64_t)SKIPPED_ROWS * page->width);
    }
    return at;
}

struct pass {
    const char *name;
    run_pass *run;
    bool fills_rows; /* the result is to be the page's rows */
};

static const struct pass passes[] = {{"count_row", pass_count, false},
                                     {"encode_row", pass_encode, false},
                                     {"decode_row", pass_decode, true},
                                     {"verify_row", pass_verify, false},
                                     {"skip_pixels", pass_skip, false}};
#define N_PASSES (sizeof passes / sizeof passes[0])

static const struct pass copying = {"memcpy", pass_memcpy, true};

static void *allocate(size_t n_bytes)
{
    void *const memory = malloc(n_bytes);
    if (!memory) {
        perror("malloc");
        exit(1);
    }
    memset(memory, 0, n_bytes); /* so that its pages are there */
    return memory;
}

static void open_page(struct page *page, uint32_t width, size_t page_bytes)
{
    page->width = width;
    page->row_bytes = rle127_row_bytes(width);
    page->n_rows = (uint32_t)(page_bytes / page->row_bytes) + 1;
    page->rows = allocate(page->n_rows * page->row_bytes);
    page->runs = allocate((size_t)page->n_rows * width);
    page->results = allocate((size_t)page->n_rows * width);
    page->starts = allocate((page->n_rows + 1) * sizeof *page->starts);
}

static void close_page(struct page *page)
{
    free(page->rows);
    free(page->runs);
    free(page->results);
    free(page->starts);
}

static const struct rle127_pattern *choose_pattern(const char *kind, uint64_t *random)
{
    if (strcmp(kind, TEXT_PAGE) != 0)
        return rle127_find_pattern(kind);
    return rle127_find_pattern(rle127_random_below(random, 5) < 2 ? BLANK : TEXT);
}

static void draw_page(struct page *page, const char *kind, uint64_t *random)
{
    page->starts[0] = 0;
    for (uint32_t row = 0; row < page->n_rows; row++) {
        uint8_t *const bits = page->rows + row * page->row_bytes;
        rle127_draw_row(bits, page->width, choose_pattern(kind, random), random);
        page->starts[row + 1] =
            page->starts[row] + rle127_write_stream(bits, page->width, rle127_cuts,
                                                    page->runs + page->starts[row], random);
    }
}

static double read_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int compare_times(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One level, or memcpy, on one page. */
struct runner {
    const char *name;
    const struct rle127_kernels *kernels;
    run_pass *run;
    unsigned n_repeats;
    uint64_t result;
    double times[N_ROUNDS]; /* ns a pass */
};

static double time_round(struct runner *runner, struct page *page)
{
    rle127_shape_row(&page->shape, page->width, runner->kernels);
    const double start = read_ns();
    for (unsigned i = 0; i < runner->n_repeats; i++)
        runner->result = runner->run(page, runner->kernels);
    return (read_ns() - start) / runner->n_repeats;
}

static void warm_up(struct runner *runner, struct page *page)
{
    runner->n_repeats = 1;
    double ns = 1;
    for (unsigned i = 0; i < N_WARM_UP; i++)
        ns = time_round(runner, page);
    runner->n_repeats += (unsigned)(ROUND_NS / (ns + 1));
}

static double find_median(struct runner *runner)
{
    qsort(runner->times, N_ROUNDS, sizeof runner->times[0], compare_times);
    return runner->times[N_ROUNDS / 2];
}

static void print_times(struct runner *runners, size_t n_runners, const struct page *page,
                        const char *kind, const char *kernel)
{
    const double first = find_median(runners);
    for (size_t i = 0; i < n_runners; i++) {
        const double ns = find_median(runners + i);
        printf("%-11s %-15s %5" PRIu32 "  %-7s %10.1f %8.2f %8.2f\n", kernel, kind, page->width,
               runners[i].name, ns / page->n_rows, (double)(page->row_bytes * page->n_rows) / ns,
               first / ns);
    }
    fflush(stdout);
}

/* Scalar first, then the others, or the one that is wanted. */
static size_t list_runners(struct runner *runners, const struct pass *pass, const char *only)
{
    size_t n = 0;
    runners[n++] = (struct runner){.name = RLE127_LEVEL_SCALAR,
                                   .kernels = rle127_find_kernels(RLE127_LEVEL_SCALAR),
                                   .run = pass->run};
    const char *const *const levels = rle127_levels();
    size_t n_levels = 0;
    while (levels[n_levels])
        n_levels++;
    for (size_t i = n_levels; i-- > 0 && n < N_LEVELS_MAX;)
        if (strcmp(levels[i], RLE127_LEVEL_SCALAR) != 0 && (!only || strcmp(levels[i], only) == 0))
            runners[n++] = (struct runner){
                .name = levels[i], .kernels = rle127_find_kernels(levels[i]), .run = pass->run};
    return n;
}

static void time_runners(struct rle127_check *check, struct runner *runners, size_t n_runners,
                         struct page *page)
{
    for (size_t round = 0; round < N_ROUNDS; round++)
        for (size_t i = 0; i < n_runners; i++) {
            runners[i].times[round] = time_round(runners + i, page);
            check->n_cases++; /* a sign of life */
        }
}

/* Before it is timed; the last one's result must not pass for this one's. */
static void try_runner(struct rle127_check *check, struct runner *runner, struct page *page,
                       const struct pass *pass)
{
    const size_t page_bytes = page->n_rows * page->row_bytes;
    check->kernels = runner->kernels;
    memset(page->results, POISON, page_bytes);
    warm_up(runner, page);
    if (pass->fills_rows)
        rle127_expect_bytes(check, page->results, page->rows, page_bytes);
}

static void bench_runners(struct rle127_check *check, struct runner *runners, size_t n_runners,
                          struct page *page, const struct pass *pass)
{
    check->kernel = pass->name;
    for (size_t i = 0; i < n_runners; i++) {
        try_runner(check, runners + i, page, pass);
        rle127_expect_number(check, "bytes of runs", runners[i].result, runners[0].result);
    }
    if (check->is_trial)
        return;
    time_runners(check, runners, n_runners, page);
    print_times(runners, n_runners, page, check->pattern, pass->name);
}

static void bench_copying(struct rle127_check *check, struct page *page)
{
    struct runner runner = {
        .name = "libc", .kernels = rle127_find_kernels(RLE127_LEVEL_SCALAR), .run = copying.run};
    bench_runners(check, &runner, 1, page, &copying);
}

static void bench_pass(struct rle127_check *check, struct page *page, const struct pass *pass,
                       const char *level)
{
    static struct runner runners[N_LEVELS_MAX];
    bench_runners(check, runners, list_runners(runners, pass, level), page, pass);
}

static void bench_width(struct rle127_check *check, struct page *page, const char *level,
                        const char *kernel)
{
    for (size_t k = 0; k < N_KINDS; k++) {
        check->pattern = kinds[k];
        draw_page(page, kinds[k], &check->random);
        if (k == 0)
            bench_copying(check, page);
        for (size_t i = 0; i < N_PASSES; i++)
            if (!kernel || strcmp(kernel, passes[i].name) == 0)
                bench_pass(check, page, passes + i, level);
    }
}

void rle127_bench(struct rle127_check *check, const char *level, const char *kernel)
{
    static struct page page;
    check->random = check->seed;
    if (!check->is_trial)
        printf("compiler %s\n%-11s %-15s %5s  %-7s %10s %8s %8s\n", __VERSION__, "kernel", "rows",
               "width", "level", "ns a row", "GB/s", "factor");
    for (size_t i = 0; i < N_WIDTHS; i++) {
        open_page(&page, widths[i], check->is_trial ? TRIAL_BYTES : PAGE_BYTES);
        check->width = widths[i];
        bench_width(check, &page, level, kernel);
        close_page(&page);
    }
}
