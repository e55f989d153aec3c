/*
 * Bytes, pixels of PBM files, pixels of TIFF files.
 */
#include "peer_check.h"

#include <string.h>

#include "../../src/cli/messages.h"
#include "../kernels/packed.h"
#include "tiff_page.h"

/* Loaded pages have no gaps between rows, and zeros behind the last pixel. */
static bool has_same_pixels(const char *path, const struct rle127_bitmap *page)
{
    char *paths[] = {(char *)path}; /* nobody writes to it */
    struct rle127_page_set set;
    if (!rle127_load_pages(&set, paths, 1))
        return false;
    const struct rle127_bitmap *const loaded = &set.pages[0].bitmap;
    const bool is_same = loaded->width == page->width && loaded->height == page->height &&
                         memcmp(loaded->bits, page->bits, rle127_packed_bytes(page)) == 0;
    rle127_free_pages(&set);
    return is_same;
}

bool rle127_is_right_page(const char *path, const struct rle127_file_page *page,
                          const struct rle127_peer *peer, const char *name)
{
    const bool is_right = peer->keeps_bytes ? rle127_are_same_files(path, page->pbm_path)
                          : peer->form == RLE127_FORM_TIFF
                              ? rle127_is_tiff_page(path, rle127_file_page_bitmap(page))
                              : has_same_pixels(path, rle127_file_page_bitmap(page));
    if (!is_right)
        rle127_say(name, "does not give the image back as it was");
    return is_right;
}
