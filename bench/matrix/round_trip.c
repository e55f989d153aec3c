/*
 * Round trips.
 */
#include "round_trip.h"

#include <stdio.h>
#include <sys/stat.h>

static bool run_alone(const struct rle127_pool_task *task, struct rle127_pool_findings *findings)
{
    struct rle127_sample sample;
    struct rle127_pool_subject subject = {.task = task};
    const bool is_done = rle127_sample_pools(&subject, &sample);
    *findings = subject.findings;
    return is_done;
}

static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* A file is given as such again, as a directory is another case for the command. */
static void choose_coded_input(struct rle127_round_trip *trip)
{
    trip->decompression.input = trip->coded;
    if (is_directory(trip->input))
        return;
    snprintf(trip->coded_file, sizeof trip->coded_file, "%s", trip->findings.last_output);
    trip->decompression.input = trip->coded_file;
}

bool rle127_make_round_trip(struct rle127_round_trip *trip,
                            const struct rle127_workspace *workspace, const char *name,
                            const char *input)
{
    struct rle127_pool_findings findings;
    *trip = (struct rle127_round_trip){0};
    snprintf(trip->input, sizeof trip->input, "%s", input);
    rle127_workspace_path(workspace, trip->coded, "%s-coded", name);
    rle127_workspace_path(workspace, trip->images, "%s-images", name);
    rle127_workspace_path(workspace, trip->output, "%s-output", name);
    trip->compression =
        (struct rle127_pool_task){.proves = true, .input = trip->input, .output = trip->coded};
    if (!run_alone(&trip->compression, &trip->findings))
        return false;
    choose_coded_input(trip);
    trip->decompression.is_decompression = trip->decompression.proves = true;
    trip->decompression.output = trip->images;
    if (!run_alone(&trip->decompression, &findings))
        return false;
    trip->compression.proves = trip->decompression.proves = false;
    trip->compression.output = trip->decompression.output = trip->output;
    trip->compression.reference = trip->coded;
    trip->decompression.reference = trip->images;
    return true;
}

bool rle127_clear_round_trip(const struct rle127_round_trip *trip)
{
    return rle127_make_empty_directory(trip->coded) && rle127_make_empty_directory(trip->images) &&
           rle127_make_empty_directory(trip->output);
}
