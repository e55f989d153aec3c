/*
 * Pages by dice.
 */
#define _POSIX_C_SOURCE 200809L
#include "bench_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../samples/dice.h"
#include "scratch.h"
#include "tests.h"

/* Runs of a few pixels, and white rows. */
static void fill_rows(uint8_t *bits, size_t row_bytes, unsigned height, uint32_t *dice)
{
    for (unsigned row = 0; row < height; row++)
        for (size_t i = 0; i < row_bytes; i++)
            bits[row * row_bytes + i] = row % 3 ? (uint8_t)(roll_dice(dice, 4) * 85) : 0;
}

void bench_pages_write(const char *path, unsigned width, unsigned height)
{
    const size_t row_bytes = (width + 7) / 8, n_bits = row_bytes * height;
    uint8_t *const bytes = malloc(n_bits + 32);
    uint32_t dice = DICE_SEED + width;
    const int n_head = sprintf((char *)bytes, "P4\n%u %u\n", width, height);
    fill_rows(bytes + n_head, row_bytes, height, &dice);
    for (unsigned row = 0; row < height && width % 8; row++)
        bytes[(size_t)n_head + (row + 1) * row_bytes - 1] &= (uint8_t)(0xFF << (8 - width % 8));
    scratch_write(path, bytes, (size_t)n_head + n_bits);
    free(bytes);
}

void bench_pages_open(struct bench_pages *pages, size_t n_pages)
{
    static char directory[] = "in";
    *pages = (struct bench_pages){.set = {.directory = directory}};
    scratch_make_directory("in");
    pages->set.paths = calloc(n_pages, sizeof *pages->set.paths);
    assert_true(rle127_workspace_create(&pages->workspace, scratch_path()));
}

void bench_pages_add(struct bench_pages *pages, unsigned width, unsigned height)
{
    char path[32];
    snprintf(path, sizeof path, "in/%03zu.pbm", pages->set.n_images);
    bench_pages_write(path, width, height);
    pages->set.paths[pages->set.n_images++] = strdup(path);
    pages->set.packed_bytes += (width + 7) / 8 * (double)height;
}

void bench_pages_make_inputs(struct bench_pages *pages)
{
    assert_true(rle127_make_io_inputs(&pages->inputs, &pages->workspace, &pages->set));
}

void bench_pages_close(struct bench_pages *pages)
{
    rle127_free_io_inputs(&pages->inputs);
    rle127_workspace_remove(&pages->workspace);
    for (size_t i = 0; i < pages->set.n_images; i++)
        free(pages->set.paths[i]);
    free(pages->set.paths);
}
