/*
 * Whole commands on the same files: rle127 beside cp and beside what else people code pages with,
 * from the start of the program to its end, in one contest.
 */
#include <stdlib.h>

#include "../../src/cli/messages.h"
#include "../experiments/experiment_settings.h"
#include "../find_program.h"
#include "cloning.h"
#include "files_report.h"
#include "tiff_page.h"

#define VERSION_BYTES 200

/* What is large: it would be much for a stack. */
struct files_run {
    struct rle127_peer_list peers;
    struct rle127_file_pages pages;
    struct rle127_file_subjects subjects;
    char command[RLE127_WORK_PATH_BYTES];
};

static void note_missing(struct rle127_section *section, const struct rle127_peer_list *list)
{
    for (size_t i = 0; i < list->n_missing; i++) {
        const struct rle127_peer *const peer = list->missing[i];
        rle127_section_note(section, "%s is left out: it is not in PATH (Debian package %s).",
                            peer->names[RLE127_THERE], peer->package);
    }
}

/* Without libtiff, this program has no input for those that read TIFF. */
static void leave_tiff_out(struct rle127_section *section, struct rle127_peer_list *list)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < list->n_found; i++) {
        if (list->found[i].peer->form != RLE127_FORM_TIFF)
            list->found[n_kept++] = list->found[i];
        else
            rle127_section_note(section,
                                "%s is left out: rle127-bench was built without libtiff (Debian "
                                "package libtiff-dev).",
                                list->found[i].peer->names[RLE127_THERE]);
    }
    list->n_found = n_kept;
}

static bool is_missing(const struct rle127_peer_list *list, enum rle127_peer_family family)
{
    for (size_t i = 0; i < list->n_found; i++)
        if (list->found[i].peer->family == family)
            return false;
    return true;
}

/* False where nothing can be compared, for which there is a note then. */
static bool find_peers(struct files_run *run, const struct rle127_experiment *experiment,
                       struct rle127_section *section)
{
    if (!rle127_find_command(experiment->options->rle127, run->command)) {
        rle127_section_note(section, "Not measured: the command rle127 was not found.");
        return false;
    }
    rle127_find_peers(&run->peers, run->command, rle127_can_clone_files(experiment->workspace));
    note_missing(section, &run->peers);
    if (!rle127_has_tiff_pages())
        leave_tiff_out(section, &run->peers);
    if (is_missing(&run->peers, RLE127_FAMILY_COPY)) {
        rle127_section_note(section, "Not measured: there is no cp to measure by.");
        return false;
    }
    return true;
}

static void note_conditions(struct rle127_section *section, const struct rle127_peer_list *list)
{
    rle127_section_note(section,
                        "Times are those of whole commands with their start, one file at a time; "
                        "GB/s are of the PBM file; "
                        "inputs come from the disk cache, outputs are new files, and nobody waits "
                        "until they are on the disk. What a run has written is compared with what "
                        "has been proved by decoding it; that takes no part of the time.");
    for (size_t i = 0; i < list->n_found; i++)
        if (list->found[i].peer->note)
            rle127_section_note(section, "%s", list->found[i].peer->note);
}

static void fill_call(struct rle127_table *table, const struct rle127_peer *peer,
                      const char *version)
{
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    char call[VERSION_BYTES];
    for (int i = 0; i < RLE127_BOTH_DIRECTIONS; i++) {
        rle127_print_peer_call(peer, (enum rle127_coding_direction)i, call, sizeof call);
        rle127_set_cell(table, row, (size_t)i, "%s", call);
    }
    rle127_set_cell(table, row, RLE127_BOTH_DIRECTIONS, "%s", version);
}

/* False where it was interrupted. */
static bool describe_peers(const struct files_run *run, const struct rle127_experiment *experiment,
                           struct rle127_section *section)
{
    static const char *const headings[] = {"<compress", "<decompress", "<version"};
    struct rle127_table *const table =
        rle127_add_table(section, "What is run", headings, sizeof headings / sizeof headings[0]);
    for (size_t i = 0; i < run->peers.n_found; i++) {
        const struct rle127_found_peer *const found = &run->peers.found[i];
        char version[VERSION_BYTES];
        if (!rle127_ask_version(found, experiment->workspace, version, sizeof version))
            return false;
        fill_call(table, found->peer, version);
    }
    return true;
}

static void add_settings(struct rle127_section *section, const struct rle127_experiment *experiment,
                         const struct rle127_file_pages *pages)
{
    struct rle127_facts *const settings = &section->settings;
    rle127_add_text_fact(settings, "directory",
                         pages->are_drawn ? "drawn" : experiment->images->directory);
    rle127_add_fact(settings, "images", (double)pages->n);
    for (size_t i = 0; i < pages->n; i++) {
        const struct rle127_bitmap *const bitmap = rle127_file_page_bitmap(&pages->all[i]);
        rle127_add_text_fact(settings, rle127_make_text(section->memory, "image_%zu", i + 1),
                             rle127_make_text(section->memory, "%s, %u x %u", pages->all[i].name,
                                              (unsigned)bitmap->width, (unsigned)bitmap->height));
    }
    rle127_add_run_settings(section, experiment);
}

static void report(struct rle127_section *section, struct rle127_file_subjects *subjects)
{
    rle127_report_file_measurements(section, subjects);
    if (!subjects->pages->n)
        return;
    rle127_report_file_tables(section, subjects);
    rle127_report_file_charts(section, subjects);
    rle127_report_file_answers(section, subjects);
}

static bool compete(struct files_run *run, const struct rle127_experiment *experiment,
                    struct rle127_section *section)
{
    const bool is_done =
        rle127_make_file_pages(&run->pages, experiment, run->command, section) &&
        rle127_make_file_subjects(&run->subjects, &run->pages, &run->peers, experiment) &&
        rle127_prove_file_subjects(&run->subjects, experiment, section) &&
        rle127_workspace_sync(experiment->workspace) &&
        rle127_run_contest(run->subjects.contenders, run->subjects.n);
    if (is_done) {
        add_settings(section, experiment, &run->pages);
        report(section, &run->subjects);
    }
    rle127_free_file_subjects(&run->subjects);
    rle127_free_file_pages(&run->pages);
    return is_done && describe_peers(run, experiment, section);
}

static bool run_in_directory(struct files_run *run, const struct rle127_experiment *experiment,
                             struct rle127_section *section)
{
    char path[RLE127_WORK_PATH_BYTES];
    rle127_workspace_path(experiment->workspace, path, "files");
    if (!rle127_make_empty_directory(path))
        return false;
    const bool is_done = compete(run, experiment, section);
    return rle127_make_empty_directory(path) && is_done;
}

bool rle127_measure_files(const struct rle127_experiment *experiment)
{
    struct rle127_section *const section = rle127_add_section(
        experiment->document, "files", "How does rle127 compare with other commands?");
    struct files_run *const run = calloc(1, sizeof *run);
    if (!run) {
        rle127_say(NULL, "out of memory");
        return false;
    }
    bool is_done = true;
    if (find_peers(run, experiment, section)) {
        is_done = run_in_directory(run, experiment, section);
        note_conditions(section, &run->peers);
    }
    free(run);
    return is_done;
}
