/*
 * Figures and sentences. Times of Python are those that its program has measured itself.
 */
#include "book_report.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "book_subject.h"

/* How many times as fast as Python; the interval is that of the slowest of one beside the fastest
 * of the other. All 0 where there is none. */
struct factor {
    double median, low, high;
};

struct result {
    const struct rle127_book_way *way;
    struct rle127_summary python; /* where rle127 chooses: of Python's fastest way */
    struct rle127_summary own;
    struct factor factor;
};

struct results {
    struct rle127_section *section;
    const struct rle127_book *book;
    struct result all[RLE127_BOOK_WAYS];
};

static struct factor find_factor(const struct rle127_summary *python,
                                 const struct rle127_summary *own)
{
    if (own->low <= 0)
        return (struct factor){0};
    return (struct factor){.median = python->median / own->median,
                           .low = python->low / own->high,
                           .high = python->high / own->low};
}

/* The fastest of Python's ways with one image, or with all. */
static const struct result *find_fastest(const struct results *results, bool is_single)
{
    const struct result *fastest = NULL;
    for (size_t i = 0; i < RLE127_BOOK_WAYS; i++) {
        const struct result *const result = &results->all[i];
        if (result->way->is_single == is_single && rle127_is_python_way(result->way) &&
            (!fastest || result->python.median < fastest->python.median))
            fastest = result;
    }
    return fastest;
}

static void collect(struct results *results, const struct rle127_book_subject *subjects,
                    const struct rle127_contender *contenders, size_t n_subjects)
{
    for (size_t i = 0; i < n_subjects; i++) {
        struct result *const result = &results->all[subjects[i].way - rle127_book_ways];
        *(subjects[i].is_python ? &result->python : &result->own) =
            rle127_summarize_samples(contenders[i].samples, contenders[i].n_samples);
    }
    for (size_t i = 0; i < RLE127_BOOK_WAYS; i++) {
        struct result *const result = &results->all[i];
        result->way = &rle127_book_ways[i];
    }
    for (size_t i = 0; i < RLE127_BOOK_WAYS; i++) {
        struct result *const result = &results->all[i];
        if (!rle127_is_python_way(result->way))
            result->python = find_fastest(results, result->way->is_single)->python;
        result->factor = find_factor(&result->python, &result->own);
    }
}

static size_t count_images(const struct results *results, const struct rle127_book_way *way)
{
    return way->is_single ? 1 : results->book->n_images;
}

static double count_input_bytes(const struct results *results, const struct rle127_book_way *way)
{
    double n_bytes = 0;
    struct stat status;
    for (size_t i = 0; i < count_images(results, way); i++)
        if (stat(results->book->paths[i], &status) == 0)
            n_bytes += (double)status.st_size;
    return n_bytes;
}

static double find_program_seconds(const struct rle127_book_subject *subject)
{
    double seconds[RLE127_BOOK_PYTHON_RUNS];
    const size_t n = subject->n_programs - 1; /* the first one is the warm-up */
    memcpy(seconds, subject->program_seconds + 1, n * sizeof *seconds);
    return rle127_summarize(seconds, n).median;
}

/* The processes of a fork server are nobody's children, so that nobody knows what they used. */
static bool has_usage(const struct rle127_book_subject *subject)
{
    return !subject->is_python || strcmp(subject->way->image_pool, "thread") != 0 ||
           strcmp(subject->way->row_pool, "process") != 0;
}

static void add_measurement(const struct results *results,
                            const struct rle127_book_subject *subject,
                            const struct rle127_contender *contender)
{
    const struct rle127_book_way *const way = subject->way;
    const struct factor *const factor = &results->all[way - rle127_book_ways].factor;
    struct rle127_measurement *const measurement =
        rle127_add_measurement(results->section, subject->name, contender->samples,
                               contender->n_samples, has_usage(subject));
    struct rle127_facts *const facts = &measurement->facts;
    rle127_add_text_fact(facts, "implementation", subject->is_python ? "python" : "rle127");
    rle127_add_text_fact(facts, "image_pool", way->image_pool);
    rle127_add_text_fact(facts, "row_pool", way->row_pool);
    rle127_add_fact(facts, "workers", results->book->n_workers);
    rle127_add_fact(facts, "images", (double)count_images(results, way));
    rle127_add_fact(facts, "bytes_in", count_input_bytes(results, way));
    rle127_add_fact(facts, "bytes_out", rle127_count_book_bytes(results->book, way->is_single));
    if (subject->is_python) {
        rle127_add_fact(facts, "program_seconds", find_program_seconds(subject));
        return;
    }
    rle127_add_fact(facts, "factor", factor->median);
    rle127_add_fact(facts, "factor_low", factor->low);
    rle127_add_fact(facts, "factor_high", factor->high);
}

static void set_seconds(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                        double seconds)
{
    if (seconds < 1)
        rle127_set_cell(table, row, column, "%.3g ms", 1000 * seconds);
    else
        rle127_set_cell(table, row, column, "%.3g s", seconds);
}

static void add_row(const struct results *results, struct rle127_table *table,
                    const struct result *result)
{
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    const size_t n_images = count_images(results, result->way);
    rle127_set_cell(table, row, 0, n_images == 1 ? "%zu image" : "%zu images", n_images);
    rle127_set_cell(table, row, 1, "%s", result->way->image_pool);
    rle127_set_cell(table, row, 2, "%s", result->way->row_pool);
    if (result->way->printed_seconds > 0)
        rle127_set_cell(table, row, 3, "%g s", result->way->printed_seconds);
    set_seconds(table, row, 4, result->python.median);
    set_seconds(table, row, 5, result->own.median);
    rle127_set_cell(table, row, 6, "%.0f x", result->factor.median);
    rle127_set_cell(table, row, 7, "%.0f..%.0f", result->factor.low, result->factor.high);
}

