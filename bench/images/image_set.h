/*
 * The image files that experiments work on: a directory of the user's, or images that are drawn
 * into the workspace, each unlike the others.
 */
#ifndef RLE127_IMAGE_SET_H
#define RLE127_IMAGE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../samples/canvas.h"
#include "../workspace.h"

enum rle127_drawn_kind {
    RLE127_DRAWN_TEXT,   /* lines of words, as a printed page */
    RLE127_DRAWN_PLAN,   /* thin lines, hatching, much paper */
    RLE127_DRAWN_DITHER, /* a photograph in error diffusion: runs of a pixel or two */
    RLE127_DRAWN_BLANK   /* paper */
};

struct rle127_drawing {
    unsigned n_images;
    uint32_t width, height; /* pixels */
    enum rle127_drawn_kind kind;
};

struct rle127_image_set {
    char *directory; /* which holds nothing but the images where they are drawn */
    char **paths;    /* "DIRECTORY/a/b.pbm", in the order of names */
    size_t n_images;
    double file_bytes;   /* of all files */
    double packed_bytes; /* of all images as bitmaps */
    double pixels;
    bool is_drawn;
    struct rle127_drawing drawing; /* where it is */
};

/* "text", ... */
const char *rle127_drawn_kind_name(enum rle127_drawn_kind kind);
bool rle127_find_drawn_kind(const char *name, enum rle127_drawn_kind *kind);

/* Draws image number `index` of a kind on a white canvas of any size, at any size at the same scale
 * (more paper, not larger letters). The same bytes on every machine. False where there is no
 * memory: said. */
bool rle127_draw_image(struct rle127_canvas *canvas, enum rle127_drawn_kind kind, unsigned index);

/* Draws PBM files NNN.pbm into a new directory `name` of the workspace, and waits until they are on
 * the disk. False: said. */
bool rle127_draw_images(struct rle127_image_set *set, const struct rle127_workspace *workspace,
                        const char *name, const struct rle127_drawing *drawing);

/* Lists the images of a directory and below: what the command compresses of it, by content or by
 * suffix. What the command would fail with is said, and false. */
bool rle127_list_images(struct rle127_image_set *set, const char *directory);

void rle127_free_images(struct rle127_image_set *set);

#endif
