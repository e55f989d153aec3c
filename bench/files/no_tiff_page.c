/*
 * Instead of tiff_page.c where libtiff is missing.
 */
#include "tiff_page.h"

#include "../../src/cli/messages.h"

bool rle127_has_tiff_pages(void)
{
    return false;
}

bool rle127_write_tiff_page(const char *path, const struct rle127_bitmap *page)
{
    (void)page;
    rle127_say(path, "this program was built without libtiff");
    return false;
}

bool rle127_is_tiff_page(const char *path, const struct rle127_bitmap *page)
{
    (void)path, (void)page;
    return false;
}
