/*
 * What the parts of the experiment `book` share: the choices of pools that are compared, each made
 * by the book's program in Python and by rle127.
 */
#ifndef RLE127_BOOK_H
#define RLE127_BOOK_H

#include "../experiments/experiment.h"
#include "../experiments/pool_choice.h"
#include "book_python.h"

/* Python takes seconds for what takes rle127 milliseconds. */
#define RLE127_BOOK_IMAGES_MAX  4
#define RLE127_BOOK_PYTHON_RUNS 3 /* at the least, unless fewer are asked for */

struct rle127_book_choice {
    struct rle127_pool_choice pools; /* without workers; there is no auto for Python */
    bool is_single;                  /* the first image alone, not all */
    double printed_seconds;          /* as the book has it; 0: it has not */
};

/* The four pairs come first, then auto, all for a directory of images; then those of one image,
 * auto again the last. */
#define RLE127_BOOK_PAIRS   4
#define RLE127_BOOK_CHOICES 9
extern const struct rle127_book_choice rle127_book_choices[RLE127_BOOK_CHOICES];

/* As both programs name them; "auto". */
const char *rle127_book_image_pool(const struct rle127_book_choice *choice);
const char *rle127_book_row_pool(const struct rle127_book_choice *choice);

/* What rle127 makes without any pool, and all others have to make, of all images or of the first.
 */
struct rle127_book_reference {
    char directory[RLE127_WORK_PATH_BYTES];
    size_t n_images;
    double pixels, bytes_in, bytes_out;
};

struct rle127_book {
    const struct rle127_workspace *workspace;
    struct rle127_book_python python;
    char *paths[RLE127_BOOK_IMAGES_MAX]; /* of the image set */
    size_t n_images;
    unsigned n_workers;                         /* of each pool */
    struct rle127_book_reference references[2]; /* by is_single */
};

/* A choice as one of the two programs makes it: the subject of a contender. */
struct rle127_book_subject {
    struct rle127_book *book;
    const struct rle127_book_choice *choice;
    bool is_python;
    char name[64];
    char note[128]; /* rle127's last one, or "" */

    /* Python's, from before its start to after its end; the first one is the warm-up. */
    double program_seconds[1 + RLE127_SAMPLES_MAX];
    size_t n_programs;
};

#define RLE127_BOOK_SUBJECTS_MAX (2 * RLE127_BOOK_CHOICES)

#endif
