/*
 * Progress as text. It is made of pieces, and a line takes the most important ones that fit. A
 * piece keeps its width until a count of files gets another digit.
 */
#include "progress_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PIECE_BYTES 64
#define GAP_COLUMNS 2

#define BAR_COLUMNS_MIN 12
#define BAR_COLUMNS_MAX 42

/* In the order in which they stand in the line. */
enum piece { FILES, BAR, PERCENT, PIXELS, BYTES, RATE, LEFT, FAILED, N_PIECES };

/* The most important ones first. */
static const enum piece ranks[] = {FILES, FAILED, PERCENT, LEFT, RATE, BYTES, BAR, PIXELS};

struct pieces {
    char text[N_PIECES][PIECE_BYTES]; /* "": is not there */
};

/* The share that is done, 0 to 1; negative where nobody knows. */
static double measure_share(const struct rle127_progress_state *state)
{
    const bool by_bytes = state->bytes_known > 0;
    const uint64_t done = by_bytes ? state->bytes_done : state->files_done;
    const uint64_t known = by_bytes ? state->bytes_known : state->files_known;
    if (!state->all_known || !known)
        return -1;
    return done < known ? (double)done / (double)known : 1;
}

static double divide(double amount, double seconds)
{
    return seconds > 1e-6 ? amount / seconds : 0;
}

/* What is left, by the speed up to now; negative where nobody knows. Files that were only skipped
 * say nothing about the speed if sizes are known. */
static double estimate_seconds(const struct rle127_progress_state *state, double seconds)
{
    const double share = measure_share(state);
    const bool by_bytes = state->bytes_known > 0;
    const double speed = divide((double)(by_bytes ? state->bytes_in : state->files_done), seconds);
    const double known = (double)(by_bytes ? state->bytes_known : state->files_known);
    if (share >= 1)
        return 0;
    return share >= 0 && speed > 0 ? (1 - share) * known / speed : -1;
}

/* "4.94 MB", " 512 B ": three digits, a prefix, a unit. */
static void format_quantity(double n, const char *unit, char *text)
{
    static const char prefixes[] = "kMGTPE";
    int power = 0;
    char number[16];
    for (; n >= 999.5 && power < 6; power++)
        n /= 1000;
    snprintf(number, sizeof number, "%.*f", !power || n >= 99.95 ? 0 : n >= 9.995 ? 1 : 2, n);
    if (power)
        snprintf(text, PIECE_BYTES, "%4s %c%s", number, prefixes[power - 1], unit);
    else
        snprintf(text, PIECE_BYTES, "%4s %s ", number, unit);
}

