/*
 * What the figures of the I/O experiment say, in words; nothing that their intervals do not.
 */
#include "io_results.h"

#include <stdio.h>

#include "../report/comparison.h"
#include "file_pipeline.h"
#include "page_cache.h"
#include "piece_coding.h"

/* Above what share of the time somebody else has had the processors. */
#define BUSY_SHARE 0.1

/* Below what share of the time a part is not worth a word in an answer. */
#define EXTRA_SHARE_MIN 0.005

/* What work can be bound by: two ways to use the processor, three things to wait for. */
enum bound { CODING, MOVING, DISK, DECODER, BLOCKED, BOUNDS };

static const int parts[BOUNDS] = {RLE127_TIME_CODING, RLE127_IO_MOVING, RLE127_TIME_DISK,
                                  RLE127_TIME_DECODER, RLE127_TIME_BLOCKED};

/* Whether a share is larger than all others but one, by their intervals. */
static bool is_most(const struct rle127_io_part all[BOUNDS], enum bound which, enum bound but)
{
    for (enum bound other = CODING; other < BOUNDS; other++)
        if (other != which && other != but && all[which].low <= all[other].high)
            return false;
    return true;
}

/* The longest of what is waited for. */
static enum bound find_wait(const struct rle127_io_part all[BOUNDS])
{
    enum bound wait = DISK;
    for (enum bound other = DECODER; other < BOUNDS; other++)
        if (all[other].mean > all[wait].mean)
            wait = other;
    return wait;
}

/* Waiting for a processor or a job does not count: it says how busy the machine was. */
static const char *name_bound(const struct rle127_io_subject *s)
{
    static const char *const waits[BOUNDS] = {
        [DISK] = "bound by the disk",
        [DECODER] = "bound by the decoder program",
        [BLOCKED] = "bound by calls for files that wait, but for no disk"};
    static const char *const halves[BOUNDS] = {
        [DISK] = "bound by the disk and the processor alike",
        [DECODER] = "bound by the decoder program and the processor alike",
        [BLOCKED] = "bound by calls for files that wait and the processor alike"};
    const struct rle127_io_part working = rle127_find_io_part(s, RLE127_IO_WORKING);
    struct rle127_io_part all[BOUNDS];
    for (enum bound i = CODING; i < BOUNDS; i++)
        all[i] = rle127_find_io_part(s, parts[i]);
    const enum bound wait = find_wait(all);
    if (all[wait].low > working.high)
        return waits[wait];
    if (is_most(all, CODING, CODING))
        return "bound by the processor, most of all by coding";
    if (is_most(all, MOVING, MOVING))
        return "bound by the processor, most of all by the system's calls for files";
    if (is_most(all, CODING, MOVING) && is_most(all, MOVING, CODING))
        return "bound by the processor, by coding and by the system's calls for files alike";
    return halves[wait];
}

/* What every answer begins with. */
#define WORK_BYTES 128
static const char *describe_work(const struct rle127_io_subject *s, char *text)
{
    snprintf(text, WORK_BYTES, "%s, %s, %s cache%s", rle127_direction_title(s->input->direction),
             rle127_io_input_name(s), rle127_io_cache_name(s), s->is_durable ? ", durable" : "");
    return text;
}

/* "", or a part that most work has not. */
#define EXTRA_BYTES 64
static const char *describe_extra(const struct rle127_io_subject *s, int part, const char *name,
                                  char *text)
{
    const double share = rle127_find_io_part(s, part).mean;
    *text = '\0';
    if (share >= EXTRA_SHARE_MIN)
        snprintf(text, EXTRA_BYTES, ", %s %.0f %%", name, 100 * share);
    return text;
}

/* The parts are in the table. */
static void answer_bound(struct rle127_section *section, const struct rle127_io_subject *s)
{
    char work[WORK_BYTES], decoder[EXTRA_BYTES], blocked[EXTRA_BYTES];
    rle127_section_answer(section,
                          "%s: %s (coding %.0f %%, calls for files %.0f %%%s, waiting for the disk "
                          "%.0f %%%s of the time).",
                          describe_work(s, work), name_bound(s),
                          100 * rle127_find_io_part(s, RLE127_TIME_CODING).mean,
                          100 * rle127_find_io_part(s, RLE127_IO_MOVING).mean,
                          describe_extra(s, RLE127_TIME_DECODER, "the decoder program", decoder),
                          100 * rle127_find_io_part(s, RLE127_TIME_DISK).mean,
                          describe_extra(s, RLE127_TIME_BLOCKED, "blocked otherwise", blocked));
}

/* One file and what pools do are in the table. */
static bool is_told(const struct rle127_io_subject *s)
{
    return s->clock && s->way == RLE127_IO_SERIAL && !s->input->is_single;
}

