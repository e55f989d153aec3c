/*
 * The experiments, those of the book's questions first.
 */
#include "experiment_list.h"

#include <string.h>

#define ALL     "all"
#define THE_SET (RLE127_TAKES_SET | RLE127_TAKES_DRAWING)

const struct rle127_experiment_entry rle127_experiments[] = {
    {"matrix", "which pool for files, which for rows",
     "Compresses and decompresses a set of images with each pool for files (process, thread,\n"
     "serial) and each pool for the rows of an image, and compares every output with that of\n"
     "the serial run.\n",
     "each pair of pools, in both directions, with each number of workers",
     THE_SET | RLE127_TAKES_WORKERS, rle127_measure_matrix},
    {"single", "one image: threads or processes for its rows",
     "Codes the largest image of a set serially, with threads and with processes for its rows,\n"
     "finds from which size on each of them pays, and whether what `auto` chooses is fastest.\n",
     "each pool for rows, with each number of workers, and at each size",
     THE_SET | RLE127_TAKES_WORKERS, rle127_measure_single},
    {"io", "where the time goes: reading, coding, writing, waiting",
     "Tells for a file and for a directory which share of the time goes where, with a warm and\n"
     "(where this machine allows it) a cold cache, and sets one thread that overlaps reading\n"
     "and writing with coding beside the pools, which have the largest number of workers.\n",
     "each pool and each pipeline, with the most workers, for each direction and cache",
     THE_SET | RLE127_TAKES_WORKERS, rle127_measure_io},
    {"files", "whole commands, beside cp, lz4, zstd, tiffcp, pbmtojbg, gzip",
     "Runs rle127 compress and decompress, cp, and those of lz4, zstd, tiffcp, pbmtojbg and\n"
     "gzip that are installed, on the same files; decodes what comes out and compares it.\n",
     "each command, in both directions", THE_SET | RLE127_TAKES_RLE127, rle127_measure_files},
    {"book", "beside the book's program in Python",
     "Runs the Python program of the book's design (where python3, Pillow and bitarray are\n"
     "installed) and rle127 on the same images, with each of the four pairs of pools, which\n"
     "have the largest number of workers.\n",
     "each pair of pools, with the most workers, in both programs; Python takes seconds a run",
     THE_SET | RLE127_TAKES_WORKERS | RLE127_TAKES_PYTHON, rle127_measure_book},
    {.name = NULL},
};

static void add_entry(struct rle127_experiment_choice *choice,
                      const struct rle127_experiment_entry *entry)
{
    if (!choice->n_entries)
        choice->entries = entry;
    choice->n_entries++;
    choice->takes |= entry->takes;
}

bool rle127_choose_experiments(const char *name, struct rle127_experiment_choice *choice)
{
    const bool is_all = strcmp(name, ALL) == 0;
    *choice = (struct rle127_experiment_choice){.name = name};
    for (const struct rle127_experiment_entry *entry = rle127_experiments; entry->name; entry++)
        if (is_all || strcmp(name, entry->name) == 0)
            add_entry(choice, entry);
    return choice->n_entries > 0;
}
