/*
 * What the figures of the I/O experiment say, in words; nothing that their intervals do not.
 */
#include "io_results.h"

#include <stdio.h>

#include "file_pipeline.h"
#include "page_cache.h"
#include "piece_coding.h"

static const char *name_work(bool is_decompression)
{
    return is_decompression ? "Decompressing" : "Compressing";
}

/* Above what share of the time somebody else has had the processors. */
#define BUSY_SHARE 0.1

/* Whether a share is larger than two others, by their intervals. */
static bool is_most(struct rle127_io_part a, struct rle127_io_part b, struct rle127_io_part c)
{
    return a.low > b.high && a.low > c.high;
}

/* Waiting for anything but a disk does not count: it says how busy the machine was. */
static const char *name_bound(const struct rle127_io_subject *s)
{
    const struct rle127_io_part coding = rle127_find_io_part(s, RLE127_TIME_CODING);
    const struct rle127_io_part moving = rle127_find_io_part(s, RLE127_IO_MOVING);
    const struct rle127_io_part working = rle127_find_io_part(s, RLE127_IO_WORKING);
    const struct rle127_io_part disk = rle127_find_io_part(s, RLE127_TIME_DISK);
    if (disk.low > working.high)
        return "bound by the disk";
    if (is_most(coding, moving, disk))
        return "bound by the processor, most of all by coding";
    if (is_most(moving, coding, disk))
        return "bound by the processor, but most of all in the system's calls for files";
    if (disk.high < coding.low && disk.high < moving.low)
        return "bound by the processor, by coding and in the system's calls for files alike";
    return "bound by the disk and the processor alike";
}

static void answer_bound(struct rle127_section *section, const struct rle127_io_subject *s)
{
    char by[64] = "";
    if (s->way == RLE127_IO_PROCESSES)
        snprintf(by, sizeof by, " by %u processes", s->n_workers);
    rle127_section_answer(
        section,
        "%s %s%s, with a %s cache%s, is %s: %.0f %% coding, %.0f %% reading, %.0f %% writing, "
        "%.0f %% opening and naming files, %.0f %% waiting for the disk, %.0f %% waiting for a "
        "processor or a job.",
        name_work(s->input->is_decompression), s->input->is_single ? "one file" : "the directory",
        by, s->is_cold ? "cold" : "warm", s->is_durable ? " and durable outputs" : "",
        name_bound(s), 100 * rle127_find_io_part(s, RLE127_TIME_CODING).mean,
        100 * rle127_find_io_part(s, RLE127_TIME_READING).mean,
        100 * rle127_find_io_part(s, RLE127_TIME_WRITING).mean,
        100 * rle127_find_io_part(s, RLE127_TIME_FILES).mean,
        100 * rle127_find_io_part(s, RLE127_TIME_DISK).mean,
        100 * rle127_find_io_part(s, RLE127_TIME_WAITING).mean);
}

/* The rest is in the table. */
static bool is_told(const struct rle127_io_subject *s)
{
    return s->way == RLE127_IO_SERIAL || s->is_durable;
}

/* "18 % less time than"; by medians, where the intervals do not meet. */
static void compare(const struct rle127_contender *a, const struct rle127_contender *b, char *text,
                    size_t n_bytes)
{
    const struct rle127_summary of_a = rle127_summarize_samples(a->samples, a->n_samples);
    const struct rle127_summary of_b = rle127_summarize_samples(b->samples, b->n_samples);
    const double change = of_b.median > 0 ? of_a.median / of_b.median - 1 : 0;
    if (of_a.high < of_b.low)
        snprintf(text, n_bytes, "%.0f %% less time than", -100 * change);
    else if (of_a.low > of_b.high)
        snprintf(text, n_bytes, "%.0f %% more time than", 100 * change);
    else
        snprintf(text, n_bytes, "no time that is surely longer or shorter than");
}

static void answer_overlap(struct rle127_section *section, const struct rle127_io_contest *contest)
{
    const struct rle127_contender *const overlapped =
        rle127_find_io_contender(contest, RLE127_IO_OVERLAPPED, false);
    const struct rle127_contender *const in_turn =
        rle127_find_io_contender(contest, RLE127_IO_IN_TURN, false);
    const struct rle127_contender *const pool =
        rle127_find_io_contender(contest, RLE127_IO_PROCESSES, false);
    char than_in_turn[64], than_pool[64];
    if (!overlapped || !in_turn)
        return;
    const struct rle127_io_subject *const s = pool->subject;
    compare(overlapped, in_turn, than_in_turn, sizeof than_in_turn);
    compare(overlapped, pool, than_pool, sizeof than_pool);
    rle127_section_answer(section,
                          "%s a directory with a %s cache: one thread that overlaps reading and "
                          "writing with coding takes %s one that does one thing after the other, "
                          "and %s rle127's pool of %u processes.",
                          name_work(s->input->is_decompression), s->is_cold ? "cold" : "warm",
                          than_in_turn, than_pool, s->n_workers);
}

static void answer_pool(struct rle127_section *section, const struct rle127_io_contest *contest)
{
    const struct rle127_contender *const pool =
        rle127_find_io_contender(contest, RLE127_IO_PROCESSES, false);
    const struct rle127_contender *const serial =
        rle127_find_io_contender(contest, RLE127_IO_SERIAL, false);
    const struct rle127_io_subject *const s = pool->subject;
    char than_serial[64];
    compare(pool, serial, than_serial, sizeof than_serial);
    rle127_section_answer(section,
                          "%s a directory with a %s cache: a pool of %u processes takes %s rle127 "
                          "without a pool.",
                          name_work(s->input->is_decompression), s->is_cold ? "cold" : "warm",
                          s->n_workers, than_serial);
}

