/*
 * Beside the book's program in Python. Both programs run in turn, on the same files.
 */
#define _DEFAULT_SOURCE /* strcasecmp() */
#include "book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../src/batch/interrupt.h"
#include "../../src/batch/names.h"
#include "../../src/cli/messages.h"
#include "../experiments/worker_counts.h"
#include "book_report.h"
#include "book_subject.h"

static const char title[] = "How does rle127 compare with the book's program in Python?";

#define TEXT(number)  #number
#define NUMBER(macro) TEXT(macro)

#define PAIR(files, rows)                                                 \
    {                                                                     \
        .image_pool = RLE127_POOL_##files, .row_pool = RLE127_ROWS_##rows \
    }

/* The book's own figures: on four cores, for a directory of images that it does not describe, and
 * for one image of 7200 x 5600 pixels. */
const struct rle127_book_choice rle127_book_choices[RLE127_BOOK_CHOICES] = {
    {.pools = PAIR(PROCESSES, PROCESSES), .printed_seconds = 42},
    {.pools = PAIR(PROCESSES, THREADS), .printed_seconds = 34},
    {.pools = PAIR(THREADS, PROCESSES), .printed_seconds = 53},
    {.pools = PAIR(THREADS, THREADS), .printed_seconds = 64},
    {.pools = {.is_auto = true}},
    {.pools = PAIR(SERIAL, PROCESSES), .is_single = true, .printed_seconds = 7.5},
    {.pools = PAIR(SERIAL, THREADS), .is_single = true, .printed_seconds = 9},
    {.pools = PAIR(SERIAL, SERIAL), .is_single = true},
    {.pools = {.is_auto = true}, .is_single = true},
};

const char *rle127_book_image_pool(const struct rle127_book_choice *choice)
{
    return choice->pools.is_auto ? "auto" : rle127_image_pool_name(choice->pools.image_pool);
}

const char *rle127_book_row_pool(const struct rle127_book_choice *choice)
{
    return choice->pools.is_auto ? "auto" : rle127_row_pool_name(choice->pools.row_pool);
}

/* Decoders of JPEG differ by a grey level, so the two programs would see different pixels. */
static bool is_jpeg(const char *path)
{
    const char *const suffix = rle127_suffix_of(path);
    return strcasecmp(suffix, "jpg") == 0 || strcasecmp(suffix, "jpeg") == 0;
}

static bool has_stem_of(const char *path, const char *other)
{
    const char *const name = rle127_last_component(path);
    const char *const other_name = rle127_last_component(other);
    const size_t length = (size_t)(rle127_find_dot(path) - name);
    return length == (size_t)(rle127_find_dot(other) - other_name) &&
           memcmp(name, other_name, length) == 0;
}

/* The outputs lie in one directory. */
static bool is_named_anew(const struct rle127_book *book, const char *path)
{
    for (size_t i = 0; i < book->n_images; i++)
        if (has_stem_of(path, book->paths[i]))
            return false;
    return true;
}

/* Why images are left out, and how many. */
struct left_out {
    size_t n_jpeg, n_named_alike, n_too_many;
};

static struct left_out choose_images(struct rle127_book *book,
                                     const struct rle127_image_set *images)
{
    struct left_out left_out = {0};
    for (size_t i = 0; i < images->n_images; i++) {
        char *const path = images->paths[i];
        if (is_jpeg(path))
            left_out.n_jpeg++;
        else if (!is_named_anew(book, path))
            left_out.n_named_alike++;
        else if (book->n_images == RLE127_BOOK_IMAGES_MAX)
            left_out.n_too_many++;
        else
            book->paths[book->n_images++] = path;
    }
    return left_out;
}

static void note_left_out(struct rle127_section *section, size_t n_images, size_t n_left_out,
                          const char *reason)
{
    if (n_left_out)
        rle127_section_note(section, "Of %zu image%s, %zu %s left out: %s.", n_images,
                            n_images == 1 ? "" : "s", n_left_out, n_left_out == 1 ? "is" : "are",
                            reason);
}

static void note_all_left_out(struct rle127_section *section, size_t n_images,
                              const struct left_out *left_out)
{
    note_left_out(section, n_images, left_out->n_jpeg,
                  "decoders of JPEG do not agree about the pixels");
    note_left_out(section, n_images, left_out->n_named_alike,
                  "the output would have the name of another one's");
    note_left_out(section, n_images, left_out->n_too_many,
                  "Python takes long, and works on " NUMBER(RLE127_BOOK_IMAGES_MAX) " at the most");
}

