/*
 * Paths, and right results.
 */
#define _POSIX_C_SOURCE 200809L
#include "io_scopes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../src/batch/names.h"
#include "../../src/cli/messages.h"
#include "../measure/child.h"
#include "io_run.h"

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
static bool name_output(struct rle127_io_scope *scope, size_t index, const char *root)
{
    const char *const path = scope->inputs[index], *reason = NULL;
    const char *const below = root ? path + strlen(root) : rle127_last_component(path);
    char *const name = rle127_name_below(below, scope->is_decompression ? "pbm" : "rle", &reason);
    if (name)
        scope->outputs[index] = join(scope->output, name);
    free(name);
    if (!name)
        rle127_say(path, "%s", reason);
    return name && (scope->outputs[index] || out_of_memory());
}

/* The inputs are those of the set, or what compressing them makes. */
static bool name_input(struct rle127_io_scope *scope, size_t index,
                       const struct rle127_image_set *images, const struct rle127_io_scope *before)
{
    if (!before)
        scope->inputs[index] = strdup(images->paths[index]);
    else
        scope->inputs[index] =
            join(before->reference, before->outputs[index] + strlen(before->output) + 1);
    return scope->inputs[index] || out_of_memory();
}

static bool name_files(struct rle127_io_scope *scope, const struct rle127_image_set *images,
                       const struct rle127_io_scope *before)
{
    const size_t n_files = scope->is_single ? 1 : images->n_images;
    const char *root = before ? before->reference : images->directory;
    scope->inputs = calloc(n_files, sizeof *scope->inputs);
    scope->outputs = calloc(n_files, sizeof *scope->outputs);
    if (!scope->inputs || !scope->outputs)
        return out_of_memory();
    scope->n_files = n_files;
    for (size_t i = 0; i < n_files; i++)
        if (!name_input(scope, i, images, before) ||
            !name_output(scope, i, scope->is_single ? NULL : root))
            return false;
    snprintf(scope->input, sizeof scope->input, "%s", scope->is_single ? scope->inputs[0] : root);
    return true;
}

static bool do_reference_run(void *argument)
{
    return rle127_do_io_run(argument);
}

/* In a process of its own, as all that codes. */
static bool make_reference(const struct rle127_io_scope *scope)
{
    struct rle127_sample sample;
    struct rle127_io_run run = {.is_decompression = scope->is_decompression,
                                .input = scope->input,
                                .output = scope->reference,
                                .pool = RLE127_POOL_SERIAL};
    return rle127_sample_function(do_reference_run, &run, &sample);
}

static bool make_scope(struct rle127_io_scopes *scopes, const struct rle127_workspace *workspace,
                       const struct rle127_image_set *images, int is_decompression, int is_single)
{
    struct rle127_io_scope *const scope = &scopes->all[is_decompression][is_single];
    const char *const what = is_decompression ? "decompress" : "compress";
    const char *const which = is_single ? "one" : "all";
    scope->is_decompression = is_decompression;
    scope->is_single = is_single;
    rle127_workspace_path(workspace, scope->reference, "io/%s-%s-right", what, which);
    rle127_workspace_path(workspace, scope->output, "io/%s-%s", what, which);
    return name_files(scope, images, is_decompression ? &scopes->all[0][is_single] : NULL) &&
           make_reference(scope);
}

bool rle127_make_io_scopes(struct rle127_io_scopes *scopes,
                           const struct rle127_workspace *workspace,
                           const struct rle127_image_set *images)
{
    char path[RLE127_WORK_PATH_BYTES];
    bool is_made = rle127_make_empty_directory(rle127_workspace_path(workspace, path, "io"));
    *scopes = (struct rle127_io_scopes){0};
    for (int i = 0; i < 4 && is_made; i++)
        is_made = make_scope(scopes, workspace, images, i / 2, i % 2);
    return is_made;
}

static void free_paths(char **paths, size_t n_paths)
{
    for (size_t i = 0; i < n_paths; i++)
        free(paths[i]);
    free(paths);
}

void rle127_free_io_scopes(struct rle127_io_scopes *scopes)
{
    for (int i = 0; i < 4; i++) {
        struct rle127_io_scope *const scope = &scopes->all[i / 2][i % 2];
        free_paths(scope->inputs, scope->n_files);
        free_paths(scope->outputs, scope->n_files);
        *scope = (struct rle127_io_scope){0};
    }
}

/* The directories between the output's and the file. */
static bool make_parents(const struct rle127_io_scope *scope, const char *path)
{
    char parent[RLE127_WORK_PATH_BYTES];
    for (const char *at = path + strlen(scope->output) + 1; (at = strchr(at, '/')); at++) {
        if (snprintf(parent, sizeof parent, "%.*s", (int)(at - path), path) >= (int)sizeof parent)
            errno = ENAMETOOLONG;
        else if (mkdir(parent, 0777) == 0 || errno == EEXIST)
            continue;
        rle127_say(path, "%s", strerror(errno));
        return false;
    }
    return true;
}

bool rle127_empty_output(const struct rle127_io_scope *scope)
{
    bool is_made = rle127_make_empty_directory(scope->output);
    for (size_t i = 0; i < scope->n_files && is_made; i++)
        is_made = make_parents(scope, scope->outputs[i]);
    return is_made;
}

bool rle127_check_output(const struct rle127_io_scope *scope)
{
    return rle127_are_same_trees(scope->output, scope->reference);
}
