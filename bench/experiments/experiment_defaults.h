/*
 * What is measured where nobody has asked for something else.
 */
#ifndef RLE127_EXPERIMENT_DEFAULTS_H
#define RLE127_EXPERIMENT_DEFAULTS_H

#define RLE127_DEFAULT_IMAGES  8
#define RLE127_DEFAULT_WIDTH   7200 /* pixels: the book's image */
#define RLE127_DEFAULT_HEIGHT  5600
#define RLE127_DEFAULT_RUNS    10
#define RLE127_DEFAULT_SECONDS 1

#endif
