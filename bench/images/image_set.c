/*
 * Sets of image files: drawn ones, and those of a directory by the command's walk and readers.
 */
#include "image_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../samples/sample_files.h"
#include "../../src/batch/decoding.h"
#include "../../src/batch/input.h"
#include "../../src/batch/interrupt.h"
#include "../../src/batch/meant.h"
#include "../../src/batch/walk.h"
#include "../../src/cli/messages.h"
#include "../../src/image/image.h"
#include "../measure/child.h"

#define FIRST_ROOM 64
/* Of a drawn file's name: all of a set have as many, so that names stand in their order. */
#define NAME_BYTES  16
#define DIGITS_FEW  3
#define DIGITS_MANY 10

/* Of a file, at a time: no more than its header is wanted. */
#define BUFFER_BYTES 65536

static bool refuse(const char *name, const char *reason)
{
    rle127_say(name, "%s", reason);
    return false;
}

/* The path becomes the set's. */
static bool add_path(struct rle127_image_set *set, char *path)
{
    const size_t n = set->n_images;
    const bool is_full = n == 0 || (n >= FIRST_ROOM && (n & (n - 1)) == 0);
    if (path && is_full) {
        char **const paths = realloc(set->paths, (n ? 2 * n : FIRST_ROOM) * sizeof *paths);
        if (!paths) {
            free(path);
            path = NULL;
        } else {
            set->paths = paths;
        }
    }
    if (!path)
        return refuse(NULL, "out of memory");
    set->paths[set->n_images++] = path;
    return true;
}

static void add_sides(struct rle127_image_set *set, uint32_t width, uint32_t height)
{
    set->pixels += (double)width * height;
    set->packed_bytes += (double)rle127_row_bytes(width) * height;
}

/* "DIRECTORY/NAME", or NULL. */
static char *join(const char *directory, const char *name)
{
    const size_t n_bytes = strlen(directory) + strlen(name) + sizeof "/";
    char *const path = malloc(n_bytes);
    const size_t length = strlen(directory);
    const char *const between = length && directory[length - 1] == '/' ? "" : "/";
    if (path)
        snprintf(path, n_bytes, "%s%s%s", directory, between, name);
    return path;
}

static bool draw_file(const struct rle127_drawing *drawing, unsigned index, const char *path)
{
    struct rle127_canvas canvas;
    const char *reason = NULL;
    if (!rle127_canvas_create(&canvas, (int)drawing->width, (int)drawing->height))
        return refuse(path, "out of memory");
    const bool is_drawn = rle127_draw_image(&canvas, drawing->kind, index);
    if (is_drawn)
        reason = rle127_write_pbm(path, &canvas);
    rle127_canvas_free(&canvas);
    return is_drawn && (!reason || refuse(path, reason));
}

/* In a child: what is measured later starts with what the parent holds. */
static bool draw_files(void *argument)
{
    const struct rle127_image_set *const set = argument;
    for (unsigned i = 0; i < set->drawing.n_images; i++)
        if (!draw_file(&set->drawing, i, set->paths[i]))
            return false;
    return true;
}

static bool name_file(struct rle127_image_set *set, unsigned index)
{
    char name[NAME_BYTES];
    const int n_digits = set->drawing.n_images > 1000 ? DIGITS_MANY : DIGITS_FEW;
    snprintf(name, sizeof name, "%0*u.pbm", n_digits, index);
    return !rle127_is_interrupted() && add_path(set, join(set->directory, name));
}

static void add_drawn_file(struct rle127_image_set *set, const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0)
        set->file_bytes += (double)status.st_size;
    add_sides(set, set->drawing.width, set->drawing.height);
}

bool rle127_draw_images(struct rle127_image_set *set, const struct rle127_workspace *workspace,
                        const char *name, const struct rle127_drawing *drawing)
{
    *set = (struct rle127_image_set){
        .directory = join(workspace->path, name), .is_drawn = true, .drawing = *drawing};
    struct rle127_sample unused;
    bool is_drawn = set->directory || refuse(NULL, "out of memory");
    is_drawn = is_drawn && rle127_make_empty_directory(set->directory);
    for (unsigned i = 0; is_drawn && i < drawing->n_images; i++)
        is_drawn = name_file(set, i);
    is_drawn = is_drawn && rle127_sample_function(draw_files, set, &unused) &&
               rle127_workspace_sync(workspace);
    for (size_t i = 0; is_drawn && i < set->n_images; i++)
        add_drawn_file(set, set->paths[i]);
    if (!is_drawn)
        rle127_free_images(set);
    return is_drawn;
}

