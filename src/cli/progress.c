/*
 * Progress on a terminal or in a log. The line itself is kept by messages.c, which puts what is
 * said above it.
 */
#include "progress.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../batch/clock.h"
#include "messages.h"

#define BAR_SECONDS       0.1
#define ALWAYS_SECONDS    1.0
#define LOG_SECONDS_FIRST 10.0
#define LOG_SECONDS_MAX   60.0

#define COLUMNS_DEFAULT 80
#define COLUMNS_MAX     10000

/* A terminal whose cursor can go back. */
static bool can_redraw(void)
{
    const char *const type = getenv("TERM");
    return isatty(STDERR_FILENO) && type && type[0] && strcmp(type, "dumb") != 0;
}

void rle127_progress_open(struct rle127_progress *progress, enum rle127_progress_mode mode)
{
    *progress = (struct rle127_progress){.start = rle127_read_clock()};
    if (mode == RLE127_PROGRESS_NEVER)
        return;
    const bool is_bar = can_redraw();
    progress->kind = is_bar ? RLE127_PROGRESS_BAR : RLE127_PROGRESS_LINES;
    progress->interval = is_bar                           ? BAR_SECONDS
                         : mode == RLE127_PROGRESS_ALWAYS ? ALWAYS_SECONDS
                                                          : LOG_SECONDS_FIRST;
    progress->interval_max =
        progress->interval < LOG_SECONDS_FIRST ? progress->interval : LOG_SECONDS_MAX;
    progress->next = progress->start + progress->interval;
}

/* Asked each time, as the window may have another size by now. */
static unsigned measure_terminal(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    const char *const text = getenv("COLUMNS");
    const unsigned long columns = text ? strtoul(text, NULL, 10) : 0;
    return columns && columns <= COLUMNS_MAX ? (unsigned)columns : COLUMNS_DEFAULT;
}

/* Whether another program has the terminal, and somebody works with it. */
static bool is_in_background(void)
{
    const pid_t group = tcgetpgrp(STDERR_FILENO);
    return group > 0 && group != getpgrp();
}

static void draw_bar(const struct rle127_progress_state *state, double seconds)
{
    char text[RLE127_PROGRESS_BYTES];
    if (is_in_background())
        return;
    rle127_format_progress_bar(state, seconds, measure_terminal(), text);
    rle127_show_last_line(text);
}

static void say_line(const struct rle127_progress_state *state, double seconds)
{
    char text[RLE127_PROGRESS_BYTES];
    rle127_format_progress_line(state, seconds, text);
    rle127_say(NULL, "%s", text);
}

void rle127_progress_show(struct rle127_progress *progress,
                          const struct rle127_progress_state *state)
{
    if (progress->kind == RLE127_PROGRESS_NOTHING)
        return;
    const double now = rle127_read_clock();
    if (now < progress->next)
        return;
    if (progress->kind == RLE127_PROGRESS_BAR)
        draw_bar(state, now - progress->start);
    else
        say_line(state, now - progress->start);
    progress->interval *= 2;
    if (progress->interval > progress->interval_max)
        progress->interval = progress->interval_max;
    progress->next = now + progress->interval;
}

void rle127_progress_close(struct rle127_progress *progress)
{
    if (progress->kind == RLE127_PROGRESS_BAR)
        rle127_show_last_line("");
    progress->kind = RLE127_PROGRESS_NOTHING;
}
