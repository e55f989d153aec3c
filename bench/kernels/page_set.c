/*
 * Pages from files, by the readers of the command, and from the samples' drawing board.
 */
#include "page_set.h"

#include <stdlib.h>
#include <string.h>

#include "../../samples/sample_list.h"
#include "../../src/batch/decoding.h"
#include "../../src/batch/input.h"
#include "../../src/cli/messages.h"
#include "../../src/image/image.h"

/* The samples that are large enough to be measured. */
static const char *const drawn_pages[] = {"page.pbm", "plan.pbm", "halftone.pbm"};
#define N_DRAWN_PAGES (sizeof drawn_pages / sizeof drawn_pages[0])

/* Of a file, at a time. */
#define BUFFER_BYTES 262144

/* In the page sample, pixels: where the text stands. */
#define TEXT_LEFT   304
#define TEXT_TOP    800
#define TEXT_RIGHT  2176
#define TEXT_BOTTOM 3200

static bool refuse(const char *name, const char *reason)
{
    rle127_say(name, "%s", reason);
    return false;
}

static bool make_set(struct rle127_page_set *set, size_t n_pages)
{
    *set =
        (struct rle127_page_set){.pages = calloc(n_pages, sizeof *set->pages), .n_pages = n_pages};
    return set->pages || refuse(NULL, "out of memory");
}

static bool make_page(struct rle127_named_page *page, const char *name, uint32_t width,
                      uint32_t height)
{
    page->name = name;
    page->bitmap = (struct rle127_bitmap){.width = width,
                                          .height = height,
                                          .stride_bytes = (ptrdiff_t)rle127_row_bytes(width),
                                          .one_is_black = true};
    page->bitmap.bits = malloc(rle127_row_bytes(width) * height);
    return page->bitmap.bits || refuse(name, "out of memory");
}

/* Files may have any bits behind the last pixel of a row. */
static void copy_row(const struct rle127_bitmap *from, uint32_t from_row,
                     const struct rle127_bitmap *to, uint32_t to_row)
{
    const size_t row_bytes = rle127_row_bytes(to->width);
    const uint8_t *const src = from->bits + (ptrdiff_t)from_row * from->stride_bytes;
    uint8_t *const dst = to->bits + (ptrdiff_t)to_row * to->stride_bytes;
    const uint8_t flip = from->one_is_black == to->one_is_black ? 0 : 0xFF;
    for (size_t i = 0; i < row_bytes; i++)
        dst[i] = src[i] ^ flip;
    dst[row_bytes - 1] &= (uint8_t)(0xFF << (8 * row_bytes - to->width));
}

/* Returns NULL, or the reason why not. */
static const char *read_rows(struct rle127_image *image, const struct rle127_bitmap *bitmap)
{
    struct rle127_bitmap band;
    for (uint32_t y = 0; y < bitmap->height; y += band.height) {
        const char *const reason = rle127_image_next_band(image, &band);
        if (reason)
            return reason;
        for (uint32_t i = 0; i < band.height; i++)
            copy_row(&band, i, bitmap, y + i);
    }
    return NULL;
}

static bool read_page(struct rle127_named_page *page, const char *name, struct rle127_image *image)
{
    if (!make_page(page, name, image->width, image->height))
        return false;
    const char *const reason = read_rows(image, &page->bitmap);
    return !reason || refuse(name, reason);
}

