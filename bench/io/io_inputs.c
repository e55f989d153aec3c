/*
 * Paths, and right results.
 */
#define _POSIX_C_SOURCE 200809L
#include "io_inputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../src/batch/names.h"
#include "../../src/cli/messages.h"
#include "../experiments/engine_run.h"

static bool out_of_memory(void)
{
    rle127_say(NULL, "out of memory");
    return false;
}

static char *join(const char *directory, const char *name)
{
    const size_t n_bytes = strlen(directory) + strlen(name) + sizeof "/";
    char *const path = malloc(n_bytes);
    if (path)
        snprintf(path, n_bytes, "%s/%s", directory, name);
    return path;
}

/* Of a file in the tree `root`, or of one alone: its last component is kept. */
static bool name_output(struct rle127_io_input *input, size_t index, const char *root)
{
    const char *const path = input->files[index], *reason = NULL;
    const char *const below = root ? path + strlen(root) : rle127_last_component(path);
    char *const name =
        rle127_name_below(below, input->direction == RLE127_BACK ? "pbm" : "rle", &reason);
    if (name)
        input->outputs[index] = join(input->output, name);
    free(name);
    if (!name)
        rle127_say(path, "%s", reason);
    return name && (input->outputs[index] || out_of_memory());
}

/* The inputs are those of the set, or what compressing them makes. */
static bool name_input(struct rle127_io_input *input, size_t index,
                       const struct rle127_image_set *images, struct rle127_io_input *before)
{
    if (!before)
        input->files[index] = strdup(images->paths[index]);
    else
        input->files[index] =
            join(before->reference, before->outputs[index] + strlen(before->output) + 1);
    return input->files[index] || out_of_memory();
}

static bool name_files(struct rle127_io_input *input, const struct rle127_image_set *images,
                       struct rle127_io_input *before)
{
    const size_t n_files = input->is_single ? 1 : images->n_images;
    char *const root = before ? before->reference : images->directory;
    input->files = calloc(n_files, sizeof *input->files);
    input->outputs = calloc(n_files, sizeof *input->outputs);
    if (!input->files || !input->outputs)
        return out_of_memory();
    input->n_files = n_files;
    for (size_t i = 0; i < n_files; i++)
        if (!name_input(input, i, images, before) ||
            !name_output(input, i, input->is_single ? NULL : root))
            return false;
    input->path = input->is_single ? input->files[0] : root;
    return true;
}

static bool make_reference(struct rle127_io_input *input)
{
    const struct rle127_engine_task task = {.direction = input->direction,
                                            .inputs = &input->path,
                                            .n_inputs = 1,
                                            .output = input->reference,
                                            .proves = true};
    struct rle127_engine_subject subject = {.task = &task};
    struct rle127_sample sample;
    return rle127_sample_engine(&subject, &sample);
}

static bool make_input(struct rle127_io_inputs *inputs, const struct rle127_workspace *workspace,
                       const struct rle127_image_set *images,
                       enum rle127_coding_direction direction, bool is_single)
{
    struct rle127_io_input *const input = &inputs->all[direction][is_single];
    const char *const what = rle127_direction_name(direction);
    const char *const which = is_single ? "one" : "all";
    input->direction = direction;
    input->is_single = is_single;
    rle127_workspace_path(workspace, input->reference, "io/%s-%s-right", what, which);
    rle127_workspace_path(workspace, input->output, "io/%s-%s", what, which);
    return name_files(input, images,
                      direction == RLE127_BACK ? &inputs->all[RLE127_THERE][is_single] : NULL) &&
           make_reference(input);
}

bool rle127_make_io_inputs(struct rle127_io_inputs *inputs,
                           const struct rle127_workspace *workspace,
                           const struct rle127_image_set *images)
{
    char path[RLE127_WORK_PATH_BYTES];
    bool is_made = rle127_make_empty_directory(rle127_workspace_path(workspace, path, "io"));
    *inputs = (struct rle127_io_inputs){0};
    for (int i = 0; i < 4 && is_made; i++)
        is_made =
            make_input(inputs, workspace, images, (enum rle127_coding_direction)(i / 2), i % 2);
    return is_made;
}

static void free_paths(char **paths, size_t n_paths)
{
    for (size_t i = 0; i < n_paths; i++)
        free(paths[i]);
    free(paths);
}

void rle127_free_io_inputs(struct rle127_io_inputs *inputs)
{
    for (int i = 0; i < 4; i++) {
        struct rle127_io_input *const input = &inputs->all[i / 2][i % 2];
        free_paths(input->files, input->n_files);
        free_paths(input->outputs, input->n_files);
        *input = (struct rle127_io_input){0};
    }
}

/* The directories between the output's and the file. */
static bool make_parents(const struct rle127_io_input *input, const char *path)
{
    char parent[RLE127_WORK_PATH_BYTES];
    for (const char *at = path + strlen(input->output) + 1; (at = strchr(at, '/')); at++) {
        if (snprintf(parent, sizeof parent, "%.*s", (int)(at - path), path) >= (int)sizeof parent)
            errno = ENAMETOOLONG;
        else if (mkdir(parent, 0777) == 0 || errno == EEXIST)
            continue;
        rle127_say(path, "%s", strerror(errno));
        return false;
    }
    return true;
}

bool rle127_empty_output(const struct rle127_io_input *input)
{
    bool is_made = rle127_make_empty_directory(input->output);
    for (size_t i = 0; i < input->n_files && is_made; i++)
        is_made = make_parents(input, input->outputs[i]);
    return is_made;
}

bool rle127_check_output(const struct rle127_io_input *input)
{
    return rle127_are_same_trees(input->output, input->reference);
}
