/*
 * Figures and sentences. Times of Python are those that its program has measured itself.
 */
#include "book_report.h"

#include <stdio.h>
#include <string.h>

#include "../experiments/experiment_settings.h"
#include "../report/cells.h"
#include "../report/comparison.h"
#include "../report/figures.h"

struct result {
    const struct rle127_book_choice *choice;
    struct rle127_summary python; /* where rle127 chooses: of Python's fastest pools */
    struct rle127_summary own;
    struct rle127_gain gain; /* of rle127 */
};

struct results {
    struct rle127_section *section;
    const struct rle127_book *book;
    struct result all[RLE127_BOOK_CHOICES];
};

/* The fastest of Python's pools with one image, or with all. */
static const struct result *find_fastest(const struct results *results, bool is_single)
{
    const struct result *fastest = NULL;
    for (size_t i = 0; i < RLE127_BOOK_CHOICES; i++) {
        const struct result *const result = &results->all[i];
        if (result->choice->is_single == is_single && !result->choice->pools.is_auto &&
            (!fastest || result->python.median < fastest->python.median))
            fastest = result;
    }
    return fastest;
}

static void collect(struct results *results, const struct rle127_book_subject *subjects,
                    const struct rle127_contender *contenders, size_t n_subjects)
{
    for (size_t i = 0; i < RLE127_BOOK_CHOICES; i++)
        results->all[i].choice = &rle127_book_choices[i];
    for (size_t i = 0; i < n_subjects; i++) {
        struct result *const result = &results->all[subjects[i].choice - rle127_book_choices];
        *(subjects[i].is_python ? &result->python : &result->own) =
            rle127_summarize_samples(contenders[i].samples, contenders[i].n_samples);
    }
    for (size_t i = 0; i < RLE127_BOOK_CHOICES; i++) {
        struct result *const result = &results->all[i];
        if (result->choice->pools.is_auto)
            result->python = find_fastest(results, result->choice->is_single)->python;
        result->gain = rle127_find_gain(&result->python, &result->own);
    }
}

static double find_program_seconds(const struct rle127_book_subject *subject)
{
    double seconds[RLE127_SAMPLES_MAX];
    const size_t n = subject->n_programs - 1; /* the first one is the warm-up */
    memcpy(seconds, subject->program_seconds + 1, n * sizeof *seconds);
    return rle127_summarize(seconds, n).median;
}

/* The processes of a fork server are nobody's children, so that nobody knows what they used. */
static bool has_usage(const struct rle127_book_subject *subject)
{
    const struct rle127_pool_choice *const pools = &subject->choice->pools;
    return !subject->is_python || pools->image_pool != RLE127_POOL_THREADS ||
           pools->row_pool != RLE127_ROWS_PROCESSES;
}

static void add_measurement(const struct results *results,
                            const struct rle127_book_subject *subject,
                            const struct rle127_contender *contender)
{
    const struct rle127_book_choice *const choice = subject->choice;
    const struct rle127_book_reference *const reference =
        &results->book->references[choice->is_single];
    const struct rle127_gain *const gain = &results->all[choice - rle127_book_choices].gain;
    struct rle127_measurement *const measurement =
        rle127_add_measurement(results->section, subject->name, contender->samples,
                               contender->n_samples, has_usage(subject));
    struct rle127_facts *const facts = &measurement->facts;
    rle127_add_text_fact(facts, "implementation", subject->is_python ? "python" : "rle127");
    rle127_add_text_fact(facts, "image_pool", rle127_book_image_pool(choice));
    rle127_add_text_fact(facts, "row_pool", rle127_book_row_pool(choice));
    rle127_add_fact(facts, "workers", results->book->n_workers);
    rle127_add_fact(facts, "images", (double)reference->n_images);
    rle127_add_fact(facts, "bytes_in", reference->bytes_in);
    rle127_add_fact(facts, "bytes_out", reference->bytes_out);
    if (subject->is_python) {
        rle127_add_fact(facts, "program_seconds", find_program_seconds(subject));
        return;
    }
    rle127_add_fact(facts, "factor", gain->ratio);
    rle127_add_fact(facts, "factor_low", gain->low);
    rle127_add_fact(facts, "factor_high", gain->high);
    if (*subject->note)
        rle127_section_note(results->section, "%s: %s.", subject->name, subject->note);
}

