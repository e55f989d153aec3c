/*
 * Rows and their names.
 */
#define _GNU_SOURCE /* strcasestr() */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool contains(const char *name, const char *text)
{
    return strcasestr(name, text) != NULL;
}

static bool is_chosen(const struct rle127_row *row, const struct rle127_row_choice *choice)
{
    if (!choice->n_only || row->codec == &rle127_memcpy_codec)
        return true;
    for (size_t i = 0; i < choice->n_only; i++)
        if (contains(row->name, choice->only[i]))
            return true;
    return false;
}

static bool add_row(struct rle127_rows *rows, const struct rle127_row *row,
                    const struct rle127_row_choice *choice)
{
    if (!is_chosen(row, choice))
        return true;
    struct rle127_row *const all = realloc(rows->rows, (rows->n_rows + 1) * sizeof *all);
    if (!all)
        return false;
    rows->rows = all;
    all[rows->n_rows] = *row;
    all[rows->n_rows].state = row->codec->open(&row->options);
    if (!all[rows->n_rows].state)
        return false;
    rows->n_rows++;
    return true;
}

static bool add_plain_row(struct rle127_rows *rows, const struct rle127_codec *codec,
                          const struct rle127_row_choice *choice)
{
    struct rle127_row row = {.codec = codec, .options = {.threads = 1}};
    snprintf(row.name, sizeof row.name, "%s", codec->name);
    return add_row(rows, &row, choice);
}

static bool add_level_row(struct rle127_rows *rows, const struct rle127_codec *codec,
                          const char *level, unsigned threads,
                          const struct rle127_row_choice *choice)
{
    struct rle127_row row = {.codec = codec, .options = {.threads = threads, .level = level}};
    const int n = snprintf(row.name, sizeof row.name, "%s %s", codec->name, level);
    if (threads > 1)
        snprintf(row.name + n, sizeof row.name - (size_t)n, " -T%u", threads);
    return add_row(rows, &row, choice);
}

static unsigned next_threads(unsigned threads, unsigned most)
{
    return threads < most && 2 * threads > most ? most : 2 * threads;
}

static bool add_levels(struct rle127_rows *rows, const struct rle127_codec *codec,
                       const struct rle127_row_choice *choice)
{
    const char *const *const levels = rle127_levels();
    const unsigned most =
        choice->threads < RLE127_ROW_THREADS_MAX ? choice->threads : RLE127_ROW_THREADS_MAX;
    for (size_t i = 0; levels[i]; i++) {
        if (choice->level && strcmp(choice->level, levels[i]) != 0)
            continue;
        for (unsigned n = 1; n <= most; n = next_threads(n, most))
            if (!add_level_row(rows, codec, levels[i], n, choice))
                return false;
    }
    return true;
}

bool rle127_make_rows(struct rle127_rows *rows, const struct rle127_row_choice *choice)
{
    *rows = (struct rle127_rows){0};
    for (size_t i = 0; rle127_codecs[i]; i++) {
        const struct rle127_codec *const codec = rle127_codecs[i];
        if (codec->has_options ? add_levels(rows, codec, choice)
                               : add_plain_row(rows, codec, choice))
            continue;
        rle127_free_rows(rows);
        return false;
    }
    return true;
}

void rle127_free_rows(struct rle127_rows *rows)
{
    for (size_t i = 0; i < rows->n_rows; i++)
        rows->rows[i].codec->close(rows->rows[i].state);
    free(rows->rows);
    *rows = (struct rle127_rows){0};
}

bool rle127_has_row(const struct rle127_rows *rows, const char *text)
{
    for (size_t i = 0; i < rows->n_rows; i++)
        if (contains(rows->rows[i].name, text))
            return true;
    return false;
}