/* Returns the reason why it is none that can be read. */
static const char *add_image(struct rle127_image_set *set, struct rle127_input *input,
                             struct rle127_decoding *decoding)
{
    static const struct rle127_binarize binarize = {.method = RLE127_BINARIZE_PILLOW};
    struct rle127_image image;
    const char *const reason =
        rle127_image_open(&image, &input->source, &binarize, &decoding->decoder);
    if (reason)
        return reason;
    add_sides(set, image.width, image.height);
    set->file_bytes += (double)rle127_input_bytes(input);
    rle127_image_close(&image);
    return NULL;
}

/* As the command does: what is no image by its content or its suffix is passed over. */
static bool look_at(struct rle127_image_set *set, const char *path,
                    struct rle127_decoding *decoding, bool *is_image)
{
    struct rle127_input input;
    struct rle127_outcome outcome;
    *is_image = false;
    if (!rle127_input_open(&input, AT_FDCWD, path, false, BUFFER_BYTES, &outcome))
        return outcome.verdict == RLE127_SKIPPED || refuse(path, outcome.reason);
    const char *reason = rle127_find_out_meant(&input.source, path, is_image);
    if (!reason && *is_image)
        reason = add_image(set, &input, decoding);
    rle127_input_close(&input);
    return !reason || refuse(path, reason);
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_found(struct rle127_image_set *set, const struct rle127_found *found)
{
    if (found->error)
        return refuse(*found->path ? found->path : set->directory, strerror(found->error));
    if (found->passed_over)
        return true;
    if (found->meets) {
        char *const path = join(set->directory, found->path);
        rle127_say(path, "has the same output as %s", found->meets_with);
        free(path);
        return false;
    }
    return add_path(set, join(set->directory, found->path));
}

/* All files that may be images. */
static bool find_files(struct rle127_image_set *set)
{
    const struct rle127_walk_setup setup = {
        .inputs = &set->directory, .n_inputs = 1, .is_candidate = rle127_is_image_file};
    struct rle127_found found;
    const char *reason;
    struct rle127_walk *const walk = rle127_walk_open(&setup, &reason);
    if (!walk)
        return refuse(NULL, reason);
    bool is_found = true;
    while (is_found && rle127_walk_next(walk, &found))
        is_found = !rle127_is_interrupted() && add_found(set, &found);
    rle127_walk_close(walk);
    return is_found;
}

/* Keeps those that are images. */
static bool look_at_all(struct rle127_image_set *set)
{
    struct rle127_decoding decoding;
    const size_t n_files = set->n_images;
    bool is_read = true;
    rle127_decoding_open(&decoding, NULL);
    set->n_images = 0;
    for (size_t i = 0; i < n_files; i++) {
        char *const path = set->paths[i];
        bool is_image = false;
        is_read = is_read && !rle127_is_interrupted() && look_at(set, path, &decoding, &is_image);
        if (is_image)
            set->paths[set->n_images++] = path;
        else
            free(path);
    }
    rle127_decoding_close(&decoding);
    if (is_read && !set->n_images)
        return refuse(set->directory, "there is no image in this directory");
    return is_read;
}

bool rle127_list_images(struct rle127_image_set *set, const char *directory)
{
    *set = (struct rle127_image_set){.directory = strdup(directory)};
    bool is_listed = set->directory || refuse(NULL, "out of memory");
    is_listed =
        is_listed && (rle127_is_directory(directory) || refuse(directory, "is not a directory"));
    is_listed = is_listed && find_files(set);
    if (is_listed && set->n_images)
        qsort(set->paths, set->n_images, sizeof *set->paths, compare_paths);
    is_listed = is_listed && look_at_all(set);
    if (!is_listed)
        rle127_free_images(set);
    return is_listed;
}

void rle127_free_images(struct rle127_image_set *set)
{
    for (size_t i = 0; i < set->n_images; i++)
        free(set->paths[i]);
    free(set->paths);
    free(set->directory);
    *set = (struct rle127_image_set){0};
}
