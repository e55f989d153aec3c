/*
 * Samples, and their outputs.
 */
#include "book_subject.h"

#include <stdio.h>

#include "../experiments/engine_run.h"

/* A Python that takes longer than to start and to code so few pixels a second hangs. */
#define SECONDS_TO_START 120
#define PIXELS_A_SECOND  1e6

static struct rle127_engine_task make_task(const struct rle127_book *book, bool is_single,
                                           const char *output)
{
    return (struct rle127_engine_task){.direction = RLE127_THERE,
                                       .inputs = book->paths,
                                       .n_inputs = book->references[is_single].n_images,
                                       .output = output};
}

static bool make_reference(struct rle127_book *book, bool is_single)
{
    struct rle127_book_reference *const reference = &book->references[is_single];
    struct rle127_sample sample;
    reference->n_images = is_single ? 1 : book->n_images;
    rle127_workspace_path(book->workspace, reference->directory, "book-%s",
                          is_single ? "one" : "all");
    const struct rle127_engine_task task = make_task(book, is_single, reference->directory);
    struct rle127_engine_subject subject = {.task = &task};
    if (!rle127_sample_engine(&subject, &sample))
        return false;
    reference->pixels = (double)subject.findings.totals.pixels;
    reference->bytes_in = (double)subject.findings.totals.bytes_in;
    reference->bytes_out = (double)subject.findings.totals.bytes_out;
    return true;
}

bool rle127_make_book_references(struct rle127_book *book)
{
    return make_reference(book, false) && make_reference(book, true);
}

static bool sample_own(struct rle127_book_subject *subject, const char *directory,
                       struct rle127_sample *sample)
{
    const struct rle127_engine_task task =
        make_task(subject->book, subject->choice->is_single, directory);
    struct rle127_engine_subject engine = {.task = &task, .choice = subject->choice->pools};
    engine.choice.n_workers = subject->book->n_workers;
    const bool is_done = rle127_run_engine(&engine, sample);
    snprintf(subject->note, sizeof subject->note, "%s", engine.findings.note);
    return is_done;
}

static unsigned limit_seconds(const struct rle127_book_reference *reference)
{
    return (unsigned)(SECONDS_TO_START + reference->pixels / PIXELS_A_SECOND);
}

static bool sample_python(struct rle127_book_subject *subject, const char *directory,
                          struct rle127_sample *sample)
{
    struct rle127_book *const book = subject->book;
    const struct rle127_book_choice *const choice = subject->choice;
    const struct rle127_book_reference *const reference = &book->references[choice->is_single];
    const struct rle127_book_call call = {.image_pool = rle127_book_image_pool(choice),
                                          .row_pool = rle127_book_row_pool(choice),
                                          .n_workers = book->n_workers,
                                          .seconds_max = limit_seconds(reference),
                                          .directory = directory,
                                          .paths = book->paths,
                                          .n_paths = reference->n_images};
    double inner_seconds;
    if (!rle127_run_book_program(&book->python, &call, sample, &inner_seconds))
        return false;
    subject->program_seconds[subject->n_programs++] = sample->seconds;
    sample->seconds = inner_seconds;
    return true;
}

bool rle127_run_book_subject(void *subject, struct rle127_sample *sample)
{
    struct rle127_book_subject *const s = subject;
    char directory[RLE127_WORK_PATH_BYTES];
    rle127_workspace_path(s->book->workspace, directory, "book-outputs");
    return rle127_make_empty_directory(directory) &&
           (s->is_python ? sample_python : sample_own)(s, directory, sample) &&
           rle127_are_same_trees(directory, s->book->references[s->choice->is_single].directory);
}
