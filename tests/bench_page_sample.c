/*
 * Writes a page of results that nobody measured, for bench_page.py: all kinds of charts, first as
 * they will be, then with names and numbers that want to break them.
 *
 *   bench_page_sample PAGE        prints "ID MARKS" for each chart: how many points have a place
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bench/report/renderers.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define SCRIPT  "</textarea></title><script>document.title='broken'</script>"
#define QUOTES  "\"quoted\" 'name' & <b onclick=alert(1)>"
#define INVALID "cut \xE2\x82 and \xFF wrong"

static void add_point(struct rle127_series *series, double x, double y, const char *label)
{
    rle127_add_point(series, x, y, y, y, label, "");
}

static const char *const pools[] = {"process", "thread", "serial"};

static void add_times(struct rle127_section *section, const char *name, double seconds)
{
    struct rle127_sample samples[11];
    for (size_t i = 0; i < COUNT(samples); i++)
        samples[i] =
            (struct rle127_sample){.seconds = seconds * (1 + 0.004 * (double)(i * 5 % 11)),
                                   .usage = {1.7 * seconds, 0.2 * seconds, 14, 3, 812, 0, 9.4e6}};
    rle127_add_measurement(section, name, samples, COUNT(samples), true);
}

static void add_heat(struct rle127_section *section, const char *id, const char *title,
                     const double (*speed_ups)[3])
{
    char text[32];
    struct rle127_chart *const chart = rle127_add_chart(section, RLE127_CHART_HEAT, id, title);
    chart->x_name = "rows by";
    chart->y_name = "files by";
    chart->are_best_annotated = true;
    for (size_t i = 0; i < COUNT(pools); i++) {
        struct rle127_series *const series = rle127_add_series(chart, pools[i]);
        for (size_t j = 0; j < COUNT(pools); j++) {
            const double y = speed_ups[i][j];
            snprintf(text, sizeof text, "%.2f\u00D7", y);
            rle127_add_point(series, 0, y, 0.98 * y, 1.02 * y, pools[j], text);
            rle127_annotate_point(series, i == 2 && j == 2 ? "1 worker" : "2 workers", y > 1.85);
        }
    }
}

static void add_matrix_table(struct rle127_section *section)
{
    static const char *const headings[] = {"<files by", "<rows by", "workers",  "median",
                                           "speed-up",  "CPU time", "switches", "peak memory"};
    struct rle127_table *const table =
        rle127_add_table(section, "Compress, 8 images", headings, COUNT(headings));
    for (size_t i = 0; i < 9; i++) {
        struct rle127_row_of_cells *const row = rle127_add_row(table);
        row->is_best = i == 2;
        rle127_set_cell(table, row, 0, "%s", pools[i / 3]);
        rle127_set_cell(table, row, 1, "%s", pools[i % 3]);
        rle127_set_cell(table, row, 2, "%d", 2);
        rle127_set_cell(table, row, 3, "%.1f ms", 21.3 + 2.9 * (double)i);
        rle127_set_cell(table, row, 4, "%.2f", 1.91 - 0.11 * (double)i);
        rle127_set_cell(table, row, 5, "%.1f ms", 39.0 + (double)i);
        rle127_set_cell(table, row, 6, "%zu", 14 + 100 * i);
        rle127_set_cell(table, row, 7, "%.1f MB", 9.4 + (double)i);
    }
}

static void add_matrix(struct rle127_document *document)
{
    static const double compress[3][3] = {
        {1.62, 1.71, 1.91}, {1.44, 1.58, 1.88}, {1.21, 1.69, 1.0}};
    static const double decompress[3][3] = {
        {1.35, 1.48, 1.83}, {0.92, 1.52, 1.79}, {0.64, 1.57, 1.0}};
    char name[64];
    struct rle127_section *const section =
        rle127_add_section(document, "matrix", "Which pool for files, which for rows");
    rle127_section_answer(section, "Processes for files and no pool for rows are fastest: 1.91 "
                                   "times as fast as one process alone on 2 processors.");
    rle127_section_answer(section, "A second pool inside of the first one never helps.");
    rle127_add_fact(&section->settings, "images", 8);
    rle127_add_text_fact(&section->settings, "size", "7200 x 5600");
    rle127_add_text_fact(&section->settings, "kind", "text");
    rle127_add_fact(&section->settings, "bytes_in", 40320104);
    rle127_add_fact(&section->settings, "longest_pause_seconds", 0.0125);
    rle127_add_fact(&section->settings, "workers", 2);
    add_heat(section, "matrix-compress", "Compress: speed-up over one process", compress);
    add_heat(section, "matrix-decompress", "Decompress: speed-up over one process", decompress);
    add_matrix_table(section);
    for (size_t i = 0; i < 9; i++) {
        snprintf(name, sizeof name, "compress, files by %s, rows by %s", pools[i / 3],
                 pools[i % 3]);
        add_times(section, name, 0.0213 + 0.0029 * (double)i);
    }
    rle127_section_note(section, "The machine was busy with other work for 4 %% of the time: "
                                 "figures of single cells may be a little high.");
}

static void add_workers(struct rle127_document *document)
{
    static const struct {
        const char *name;
        double gain; /* of each further worker */
    } pairs[] = {{"process / serial", 0.94},
                 {"thread / serial", 0.91},
                 {"serial / thread", 0.78},
                 {"process / thread", 0.765},
                 {"serial / process", 0.42}};
    struct rle127_section *const section =
        rle127_add_section(document, "single", "What a further worker brings");
    rle127_section_answer(section, "Up to 8 workers, each further one brings nine tenths of a "
                                   "processor where files are shared out.");
    struct rle127_chart *const chart =
        rle127_add_chart(section, RLE127_CHART_LINES, "workers", "Speed-up over workers");
    chart->x_name = "workers";
    chart->y_name = "speed-up over one worker";
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct rle127_series *const series = rle127_add_series(chart, pairs[i].name);
        double y = 1;
        for (int x = 1; x <= 8; x++) {
            rle127_add_point(series, x, y, 0.97 * y, 1.04 * y, "", "");
            y += pairs[i].gain * (1 - 0.06 * x);
        }
    }
}

