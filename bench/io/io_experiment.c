/*
 * Is the work bound by I/O or by the CPU, and would one thread that overlaps them do? Each
 * direction and each state of the cache is a contest of its own: what is cold for one would be for
 * all.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/cli/messages.h"
#include "../experiments/experiment_settings.h"
#include "../experiments/worker_counts.h"
#include "file_pipeline.h"
#include "io_results.h"
#include "page_cache.h"

static bool is_p4(const char *path)
{
    char head[2] = "";
    FILE *const file = fopen(path, "rb");
    const bool is_read = file && fread(head, 1, sizeof head, file) == sizeof head;
    if (file)
        fclose(file);
    return is_read && head[0] == 'P' && head[1] == '4';
}

static bool are_all_p4(const struct rle127_image_set *images)
{
    for (size_t i = 0; i < images->n_images; i++)
        if (!is_p4(images->paths[i]))
            return false;
    return images->n_images > 0;
}

/* Tries it with the directory's files. */
static bool look_whether_cold(struct rle127_io_results *results)
{
    for (int i = 0; i < RLE127_BOTH_DIRECTIONS; i++) {
        const struct rle127_io_input *const input = &results->inputs.all[i][false];
        double share;
        if (!rle127_drop_cached(input->files, input->n_files, &share))
            return false;
        results->can_be_cold[i] = share <= RLE127_COLD_SHARE_MAX;
    }
    return true;
}

static bool make_clock(struct rle127_io_results *results)
{
    results->clock = rle127_call_clock_create();
    if (!results->clock) {
        rle127_say(NULL, "out of memory");
        return false;
    }
    if (!rle127_call_clock_sees(results->clock)) {
        rle127_call_clock_free(results->clock);
        results->clock = NULL;
    }
    return true;
}

static bool open_results(struct rle127_io_results *results,
                         const struct rle127_experiment *experiment)
{
    for (int i = 0; i < RLE127_IO_CONTESTS; i++) {
        results->contests[i].direction = (enum rle127_coding_direction)(i / 2);
        results->contests[i].is_cold = i % 2;
    }
    results->n_workers = rle127_choose_workers(experiment->options);
    results->are_pbm = are_all_p4(experiment->images);
    results->why_no_overlap = rle127_why_no_overlap();
    return make_clock(results) &&
           rle127_make_io_inputs(&results->inputs, experiment->workspace, experiment->images) &&
           rle127_workspace_sync(experiment->workspace) && look_whether_cold(results);
}

static void close_results(struct rle127_io_results *results)
{
    for (int i = 0; i < RLE127_IO_CONTESTS; i++) {
        struct rle127_io_contest *const contest = &results->contests[i];
        rle127_free_contest(contest->contenders, contest->n_subjects);
        for (size_t j = 0; j < contest->n_subjects; j++)
            rle127_close_io_subject(&contest->subjects[j]);
    }
    rle127_free_io_inputs(&results->inputs);
    rle127_call_clock_free(results->clock);
}

/* What subjects of a contest differ in. */
struct choice {
    enum rle127_io_way way;
    bool is_single, has_clock, is_durable;
};

static const struct choice choices[] = {
    {.way = RLE127_IO_SERIAL},
    {.way = RLE127_IO_THREADS},
    {.way = RLE127_IO_PROCESSES},
    {.way = RLE127_IO_IN_TURN},
    {.way = RLE127_IO_OVERLAPPED},
    {.way = RLE127_IO_SERIAL, .has_clock = true},
    {.way = RLE127_IO_PROCESSES, .has_clock = true},
    {.way = RLE127_IO_SERIAL, .is_single = true},
    {.way = RLE127_IO_SERIAL, .is_single = true, .has_clock = true},
    {.way = RLE127_IO_PROCESSES, .has_clock = true, .is_durable = true},
};
_Static_assert(sizeof choices / sizeof choices[0] <= RLE127_IO_SUBJECTS_MAX, "there is room");

