/*
 * Naming what a walk finds.
 */
#include "naming.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "names.h"

static const char out_of_memory[] = "out of memory";

/* A named file keeps its last component, one of a tree or of a list its path. */
static struct rle127_name name_below(const struct rle127_naming *naming,
                                     const struct rle127_found *found)
{
    struct rle127_name name = {.is_below = true};
    const bool keeps_path = found->root || found->is_listed;
    const char *const path = keeps_path ? found->path : rle127_last_component(found->path);
    name.output = rle127_name_below(path, naming->suffix, &name.reason);
    return name;
}

struct rle127_name rle127_name_found(const struct rle127_naming *naming,
                                     const struct rle127_found *found)
{
    struct rle127_name name = {0};
    if (!naming->writes || naming->to_stdout)
        return name;
    if (naming->output_directory)
        return name_below(naming, found);
    name.output = naming->output_file ? strdup(naming->output_file)
                                      : rle127_name_output(found->path, NULL, naming->suffix);
    name.reason = name.output ? NULL : out_of_memory;
    return name;
}

char *rle127_join_path(const char *directory, const char *path)
{
    const size_t length = directory ? strlen(directory) : 0;
    const char *const slash = length && directory[length - 1] != '/' && *path ? "/" : "";
    const size_t n_bytes = length + strlen(slash) + strlen(path) + 1;
    char *const joined = malloc(n_bytes);
    if (joined)
        snprintf(joined, n_bytes, "%s%s%s", directory ? directory : "", slash, path);
    return joined;
}

/* As it is shown to people, so that outputs below a directory are compared as paths too. */
static char *name_shown(const struct rle127_naming *naming, const char *input, const char **reason)
{
    const struct rle127_found found = {.path = input};
    const struct rle127_name name = rle127_name_found(naming, &found);
    *reason = name.reason;
    if (!name.output || !name.is_below)
        return name.output;
    char *const shown = rle127_join_path(naming->output_directory, name.output);
    free(name.output);
    *reason = shown ? NULL : out_of_memory;
    return shown;
}

int rle127_find_named_meeting(const struct rle127_naming *naming, char *const *inputs,
                              size_t n_inputs, size_t pair[2], char **output)
{
    char **const outputs = calloc(n_inputs + 1, sizeof *outputs);
    size_t *const indices = calloc(n_inputs + 1, sizeof *indices);
    size_t n_outputs = 0;
    int found = -1;
    if (!outputs || !indices)
        goto free_all;
    for (size_t i = 0; i < n_inputs; i++) {
        const char *reason;
        if (rle127_is_directory(inputs[i]))
            continue;
        indices[n_outputs] = i;
        outputs[n_outputs] = name_shown(naming, inputs[i], &reason);
        n_outputs += !reason;
        if (reason && strcmp(reason, out_of_memory) == 0)
            goto free_all;
    }
    found = rle127_find_meeting(outputs, n_outputs, pair);
    if (found == 1) {
        *output = outputs[pair[0]];
        outputs[pair[0]] = NULL;
        pair[0] = indices[pair[0]];
        pair[1] = indices[pair[1]];
    }
free_all:
    for (size_t i = 0; outputs && i < n_outputs; i++)
        free(outputs[i]);
    free(outputs);
    free(indices);
    return found;
}