static void add_throughput(struct rle127_document *document)
{
    static const struct {
        const char *name;
        double start, most; /* seconds, bytes a second */
    } kinds[] = {
        {"one thread", 1e-6, 2.4e9}, {"2 threads", 3e-5, 4.6e9}, {"2 processes", 8e-4, 4e9}};
    struct rle127_section *const section =
        rle127_add_section(document, "size", "From which size on a team pays");
    rle127_section_answer(section, "Threads pay from 300 kB on, processes from 9 MB on.");
    struct rle127_chart *const chart = rle127_add_chart(section, RLE127_CHART_LINES, "throughput",
                                                        "Throughput over the image's size");
    chart->x_name = "packed bytes of the image";
    chart->y_name = "GB/s";
    chart->is_log_x = chart->is_log_y = true;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct rle127_series *const series = rle127_add_series(chart, kinds[i].name);
        for (double bytes = 1000; bytes < 3e8; bytes *= 4) {
            const double y = bytes / (kinds[i].start + bytes / kinds[i].most) / 1e9;
            rle127_add_point(series, bytes, y, 0.85 * y, 1.12 * y, "", "");
        }
    }
}

static void add_files(struct rle127_document *document)
{
    static const struct {
        const char *name;
        double megabytes, seconds;
    } commands[] = {{"cp", 40.6, 0.021},
                    {"rle127", 4.31, 0.012},
                    {"lz4", 3.02, 0.034},
                    {"zstd -1", 1.71, 0.052},
                    {"gzip", 1.64, 0.61},
                    {"tiffcp -c g4", 0.612, 0.44},
                    {"tiffcp -c packbits", 4.9, 0.31},
                    {"pbmtojbg", 0.397, 1.93}};
    static const char *const headings[] = {"<command", "MB", "seconds", "size / cp", "time / cp"};
    struct rle127_section *const section =
        rle127_add_section(document, "files", "Beside what people use today");
    rle127_section_answer(section, "rle127 takes 0.57 times as long as cp; the files of G4 and "
                                   "JBIG are 7 and 11 times as small as its own.");
    struct rle127_chart *const chart = rle127_add_chart(
        section, RLE127_CHART_POINTS, "files-compress", "Size against time of whole commands");
    chart->x_name = "seconds";
    chart->y_name = "MB written";
    chart->is_log_x = chart->is_log_y = true;
    struct rle127_series *const series = rle127_add_series(chart, "");
    struct rle127_table *const table = rle127_add_table(section, "", headings, COUNT(headings));
    for (size_t i = 0; i < COUNT(commands); i++) {
        add_point(series, commands[i].seconds, commands[i].megabytes, commands[i].name);
        struct rle127_row_of_cells *const row = rle127_add_row(table);
        row->is_best = i == 1;
        rle127_set_cell(table, row, 0, "%s", commands[i].name);
        rle127_set_cell(table, row, 1, "%.2f", commands[i].megabytes);
        rle127_set_cell(table, row, 2, "%.3f", commands[i].seconds);
        rle127_set_cell(table, row, 3, "%.3f", commands[i].megabytes / 40.6);
        rle127_set_cell(table, row, 4, "%.2f", commands[i].seconds / 0.021);
    }
}