/* Seven columns: "   0:12", "1:02:03", "   12 h". */
static void format_time(double seconds, char *text)
{
    if (seconds >= 1e7) {
        strcpy(text, " > 99 d");
        return;
    }
    const unsigned long s = (unsigned long)(seconds + 0.5);
    if (s < 3600)
        snprintf(text, PIECE_BYTES, "%4lu:%02lu", s / 60, s % 60);
    else if (s < 36000)
        snprintf(text, PIECE_BYTES, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(text, PIECE_BYTES, "%5lu h", s / 3600);
}

static void format_files(const struct rle127_progress_state *state, char *text)
{
    char known[24];
    const int width = snprintf(known, sizeof known, "%" PRIu64, state->files_known);
    snprintf(text, PIECE_BYTES,
             state->all_known ? "%*" PRIu64 "/%s files " : "%*" PRIu64 "/%s+ files", width,
             state->files_done, known);
}

/* Never 100 before the end. */
static void format_percent(double share, char *text)
{
    snprintf(text, PIECE_BYTES, "%3u %%", (unsigned)(share * 100));
}

static void format_bytes(const struct rle127_progress_state *state, char *text)
{
    char in[PIECE_BYTES], out[PIECE_BYTES];
    format_quantity((double)state->bytes_in, "B", in);
    format_quantity((double)state->bytes_out, "B", out);
    snprintf(text, PIECE_BYTES, "%.16s -> %.16s", in, out);
}

static void format_left(double seconds, char *text)
{
    char time[PIECE_BYTES] = "   -:--";
    if (seconds >= 0)
        format_time(seconds, time);
    snprintf(text, PIECE_BYTES, "%.16s left", time);
}

static void make_pieces(struct pieces *pieces, const struct rle127_progress_state *state,
                        double seconds)
{
    const double share = measure_share(state);
    memset(pieces, 0, sizeof *pieces);
    format_files(state, pieces->text[FILES]);
    format_quantity((double)state->pixels, "px", pieces->text[PIXELS]);
    format_bytes(state, pieces->text[BYTES]);
    format_quantity(divide((double)state->bytes_in, seconds), "B/s", pieces->text[RATE]);
    if (share >= 0) {
        format_percent(share, pieces->text[PERCENT]);
        format_left(estimate_seconds(state, seconds), pieces->text[LEFT]);
    }
    if (state->n_failed)
        snprintf(pieces->text[FAILED], PIECE_BYTES, "%" PRIu64 " failed", state->n_failed);
}

/* "[====>   ]" */
static void format_bar(double share, size_t columns, char *text)
{
    const size_t room = columns - 2;
    const size_t filled = (size_t)(share * (double)room);
    memset(text, ' ', columns);
    memset(text + 1, '=', filled);
    if (filled < room)
        text[1 + filled] = '>';
    text[0] = '[';
    text[columns - 1] = ']';
    text[columns] = '\0';
}

/* Takes away what does not fit; returns how many columns are left free. */
static size_t fit_pieces(struct pieces *pieces, size_t columns)
{
    size_t used = 0;
    for (size_t i = 0; i < N_PIECES; i++) {
        char *const text = pieces->text[ranks[i]];
        const size_t length = strlen(text) + (used ? GAP_COLUMNS : 0);
        if (!text[0])
            continue;
        if (used && used + length > columns)
            text[0] = '\0';
        else
            used += length;
    }
    return used < columns ? columns - used : 0;
}

/* Puts the pieces that are there side by side, cut at so many columns. */
static void join_pieces(const struct pieces *pieces, const char *gap, size_t columns, char *text)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < N_PIECES; i++)
        if (pieces->text[i][0])
            length += (size_t)snprintf(text + length, RLE127_PROGRESS_BYTES - length, "%s%s",
                                       length ? gap : "", pieces->text[i]);
    if (length > columns)
        text[columns] = '\0';
}

void rle127_format_progress_bar(const struct rle127_progress_state *state, double seconds,
                                unsigned columns, char *text)
{
    const double share = measure_share(state);
    const size_t room = columns ? columns - 1 : 0;
    struct pieces pieces;
    make_pieces(&pieces, state, seconds);
    if (share >= 0)
        format_bar(share, BAR_COLUMNS_MIN, pieces.text[BAR]);
    size_t wider = fit_pieces(&pieces, room);
    if (wider > BAR_COLUMNS_MAX - BAR_COLUMNS_MIN)
        wider = BAR_COLUMNS_MAX - BAR_COLUMNS_MIN;
    if (pieces.text[BAR][0])
        format_bar(share, BAR_COLUMNS_MIN + wider, pieces.text[BAR]);
    join_pieces(&pieces, "  ", room, text);
}

/* Takes away the spaces that only keep columns. */
static void squeeze_spaces(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from != ' ' || (to > text && from[1] != ' ' && from[1] != '\0'))
            *to++ = *from;
    *to = '\0';
}

void rle127_format_progress_line(const struct rle127_progress_state *state, double seconds,
                                 char *text)
{
    struct pieces pieces;
    make_pieces(&pieces, state, seconds);
    for (size_t i = 0; i < N_PIECES; i++)
        squeeze_spaces(pieces.text[i]);
    join_pieces(&pieces, ", ", RLE127_PROGRESS_BYTES, text);
}
