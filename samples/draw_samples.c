/*
 * draw_samples DIRECTORY: draws the project's sample images into a directory, which is made where
 * it does not exist. The same bytes on every machine.
 *
 * This room holds the list of samples and the messages; shapes, pictures and file formats are
 * elsewhere.
 */
#include "pictures.h"
#include "sample_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef const char *write_canvas(const char *path, const struct rle127_canvas *canvas);

/* A sample without a draw function is the grey gradient. */
struct sample {
    const char *name;
    int width, height; /* pixels */
    void (*draw)(struct rle127_canvas *canvas);
    write_canvas *write;
};

static const struct sample samples[] = {
    {"page.pbm", 2480, 3508, rle127_draw_page, rle127_write_pbm},
    {"plan.pbm", 5000, 3600, rle127_draw_plan, rle127_write_pbm},
    {"halftone.pbm", 1200, 900, rle127_draw_halftone, rle127_write_pbm},
    {"checkerboard.pbm", 255, 255, rle127_draw_checkerboard, rle127_write_pbm},
    {"logo.pbm", 400, 160, rle127_draw_logo, rle127_write_pbm},
    {"seal.bmp", 597, 597, rle127_draw_seal, rle127_write_bmp},
    {"gradient.pgm", 600, 480, NULL, NULL},
    {"width-1.pbm", 1, 24, rle127_draw_telling_rows, rle127_write_pbm},
    {"width-126.pbm", 126, 24, rle127_draw_telling_rows, rle127_write_pbm},
    {"width-127.pbm", 127, 24, rle127_draw_telling_rows, rle127_write_pbm},
    {"width-128.pbm", 128, 24, rle127_draw_telling_rows, rle127_write_pbm},
    {"width-129.pbm", 129, 24, rle127_draw_telling_rows, rle127_write_pbm},
    {"width-255.pbm", 255, 24, rle127_draw_telling_rows, rle127_write_pbm},
};

static const char *draw_sample(const struct sample *sample, const char *path)
{
    struct rle127_canvas canvas;
    if (sample->draw == NULL)
        return rle127_write_pgm(path, sample->width, sample->height, rle127_shade_gradient);
    if (!rle127_canvas_create(&canvas, sample->width, sample->height))
        return strerror(ENOMEM);
    sample->draw(&canvas);
    const char *reason = sample->write(path, &canvas);
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
static bool draw_into(const char *directory, const struct sample *sample)
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
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
        if (!draw_into(directory, &samples[i]))
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
