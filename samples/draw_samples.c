/*
 * draw_samples DIRECTORY: draws the project's sample images into a directory, which is made where
 * it does not exist. The same bytes on every machine.
 *
 * This room holds the messages; the list of samples, shapes, pictures and file formats are
 * elsewhere.
 */
#include "sample_files.h"
#include "sample_list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_bmp(const char *name)
{
    return strcmp(name + strlen(name) - strlen(".bmp"), ".bmp") == 0;
}

static const char *draw_sample(const struct rle127_sample *sample, const char *path)
{
    struct rle127_canvas canvas;
    if (sample->draw == NULL)
        return rle127_write_pgm(path, sample->width, sample->height, rle127_shade_gradient);
    if (!rle127_canvas_create(&canvas, sample->width, sample->height))
        return strerror(ENOMEM);
    sample->draw(&canvas);
    const char *reason =
        is_bmp(sample->name) ? rle127_write_bmp(path, &canvas) : rle127_write_pbm(path, &canvas);
    rle127_canvas_free(&canvas);
    return reason;
}

static bool report(const char *path, const char *reason)
{
    if (reason != NULL)
        fprintf(stderr, "draw_samples: %s: %s\n", path, reason);
    return reason == NULL;
}

/* Returns false after a message, like the two functions after it. */
static bool draw_into(const char *directory, const struct rle127_sample *sample)
{
    size_t path_bytes = strlen(directory) + 1 + strlen(sample->name) + 1;
    char *path = malloc(path_bytes);
    if (path == NULL)
        return report(sample->name, strerror(ENOMEM));
    snprintf(path, path_bytes, "%s/%s", directory, sample->name);
    bool is_drawn = report(path, draw_sample(sample, path));
    free(path);
    return is_drawn;
}

static bool make_directory(const char *path)
{
    return report(path, mkdir(path, 0777) == 0 || errno == EEXIST ? NULL : strerror(errno));
}

static bool draw_all(const char *directory)
{
    if (!make_directory(directory))
        return false;
    for (const struct rle127_sample *sample = rle127_samples; sample->name != NULL; sample++)
        if (!draw_into(directory, sample))
            return false;
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 2 || argv[1][0] == '\0') {
        fputs("usage: draw_samples DIRECTORY\n", stderr);
        return 2;
    }
    return draw_all(argv[1]) ? EXIT_SUCCESS : EXIT_FAILURE;
}
