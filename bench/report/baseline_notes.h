/*
 * What two runs do not have in common, as notes of a section.
 */
#ifndef RLE127_BASELINE_NOTES_H
#define RLE127_BASELINE_NOTES_H

#include "baseline_file.h"

/* NULL where there is none. */
const struct rle127_section *rle127_find_section(const struct rle127_document *document,
                                                 const char *kind);
const struct rle127_measurement *rle127_find_measurement(const struct rle127_section *section,
                                                         const char *name);

/* Whether both are shown as the same: the memory of a machine is another by some pages at each
 * start. */
bool rle127_are_alike(const struct rle127_fact *a, const struct rle127_fact *b);

/* The section is one of the document `now`. */
void rle127_note_differences(struct rle127_section *section, const struct rle127_document *now,
                             const struct rle127_baseline *before);

#endif
