/*
 * Round trips.
 */
#include "round_trip.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../../src/cli/messages.h"

static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* A file is given as such again, as with a directory the command does something else. */
static char *choose_coded_input(struct rle127_round_trip *trip, const char *coded_file)
{
    if (is_directory(trip->images))
        return trip->references[RLE127_THERE];
    snprintf(trip->coded_file, sizeof trip->coded_file, "%s", coded_file);
    return trip->coded_file;
}

/* From then on, this is what every run is compared with. */
static bool make_reference(struct rle127_round_trip *trip, enum rle127_coding_direction direction)
{
    struct rle127_engine_task *const task = &trip->tasks[direction];
    struct rle127_engine_subject subject = {.task = task};
    struct rle127_sample sample;
    *task = (struct rle127_engine_task){.direction = direction,
                                        .proves = true,
                                        .inputs = &trip->inputs[direction],
                                        .n_inputs = 1,
                                        .output = trip->references[direction]};
    if (!rle127_sample_engine(&subject, &sample))
        return false;
    if (direction == RLE127_THERE)
        trip->inputs[RLE127_BACK] = choose_coded_input(trip, subject.findings.last_output);
    task->proves = false;
    task->reference = task->output;
    task->output = trip->output;
    return true;
}

struct rle127_round_trip *rle127_make_round_trip(const struct rle127_workspace *workspace,
                                                 const char *name, const char *input)
{
    struct rle127_round_trip *const trip = calloc(1, sizeof *trip);
    if (!trip) {
        rle127_say(NULL, "out of memory");
        return NULL;
    }
    snprintf(trip->images, sizeof trip->images, "%s", input);
    trip->inputs[RLE127_THERE] = trip->images;
    rle127_workspace_path(workspace, trip->references[RLE127_THERE], "%s-coded", name);
    rle127_workspace_path(workspace, trip->references[RLE127_BACK], "%s-images", name);
    rle127_workspace_path(workspace, trip->output, "%s-output", name);
    if (make_reference(trip, RLE127_THERE) && make_reference(trip, RLE127_BACK) &&
        rle127_workspace_sync(workspace))
        return trip;
    free(trip);
    return NULL;
}

bool rle127_end_round_trip(struct rle127_round_trip *trip)
{
    const bool is_done = rle127_make_empty_directory(trip->references[RLE127_THERE]) &&
                         rle127_make_empty_directory(trip->references[RLE127_BACK]) &&
                         rle127_make_empty_directory(trip->output);
    free(trip);
    return is_done;
}
