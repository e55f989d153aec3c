/*
 * Images and the space that they need.
 */
#define _DEFAULT_SOURCE /* realpath() */
#include "experiment_images.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What the .rle files take of the packed bitmaps' bytes. Only of drawn images something is known:
 * a dithered one has runs of a pixel or two, and a run takes a byte. */
static double guess_coded_share(const struct rle127_experiment_options *options)
{
    return !options->directory && options->drawing.kind == RLE127_DRAWN_DITHER ? 5 : 0.5;
}

/* At the least there are at one time the drawn images, the .rle files, and what one run makes of
 * either. */
static enum rle127_exit check_space(const struct rle127_experiment_options *options,
                                    double packed_bytes, const struct rle127_workspace *workspace)
{
    const double share = guess_coded_share(options), larger_share = share > 1 ? share : 1;
    const double needed = packed_bytes * (share + larger_share + (options->directory ? 0 : 1));
    char needed_text[16], free_text[16];
    if (needed <= workspace->free_bytes)
        return RLE127_EXIT_OK;
    rle127_say(workspace->path, "these images need %s at the least, there are %s",
               rle127_format_size(needed, needed_text),
               rle127_format_size(workspace->free_bytes, free_text));
    return RLE127_EXIT_STOPPED;
}

/* Else what is written would be measured with the images. */
static bool is_below(const char *path, const char *directory)
{
    const size_t length = strlen(directory);
    return strcmp(directory, "/") == 0 ||
           (strncmp(path, directory, length) == 0 && (!path[length] || path[length] == '/'));
}

static enum rle127_exit list_images(struct rle127_image_set *images,
                                    const struct rle127_experiment_options *options,
                                    const struct rle127_workspace *workspace)
{
    char absolute[PATH_MAX];
    if (!realpath(options->directory, absolute)) {
        rle127_say(options->directory, "%s", strerror(errno));
        return RLE127_EXIT_FAILED;
    }
    if (is_below(workspace->path, absolute)) {
        rle127_say(options->directory, "the directory for written files lies in it: choose another "
                                       "one by --work-dir");
        return RLE127_EXIT_USAGE;
    }
    if (!rle127_list_images(images, options->directory))
        return RLE127_EXIT_FAILED;
    if (!images->n_images) {
        rle127_say(options->directory, "no images there");
        return RLE127_EXIT_FAILED;
    }
    return check_space(options, images->packed_bytes, workspace);
}

static enum rle127_exit draw_images(struct rle127_image_set *images,
                                    const struct rle127_experiment_options *options,
                                    const struct rle127_workspace *workspace)
{
    const struct rle127_drawing *const drawing = &options->drawing;
    const double packed_bytes =
        (double)drawing->n_images * drawing->height * ((drawing->width + 7) / 8);
    const enum rle127_exit code = check_space(options, packed_bytes, workspace);
    if (code != RLE127_EXIT_OK)
        return code;
    return rle127_draw_images(images, workspace, "images", drawing) ? RLE127_EXIT_OK
                                                                    : RLE127_EXIT_FAILED;
}

enum rle127_exit rle127_ready_images(struct rle127_image_set *images,
                                     const struct rle127_experiment_request *request,
                                     const struct rle127_workspace *workspace)
{
    if (!(request->choice.takes & RLE127_TAKES_SET))
        return RLE127_EXIT_OK;
    return request->options.directory ? list_images(images, &request->options, workspace)
                                      : draw_images(images, &request->options, workspace);
}
