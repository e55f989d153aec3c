/*
 * What the contest of whole commands becomes in the document: measurements, tables, charts, and the
 * sentences that the figures bear out. Must not know: how they were measured.
 */
#ifndef RLE127_FILES_REPORT_H
#define RLE127_FILES_REPORT_H

#include "file_subjects.h"

/* All of these are to be called after the contest, the first one first. */
void rle127_report_file_measurements(struct rle127_section *section,
                                     struct rle127_file_subjects *subjects);
void rle127_report_file_tables(struct rle127_section *section,
                               const struct rle127_file_subjects *subjects);
void rle127_report_file_charts(struct rle127_section *section,
                               const struct rle127_file_subjects *subjects);
void rle127_report_file_answers(struct rle127_section *section,
                                const struct rle127_file_subjects *subjects);

/* Of the coded file to the PBM file. */
static inline double rle127_file_size_ratio(const struct rle127_file_subject *subject)
{
    return subject->coded_bytes / subject->page->pbm_bytes;
}

static inline const struct rle127_file_subject *
rle127_find_file_subject(const struct rle127_file_subjects *subjects, size_t page,
                         enum rle127_coding_direction direction, size_t peer)
{
    return &subjects->all[rle127_file_subject_number(subjects, page, direction, peer)];
}

/* Of the median to that of cp, with the same page in the same direction. */
static inline double rle127_file_time_ratio(const struct rle127_file_subjects *subjects,
                                            size_t page, enum rle127_coding_direction direction,
                                            size_t peer)
{
    return rle127_find_file_subject(subjects, page, direction, peer)->measurement->seconds.median /
           rle127_find_file_subject(subjects, page, direction, RLE127_PEER_COPY)
               ->measurement->seconds.median;
}

/* Of all pages: geometric means. */
static inline double rle127_mean_file_time_ratio(const struct rle127_file_subjects *subjects,
                                                 enum rle127_coding_direction direction,
                                                 size_t peer)
{
    struct rle127_mean mean = {0};
    for (size_t page = 0; page < subjects->pages->n; page++)
        rle127_add_to_mean(&mean, rle127_file_time_ratio(subjects, page, direction, peer));
    return rle127_mean_value(&mean);
}

static inline double rle127_mean_file_size_ratio(const struct rle127_file_subjects *subjects,
                                                 size_t peer)
{
    struct rle127_mean mean = {0};
    for (size_t page = 0; page < subjects->pages->n; page++)
        rle127_add_to_mean(&mean, rle127_file_size_ratio(rle127_find_file_subject(
                                      subjects, page, RLE127_THERE, peer)));
    return rle127_mean_value(&mean);
}

#endif