static void add_shares(struct rle127_document *document)
{
    static const char *const parts[] = {"reading", "coding", "writing", "waiting"};
    static const struct {
        const char *name;
        double shares[4];
    } bars[] = {{"file, compress", {0.31, 0.48, 0.16, 0.05}},
                {"file, decompress", {0.09, 0.37, 0.52, 0.02}},
                {"directory, compress", {0.27, 0.41, 0.2, 0.12}},
                {"directory, decompress", {0.07, 0.33, 0.5, 0.1}},
                {"directory, cold cache", {0.08, 0.07, 0.04, 0.81}},
                {"one thread, overlapped", {0.3, 0.5, 0.17, 0.015}}};
    struct rle127_section *const section =
        rle127_add_section(document, "io", "Input and output, or the processor");
    rle127_section_answer(section, "Coding takes less than half of the time: the work is bound by "
                                   "input and output.");
    struct rle127_chart *const chart =
        rle127_add_chart(section, RLE127_CHART_SHARES, "io-shares", "Where the time goes");
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct rle127_series *const series = rle127_add_series(chart, parts[i]);
        for (size_t j = 0; j < COUNT(bars); j++)
            add_point(series, 0, bars[j].shares[i], bars[j].name);
    }
}

/* Names of all kinds of bytes, wide enough for more than one block of cells. */
static void add_strange_heat(struct rle127_section *section)
{
    static const char *const names[] = {SCRIPT, QUOTES, INVALID, "\xF0\x9F\x98\x80\u6F22\u5B57"};
    char text[32];
    struct rle127_chart *const chart =
        rle127_add_chart(section, RLE127_CHART_HEAT, "strange-heat", SCRIPT);
    chart->is_less_better = true;
    chart->are_columns_apart = true;
    chart->x_name = INVALID;
    chart->y_name = QUOTES;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct rle127_series *const series = rle127_add_series(chart, names[i]);
        for (int j = 0; j < 13; j++) {
            snprintf(text, sizeof text, "%d workers", j + 1);
            if (j != 7 || i != 1)
                add_point(series, 0, pow(10, j - 6) * (double)(i + 1), j == 3 ? QUOTES : text);
        }
    }
}

static void add_strange_lines(struct rle127_section *section)
{
    char name[64];
    struct rle127_chart *const many =
        rle127_add_chart(section, RLE127_CHART_LINES, "strange-many", QUOTES);
    many->x_name = SCRIPT;
    many->y_name = INVALID;
    for (int i = 0; i < 15; i++) {
        snprintf(name, sizeof name, "series %d %s", i, i == 3 ? QUOTES : "");
        struct rle127_series *const series = rle127_add_series(many, name);
        for (int j = 0; j < 2 + i; j++)
            add_point(series, j, 100 + i % 5 + j * (i - 5), "");
    }
    struct rle127_chart *const crowd =
        rle127_add_chart(section, RLE127_CHART_LINES, "strange-crowd", "Forty series");
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "s%d", i);
        struct rle127_series *const series = rle127_add_series(crowd, name);
        add_point(series, 0, -i, "");
        add_point(series, 1e12, i * 1e9, "");
    }
    struct rle127_chart *const huge =
        rle127_add_chart(section, RLE127_CHART_LINES, "strange-huge", "Tiny and huge");
    huge->is_log_x = huge->is_log_y = true;
    struct rle127_series *const series = rle127_add_series(huge, SCRIPT);
    const double numbers[] = {1e-240, 1e-9, 0, -1, NAN, INFINITY, 1e-3, 1, 1e12, 1e240};
    for (size_t i = 0; i < COUNT(numbers); i++)
        rle127_add_point(series, numbers[i], numbers[i], 0, 10 * numbers[i], "", "");
    struct rle127_chart *const one =
        rle127_add_chart(section, RLE127_CHART_LINES, "strange-one", "One point");
    add_point(rle127_add_series(one, "alone"), 3, 0, "");
    rle127_add_series(one, "without points");
}

