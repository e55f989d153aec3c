/*
 * Lines of a journal, written and split.
 */
#include "journal_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hash_bytes.h"

#define HASH_DIGITS 16
#define N_FACTS     4
#define N_TABS      6

/* The text of the facts, without the tab behind it. */
static size_t write_facts(char *text, const struct rle127_journal_facts *facts)
{
    return (size_t)snprintf(text, RLE127_JOURNAL_FACTS_BYTES,
                            "%" PRIu64 "\t%lld.%09ld\t%016" PRIx64 "\t%016" PRIx64,
                            facts->input_bytes, (long long)facts->modified.tv_sec,
                            facts->modified.tv_nsec, facts->options, facts->output_hash);
}

static bool is_escaped(unsigned char byte)
{
    return byte < 0x20 || byte == 0x7F || byte == '\\';
}

/* Returns where the path ends, or NULL where that would be beyond `end`. */
static char *write_path(char *to, const char *end, const char *path)
{
    static const char digits[] = "0123456789abcdef";
    for (; *path; path++) {
        const unsigned char byte = (unsigned char)*path;
        if (end - to < 4)
            return NULL;
        if (!is_escaped(byte)) {
            *to++ = (char)byte;
            continue;
        }
        *to++ = '\\';
        *to++ = 'x';
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
    return to;
}

/* Both paths and the tab between them; returns their end, or NULL. */
static char *write_paths(char *to, const char *end, const char *input, const char *output)
{
    to = write_path(to, end, input);
    if (!to || to == end)
        return NULL;
    *to++ = '\t';
    return write_path(to, end, output);
}

static uint64_t make_key(const char *paths, size_t n_bytes)
{
    const uint64_t key = rle127_hash_bytes(paths, n_bytes);
    return key ? key : 1;
}

/* What paths may take: facts, tabs, the check and \n have their room behind it. */
#define PATHS_BYTES (RLE127_JOURNAL_LINE_BYTES - RLE127_JOURNAL_FACTS_BYTES - HASH_DIGITS - 4)

uint64_t rle127_journal_path_key(const char *input, const char *output, char *text)
{
    const char *const end = write_paths(text, text + PATHS_BYTES, input, output);
    return end ? make_key(text, (size_t)(end - text)) : 0;
}

uint64_t rle127_journal_proof(const struct rle127_journal_facts *facts)
{
    char text[RLE127_JOURNAL_FACTS_BYTES];
    return rle127_hash_bytes(text, write_facts(text, facts));
}

uint64_t rle127_journal_options(const char *text)
{
    return rle127_hash_bytes(text, strlen(text));
}

static void write_check(char *digits, const char *line, size_t n_bytes)
{
    char text[HASH_DIGITS + 1];
    snprintf(text, sizeof text, "%016" PRIx64, rle127_hash_bytes(line, n_bytes));
    memcpy(digits, text, HASH_DIGITS);
}

size_t rle127_journal_write_line(char *line, const char *input, const char *output,
                                 const struct rle127_journal_facts *facts)
{
    char *end = line + write_facts(line, facts);
    *end++ = '\t';
    end = write_paths(end, end + PATHS_BYTES, input, output);
    if (!end)
        return 0;
    *end++ = '\t';
    write_check(end, line, (size_t)(end - line));
    end += HASH_DIGITS;
    *end++ = '\n';
    return (size_t)(end - line);
}

/* The tab behind so many fields, or NULL. */
static const char *find_tab(const char *text, const char *end, unsigned n_fields)
{
    for (; n_fields && text; n_fields--) {
        text = memchr(text, '\t', (size_t)(end - text));
        if (text && n_fields > 1)
            text++;
    }
    return text;
}

bool rle127_journal_read_line(const char *line, size_t n_bytes,
                              struct rle127_journal_record *record)
{
    char check[HASH_DIGITS];
    if (n_bytes <= HASH_DIGITS)
        return false;
    const char *const end = line + n_bytes - HASH_DIGITS;
    write_check(check, line, (size_t)(end - line));
    if (memcmp(check, end, HASH_DIGITS) != 0)
        return false;
    const char *const paths = find_tab(line, end, N_FACTS);
    if (!paths || find_tab(line, end, N_TABS) != end - 1)
        return false;
    record->proof = rle127_hash_bytes(line, (size_t)(paths - line));
    record->path_key = make_key(paths + 1, (size_t)(end - 1 - (paths + 1)));
    return true;
}
