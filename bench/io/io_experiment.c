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
#include "file_pipeline.h"
#include "io_study.h"
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

static unsigned choose_workers(const struct rle127_experiment *experiment)
{
    const struct rle127_experiment_options *const options = experiment->options;
    const unsigned n_cpus = experiment->document->machine.n_cpus;
    if (options->n_worker_counts)
        return options->worker_counts[options->n_worker_counts - 1];
    return n_cpus > 1 ? n_cpus : 2;
}

/* Tries it with the directory's files. */
static bool look_whether_cold(struct rle127_io_study *study)
{
    for (int i = 0; i < 2; i++) {
        const struct rle127_io_scope *const scope = &study->scopes.all[i][false];
        double share;
        if (!rle127_drop_cached(scope->inputs, scope->n_files, &share))
            return false;
        study->can_be_cold[i] = share <= RLE127_COLD_SHARE_MAX;
    }
    return true;
}

static bool open_study(struct rle127_io_study *study, const struct rle127_experiment *experiment)
{
    study->clock = rle127_call_clock_create();
    study->n_workers = choose_workers(experiment);
    study->are_pbm = are_all_p4(experiment->images);
    study->why_no_overlap = rle127_why_no_overlap();
    if (!study->clock)
        rle127_say(NULL, "out of memory");
    return study->clock &&
           rle127_make_io_scopes(&study->scopes, experiment->workspace, experiment->images) &&
           look_whether_cold(study);
}

static void close_study(struct rle127_io_study *study)
{
    for (int i = 0; i < 4; i++) {
        struct rle127_io_group *const group = &study->groups[i / 2][i % 2];
        rle127_free_contest(group->contenders, group->n_cases);
        for (size_t j = 0; j < group->n_cases; j++)
            rle127_close_io_case(&group->cases[j]);
    }
    rle127_free_io_scopes(&study->scopes);
    rle127_call_clock_free(study->clock);
}

/* What cases of a group differ in. */
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
_Static_assert(sizeof choices / sizeof choices[0] <= RLE127_IO_CASES_MAX, "there is room");

/* Durable outputs are no matter of how cold the inputs are. */
static bool can_be_done(const struct rle127_io_study *study, const struct choice *choice,
                        bool is_cold)
{
    if (choice->way == RLE127_IO_IN_TURN)
        return study->are_pbm;
    if (choice->way == RLE127_IO_OVERLAPPED)
        return study->are_pbm && !study->why_no_overlap;
    return !choice->is_durable || !is_cold;
}

static bool add_case(struct rle127_io_study *study, struct rle127_io_group *group,
                     const struct choice *choice, const struct rle127_io_case *common)
{
    struct rle127_io_case *const c = &group->cases[group->n_cases];
    *c = *common;
    c->scope += choice->is_single;
    c->way = choice->way;
    c->n_workers = study->n_workers;
    c->is_durable = choice->is_durable;
    c->clock = choice->has_clock ? study->clock : NULL;
    if (!rle127_open_io_case(c))
        return false;
    group->contenders[group->n_cases++] =
        (struct rle127_contender){.name = c->name, .run = rle127_run_io_case, .subject = c};
    return true;
}

static bool fill_group(struct rle127_io_study *study, struct rle127_io_group *group,
                       const struct rle127_io_case *common, struct rle127_patience patience)
{
    bool is_filled = true;
    for (size_t i = 0; i < sizeof choices / sizeof choices[0] && is_filled; i++)
        if (can_be_done(study, &choices[i], common->is_cold))
            is_filled = add_case(study, group, &choices[i], common);
    for (size_t i = 0; i < group->n_cases; i++)
        group->contenders[i].patience = patience;
    return is_filled;
}

static bool measure_group(struct rle127_io_study *study, bool is_decompression, bool is_cold,
                          struct rle127_patience patience)
{
    struct rle127_io_group *const group = &study->groups[is_decompression][is_cold];
    const struct rle127_io_scope *const scope = study->scopes.all[is_decompression];
    const struct rle127_io_case common = {.scope = scope, .is_cold = is_cold};
    if (is_cold && !study->can_be_cold[is_decompression])
        return true;
    group->is_measured = fill_group(study, group, &common, patience) &&
                         rle127_run_contest(group->contenders, group->n_cases) &&
                         rle127_measure_cached(scope->inputs, scope->n_files, &group->cached_share);
    return group->is_measured;
}

static void add_settings(struct rle127_section *section, const struct rle127_io_study *study,
                         const struct rle127_experiment *experiment)
{
    const struct rle127_image_set *const images = experiment->images;
    struct rle127_facts *const settings = &section->settings;
    rle127_add_fact(settings, "images", (double)images->n_images);
    rle127_add_fact(settings, "file_bytes", images->file_bytes);
    rle127_add_fact(settings, "packed_bytes", images->packed_bytes);
    if (images->is_drawn) {
        rle127_add_text_fact(settings, "kind", rle127_drawn_kind_name(images->drawing.kind));
        rle127_add_fact(settings, "width", images->drawing.width);
        rle127_add_fact(settings, "height", images->drawing.height);
    }
    rle127_add_fact(settings, "workers", study->n_workers);
    rle127_add_text_fact(settings, "file_system", experiment->workspace->file_system);
    rle127_add_text_fact(settings, "io_uring",
                         study->why_no_overlap ? study->why_no_overlap : "yes");
}

static void write_section(const struct rle127_io_study *study,
                          const struct rle127_experiment *experiment)
{
    struct rle127_section *const section =
        rle127_add_section(experiment->document, "io", "Is it bound by I/O or by the processor?");
    add_settings(section, study, experiment);
    rle127_answer_io(section, study);
    rle127_add_io_tables(section, study, experiment->images->packed_bytes);
    rle127_add_io_charts(section, study);
    rle127_note_io(section, study, experiment);
}

bool rle127_run_io(const struct rle127_experiment *experiment)
{
    char path[RLE127_WORK_PATH_BYTES];
    struct rle127_io_study *const study = calloc(1, sizeof *study);
    if (!study) {
        rle127_say(NULL, "out of memory");
        return false;
    }
    bool is_done = open_study(study, experiment);
    for (int i = 0; i < 4 && is_done; i++)
        is_done = measure_group(study, i / 2, i % 2, experiment->options->patience);
    if (is_done)
        write_section(study, experiment);
    close_study(study);
    free(study);
    return rle127_make_empty_directory(rle127_workspace_path(experiment->workspace, path, "io")) &&
           is_done;
}
