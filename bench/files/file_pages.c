/*
 * Pages are drawn by the image set, or made from the user's images by the command itself.
 */
#include "file_pages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../src/cli/messages.h"
#include "../measure/child.h"
#include "tiff_page.h"

/* Of the user's images: commands that are slow would take minutes for a page. */
#define PBM_BYTES_MAX 67108864.0

static const enum rle127_drawn_kind drawn_kinds[RLE127_FILE_PAGES_MAX] = {
    RLE127_DRAWN_TEXT, RLE127_DRAWN_PLAN, RLE127_DRAWN_DITHER};

struct found_image {
    const char *path;
    double n_bytes;
};

static bool refuse(const char *path, const char *reason)
{
    rle127_say(path, "%s", reason);
    return false;
}

static bool measure_file(const char *path, double *n_bytes)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return refuse(path, strerror(errno));
    *n_bytes = (double)status.st_size;
    return true;
}

/* From the PBM file on. */
static bool finish_page(struct rle127_file_page *page, const struct rle127_workspace *workspace,
                        size_t number)
{
    char *paths[] = {page->pbm_path};
    if (!measure_file(page->pbm_path, &page->pbm_bytes) ||
        !rle127_load_pages(&page->pixels, paths, 1))
        return false;
    if (!rle127_has_tiff_pages())
        return true;
    rle127_workspace_path(workspace, page->tiff_path, "files/image-%zu.tif", number);
    return rle127_write_tiff_page(page->tiff_path, rle127_file_page_bitmap(page));
}

static bool draw_page(struct rle127_file_page *page, const struct rle127_experiment *experiment,
                      size_t number)
{
    struct rle127_drawing drawing = experiment->options->drawing;
    struct rle127_image_set set;
    drawing.kind = drawn_kinds[number];
    drawing.n_images = 1;
    const char *const kind = rle127_drawn_kind_name(drawing.kind);
    char directory[32];
    snprintf(directory, sizeof directory, "files/drawn-%zu", number);
    if (!rle127_draw_images(&set, experiment->workspace, directory, &drawing))
        return false;
    snprintf(page->name, sizeof page->name, "%s", kind);
    snprintf(page->pbm_path, sizeof page->pbm_path, "%s", set.paths[0]);
    rle127_free_images(&set);
    return finish_page(page, experiment->workspace, number);
}

static bool draw_pages(struct rle127_file_pages *pages, const struct rle127_experiment *experiment)
{
    pages->are_drawn = true;
    for (size_t i = 0; i < RLE127_FILE_PAGES_MAX; i++) {
        if (!draw_page(&pages->all[i], experiment, i))
            return false;
        pages->n++;
    }
    return true;
}

static bool run_command(char *const *argv)
{
    const struct rle127_program_call call = {.argv = argv};
    struct rle127_sample sample;
    return rle127_sample_program(&call, &sample);
}

/* It is proved that nothing of the image is lost, which all else is compared with from then on. */
static bool convert_image(struct rle127_file_page *page, const char *path,
                          const struct rle127_workspace *workspace, const char *command,
                          size_t number)
{
    char rle[RLE127_WORK_PATH_BYTES];
    rle127_workspace_path(workspace, rle, "files/image.rle");
    rle127_workspace_path(workspace, page->pbm_path, "files/image-%zu.pbm", number);
    const char *const there[] = {command, "compress", "-q", "-f", "--verify",
                                 "-o",    rle,        "--", path, NULL};
    const char *const back[] = {command, "decompress",   "-q", "-f", "--to=pbm",
                                "-o",    page->pbm_path, rle,  NULL};
    /* Nobody writes to these words. */
    const bool is_converted = run_command((char *const *)there) && run_command((char *const *)back);
    remove(rle);
    return is_converted && measure_file(page->pbm_path, &page->pbm_bytes);
}

/* Large ones first; of one size in the order of names. */
static int compare_images(const void *a, const void *b)
{
    const struct found_image *const x = a, *const y = b;
    if (x->n_bytes != y->n_bytes)
        return x->n_bytes < y->n_bytes ? 1 : -1;
    return strcmp(x->path, y->path);
}

static struct found_image *sort_images(const struct rle127_image_set *set)
{
    struct found_image *const images = calloc(set->n_images + 1, sizeof *images);
    if (!images)
        rle127_say(NULL, "out of memory");
    for (size_t i = 0; images && i < set->n_images; i++) {
        images[i].path = set->paths[i];
        if (!measure_file(images[i].path, &images[i].n_bytes)) {
            free(images);
            return NULL;
        }
    }
    if (images)
        qsort(images, set->n_images, sizeof *images, compare_images);
    return images;
}

static const char *skip_directory(const char *path, const char *directory)
{
    const size_t length = strlen(directory);
    if (strncmp(path, directory, length) != 0)
        return path;
    return path + length + strspn(path + length, "/");
}

/* A page that is too large for other commands is left out, with a note. */
static bool take_image(struct rle127_file_pages *pages, const char *path,
                       const struct rle127_experiment *experiment, const char *command,
                       struct rle127_section *section)
{
    struct rle127_file_page *const page = &pages->all[pages->n];
    const char *const name = skip_directory(path, experiment->options->directory);
    if (!convert_image(page, path, experiment->workspace, command, pages->n))
        return false;
    if (page->pbm_bytes > PBM_BYTES_MAX) {
        rle127_section_note(section, "%s is left out: it has more than %.0f MB as PBM.", name,
                            PBM_BYTES_MAX / 1e6);
        return true;
    }
    snprintf(page->name, sizeof page->name, "%s", name);
    if (!finish_page(page, experiment->workspace, pages->n))
        return false;
    pages->n++;
    return true;
}

static bool take_images(struct rle127_file_pages *pages, const struct rle127_experiment *experiment,
                        const char *command, struct rle127_section *section)
{
    const struct rle127_image_set *const set = experiment->images;
    struct found_image *const images = sort_images(set);
    bool is_done = images != NULL;
    for (size_t i = 0; is_done && i < set->n_images && pages->n < RLE127_FILE_PAGES_MAX; i++)
        is_done = take_image(pages, images[i].path, experiment, command, section);
    free(images);
    if (is_done && pages->n < set->n_images)
        rle127_section_note(section, "Of %zu images, the largest files were taken: %zu.",
                            set->n_images, pages->n);
    if (is_done)
        rle127_section_note(section,
                            "rle127 made PBM files of the images first; those that have more than "
                            "1 bit a pixel were dithered by that.");
    return is_done;
}

bool rle127_make_file_pages(struct rle127_file_pages *pages,
                            const struct rle127_experiment *experiment, const char *command,
                            struct rle127_section *section)
{
    memset(pages, 0, sizeof *pages);
    return experiment->images->is_drawn ? draw_pages(pages, experiment)
                                        : take_images(pages, experiment, command, section);
}

void rle127_free_file_pages(struct rle127_file_pages *pages)
{
    for (size_t i = 0; i < pages->n; i++)
        rle127_free_pages(&pages->all[i].pixels);
    pages->n = 0;
}