/* Durable outputs are no matter of how cold the inputs are. */
static bool can_be_done(const struct rle127_io_results *results, const struct choice *choice,
                        bool is_cold)
{
    if (choice->way == RLE127_IO_IN_TURN)
        return results->are_pbm;
    if (choice->way == RLE127_IO_OVERLAPPED)
        return results->are_pbm && !results->why_no_overlap;
    if (choice->is_durable)
        return !is_cold;
    return !choice->has_clock || results->clock;
}

static bool add_subject(struct rle127_io_results *results, struct rle127_io_contest *contest,
                        const struct choice *choice, const struct rle127_io_subject *common)
{
    struct rle127_io_subject *const s = &contest->subjects[contest->n_subjects];
    *s = *common;
    s->input += choice->is_single;
    s->way = choice->way;
    s->n_workers = results->n_workers;
    s->is_durable = choice->is_durable;
    s->clock = choice->has_clock ? results->clock : NULL;
    if (!rle127_open_io_subject(s))
        return false;
    contest->contenders[contest->n_subjects++] =
        (struct rle127_contender){.name = s->name, .run = rle127_run_io_subject, .subject = s};
    return true;
}

static bool fill_contest(struct rle127_io_results *results, struct rle127_io_contest *contest,
                         const struct rle127_io_subject *common, struct rle127_patience patience)
{
    bool is_filled = true;
    for (size_t i = 0; i < sizeof choices / sizeof choices[0] && is_filled; i++)
        if (can_be_done(results, &choices[i], common->is_cold))
            is_filled = add_subject(results, contest, &choices[i], common);
    for (size_t i = 0; i < contest->n_subjects; i++)
        contest->contenders[i].patience = patience;
    return is_filled;
}

static bool measure_contest(struct rle127_io_results *results, struct rle127_io_contest *contest,
                            struct rle127_patience patience)
{
    const struct rle127_io_input *const input = results->inputs.all[contest->direction];
    const struct rle127_io_subject common = {.input = input, .is_cold = contest->is_cold};
    if (contest->is_cold && !results->can_be_cold[contest->direction])
        return true;
    contest->is_measured =
        fill_contest(results, contest, &common, patience) &&
        rle127_run_contest(contest->contenders, contest->n_subjects) &&
        rle127_measure_cached(input->files, input->n_files, &contest->cached_share);
    return contest->is_measured;
}

static void add_settings(struct rle127_section *section, const struct rle127_io_results *results,
                         const struct rle127_experiment *experiment)
{
    struct rle127_facts *const settings = &section->settings;
    rle127_add_set_settings(section, experiment);
    rle127_add_fact(settings, "workers", results->n_workers);
    rle127_add_text_fact(settings, "io_uring",
                         results->why_no_overlap ? results->why_no_overlap : "yes");
}

static void write_section(struct rle127_io_results *results,
                          const struct rle127_experiment *experiment)
{
    struct rle127_section *const section = rle127_add_section(
        experiment->document, "io", "Is the work bound by I/O or by the processor?");
    add_settings(section, results, experiment);
    rle127_add_io_measurements(section, results);
    rle127_answer_io(section, results);
    rle127_add_io_tables(section, results, experiment->images->packed_bytes);
    rle127_add_io_charts(section, results);
    rle127_note_io(section, results, experiment);
}

bool rle127_measure_io(const struct rle127_experiment *experiment)
{
    char path[RLE127_WORK_PATH_BYTES];
    struct rle127_io_results *const results = calloc(1, sizeof *results);
    if (!results) {
        rle127_say(NULL, "out of memory");
        return false;
    }
    bool is_done = open_results(results, experiment);
    for (int i = 0; i < RLE127_IO_CONTESTS && is_done; i++)
        is_done = measure_contest(results, &results->contests[i], experiment->options->patience);
    if (is_done)
        write_section(results, experiment);
    close_results(results);
    free(results);
    return rle127_make_empty_directory(rle127_workspace_path(experiment->workspace, path, "io")) &&
           is_done;
}