static const char *compare(const struct rle127_io_subject *s, const struct rle127_io_subject *other,
                           const char *name, char *text)
{
    return rle127_compare_times(&s->measurement->seconds, &other->measurement->seconds, name, text);
}

static void answer_pool(struct rle127_section *section, const struct rle127_io_contest *contest)
{
    const struct rle127_io_subject *const pool =
        rle127_find_io_subject(contest, RLE127_IO_PROCESSES, false);
    const struct rle127_io_subject *const serial =
        rle127_find_io_subject(contest, RLE127_IO_SERIAL, false);
    char work[WORK_BYTES], text[RLE127_COMPARISON_BYTES];
    rle127_section_answer(section, "%s: a pool of %u processes %s.", describe_work(pool, work),
                          pool->n_workers, compare(pool, serial, "serial", text));
}

static void answer_overlap(struct rle127_section *section, const struct rle127_io_contest *contest)
{
    const struct rle127_io_subject *const overlapped =
        rle127_find_io_subject(contest, RLE127_IO_OVERLAPPED, false);
    const struct rle127_io_subject *const in_turn =
        rle127_find_io_subject(contest, RLE127_IO_IN_TURN, false);
    const struct rle127_io_subject *const pool =
        rle127_find_io_subject(contest, RLE127_IO_PROCESSES, false);
    char work[WORK_BYTES], turn_text[RLE127_COMPARISON_BYTES], pool_text[RLE127_COMPARISON_BYTES];
    if (!overlapped || !in_turn)
        return;
    rle127_section_answer(section, "%s: one thread overlapped %s, and %s.",
                          describe_work(overlapped, work),
                          compare(overlapped, in_turn, "one thread in turn", turn_text),
                          compare(overlapped, pool, "the pool of processes", pool_text));
}

static void answer_durable(struct rle127_section *section, const struct rle127_io_contest *contest)
{
    char work[WORK_BYTES], text[RLE127_COMPARISON_BYTES];
    for (size_t i = 0; i < contest->n_subjects; i++) {
        const struct rle127_io_subject *const s = &contest->subjects[i];
        const struct rle127_io_subject *const pool =
            rle127_find_io_subject(contest, RLE127_IO_PROCESSES, s->clock != NULL);
        if (s->is_durable)
            rle127_section_answer(section, "%s: --durable=batch %s.", describe_work(pool, work),
                                  compare(s, pool, "leaving the writing to the system", text));
    }
}

static void answer_contest(struct rle127_section *section, const struct rle127_io_contest *contest)
{
    for (size_t i = 0; i < contest->n_subjects; i++)
        if (is_told(&contest->subjects[i]))
            answer_bound(section, &contest->subjects[i]);
    answer_pool(section, contest);
    answer_overlap(section, contest);
    answer_durable(section, contest);
}

void rle127_answer_io(struct rle127_section *section, const struct rle127_io_results *results)
{
    for (size_t i = 0; i < RLE127_IO_CONTESTS; i++)
        if (results->contests[i].is_measured)
            answer_contest(section, &results->contests[i]);
}

/* The most of the files that was in the cache before a run with a cold one. */
static double find_left_share(const struct rle127_io_contest *cold)
{
    double most = 0;
    for (size_t i = 0; i < cold->n_subjects; i++)
        if (cold->subjects[i].cached_share > most)
            most = cold->subjects[i].cached_share;
    return most;
}

static void note_contest_cache(struct rle127_section *section,
                               const struct rle127_io_contest *contest, const char *file_system)
{
    const char *const direction = rle127_direction_title(contest->direction);
    const double left_share = find_left_share(contest);
    if (contest->is_cold && !contest->is_measured)
        rle127_section_note(section,
                            "%s, cold cache: not measured, as the files cannot be dropped from the "
                            "page cache, or nothing tells whether they are in it (they lie on a %s "
                            "file system, or belong to someone else).",
                            direction, *file_system ? file_system : "special");
    else if (contest->is_cold && left_share > RLE127_COLD_SHARE_MAX)
        rle127_section_note(section,
                            "%s, cold cache: before some runs up to %.0f %% of the files could not "
                            "be dropped from the page cache.",
                            direction, 100 * left_share);
    else if (!contest->is_cold && contest->cached_share < 1 - RLE127_COLD_SHARE_MAX)
        rle127_section_note(section,
                            "%s, warm cache: at the end only %.0f %% of the files were in the page "
                            "cache.",
                            direction, 100 * contest->cached_share);
}

