/*
 * The pages that whole commands are measured with, as files in the workspace: a page of each kind
 * that is drawn, or some of the user's images. Must not know: the commands but for rle127, which
 * reads the user's images.
 */
#ifndef RLE127_FILE_PAGES_H
#define RLE127_FILE_PAGES_H

#include "../experiments/experiment.h"
#include "../kernels/page_set.h"

#define RLE127_FILE_PAGES_MAX 3

struct rle127_file_page {
    char name[RLE127_WORK_PATH_BYTES]; /* "text"; of the user's: the path below the directory */
    char pbm_path[RLE127_WORK_PATH_BYTES];
    char tiff_path[RLE127_WORK_PATH_BYTES]; /* "" where this program has no libtiff */
    double pbm_bytes;
    struct rle127_page_set pixels; /* one page; its rows have no gaps, 1 is black */
};

struct rle127_file_pages {
    struct rle127_file_page all[RLE127_FILE_PAGES_MAX];
    size_t n;
    bool are_drawn;
};

/* Writes them; what has to be known about the choice becomes notes of the section. `command` is the
 * path of rle127. False: said, or interrupted; to be freed in any case. */
bool rle127_make_file_pages(struct rle127_file_pages *pages,
                            const struct rle127_experiment *experiment, const char *command,
                            struct rle127_section *section);

void rle127_free_file_pages(struct rle127_file_pages *pages);

static inline const struct rle127_bitmap *
rle127_file_page_bitmap(const struct rle127_file_page *page)
{
    return &page->pixels.pages[0].bitmap;
}

#endif