static const char *skip_directories(const char *path)
{
    const char *const slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Without directories, unless the name alone would be another page's too. */
static const char *choose_name(char *const *paths, size_t n_paths, size_t chosen)
{
    const char *const name = skip_directories(paths[chosen]);
    for (size_t i = 0; i < n_paths; i++)
        if (i != chosen && strcmp(skip_directories(paths[i]), name) == 0)
            return paths[chosen];
    return name;
}

static bool load_page(struct rle127_named_page *page, const char *path, const char *name)
{
    static const struct rle127_binarize binarize = {.method = RLE127_BINARIZE_NONE};
    const char *const file = strcmp(path, "-") == 0 ? NULL : path;
    struct rle127_input input;
    struct rle127_outcome outcome;
    struct rle127_decoding decoding;
    struct rle127_image image;
    if (!rle127_input_open(&input, AT_FDCWD, file, true, BUFFER_BYTES, &outcome))
        return refuse(path, outcome.reason);
    rle127_decoding_open(&decoding, NULL);
    const char *const reason =
        rle127_image_open(&image, &input.source, &binarize, &decoding.decoder);
    const bool is_read = reason ? refuse(path, reason)
                                : read_page(page, file ? name : rle127_input_name(NULL), &image);
    if (!reason)
        rle127_image_close(&image);
    rle127_decoding_close(&decoding);
    rle127_input_close(&input);
    return is_read;
}

bool rle127_load_pages(struct rle127_page_set *set, char *const *paths, size_t n_paths)
{
    if (!make_set(set, n_paths))
        return false;
    for (size_t i = 0; i < n_paths; i++) {
        if (!load_page(&set->pages[i], paths[i], choose_name(paths, n_paths, i))) {
            rle127_free_pages(set);
            return false;
        }
    }
    return true;
}

static bool draw_canvas(struct rle127_canvas *canvas, const struct rle127_sample *sample)
{
    if (!rle127_canvas_create(canvas, sample->width, sample->height))
        return refuse(sample->name, "out of memory");
    sample->draw(canvas);
    return true;
}

/* The canvas as a bitmap, which has the same layout. */
static struct rle127_bitmap view_canvas(const struct rle127_canvas *canvas)
{
    return (struct rle127_bitmap){.width = (uint32_t)canvas->width,
                                  .height = (uint32_t)canvas->height,
                                  .stride_bytes = (ptrdiff_t)canvas->stride_bytes,
                                  .bits = canvas->bits,
                                  .one_is_black = true};
}

static bool draw_page(struct rle127_named_page *page, const char *name)
{
    struct rle127_canvas canvas;
    const struct rle127_sample *const sample = rle127_find_sample(name);
    if (!draw_canvas(&canvas, sample))
        return false;
    page->name = sample->name;
    page->bitmap = view_canvas(&canvas);
    return true;
}

bool rle127_draw_pages(struct rle127_page_set *set)
{
    if (!make_set(set, N_DRAWN_PAGES))
        return false;
    for (size_t i = 0; i < N_DRAWN_PAGES; i++) {
        if (!draw_page(&set->pages[i], drawn_pages[i])) {
            rle127_free_pages(set);
            return false;
        }
    }
    return true;
}

/* x is a multiple of 8. */
static bool cut_window(struct rle127_named_page *window, const struct rle127_bitmap *from,
                       uint32_t x, uint32_t y, uint32_t width, uint32_t height)
{
    struct rle127_bitmap part = *from;
    part.bits += x / 8;
    if (!make_page(window, "text", width, height))
        return false;
    for (uint32_t i = 0; i < height; i++)
        copy_row(&part, y + i, &window->bitmap, i);
    return true;
}

bool rle127_draw_windows(struct rle127_page_set *set, uint32_t width, uint32_t height)
{
    const uint32_t n_across = (TEXT_RIGHT - TEXT_LEFT) / width;
    const uint32_t n_down = (TEXT_BOTTOM - TEXT_TOP) / height;
    struct rle127_canvas canvas;
    if (!make_set(set, (size_t)n_across * n_down))
        return false;
    bool is_drawn = draw_canvas(&canvas, rle127_find_sample("page.pbm"));
    const struct rle127_bitmap page = view_canvas(&canvas);
    for (uint32_t i = 0; is_drawn && i < set->n_pages; i++)
        is_drawn = cut_window(&set->pages[i], &page, TEXT_LEFT + i % n_across * width,
                              TEXT_TOP + i / n_across * height, width, height);
    rle127_canvas_free(&canvas);
    if (!is_drawn)
        rle127_free_pages(set);
    return is_drawn;
}

void rle127_free_pages(struct rle127_page_set *set)
{
    for (size_t i = 0; i < set->n_pages; i++)
        free(set->pages[i].bitmap.bits);
    free(set->pages);
    *set = (struct rle127_page_set){0};
}