static void note_cache(struct rle127_section *section, const struct rle127_io_results *results,
                       const char *file_system)
{
    if (results->can_be_cold[RLE127_THERE] || results->can_be_cold[RLE127_BACK])
        rle127_section_note(section,
                            "Cold: the input files were dropped from the page cache before each "
                            "run; directories and inodes stay in memory, and the disk may have a "
                            "cache of its own.");
    for (size_t i = 0; i < RLE127_IO_CONTESTS; i++)
        note_contest_cache(section, &results->contests[i], file_system);
}

/* Without a pool, what is no part of its own was waited for a processor that others had. */
static void note_busy(struct rle127_section *section, const struct rle127_io_results *results)
{
    double most = 0;
    for (size_t i = 0; i < RLE127_IO_CONTESTS; i++) {
        const struct rle127_io_subject *const serial =
            rle127_find_io_subject(&results->contests[i], RLE127_IO_SERIAL, true);
        const double lost = serial ? rle127_find_io_part(serial, RLE127_TIME_WAITING).mean : 0;
        most = lost > most ? lost : most;
    }
    if (most > BUSY_SHARE)
        rle127_section_note(section,
                            "The machine was busy: rle127 without a pool was without a processor "
                            "for up to %.0f %% of its time.",
                            100 * most);
}

/* What it reads is in no worker's reading. */
static void note_decoder(struct rle127_section *section, const struct rle127_io_results *results)
{
    if (results->has_decoder)
        rle127_section_note(section,
                            "Images that are no PNM, BMP or XBM are read and decoded by another "
                            "program, rle127-decode: reading has no more of them than their first "
                            "bytes. Decoder is the time that a worker is in calls to that program "
                            "or waits in them, also while it waits for the disk.");
}

/* What the clock itself costs, by the runs that were disturbed least: 1 is nothing. */
static void note_clock(struct rle127_section *section, const struct rle127_io_results *results)
{
    double least = 0, most = 0;
    if (!results->clock) {
        rle127_section_note(section, "Shares of the time cannot be measured in this build: the "
                                     "clock does not see the calls of the system.");
        return;
    }
    for (size_t i = 0; i < RLE127_IO_CONTESTS; i++)
        for (size_t j = 0; j < results->contests[i].n_subjects; j++) {
            const struct rle127_io_subject *const with = &results->contests[i].subjects[j];
            const struct rle127_io_subject *const without =
                rle127_find_io_twin(&results->contests[i], with);
            if (!without)
                continue;
            const double ratio = with->measurement->seconds.min / without->measurement->seconds.min;
            least = least <= 0 || ratio < least ? ratio : least;
            most = ratio > most ? ratio : most;
        }
    rle127_section_note(section,
                        "Shares were measured with a clock around each call of the system: the "
                        "fastest run with it took %.2f x to %.2f x the time of the fastest "
                        "without. What it took itself (%.1f us a call) is taken off the shares. "
                        "The times of the second table are of runs without it.",
                        least, most,
                        (results->clock->inside_ns + results->clock->outside_ns) / 1000);
}

static void note_pipelines(struct rle127_section *section, const struct rle127_io_results *results)
{
    if (!results->are_pbm)
        rle127_section_note(section, "One thread that overlaps reading and writing with coding was "
                                     "not measured: it takes packed PBM files alone.");
    else if (results->why_no_overlap)
        rle127_section_note(section,
                            "One thread that overlaps reading and writing with coding was not "
                            "measured: %s.",
                            results->why_no_overlap);
    else
        rle127_section_note(
            section,
            "The thread that overlaps asks the system by io_uring for %d files at a "
            "time, in pieces of %d kB. What the system cannot do at once it gives "
            "to threads of its own, which may run on other processors.",
            RLE127_OVERLAPPED_FILES, RLE127_PIECE_BYTES / 1024);
    if (results->are_pbm)
        rle127_section_note(section,
                            "The single threads give files their names at once; rle127 does when "
                            "all is written, which costs a little more.");
}

void rle127_note_io(struct rle127_section *section, const struct rle127_io_results *results,
                    const struct rle127_experiment *experiment)
{
    if (results->clock)
        rle127_section_note(
            section,
            "The whole is the time of the run x its workers. Coding is the processor's "
            "time outside of calls; reading, writing and files are the processor's time "
            "in them, which is mostly the copying of bytes between the program and the "
            "page cache. A worker waits for the disk where it was blocked in calls that "
            "read from it or put files there durably. Blocked otherwise in calls for files, "
            "it waited for a lock, or to be let write on; a file system of a network may "
            "tell no difference. Idle is what is left of its time: it had no job, or no "
            "processor.");
    note_decoder(section, results);
    rle127_section_note(section,
                        "Where outputs are not durable, the system writes them to the disk later, "
                        "which no time here contains.");
    note_cache(section, results, experiment->workspace->file_system);
    note_pipelines(section, results);
    note_busy(section, results);
    note_clock(section, results);
}
