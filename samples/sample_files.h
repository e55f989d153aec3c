/*
 * Canvases and grey pictures as files. Must not know: single pictures, standard error.
 *
 * Each function writes a whole file and returns NULL, or else the reason why it could not be
 * written; what there is of the file is then removed.
 */
#ifndef RLE127_SAMPLES_SAMPLE_FILES_H
#define RLE127_SAMPLES_SAMPLE_FILES_H

#include "canvas.h"

/* PBM, the packed kind (P4). */
const char *rle127_write_pbm(const char *path, const struct rle127_canvas *canvas);

/* BMP of 1 bit a pixel, bottom-up, with the palette [white, black]. */
const char *rle127_write_bmp(const char *path, const struct rle127_canvas *canvas);

/* PGM of 8 bits a pixel (P5); shade gives the grey of a pixel, 0 black to 255 white. */
const char *rle127_write_pgm(const char *path, int width, int height,
                             uint8_t (*shade)(int x, int y, int width, int height));

#endif
