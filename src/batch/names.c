/*
 * Naming rules: page.bmp -> page.rle, beside it or in another directory.
 */
#include "names.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *rle127_last_component(const char *path)
{
    const char *const slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *rle127_name_directory(const char *path)
{
    const char *const slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

const char *rle127_find_dot(const char *path)
{
    const char *const name = rle127_last_component(path);
    const char *const dot = strrchr(name, '.');
    return dot && dot != name ? dot : path + strlen(path);
}

const char *rle127_suffix_of(const char *path)
{
    const char *const dot = rle127_find_dot(path);
    return *dot ? dot + 1 : dot;
}

char *rle127_name_output(const char *input, const char *directory, const char *suffix)
{
    const char *const start = directory ? rle127_last_component(input) : input;
    const size_t stem_length = (size_t)(rle127_find_dot(start) - start);
    const size_t n_bytes =
        (directory ? strlen(directory) + 1 : 0) + stem_length + 1 + strlen(suffix) + 1;
    char *const path = malloc(n_bytes);
    if (path)
        snprintf(path, n_bytes, "%s%s%.*s.%s", directory ? directory : "", directory ? "/" : "",
                 (int)stem_length, start, suffix);
    return path;
}

static bool is_component(const char *at, size_t length, const char *component)
{
    return length == strlen(component) && memcmp(at, component, length) == 0;
}

/* The components of a path that lead somewhere, joined by single slashes; to be freed. */
static char *join_components(const char *path, const char **reason)
{
    char *const joined = malloc(strlen(path) + 1), *end = joined;
    *reason = joined ? NULL : "out of memory";
    while (!*reason && *path) {
        const size_t length = strcspn(path, "/");
        if (is_component(path, length, ".."))
            *reason = "has .. in its path: its output would lie outside the output directory";
        if (length && !is_component(path, length, ".")) {
            if (end != joined)
                *end++ = '/';
            memcpy(end, path, length);
            end += length;
        }
        path += length + (path[length] == '/');
    }
    if (!*reason && end == joined)
        *reason = "names no file";
    if (!*reason) {
        *end = '\0';
        return joined;
    }
    free(joined);
    return NULL;
}

char *rle127_name_below(const char *path, const char *suffix, const char **reason)
{
    char *const joined = join_components(path, reason);
    if (!joined)
        return NULL;
    char *const output = rle127_name_output(joined, NULL, suffix);
    free(joined);
    if (!output)
        *reason = "out of memory";
    return output;
}

/* One output: where it is and what it is called. A directory that is not there yet is told by its
 * text alone. */
struct place {
    dev_t device;
    ino_t inode;
    const char *directory;
    size_t directory_length;
    const char *name;
    size_t index;
};

/* False where there is no memory. */
static bool locate(const char *path, size_t index, struct place *place)
{
    const char *const name = rle127_last_component(path);
    *place = (struct place){
        .directory = path, .directory_length = (size_t)(name - path), .name = name, .index = index};
    struct stat found;
    char *const directory = rle127_name_directory(path);
    if (!directory)
        return false;
    if (stat(directory, &found) == 0) {
        place->device = found.st_dev;
        place->inode = found.st_ino;
        place->directory_length = 0;
    }
    free(directory);
    return true;
}

static int compare_places(const void *left, const void *right)
{
    const struct place *const a = left, *const b = right;
    const int by_name = strcmp(a->name, b->name);
    if (by_name)
        return by_name;
    if (a->inode != b->inode)
        return a->inode < b->inode ? -1 : 1;
    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    if (a->directory_length != b->directory_length)
        return a->directory_length < b->directory_length ? -1 : 1;
    return strncmp(a->directory, b->directory, a->directory_length);
}

static int find_equal_places(const struct place *places, size_t n_places, size_t pair[2])
{
    for (size_t i = 1; i < n_places; i++) {
        if (compare_places(&places[i - 1], &places[i]) != 0)
            continue;
        const size_t first = places[i - 1].index, second = places[i].index;
        pair[0] = first < second ? first : second;
        pair[1] = first < second ? second : first;
        return 1;
    }
    return 0;
}

int rle127_find_meeting(char *const *outputs, size_t n_outputs, size_t pair[2])
{
    struct place *const places = malloc((n_outputs + 1) * sizeof *places);
    int found = -1;
    if (!places)
        return found;
    for (size_t i = 0; i < n_outputs; i++)
        if (!locate(outputs[i], i, &places[i]))
            goto free_places;
    qsort(places, n_outputs, sizeof *places, compare_places);
    found = find_equal_places(places, n_outputs, pair);
free_places:
    free(places);
    return found;
}