static struct rle127_patience choose_patience(const struct rle127_patience *patience,
                                              bool is_python)
{
    struct rle127_patience chosen = *patience;
    if (is_python && chosen.n_runs > RLE127_BOOK_PYTHON_RUNS)
        chosen.n_runs = RLE127_BOOK_PYTHON_RUNS;
    return chosen;
}

static void name_subject(struct rle127_book_subject *subject)
{
    const struct rle127_book_choice *const choice = subject->choice;
    const char *const program = subject->is_python ? "python" : "rle127";
    const char *const rows = rle127_book_row_pool(choice);
    if (choice->is_single || choice->pools.is_auto)
        snprintf(subject->name, sizeof subject->name, "%s %s%s", program,
                 choice->is_single ? "one image " : "", rows);
    else
        snprintf(subject->name, sizeof subject->name, "%s %s/%s", program,
                 rle127_book_image_pool(choice), rows);
}

static size_t make_subjects(struct rle127_book *book, const struct rle127_patience *patience,
                            struct rle127_book_subject *subjects,
                            struct rle127_contender *contenders)
{
    size_t n = 0;
    for (size_t i = 0; i < RLE127_BOOK_SUBJECTS_MAX; i++) {
        const struct rle127_book_choice *const choice = &rle127_book_choices[i / 2];
        const bool is_python = i % 2 == 0;
        if (is_python && choice->pools.is_auto)
            continue;
        subjects[n] =
            (struct rle127_book_subject){.book = book, .choice = choice, .is_python = is_python};
        name_subject(&subjects[n]);
        contenders[n] = (struct rle127_contender){.name = subjects[n].name,
                                                  .run = rle127_run_book_subject,
                                                  .subject = &subjects[n],
                                                  .patience = choose_patience(patience, is_python)};
        n++;
    }
    return n;
}

/* What is wrong with a user's own images, and has been said, is no reason to lose what else has
 * been measured. */
static bool forgive(struct rle127_section *section, const struct rle127_image_set *images)
{
    if (images->is_drawn || rle127_is_interrupted())
        return false;
    rle127_section_note(section, "Nothing was compared: one of the programs failed, or both do not "
                                 "see the same pixels in these images.");
    return true;
}

static bool compete(const struct rle127_experiment *experiment, struct rle127_book *book,
                    struct rle127_book_subject *subjects, struct rle127_section *section)
{
    struct rle127_contender contenders[RLE127_BOOK_SUBJECTS_MAX];
    const size_t n = make_subjects(book, &experiment->options->patience, subjects, contenders);
    const bool is_done = rle127_make_book_references(book) &&
                         rle127_workspace_sync(experiment->workspace) &&
                         rle127_run_contest(contenders, n);
    if (is_done)
        rle127_report_book(section, experiment, book, subjects, contenders, n);
    rle127_free_contest(contenders, n);
    return is_done;
}

/* The subjects would be much for a stack. */
static bool measure(const struct rle127_experiment *experiment, struct rle127_book *book,
                    struct rle127_section *section)
{
    struct rle127_book_subject *const subjects = calloc(RLE127_BOOK_SUBJECTS_MAX, sizeof *subjects);
    if (!subjects) {
        rle127_say(NULL, "out of memory");
        return false;
    }
    const bool is_done = compete(experiment, book, subjects, section);
    free(subjects);
    return is_done || forgive(section, experiment->images);
}

bool rle127_measure_book(const struct rle127_experiment *experiment)
{
    const char *const wanted = experiment->options->python;
    struct rle127_section *const section = rle127_add_section(experiment->document, "book", title);
    struct rle127_book book = {.workspace = experiment->workspace,
                               .n_workers = rle127_choose_workers(experiment->options)};
    const struct left_out left_out = choose_images(&book, experiment->images);
    if (!rle127_find_book_python(&book.python, wanted, experiment->workspace))
        return false;
    if (!book.python.interpreter)
        rle127_section_note(section,
                            "Not measured: %s cannot import Pillow and bitarray (Debian: "
                            "python3-pil, python3-bitarray).",
                            wanted ? wanted : "python3");
    else if (!book.n_images)
        rle127_section_note(section, "Not measured: there is no image but JPEG, which decoders do "
                                     "not agree about.");
    else {
        note_all_left_out(section, experiment->images->n_images, &left_out);
        return measure(experiment, &book, section);
    }
    return true;
}
