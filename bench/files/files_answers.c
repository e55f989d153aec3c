/*
 * Sentences on whole commands. One time counts as less than another only where their intervals do
 * not meet.
 */
#include <stdarg.h>
#include <stdio.h>

#include "files_report.h"

#define SENTENCE_BYTES 20000

/* Fewer runs have no interval of 95 %. */
#define RUNS_MIN 6

struct sentence {
    char text[SENTENCE_BYTES];
    size_t length;
    bool has_part;
};

static void __attribute__((format(printf, 2, 3)))
append(struct sentence *sentence, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const int length = vsnprintf(sentence->text + sentence->length,
                                 SENTENCE_BYTES - sentence->length, format, values);
    va_end(values);
    sentence->length += (size_t)length;
    if (sentence->length >= SENTENCE_BYTES)
        sentence->length = SENTENCE_BYTES - 1;
}

static void begin_part(struct sentence *sentence)
{
    append(sentence, sentence->has_part ? "; " : " ");
    sentence->has_part = true;
}

static const char *compare(const struct rle127_summary *own, const struct rle127_summary *other)
{
    if (own->n_samples < RUNS_MIN || other->n_samples < RUNS_MIN)
        return "too few runs to tell";
    return own->high < other->low ? "less" : own->low > other->high ? "more" : "too close to tell";
}

static bool is_rival(const struct rle127_file_subjects *subjects, size_t peer)
{
    const enum rle127_peer_family family = subjects->peers->found[peer].peer->family;
    return family != RLE127_FAMILY_COPY && family != RLE127_FAMILY_OWN;
}

/* RLE127_PEER_COPY where there is no other command. */
static size_t find_fastest_rival(const struct rle127_file_subjects *subjects, size_t page,
                                 enum rle127_direction direction)
{
    size_t fastest = RLE127_PEER_COPY;
    for (size_t peer = 0; peer < subjects->peers->n_found; peer++)
        if (is_rival(subjects, peer) &&
            (fastest == RLE127_PEER_COPY ||
             rle127_file_time_ratio(subjects, page, direction, peer) <
                 rle127_file_time_ratio(subjects, page, direction, fastest)))
            fastest = peer;
    return fastest;
}

static void append_time(struct sentence *sentence, const struct rle127_file_subjects *subjects,
                        size_t page, enum rle127_direction direction, size_t other)
{
    const struct rle127_file_subject *const own =
        rle127_find_file_subject(subjects, page, direction, RLE127_PEER_OWN);
    const struct rle127_file_subject *const rival =
        rle127_find_file_subject(subjects, page, direction, other);
    const struct rle127_summary *const seconds = &own->measured->seconds;
    begin_part(sentence);
    append(sentence, "%s %.2f x %s (%s)", own->page->name,
           seconds->median / rival->measured->seconds.median, rival->found->peer->names[direction],
           compare(seconds, &rival->measured->seconds));
}

static void answer_copy(struct rle127_section *section, const struct rle127_file_subjects *subjects,
                        enum rle127_direction direction)
{
    struct sentence sentence = {.length = 0};
    append(&sentence, "Time of rle127 %s beside cp:", rle127_direction_name(direction));
    for (size_t page = 0; page < subjects->pages->n; page++)
        append_time(&sentence, subjects, page, direction, RLE127_PEER_COPY);
    rle127_section_answer(section, "%s.", sentence.text);
}

static void answer_rivals(struct rle127_section *section,
                          const struct rle127_file_subjects *subjects,
                          enum rle127_direction direction)
{
    struct sentence sentence = {.length = 0};
    append(&sentence, "Time of rle127 %s beside the fastest other command that codes:",
           rle127_direction_name(direction));
    for (size_t page = 0; page < subjects->pages->n; page++) {
        const size_t rival = find_fastest_rival(subjects, page, direction);
        if (rival == RLE127_PEER_COPY)
            return;
        append_time(&sentence, subjects, page, direction, rival);
    }
    rle127_section_answer(section, "%s.", sentence.text);
}

static size_t find_smallest(const struct rle127_file_subjects *subjects, size_t page)
{
    size_t smallest = RLE127_PEER_OWN;
    for (size_t peer = 0; peer < subjects->peers->n_found; peer++)
        if (is_rival(subjects, peer) &&
            rle127_find_file_subject(subjects, page, RLE127_THERE, peer)->coded_bytes <
                rle127_find_file_subject(subjects, page, RLE127_THERE, smallest)->coded_bytes)
            smallest = peer;
    return smallest;
}

/* Sizes are exact. There is another command. */
static void answer_sizes(struct rle127_section *section,
                         const struct rle127_file_subjects *subjects)
{
    struct sentence sentence = {.length = 0};
    append(&sentence, "Smallest files:");
    for (size_t page = 0; page < subjects->pages->n; page++) {
        const struct rle127_file_subject *const own =
            rle127_find_file_subject(subjects, page, RLE127_THERE, RLE127_PEER_OWN);
        const size_t number = find_smallest(subjects, page);
        const struct rle127_file_subject *const smallest =
            rle127_find_file_subject(subjects, page, RLE127_THERE, number);
        begin_part(&sentence);
        append(&sentence, "%s by %s, %.4f of the PBM", own->page->name,
               smallest->found->peer->names[RLE127_THERE], rle127_file_size_ratio(smallest));
        if (number != RLE127_PEER_OWN)
            append(&sentence, " (rle127 %.4f, %.1f times as much)", rle127_file_size_ratio(own),
                   own->coded_bytes / smallest->coded_bytes);
    }
    rle127_section_answer(section, "%s.", sentence.text);
}

static void answer_growth(struct rle127_section *section,
                          const struct rle127_file_subjects *subjects)
{
    for (size_t page = 0; page < subjects->pages->n; page++) {
        struct sentence sentence = {.length = 0};
        const struct rle127_file_subject *const own =
            rle127_find_file_subject(subjects, page, RLE127_THERE, RLE127_PEER_OWN);
        if (own->coded_bytes <= own->page->pbm_bytes)
            continue;
        append(&sentence, "%s grows: to %.2f x the PBM by rle127, as a byte stands for each run",
               own->page->name, rle127_file_size_ratio(own));
        for (size_t peer = 0; peer < subjects->peers->n_found; peer++) {
            if (!is_rival(subjects, peer))
                continue;
            const struct rle127_file_subject *const rival =
                rle127_find_file_subject(subjects, page, RLE127_THERE, peer);
            append(&sentence, "%s %s %.2f", sentence.has_part ? "," : ";",
                   rival->found->peer->names[RLE127_THERE], rle127_file_size_ratio(rival));
            sentence.has_part = true;
        }
        rle127_section_answer(section, "%s.", sentence.text);
    }
}

void rle127_report_file_answers(struct rle127_section *section,
                                const struct rle127_file_subjects *subjects)
{
    for (int i = 0; i < RLE127_N_DIRECTIONS; i++) {
        answer_copy(section, subjects, (enum rle127_direction)i);
        answer_rivals(section, subjects, (enum rle127_direction)i);
    }
    if (find_fastest_rival(subjects, 0, RLE127_THERE) != RLE127_PEER_COPY)
        answer_sizes(section, subjects);
    answer_growth(section, subjects);
}