enum column { INPUT, FILES, ROWS, BOOK, PYTHON, OWN, FACTOR, INTERVAL, N_COLUMNS };

static void add_row(const struct results *results, struct rle127_table *table,
                    const struct result *result)
{
    const struct rle127_book_choice *const choice = result->choice;
    const struct rle127_gain *const gain = &result->gain;
    const size_t n_images = results->book->references[choice->is_single].n_images;
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    rle127_set_cell(table, row, INPUT, n_images == 1 ? "%zu image" : "%zu images", n_images);
    rle127_set_cell(table, row, FILES, "%s", rle127_book_image_pool(choice));
    rle127_set_cell(table, row, ROWS, "%s", rle127_book_row_pool(choice));
    if (choice->printed_seconds > 0)
        rle127_set_cell(table, row, BOOK, "%g s", choice->printed_seconds);
    rle127_set_seconds(table, row, PYTHON, result->python.median);
    rle127_set_seconds(table, row, OWN, result->own.median);
    rle127_set_ratio(table, row, FACTOR, gain->ratio);
    rle127_set_interval(table, row, INTERVAL, gain->low, gain->high);
}

static void add_table(const struct results *results)
{
    static const char *const headings[N_COLUMNS] = {"<input", "<files by", "<rows by", "the book",
                                                    "Python", "rle127",    "factor",   "interval"};
    struct rle127_table *const table = rle127_add_table(
        results->section, "The book's figures, its program in Python here, and rle127", headings,
        N_COLUMNS);
    for (size_t i = 0; i < RLE127_BOOK_CHOICES; i++)
        add_row(results, table, &results->all[i]);
}

/* The four pairs stand in the order of their pools for files. */
#define IN_A_ROW 2

static void add_chart(const struct results *results)
{
    struct rle127_chart *const chart =
        rle127_add_chart(results->section, RLE127_CHART_HEAT, "book-factors",
                         "How many times as fast as the book's program in Python");
    struct rle127_series *series = NULL;
    chart->x_name = "rows by";
    chart->y_name = "files by";
    for (size_t i = 0; i < RLE127_BOOK_PAIRS; i++) {
        const struct rle127_book_choice *const choice = results->all[i].choice;
        const struct rle127_gain *const gain = &results->all[i].gain;
        char text[RLE127_RATIO_BYTES];
        if (i % IN_A_ROW == 0)
            series = rle127_add_series(chart, rle127_book_image_pool(choice));
        rle127_add_point(series, (double)(i % IN_A_ROW), gain->ratio, gain->low, gain->high,
                         rle127_book_row_pool(choice), rle127_format_ratio(gain->ratio, text));
    }
}

/* Of the four pairs, that with the least or the greatest factor. */
static const struct result *find_extreme(const struct results *results, bool is_greatest)
{
    const struct result *found = &results->all[0];
    for (size_t i = 1; i < RLE127_BOOK_PAIRS; i++)
        if (is_greatest == (results->all[i].gain.ratio > found->gain.ratio))
            found = &results->all[i];
    return found;
}

static void answer_pairs(const struct results *results)
{
    const struct result *const least = find_extreme(results, false);
    const struct result *const greatest = find_extreme(results, true);
    char least_text[RLE127_GAIN_BYTES], greatest_text[RLE127_GAIN_BYTES];
    rle127_section_answer(
        results->section,
        "With the same pools, rle127 is between %s as fast as Python, with %s/%s, and %s, with "
        "%s/%s.",
        rle127_format_gain(&least->gain, least_text), rle127_book_image_pool(least->choice),
        rle127_book_row_pool(least->choice), rle127_format_gain(&greatest->gain, greatest_text),
        rle127_book_image_pool(greatest->choice), rle127_book_row_pool(greatest->choice));
}