static void add_table(const struct results *results)
{
    static const char *const headings[] = {"<input", "<images by", "<rows by", "the book",
                                           "Python", "rle127",     "factor",   "interval"};
    struct rle127_table *const table = rle127_add_table(
        results->section, "The book's figures, its program in Python here, and rle127", headings,
        sizeof headings / sizeof headings[0]);
    for (size_t i = 0; i < RLE127_BOOK_WAYS; i++)
        add_row(results, table, &results->all[i]);
}

/* The four pairs come first, in the order of their image pools. */
#define PAIRS    4
#define IN_A_ROW 2

static void add_chart(const struct results *results)
{
    struct rle127_section *const section = results->section;
    struct rle127_chart *const chart =
        rle127_add_chart(section, RLE127_CHART_HEAT, "book-factors",
                         "How many times as fast as the book's program in Python");
    struct rle127_series *series = NULL;
    chart->x_name = "rows by";
    chart->y_name = "images by";
    for (size_t i = 0; i < PAIRS; i++) {
        const struct result *const result = &results->all[i];
        const struct factor *const factor = &result->factor;
        if (i % IN_A_ROW == 0)
            series = rle127_add_series(chart, result->way->image_pool);
        rle127_add_point_between(series, (double)(i % IN_A_ROW), factor->median, factor->low,
                                 factor->high, result->way->row_pool,
                                 rle127_make_text(section->memory, "%.0f x", factor->median));
    }
}

/* Of the four pairs, that with the least or the greatest factor. */
static const struct result *find_extreme(const struct results *results, bool is_greatest)
{
    const struct result *found = &results->all[0];
    for (size_t i = 1; i < PAIRS; i++)
        if (is_greatest == (results->all[i].factor.median > found->factor.median))
            found = &results->all[i];
    return found;
}

static void answer_pairs(const struct results *results)
{
    const struct result *const least = find_extreme(results, false);
    const struct result *const greatest = find_extreme(results, true);
    const struct result *const chosen = &results->all[PAIRS];
    const struct result *const fastest = find_fastest(results, false);
    rle127_section_answer(
        results->section,
        "With the same pools for images and rows, rle127 is from %.0f times (%s/%s) to %.0f times "
        "(%s/%s) as fast as the book's program in Python.",
        least->factor.median, least->way->image_pool, least->way->row_pool, greatest->factor.median,
        greatest->way->image_pool, greatest->way->row_pool);
    rle127_section_answer(results->section,
                          "With the pools that it chooses itself, it is %.0f times as fast as "
                          "Python with its fastest pair here (%s/%s; in the book process/thread).",
                          chosen->factor.median, fastest->way->image_pool, fastest->way->row_pool);
}

static void answer_single(const struct results *results)
{
    const struct result *const chosen = &results->all[RLE127_BOOK_WAYS - 1];
    const struct result *const fastest = find_fastest(results, true);
    rle127_section_answer(results->section,
                          "A single image takes Python %.3g s at best (row pool: %s) and rle127 "
                          "%.3g ms, with the pool that it chooses: %.0f times as fast.",
                          fastest->python.median, fastest->way->row_pool, 1000 * chosen->own.median,
                          chosen->factor.median);
}

static void add_settings(const struct results *results, const struct rle127_contender *contenders)
{
    const struct rle127_book_python *const python = &results->book->python;
    struct rle127_facts *const settings = &results->section->settings;
    rle127_add_fact(settings, "images", (double)results->book->n_images);
    rle127_add_fact(settings, "workers", results->book->n_workers);
    rle127_add_fact(settings, "python_runs", (double)contenders[0].n_samples);
    rle127_add_text_fact(settings, "python", python->python_version);
    rle127_add_text_fact(settings, "pillow", python->pillow_version);
    rle127_add_text_fact(settings, "bitarray", python->bitarray_version);
}

static void add_notes(const struct results *results)
{
    struct rle127_section *const section = results->section;
    rle127_section_note(
        section, "The program has the book's design and loads pixels faster (bench/book/book.py)."
                 " Its seconds are those that it measures inside, without the start of "
                 "Python, beside those of a run of rle127 without its start.");
    rle127_section_note(section,
                        "Each pool has %u workers, in both programs. Where rle127 chooses (auto), "
                        "it stands beside Python's fastest way.",
                        results->book->n_workers);
    rle127_section_note(section,
                        "The book's figures are of a machine with four cores: a directory of "
                        "images whose number it does not tell, and an image of 7200 x 5600 pixels."
                        " They are here for their order, not to be divided by.");
    rle127_section_note(section,
                        "After each run, all outputs were compared byte by byte with those that "
                        "rle127 writes without any pool: both programs write the same.");
    rle127_section_note(section,
                        "Python ran few times: up to 5 runs, an interval is from the shortest to "
                        "the longest.");
}

void rle127_report_book(struct rle127_section *section, const struct rle127_book *book,
                        const struct rle127_book_subject *subjects,
                        const struct rle127_contender *contenders, size_t n_subjects)
{
    struct results results = {.section = section, .book = book};
    collect(&results, subjects, contenders, n_subjects);
    add_settings(&results, contenders);
    for (size_t i = 0; i < n_subjects; i++)
        add_measurement(&results, &subjects[i], &contenders[i]);
    answer_pairs(&results);
    answer_single(&results);
    add_table(&results);
    add_chart(&results);
    add_notes(&results);
}
