/*
 * Colours, shapes and dashes repeat after numbers that share no factor, so that many series differ.
 */
#include "chart_series.h"

#include <string.h>

#include "document_memory.h"

#define COLOURS      8
#define DASHES       3
#define DASHED_AFTER 4 /* series of one dash */

#define LEGEND_ROW 19.0 /* units of the drawing */
#define LEGEND_GAP 18.0

/* From the middle on, some 8 units wide. */
static const struct {
    const char *path;
    bool is_hollow;
} shapes[] = {
    {"m-3.8,0a3.8,3.8 0 1,0 7.6,0a3.8,3.8 0 1,0 -7.6,0z", false}, /* disc */
    {"m-3.4,-3.4h6.8v6.8h-6.8z", false},                          /* square */
    {"m0,-4.6l4.4,7.6h-8.8z", false},                             /* triangle */
    {"m0,-4.8l4.8,4.8l-4.8,4.8l-4.8,-4.8z", false},               /* diamond */
    {"m-3.6,0a3.6,3.6 0 1,0 7.2,0a3.6,3.6 0 1,0 -7.2,0z", true},  /* ring */
    {"m0,4.6l4.4,-7.6h-8.8z", false},                             /* triangle, upside down */
    {"m-3.2,-3.2h6.4v6.4h-6.4z", true},                           /* frame */
};

const char *rle127_series_class(size_t series, char *text)
{
    snprintf(text, RLE127_CLASS_BYTES, "s%zu d%zu", series % COLOURS,
             series / DASHED_AFTER % DASHES);
    return text;
}

const char *rle127_fill_class(size_t series, char *text)
{
    snprintf(text, RLE127_CLASS_BYTES, "f%zu", series % COLOURS);
    return text;
}

/* The element is left open for its title. */
static void open_shape(const struct rle127_drawing *drawing, const char *class, size_t series,
                       double x, double y)
{
    const size_t shape = series % (sizeof shapes / sizeof shapes[0]);
    fprintf(drawing->file, "<path class=\"%s s%zu%s\" d=\"M%.5g,%.5g%s\">", class, series % COLOURS,
            shapes[shape].is_hollow ? " hollow" : "", x, y, shapes[shape].path);
}

void rle127_draw_mark(const struct rle127_drawing *drawing, size_t series,
                      const struct rle127_point *point, double x, double y)
{
    open_shape(drawing, "mark", series, x, y);
    rle127_print_mark_title(drawing, drawing->chart->series[series], point);
    fputs("</path>\n", drawing->file);
}

/* Where an entry of the legend stands: from the left, and in which row. */
struct place {
    double left;
    size_t row;
};

/* The width of what stands before a name. */
static double measure_sample(enum rle127_legend_kind kind)
{
    return kind == RLE127_LEGEND_LINES ? 24 : kind == RLE127_LEGEND_MARKS ? 14 : 18;
}

static double measure_entry(const struct rle127_drawing *drawing, enum rle127_legend_kind kind,
                            size_t series)
{
    const double width =
        measure_sample(kind) + rle127_text_width(drawing->chart->series[series]->name);
    return width > drawing->width ? drawing->width : width;
}

static struct place find_place(const struct rle127_drawing *drawing, enum rle127_legend_kind kind,
                               size_t series)
{
    struct place place = {0};
    for (size_t i = 0; i < series; i++) {
        place.left += measure_entry(drawing, kind, i) + LEGEND_GAP;
        if (place.left + measure_entry(drawing, kind, i + 1) > drawing->width) {
            place.left = 0;
            place.row++;
        }
    }
    return place;
}

static void draw_sample(const struct rle127_drawing *drawing, enum rle127_legend_kind kind,
                        size_t series, double x, double y)
{
    char class[RLE127_CLASS_BYTES], line[2 * RLE127_CLASS_BYTES];
    const struct rle127_box box = {x, y - 6, x + 12, y + 6};
    if (kind == RLE127_LEGEND_FILLS) {
        rle127_draw_box(drawing, rle127_fill_class(series, class), &box);
        return;
    }
    snprintf(line, sizeof line, "line %s", rle127_series_class(series, class));
    if (kind == RLE127_LEGEND_LINES)
        rle127_draw_line(drawing, line, x, y, x + 18, y);
    open_shape(drawing, "sample", series, kind == RLE127_LEGEND_LINES ? x + 9 : x + 5, y);
    fputs("</path>\n", drawing->file);
}

void rle127_draw_legend(const struct rle127_drawing *drawing, enum rle127_legend_kind kind,
                        double top)
{
    for (size_t i = 0; i < drawing->chart->n_series; i++) {
        const struct place place = find_place(drawing, kind, i);
        const double y = top + ((double)place.row + 0.5) * LEGEND_ROW;
        draw_sample(drawing, kind, i, place.left, y);
        rle127_draw_text(drawing, "label", place.left + measure_sample(kind), y + RLE127_BASELINE,
                         "start", drawing->chart->series[i]->name,
                         drawing->width - place.left - measure_sample(kind));
    }
}

double rle127_legend_height(const struct rle127_drawing *drawing, enum rle127_legend_kind kind)
{
    const size_t n = drawing->chart->n_series;
    return n ? LEGEND_ROW * (double)(find_place(drawing, kind, n - 1).row + 1) : 0;
}

static bool has_name(const struct rle127_names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->all[i], name) == 0)
            return true;
    return false;
}

static void add_name(struct rle127_memory *memory, struct rle127_names *names, const char *name)
{
    void *all = names->all;
    if (has_name(names, name) || !rle127_memory_grow(memory, &all, names->n, sizeof *names->all))
        return;
    names->all = all;
    names->all[names->n++] = name;
}

struct rle127_names rle127_list_labels(const struct rle127_chart *chart)
{
    struct rle127_names names = {0};
    for (size_t i = 0; i < chart->n_series; i++)
        for (size_t j = 0; j < chart->series[i]->n_points; j++)
            add_name(chart->memory, &names, chart->series[i]->points[j].label);
    return names;
}

const struct rle127_point *rle127_find_point(const struct rle127_series *series, const char *label)
{
    for (size_t i = 0; i < series->n_points; i++)
        if (strcmp(series->points[i].label, label) == 0)
            return &series->points[i];
    return NULL;
}