static void answer_chosen(const struct results *results)
{
    const struct result *const chosen = &results->all[RLE127_BOOK_PAIRS];
    const struct result *const fastest = find_fastest(results, false);
    char gain[RLE127_GAIN_BYTES];
    rle127_section_answer(results->section,
                          "With the pools that it chooses, it is %s as fast as Python with its "
                          "fastest pair here, %s/%s (in the book process/thread).",
                          rle127_format_gain(&chosen->gain, gain),
                          rle127_book_image_pool(fastest->choice),
                          rle127_book_row_pool(fastest->choice));
}

static void answer_single(const struct results *results)
{
    const struct result *const chosen = &results->all[RLE127_BOOK_CHOICES - 1];
    const struct result *const fastest = find_fastest(results, true);
    char python[RLE127_FIGURE_BYTES], own[RLE127_FIGURE_BYTES], gain[RLE127_GAIN_BYTES];
    rle127_section_answer(results->section,
                          "One image takes Python %s at best (rows by %s), and rle127 %s with the "
                          "pool that it chooses: %s as fast.",
                          rle127_format_seconds(fastest->python.median, python),
                          rle127_book_row_pool(fastest->choice),
                          rle127_format_seconds(chosen->own.median, own),
                          rle127_format_gain(&chosen->gain, gain));
}

static void add_settings(const struct results *results, const struct rle127_experiment *experiment)
{
    const struct rle127_image_set *const images = experiment->images;
    const struct rle127_book_python *const python = &results->book->python;
    struct rle127_facts *const settings = &results->section->settings;
    rle127_add_text_fact(settings, "directory", images->is_drawn ? "drawn" : images->directory);
    rle127_add_fact(settings, "images", (double)results->book->n_images);
    rle127_add_run_settings(results->section, experiment);
    rle127_add_fact(settings, "workers", results->book->n_workers);
    rle127_add_text_fact(settings, "python", python->python_version);
    rle127_add_text_fact(settings, "pillow", python->pillow_version);
    rle127_add_text_fact(settings, "bitarray", python->bitarray_version);
}

static void note_runs(struct rle127_section *section, const struct rle127_patience *patience)
{
    if (patience->n_runs <= RLE127_BOOK_PYTHON_RUNS)
        return;
    if (patience->seconds > 0)
        rle127_section_note(section,
                            "Python, which takes long, has at least %d runs, and rle127 %u; both "
                            "have more until these took %g s.",
                            RLE127_BOOK_PYTHON_RUNS, patience->n_runs, patience->seconds);
    else
        rle127_section_note(section, "Python, which takes long, has %d runs, and rle127 %u.",
                            RLE127_BOOK_PYTHON_RUNS, patience->n_runs);
}

static void add_notes(const struct results *results,
                      const struct rle127_experiment_options *options)
{
    struct rle127_section *const section = results->section;
    note_runs(section, &options->patience);
    rle127_section_note(
        section, "The program has the book's design and loads pixels faster (bench/book/book.py)."
                 " Its seconds are those that it measures inside, without the start of "
                 "Python, beside those of a run of rle127 without its start.");
    rle127_section_note(section,
                        "Each pool has %u worker%s, in both programs. Where rle127 chooses (auto), "
                        "it stands beside Python's fastest pair of pools.",
                        results->book->n_workers, results->book->n_workers == 1 ? "" : "s");
    rle127_section_note(section,
                        "The book's figures are of a machine with four cores: a directory of "
                        "images whose number it does not tell, and an image of 7200 x 5600 pixels."
                        " They are here for their order, not to be divided by.");
    rle127_section_note(section,
                        "After each run, all outputs were compared byte by byte with those that "
                        "rle127 writes without any pool: both programs write the same.");
}

void rle127_report_book(struct rle127_section *section, const struct rle127_experiment *experiment,
                        const struct rle127_book *book, const struct rle127_book_subject *subjects,
                        const struct rle127_contender *contenders, size_t n_subjects)
{
    struct results results = {.section = section, .book = book};
    collect(&results, subjects, contenders, n_subjects);
    add_settings(&results, experiment);
    for (size_t i = 0; i < n_subjects; i++)
        add_measurement(&results, &subjects[i], &contenders[i]);
    answer_pairs(&results);
    answer_chosen(&results);
    answer_single(&results);
    add_table(&results);
    add_chart(&results);
    add_notes(&results, experiment->options);
}
