/*
 * What an experiment found, for whoever shows it: a document of sections, each with measurements,
 * and tables and charts that are derived from them. Must not know: what was measured, how it is
 * shown.
 *
 * Everything that is added belongs to the document and is freed with it; texts are copied. These
 * functions never fail visibly: where there is no memory they return something that can be written
 * to and is lost, and rle127_document_is_whole() says so at the end.
 */
#ifndef RLE127_DOCUMENT_H
#define RLE127_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../measure/machine.h"
#include "../measure/samples.h"

struct rle127_memory; /* private: what the document owns */

/* A value with a name that says its unit: "image_pool" process, "bytes_in" 40640096. */
struct rle127_fact {
    const char *name;
    const char *text; /* NULL: a number */
    double number;
};

struct rle127_facts {
    struct rle127_fact *all;
    size_t n;
    struct rle127_memory *memory;
};

/* One thing that was timed. */
struct rle127_measurement {
    const char *name;          /* unlike all others of its section: two runs are compared by it */
    struct rle127_facts facts; /* what it is, and figures that follow from its times */
    const struct rle127_sample *samples; /* in the order of time */
    size_t n_samples;
    struct rle127_summary seconds; /* of the samples' */
    struct rle127_usage usage;     /* medians; of the peak of memory the most */
    bool has_usage;                /* false: nobody looked */
};

/* A table of texts: a row of headings, and rows of as many cells. */
struct rle127_row_of_cells {
    const char **cells; /* none is NULL */
    bool is_best;       /* to be emphasized */
};

struct rle127_table {
    const char *title;
    const char **headings;
    bool *is_text; /* columns that stand at the left; numbers stand at the right */
    size_t n_columns;
    struct rle127_row_of_cells **rows;
    size_t n_rows;
    struct rle127_memory *memory;
};

enum rle127_chart_kind {
    RLE127_CHART_HEAT,   /* a series is a row, a point a cell of it: label is its column's name */
    RLE127_CHART_LINES,  /* x and y; low and high as error bars where they differ */
    RLE127_CHART_POINTS, /* x and y, and the label beside */
    RLE127_CHART_SHARES  /* stacked bars: a series is a part, a point its share in a bar, y, whose
                          * name is the label. Shares of a bar add up to 1 at the most */
};

struct rle127_point {
    double x, y;
    double low, high;  /* of y; both y where there is no interval */
    const char *label; /* "" where there is none */
    const char *text;  /* what is shown as its value: "3.2 x"; "" where the number will do */
    const char *note;  /* heat: below the value; "" where there is none */
    bool is_best;      /* heat: where the best are annotated */
};

struct rle127_series {
    const char *name;
    struct rle127_point *points;
    size_t n_points;
    struct rle127_memory *memory;
};

struct rle127_chart {
    enum rle127_chart_kind kind;
    const char *id; /* letters, digits and hyphens; unlike all others of the document */
    const char *title;
    const char *x_name, *y_name; /* with units; "" where there are none */
    bool is_log_x, is_log_y;
    bool is_less_better;     /* heat: a small y is a good one */
    bool are_columns_apart;  /* heat: each column has colours and a best cell of its own */
    bool are_best_annotated; /* heat: the points say which are best; else it is said of the one with
                              * the best y */
    struct rle127_series **series;
    size_t n_series;
    struct rle127_memory *memory;
};

struct rle127_section {
    const char *kind;             /* "matrix", "single": one of a kind in a document */
    const char *title;            /* "Which pool for files, which for rows" */
    struct rle127_facts settings; /* what was measured: sizes, kinds, numbers of files */
    struct rle127_measurement **measurements;
    size_t n_measurements;
    struct rle127_table **tables;
    size_t n_tables;
    struct rle127_chart **charts;
    size_t n_charts;
    const char **answers; /* sentences: what the figures say */
    size_t n_answers;
    const char **notes; /* sentences: what has to be known about them, warnings */
    size_t n_notes;
    struct rle127_memory *memory;
};

struct rle127_document {
    struct rle127_machine machine;
    const char *command; /* the command line */
    struct rle127_section **sections;
    size_t n_sections;
    const char **notes; /* on the machine, of the whole run */
    size_t n_notes;
    struct rle127_memory *memory;
};

/* NULL where there is no memory. command stays the caller's. */
struct rle127_document *rle127_document_create(const char *command);
void rle127_document_free(struct rle127_document *document); /* may be NULL */
bool rle127_document_is_whole(const struct rle127_document *document);

/* A text that belongs to the document. */
const char *rle127_make_text(struct rle127_memory *memory, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void rle127_document_note(struct rle127_document *document, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct rle127_section *rle127_add_section(struct rle127_document *document, const char *kind,
                                          const char *title);
void rle127_section_answer(struct rle127_section *section, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void rle127_section_note(struct rle127_section *section, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void rle127_add_text_fact(struct rle127_facts *facts, const char *name, const char *text);
void rle127_add_fact(struct rle127_facts *facts, const char *name, double number);

/* NULL where there is none of that name. */
const struct rle127_fact *rle127_find_fact(const struct rle127_facts *facts, const char *name);

/* Copies the samples and summarizes them. */
struct rle127_measurement *rle127_add_measurement(struct rle127_section *section, const char *name,
                                                  const struct rle127_sample *samples,
                                                  size_t n_samples, bool has_usage);

/* headings: n_columns texts; those that begin with '<' (not shown) are of columns of texts. */
struct rle127_table *rle127_add_table(struct rle127_section *section, const char *title,
                                      const char *const *headings, size_t n_columns);
/* A row of empty cells; its cells are set one by one. */
struct rle127_row_of_cells *rle127_add_row(struct rle127_table *table);
void rle127_set_cell(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

struct rle127_chart *rle127_add_chart(struct rle127_section *section, enum rle127_chart_kind kind,
                                      const char *id, const char *title);
struct rle127_series *rle127_add_series(struct rle127_chart *chart, const char *name);
/* low and high are the interval of y, or both y. */
void rle127_add_point(struct rle127_series *series, double x, double y, double low, double high,
                      const char *label, const char *text);
/* Of the point that was added last. */
void rle127_annotate_point(struct rle127_series *series, const char *note, bool is_best);

#endif
