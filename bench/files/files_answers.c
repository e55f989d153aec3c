/*
 * Sentences on whole commands. One time counts as less than another only where their intervals do
 * not meet.
 */
#include "../report/comparison.h"
#include "files_report.h"

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

/* With the same page in the same direction. */
static const char *compare_with(const struct rle127_file_subjects *subjects, size_t page,
                                enum rle127_coding_direction direction, size_t other, char *text)
{
    const struct rle127_file_subject *const own =
        rle127_find_file_subject(subjects, page, direction, RLE127_PEER_OWN);
    const struct rle127_file_subject *const rival =
        rle127_find_file_subject(subjects, page, direction, other);
    return rle127_compare_times(&own->measurement->seconds, &rival->measurement->seconds,
                                rival->found->peer->names[direction], text);
}

static void answer_times(struct rle127_section *section,
                         const struct rle127_file_subjects *subjects, size_t page,
                         enum rle127_coding_direction direction)
{
    const char *const title = rle127_direction_title(direction);
    const char *const name = subjects->pages->all[page].name;
    const size_t rival = find_fastest_rival(subjects, page, direction);
    char copy_text[RLE127_COMPARISON_BYTES], rival_text[RLE127_COMPARISON_BYTES];
    compare_with(subjects, page, direction, RLE127_PEER_COPY, copy_text);
    if (rival == RLE127_PEER_COPY)
        rle127_section_answer(section, "%s, %s: rle127 %s.", title, name, copy_text);
    else
        rle127_section_answer(section, "%s, %s: rle127 %s, and %s, the fastest of the others.",
                              title, name, copy_text,
                              compare_with(subjects, page, direction, rival, rival_text));
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

/* Sizes are exact. */
static void answer_size(struct rle127_section *section, const struct rle127_file_subjects *subjects,
                        size_t page)
{
    const struct rle127_file_subject *const own =
        rle127_find_file_subject(subjects, page, RLE127_THERE, RLE127_PEER_OWN);
    const struct rle127_file_subject *const smallest =
        rle127_find_file_subject(subjects, page, RLE127_THERE, find_smallest(subjects, page));
    char ratio[RLE127_RATIO_BYTES];
    if (smallest == own)
        rle127_section_answer(section, "Size, %s: rle127 writes the smallest file.",
                              own->page->name);
    else
        rle127_section_answer(section,
                              "Size, %s: %s writes the smallest file; that of rle127 is %s as "
                              "large.",
                              own->page->name, smallest->found->peer->names[RLE127_THERE],
                              rle127_format_ratio(own->coded_bytes / smallest->coded_bytes, ratio));
}

static void answer_growth(struct rle127_section *section,
                          const struct rle127_file_subjects *subjects, size_t page)
{
    const struct rle127_file_subject *const own =
        rle127_find_file_subject(subjects, page, RLE127_THERE, RLE127_PEER_OWN);
    char ratio[RLE127_RATIO_BYTES];
    if (own->coded_bytes > own->page->pbm_bytes)
        rle127_section_answer(section,
                              "Size, %s: rle127 makes it grow to %s the PBM file, as a byte stands "
                              "for each run.",
                              own->page->name,
                              rle127_format_ratio(rle127_file_size_ratio(own), ratio));
}

void rle127_report_file_answers(struct rle127_section *section,
                                const struct rle127_file_subjects *subjects)
{
    for (int i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        for (size_t page = 0; page < subjects->pages->n; page++)
            answer_times(section, subjects, page, (enum rle127_coding_direction)i);
    for (size_t page = 0; page < subjects->pages->n; page++) {
        if (find_fastest_rival(subjects, page, RLE127_THERE) != RLE127_PEER_COPY)
            answer_size(section, subjects, page);
        answer_growth(section, subjects, page);
    }
}
