/*
 * --progress: when and where a run tells how far it has come; standard error alone.
 *
 * auto    On a terminal, a line that is redrawn in its place up to 10 times a second. Elsewhere
 * (and on terminals that can do nothing, TERM=dumb) a plain line after 10 seconds and then at
 *         growing intervals of up to a minute: a log shows that the run lives and is not flooded.
 * always  On a terminal the same. Elsewhere a plain line each second: whoever asks for progress in
 *         a pipe reads it by a program, for which a line is easier than a redrawn one.
 * never   Nothing.
 */
#ifndef RLE127_PROGRESS_H
#define RLE127_PROGRESS_H

#include "progress_text.h"

enum rle127_progress_mode { RLE127_PROGRESS_AUTO, RLE127_PROGRESS_ALWAYS, RLE127_PROGRESS_NEVER };

struct rle127_progress {
    enum { RLE127_PROGRESS_NOTHING, RLE127_PROGRESS_BAR, RLE127_PROGRESS_LINES } kind;
    double start, next, interval, interval_max; /* seconds */
};

/* With -q: RLE127_PROGRESS_NEVER. */
void rle127_progress_open(struct rle127_progress *progress, enum rle127_progress_mode mode);

/* Tells it if it is time to. Cheap: to be called for each file, and now and then while none ends.
 */
void rle127_progress_show(struct rle127_progress *progress,
                          const struct rle127_progress_state *state);

/* Takes the line away. More may be said after it. */
void rle127_progress_close(struct rle127_progress *progress);

#endif
