/*
 * The frame of the page. It forbids itself to load or to run anything but what is in it: so a name
 * that got into it as HTML could do nothing.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream() */

#include <stdlib.h>
#include <string.h>

#include "document_memory.h"
#include "html_section.h"
#include "html_text.h"
#include "machine_facts.h"
#include "page_files.h"
#include "renderers.h"
#include "rle127.h"

static void print_head(FILE *file, const struct rle127_document *document)
{
    fprintf(file,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'sha256-%s'; script-src 'sha256-%s'; img-src data:; base-uri 'none'; "
            "form-action 'none'\">\n",
            rle127_page_css_sha256, rle127_page_js_sha256);
    fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n"
          "<link rel=\"icon\" href=\"data:image/svg+xml,"
          "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
          "%3Cpath fill='%23136d85' d='M1 3h14v2H1zm0 4h9v2H1zm0 4h12v2H1z'/%3E%3C/svg%3E\">\n"
          "<title>rle127-bench: ",
          file);
    rle127_print_html_text(file, document->n_sections == 1 ? document->sections[0]->title
                                                           : "benchmark report");
    fprintf(file, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n", rle127_page_css);
}

/* "2026-07-30 09:15 UTC" */
static void print_date(FILE *file, const char *date)
{
    fprintf(file, "<time datetime=\"%s\">%.10s", date, date);
    if (strlen(date) > strlen("2026-07-30T09:15"))
        fprintf(file, " %.5s UTC", date + strlen("2026-07-30T"));
    fputs("</time>", file);
}

static void print_header(FILE *file, const struct rle127_document *document)
{
    const struct rle127_machine *const machine = &document->machine;
    fprintf(file,
            "<header>\n<p class=\"kicker\">rle127-bench %s</p>\n<h1>Benchmark report</h1>\n"
            "<p class=\"byline\">",
            RLE127_VERSION);
    rle127_print_html_text(file, machine->cpu);
    fprintf(file, ", %u %s \u00B7 ", machine->n_cpus,
            machine->n_cpus == 1 ? "processor" : "processors");
    rle127_print_html_text(file, machine->system);
    fputs(" \u00B7 ", file);
    print_date(file, machine->date);
    fputs("</p>\n</header>\n", file);
}

/* What each section answers first. */
static void print_findings(FILE *file, const struct rle127_document *document)
{
    if (document->n_sections < 2)
        return;
    fputs("<nav aria-label=\"Sections\">\n<ul>\n", file);
    for (size_t i = 0; i < document->n_sections; i++) {
        const struct rle127_section *const section = document->sections[i];
        fputs("<li><a href=\"#section-", file);
        rle127_print_html_text(file, section->kind);
        fputs("\">", file);
        rle127_print_html_text(file, section->title);
        fputs("</a>", file);
        if (section->n_answers) {
            fputs(" <span>", file);
            rle127_print_html_text(file, section->answers[0]);
            fputs("</span>", file);
        }
        fputs("</li>\n", file);
    }
    fputs("</ul>\n</nav>\n", file);
}

static void print_context(FILE *file, const struct rle127_document *document)
{
    struct rle127_facts facts = {.memory = document->memory};
    rle127_add_machine_facts(&facts, &document->machine);
    fputs("<section id=\"page-machine\">\n<h2>Machine and build</h2>\n", file);
    rle127_print_html_facts(file, "context", &facts);
    fputs("<p class=\"command-name\">This page was made by</p>\n<pre class=\"command\"><code>",
          file);
    rle127_print_html_text(file, document->command);
    fputs("</code></pre>\n</section>\n", file);
}

/* What can be read by programs; false where there is no memory. */
static bool print_data(FILE *file, const struct rle127_document *document)
{
    char *text = NULL;
    size_t n_bytes = 0;
    FILE *const data = open_memstream(&text, &n_bytes);
    if (!data)
        return false;
    bool is_whole = true;
    if (rle127_can_print_json())
        is_whole = rle127_print_document_json(data, document);
    else
        rle127_print_document_csv(data, document);
    is_whole = !ferror(data) && is_whole;
    is_whole = fclose(data) == 0 && is_whole;
    if (is_whole)
        rle127_print_html_text(file, text);
    free(text);
    return is_whole;
}

static bool print_raw_data(FILE *file, const struct rle127_document *document)
{
    fprintf(
        file,
        "<section id=\"page-data\">\n<h2>Raw data</h2>\n<details>\n<summary>All measurements, with "
        "each sample, as %s</summary>\n<p><button type=\"button\" id=\"page-copy\" hidden>Copy"
        "</button></p>\n<textarea id=\"page-text\" aria-label=\"Raw data\" rows=\"20\" readonly "
        "spellcheck=\"false\">\n",
        rle127_can_print_json() ? "JSON" : "CSV");
    const bool is_whole = print_data(file, document);
    fputs("</textarea>\n</details>\n</section>\n", file);
    return is_whole;
}

bool rle127_print_html(FILE *file, const struct rle127_document *document)
{
    print_head(file, document);
    print_header(file, document);
    rle127_print_html_notes(file, document->notes, document->n_notes);
    print_findings(file, document);
    for (size_t i = 0; i < document->n_sections; i++)
        rle127_print_html_section(file, document->sections[i]);
    print_context(file, document);
    const bool is_whole = print_raw_data(file, document);
    fprintf(file, "</main>\n<script>%s</script>\n</body>\n</html>\n", rle127_page_js);
    return is_whole && rle127_document_is_whole(document);
}
