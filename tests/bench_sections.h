/*
 * What tests look for in a section. Where it is not there, the test fails.
 */
#ifndef BENCH_SECTIONS_H
#define BENCH_SECTIONS_H

#include "../bench/report/document.h"

/* NULL where there is none; two of one name are a failure. */
const struct rle127_measurement *bench_look_for(const struct rle127_section *section,
                                                const char *name);

const struct rle127_measurement *bench_find(const struct rle127_section *section, const char *name);
const struct rle127_chart *bench_find_chart(const struct rle127_section *section, const char *id);

/* A measurement's fact that is a number, or a text. */
double bench_number_of(const struct rle127_measurement *measurement, const char *name);
const char *bench_text_of(const struct rle127_measurement *measurement, const char *name);

/* Whether some note of the section contains the text. */
bool bench_has_note(const struct rle127_section *section, const char *text);

#endif
