/*
 * Sentences on whole commands. One time counts as less than another only where their intervals do
 * not meet.
 */
#include <stdarg.h>
#include <stdio.h>

#include "../report/comparison.h"
#include "files_report.h"

#define SENTENCE_BYTES 20000

struct sentence {
    char text[SENTENCE_BYTES];
    size_t length;
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

static bool is_rival(const struct rle127_file_subjects *subjects, size_t peer)
{
    const enum rle127_peer_family family = subjects->peers->found[peer].peer->family;
    return family != RLE127_FAMILY_COPY && family != RLE127_FAMILY_OWN;
}

/* RLE127_PEER_COPY where there is no other command. */
static size_t find_fastest_rival(const struct rle127_file_subjects *subjects, size_t page,
                                 enum rle127_coding_direction direction)
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

static void append_comparison(struct sentence *sentence, const struct rle127_file_subject *own,
                              const struct rle127_file_subject *other, const char *what)
{
    char text[RLE127_COMPARISON_BYTES];
    append(sentence, "%s%s",
           rle127_compare_times(&own->measurement->seconds, &other->measurement->seconds,
                                other->found->peer->names[own->direction], text),
           what);
}

static void answer_times(struct rle127_section *section,
                         const struct rle127_file_subjects *subjects, size_t page,
                         enum rle127_coding_direction direction)
{
    const struct rle127_file_subject *const own =
        rle127_find_file_subject(subjects, page, direction, RLE127_PEER_OWN);
    const size_t rival = find_fastest_rival(subjects, page, direction);
    struct sentence sentence = {.length = 0};
    append(&sentence, "%s, %s: rle127 ", rle127_direction_title(direction), own->page->name);
    append_comparison(&sentence, own,
                      rle127_find_file_subject(subjects, page, direction, RLE127_PEER_COPY), "");
    if (rival != RLE127_PEER_COPY) {
        append(&sentence, ", and ");
        append_comparison(&sentence, own,
                          rle127_find_file_subject(subjects, page, direction, rival),
                          ", the fastest of the others");
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
    for (size_t page = 0; page < subjects->pages->n; page++) {
        const struct rle127_file_subject *const own =
            rle127_find_file_subject(subjects, page, RLE127_THERE, RLE127_PEER_OWN);
        const struct rle127_file_subject *const smallest =
            rle127_find_file_subject(subjects, page, RLE127_THERE, find_smallest(subjects, page));
        append(&sentence, "%s %s by %s", page ? ";" : "", own->page->name,
               smallest->found->peer->names[RLE127_THERE]);
        if (smallest != own) {
            char ratio[RLE127_RATIO_BYTES];
            append(&sentence, " (rle127 %s as large)",
                   rle127_format_ratio(own->coded_bytes / smallest->coded_bytes, ratio));
        }
    }
    rle127_section_answer(section, "Smallest files:%s.", sentence.text);
}

static void answer_growth(struct rle127_section *section,
                          const struct rle127_file_subjects *subjects)
{
    for (size_t page = 0; page < subjects->pages->n; page++) {
        const struct rle127_file_subject *const own =
            rle127_find_file_subject(subjects, page, RLE127_THERE, RLE127_PEER_OWN);
        char ratio[RLE127_RATIO_BYTES];
        if (own->coded_bytes > own->page->pbm_bytes)
            rle127_section_answer(
                section,
                "%s grows to %s its PBM file by rle127, as a byte stands for each "
                "run.",
                own->page->name, rle127_format_ratio(rle127_file_size_ratio(own), ratio));
    }
}

void rle127_report_file_answers(struct rle127_section *section,
                                const struct rle127_file_subjects *subjects)
{
    for (int i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        for (size_t page = 0; page < subjects->pages->n; page++)
            answer_times(section, subjects, page, (enum rle127_coding_direction)i);
    if (find_fastest_rival(subjects, 0, RLE127_THERE) != RLE127_PEER_COPY)
        answer_sizes(section, subjects);
    answer_growth(section, subjects);
}