static void add_strange_points(struct rle127_section *section)
{
    char name[64];
    struct rle127_chart *const chart =
        rle127_add_chart(section, RLE127_CHART_POINTS, "strange-points", "A crowd of points");
    chart->x_name = "x";
    chart->y_name = "y";
    for (int i = 0; i < 3; i++) {
        struct rle127_series *const series = rle127_add_series(chart, i == 1 ? SCRIPT : "group");
        for (int j = 0; j < 14; j++) {
            const double angle = 2.4 * (14 * i + j), radius = sqrt(14 * i + j + 1);
            snprintf(name, sizeof name, "point %d", 14 * i + j);
            rle127_add_point(series, 50 + radius * cos(angle), 50 + radius * sin(angle),
                             48 + radius * sin(angle), 52 + radius * sin(angle),
                             j == 5 ? QUOTES : name, INVALID);
        }
    }
}

static void add_strange_shares(struct rle127_section *section)
{
    char name[128];
    struct rle127_chart *const chart =
        rle127_add_chart(section, RLE127_CHART_SHARES, "strange-shares", "Many parts");
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "part %d %s", i, i == 4 ? SCRIPT : "");
        struct rle127_series *const series = rle127_add_series(chart, name);
        rle127_add_point(series, 0, 0.1, 0.1, 0.1, "tenths", "a tenth");
        add_point(series, 0, i ? 0.01 : 0.5, QUOTES);
    }
}

static void add_strange(struct rle127_document *document)
{
    static const char *const headings[] = {("<" SCRIPT), QUOTES, INVALID, "d", "e", "f", "g", "h"};
    struct rle127_section *const section = rle127_add_section(document, "strange", SCRIPT);
    rle127_section_answer(section, "%s", SCRIPT);
    rle127_section_note(section, "%s", INVALID);
    rle127_add_text_fact(&section->settings, QUOTES, SCRIPT);
    rle127_add_fact(&section->settings, "least", -1e-300);
    add_strange_heat(section);
    add_strange_lines(section);
    add_strange_points(section);
    add_strange_shares(section);
    rle127_add_chart(section, RLE127_CHART_LINES, "strange-empty", "No series");
    rle127_add_chart(section, RLE127_CHART_HEAT, "strange-empty-heat", "No rows");
    struct rle127_table *const table = rle127_add_table(section, QUOTES, headings, COUNT(headings));
    for (size_t i = 0; i < COUNT(headings); i++)
        rle127_set_cell(table, rle127_add_row(table), i, "%s %s", SCRIPT, INVALID);
    add_times(section, SCRIPT, 1e-9);
    add_times(section, QUOTES, 1e9);
    add_times(section, INVALID, 0);
}

static bool has_place(const struct rle127_chart *chart, const struct rle127_point *point)
{
    return isfinite(point->x) && isfinite(point->y) && (!chart->is_log_x || point->x > 0) &&
           (!chart->is_log_y || point->y > 0);
}

static void list_charts(const struct rle127_section *section)
{
    for (size_t i = 0; i < section->n_charts; i++) {
        const struct rle127_chart *const chart = section->charts[i];
        size_t n_marks = 0;
        for (size_t j = 0; j < chart->n_series; j++)
            for (size_t k = 0; k < chart->series[j]->n_points; k++)
                n_marks += has_place(chart, &chart->series[j]->points[k]);
        printf("%s %zu\n", chart->id, n_marks);
    }
}

int main(int argc, char **argv)
{
    FILE *const file = argc == 2 ? fopen(argv[1], "w") : NULL;
    struct rle127_document *const document =
        rle127_document_create("rle127-bench all --dir='a \"b\" <c>' --export-html=" SCRIPT);
    if (!file || !document)
        return 1;
    rle127_document_note(document, "The processor's speed was not held constant.");
    add_matrix(document);
    add_workers(document);
    add_throughput(document);
    add_files(document);
    add_shares(document);
    rle127_add_section(document, "empty", "A section without anything");
    add_strange(document);
    const bool is_written = rle127_print_html(file, document);
    for (size_t i = 0; i < document->n_sections; i++)
        list_charts(document->sections[i]);
    rle127_document_free(document);
    return fclose(file) == 0 && is_written ? 0 : 1;
}
