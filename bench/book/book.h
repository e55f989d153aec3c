/*
 * What the parts of the experiment `book` share: the ways that are compared, each gone by the
 * book's program in Python and by rle127.
 */
#ifndef RLE127_BOOK_H
#define RLE127_BOOK_H

#include "../experiments/experiment.h"
#include "book_python.h"

/* Python takes seconds for what takes rle127 milliseconds. */
#define RLE127_BOOK_IMAGES_MAX  4
#define RLE127_BOOK_PYTHON_RUNS 3 /* at the most */

struct rle127_book_way {
    const char *image_pool, *row_pool; /* as both programs name them; "auto": rle127 chooses, and
                                        * there is no such way for Python */
    bool is_single;                    /* the first image alone, not all */
    double printed_seconds;            /* as the book has it; 0: it has not */
};

#define RLE127_BOOK_WAYS 9
extern const struct rle127_book_way rle127_book_ways[RLE127_BOOK_WAYS];

bool rle127_is_python_way(const struct rle127_book_way *way);

struct rle127_book {
    const struct rle127_workspace *workspace;
    struct rle127_book_python python;
    char *paths[RLE127_BOOK_IMAGES_MAX]; /* of the image set */
    size_t n_images;
    unsigned n_workers; /* of each pool */
};

/* A way as one of the two programs goes it: the subject of a contender. */
struct rle127_book_subject {
    struct rle127_book *book;
    const struct rle127_book_way *way;
    bool is_python;
    char name[64];

    /* Python's, from before its start to after its end; the first one is the warm-up. */
    double program_seconds[1 + RLE127_BOOK_PYTHON_RUNS];
    size_t n_programs;
};

#define RLE127_BOOK_SUBJECTS_MAX (2 * RLE127_BOOK_WAYS)

#endif
