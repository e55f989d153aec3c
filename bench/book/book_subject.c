/*
 * Samples, and their outputs.
 */
#define _POSIX_C_SOURCE 200809L /* fstatat(), dirfd() */
#include "book_subject.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../../src/batch/run.h"
#include "../../src/cli/messages.h"
#include "../measure/child.h"

static const char *name_expected(bool is_single)
{
    return is_single ? "book-expected-single" : "book-expected";
}

static char *place_expected(const struct rle127_book *book, bool is_single, char *path)
{
    return rle127_workspace_path(book->workspace, path, "%s", name_expected(is_single));
}

struct own_run {
    const struct rle127_book *book;
    const struct rle127_book_way *way;
    const char *directory;
};

static size_t count_images(const struct rle127_book *book, const struct rle127_book_way *way)
{
    return way->is_single ? 1 : book->n_images;
}

static void hear_file(void *context, const struct rle127_event *event)
{
    (void)context;
    if (event->outcome->verdict != RLE127_CONVERTED)
        rle127_say(event->path, "%s", event->outcome->reason);
}

static void hear_note(void *context, const char *text)
{
    (void)context;
    rle127_say(NULL, "note: %s", text);
}

static enum rle127_pool_kind find_image_pool(const char *name)
{
    return strcmp(name, "process") == 0  ? RLE127_POOL_PROCESSES
           : strcmp(name, "thread") == 0 ? RLE127_POOL_THREADS
                                         : RLE127_POOL_SERIAL;
}

static enum rle127_row_pool find_row_pool(const char *name)
{
    return strcmp(name, "process") == 0  ? RLE127_ROWS_PROCESSES
           : strcmp(name, "serial") == 0 ? RLE127_ROWS_SERIAL
                                         : RLE127_ROWS_THREADS;
}

static bool run_own(void *argument)
{
    const struct own_run *const own = argument;
    const bool is_auto = !rle127_is_python_way(own->way);
    const struct rle127_run_setup setup = {
        .task = RLE127_TASK_COMPRESS,
        .conversion = {.codec = {.threads = 1}, .row_pool = find_row_pool(own->way->row_pool)},
        .naming = {.writes = true, .output_directory = own->directory, .suffix = "rle"},
        .inputs = own->book->paths,
        .n_inputs = count_images(own->book, own->way),
        .chooses_pool = is_auto,
        .pool = find_image_pool(own->way->image_pool),
        .n_workers = is_auto ? 0 : own->book->n_workers,
        .chooses_row_pool = is_auto,
        .n_row_workers = is_auto ? 0 : own->book->n_workers,
        .listener = {.file = hear_file, .note = hear_note},
    };
    struct rle127_totals totals;
    struct rle127_trouble trouble;
    const enum rle127_run_end end = rle127_run(&setup, &totals, &trouble);
    if (trouble.reason)
        rle127_say(trouble.path, "%s", trouble.reason);
    return end == RLE127_RUN_DONE && totals.n_converted == setup.n_inputs;
}

static bool sample_own(const struct rle127_book *book, const struct rle127_book_way *way,
                       const char *directory, struct rle127_sample *sample)
{
    struct own_run own = {.book = book, .way = way, .directory = directory};
    return rle127_sample_function(run_own, &own, sample);
}

static bool sample_python(struct rle127_book_subject *subject, const char *directory,
                          struct rle127_sample *sample)
{
    struct rle127_book *const book = subject->book;
    const struct rle127_book_call call = {.image_pool = subject->way->image_pool,
                                          .row_pool = subject->way->row_pool,
                                          .n_workers = book->n_workers,
                                          .directory = directory,
                                          .paths = book->paths,
                                          .n_paths = count_images(book, subject->way)};
    double inner_seconds;
    if (!rle127_run_book_program(&book->python, &call, sample, &inner_seconds))
        return false;
    subject->program_seconds[subject->n_programs++] = sample->seconds;
    sample->seconds = inner_seconds;
    return true;
}

bool rle127_make_book_outputs(struct rle127_book *book)
{
    for (int is_single = false; is_single <= true; is_single++) {
        const struct rle127_book_way way = {
            .image_pool = "serial", .row_pool = "serial", .is_single = is_single};
        char directory[RLE127_WORK_PATH_BYTES];
        struct rle127_sample sample;
        place_expected(book, is_single, directory);
        if (!rle127_make_empty_directory(directory) || !sample_own(book, &way, directory, &sample))
            return false;
    }
    return true;
}

double rle127_count_book_bytes(const struct rle127_book *book, bool is_single)
{
    char path[RLE127_WORK_PATH_BYTES];
    struct stat status;
    double n_bytes = 0;
    DIR *const directory = opendir(place_expected(book, is_single, path));
    for (const struct dirent *entry; directory && (entry = readdir(directory));)
        if (fstatat(dirfd(directory), entry->d_name, &status, 0) == 0 && S_ISREG(status.st_mode))
            n_bytes += (double)status.st_size;
    if (directory)
        closedir(directory);
    return n_bytes;
}

bool rle127_run_book_subject(void *argument, struct rle127_sample *sample)
{
    struct rle127_book_subject *const subject = argument;
    char directory[RLE127_WORK_PATH_BYTES], expected[RLE127_WORK_PATH_BYTES];
    rle127_workspace_path(subject->book->workspace, directory, "book-outputs");
    place_expected(subject->book, subject->way->is_single, expected);
    return rle127_make_empty_directory(directory) &&
           (subject->is_python ? sample_python(subject, directory, sample)
                               : sample_own(subject->book, subject->way, directory, sample)) &&
           rle127_are_same_trees(directory, expected);
}
