/*
 * The experiments by the names of their sub-commands, and `all`, which is every one in turn.
 */
#ifndef RLE127_EXPERIMENT_LIST_H
#define RLE127_EXPERIMENT_LIST_H

#include "experiment.h"

/* Options that not every sub-command has a use for. */
enum {
    RLE127_TAKES_SET = 1,     /* --dir, --images: the set of images */
    RLE127_TAKES_DRAWING = 2, /* --size, --kind */
    RLE127_TAKES_WORKERS = 4, /* --workers */
    RLE127_TAKES_RLE127 = 8,  /* --rle127 */
    RLE127_TAKES_PYTHON = 16  /* --python */
};

struct rle127_experiment_entry {
    const char *name;
    const char *summary;     /* a few words, for the list of sub-commands */
    const char *description; /* sentences, in lines of 90 columns at the most */
    const char *measured;    /* what is measured as long as the options say, each for itself */
    unsigned takes;
    rle127_experiment_function *run;
};

/* What a sub-command runs. */
struct rle127_experiment_choice {
    const char *name;
    const struct rle127_experiment_entry *entries;
    size_t n_entries;
    unsigned takes; /* what any of them takes */
};

/* The experiments in their order, behind the last of which stands a name that is NULL. */
extern const struct rle127_experiment_entry rle127_experiments[];

/* False where no sub-command has this name. */
bool rle127_choose_experiments(const char *name, struct rle127_experiment_choice *choice);

#endif