static void answer_durable(struct rle127_section *section, const struct rle127_io_contest *contest)
{
    const struct rle127_contender *const pool =
        rle127_find_io_contender(contest, RLE127_IO_PROCESSES, true);
    char than_pool[64];
    for (size_t i = 0; i < contest->n_subjects; i++) {
        const struct rle127_io_subject *const s = &contest->subjects[i];
        if (!s->is_durable)
            continue;
        compare(&contest->contenders[i], pool, than_pool, sizeof than_pool);
        rle127_section_answer(section,
                              "%s a directory such that it outlives a power cut "
                              "(--durable=batch) takes %s leaving the writing to the system.",
                              name_work(s->input->is_decompression), than_pool);
    }
}

void rle127_answer_io(struct rle127_section *section, const struct rle127_io_results *results)
{
    for (int i = 0; i < 4; i++) {
        const struct rle127_io_contest *const contest = &results->contests[i / 2][i % 2];
        for (size_t j = 0; j < contest->n_subjects && contest->is_measured; j++)
            if (contest->subjects[j].clock && is_told(&contest->subjects[j]))
                answer_bound(section, &contest->subjects[j]);
        if (!contest->is_measured)
            continue;
        answer_pool(section, contest);
        answer_overlap(section, contest);
        answer_durable(section, contest);
    }
}

static void note_cache(struct rle127_section *section, const struct rle127_io_results *results,
                       const char *file_system)
{
    for (int i = 0; i < 2; i++) {
        const struct rle127_io_contest *const warm = &results->contests[i][false];
        const struct rle127_io_contest *const cold = &results->contests[i][true];
        double left = 0;
        for (size_t j = 0; j < cold->n_subjects; j++)
            if (cold->subjects[j].cached_share > left)
                left = cold->subjects[j].cached_share;
        if (!results->can_be_cold[i])
            rle127_section_note(section,
                                "%s with a cold cache was not measured: the files cannot be "
                                "dropped from the page cache (they lie on a %s file system, or "
                                "belong to someone else).",
                                name_work(i), *file_system ? file_system : "special");
        if (left > RLE127_COLD_SHARE_MAX)
            rle127_section_note(section,
                                "%s with a cold cache: before some runs up to %.0f %% of the files "
                                "could not be dropped from the page cache.",
                                name_work(i), 100 * left);
        if (warm->is_measured && warm->cached_share < 1 - RLE127_COLD_SHARE_MAX)
            rle127_section_note(section,
                                "%s with a warm cache: at the end only %.0f %% of the files were "
                                "in the page cache.",
                                name_work(i), 100 * warm->cached_share);
    }
}

/* Without a pool nothing waits but for the disk, and for a processor that others have. */
static void note_busy(struct rle127_section *section, const struct rle127_io_results *results)
{
    double most = 0;
    for (int i = 0; i < 4; i++) {
        const struct rle127_contender *const serial =
            rle127_find_io_contender(&results->contests[i / 2][i % 2], RLE127_IO_SERIAL, true);
        const struct rle127_io_subject *const s = serial ? serial->subject : NULL;
        const double lost = s ? rle127_find_io_part(s, RLE127_TIME_WAITING).mean : 0;
        most = lost > most ? lost : most;
    }
    if (most > BUSY_SHARE)
        rle127_section_note(section,
                            "The machine was busy: rle127 without a pool was without a processor "
                            "for up to %.0f %% of its time.",
                            100 * most);
}

/* What the clock itself costs, by the runs that were disturbed least: 1 is nothing. */
static void note_clock(struct rle127_section *section, const struct rle127_io_results *results)
{
    double least = 0, most = 0;
    for (int i = 0; i < 4; i++) {
        const struct rle127_io_contest *const contest = &results->contests[i / 2][i % 2];
        for (size_t j = 0; j < contest->n_subjects && contest->is_measured; j++) {
            const struct rle127_contender *const with = &contest->contenders[j];
            const struct rle127_contender *const without =
                rle127_find_io_twin(contest, &contest->subjects[j]);
            if (!without)
                continue;
            const double times = rle127_summarize_samples(with->samples, with->n_samples).min /
                                 rle127_summarize_samples(without->samples, without->n_samples).min;
            least = least <= 0 || times < least ? times : least;
            most = times > most ? times : most;
        }
    }
    if (most > 0)
        rle127_section_note(
            section,
            "Shares were measured with a clock around each call of the system: the fastest "
            "run with it took %.2f to %.2f x the time of the fastest without. What "
            "it took itself (%.1f us a call) is taken off the shares. The times "
            "below are of runs without it.",
            least, most, (results->clock->inside_ns + results->clock->outside_ns) / 1000);
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
    rle127_section_note(
        section, "The whole is the time of the run x its workers. Coding is the processor's "
                 "time outside of calls; reading, writing and files are the processor's time "
                 "in them, which is mostly the copying of bytes between the program and the "
                 "page cache. A worker waits for the disk where it was blocked in these calls. "
                 "Idle is what is left of its time: it had no job, or no processor.");
    rle127_section_note(section,
                        "Where outputs are not durable, the system writes them to the disk later, "
                        "which no time here contains.");
    if (results->can_be_cold[false] || results->can_be_cold[true])
        rle127_section_note(section,
                            "Cold: the input files were dropped from the page cache before each "
                            "run; directories and inodes stay in memory, and the disk may have a "
                            "cache of its own.");
    note_cache(section, results, experiment->workspace->file_system);
    note_pipelines(section, results);
    note_busy(section, results);
    note_clock(section, results);
}
