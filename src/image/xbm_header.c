/*
 * The header of an XBM, up to the brace before its values:
 *
 *     #define NAME_width 16
 *     #define NAME_height 7
 *     static char NAME_bits[] = {
 *
 * It is C, but only this much of it is taken. Must not know: values and rows.
 */
#include "xbm.h"

#include <string.h>

#define HEADER_BYTES_MAX  (64 * 1024)
#define SIDE_DIGITS_MAX   10
#define WORD_ENDING_BYTES 9

/* The colours of the two bit values, as 299 R + 587 G + 114 B. */
#define WHITE_LUMA_1000 255000 /* of a bit that is set, as Pillow has it */

static const char NO_ARRAY[] = "neither #define nor an array of bits stands before the values";

/* A word by what stands behind its last underscore. Of a longer ending only the first bytes are
 * kept; it is longer than any that is looked for. */
struct word {
    bool is_whole; /* there is no underscore */
    char ending[WORD_ENDING_BYTES];
    size_t ending_bytes;
};

struct sides {
    unsigned width, height; /* 0 where not seen yet */
};

static void skip_comment(struct rle127_cursor *cursor)
{
    int before = 0;

    for (;;) {
        const int byte = rle127_cursor_next(cursor);
        if (byte == RLE127_CURSOR_END || (before == '*' && byte == '/'))
            return;
        before = byte;
    }
}

void rle127_xbm_advance(struct rle127_xbm_text *text)
{
    text->byte = rle127_cursor_next(&text->cursor);
    if (text->byte == '/' && rle127_cursor_peek(&text->cursor) == '*') {
        rle127_cursor_next(&text->cursor);
        skip_comment(&text->cursor);
        text->byte = ' ';
    }
}

bool rle127_xbm_is_space(int byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

int rle127_xbm_skip_space(struct rle127_xbm_text *text)
{
    while (rle127_xbm_is_space(text->byte))
        rle127_xbm_advance(text);
    return text->byte;
}

const char *rle127_xbm_refuse(const struct rle127_xbm_text *text, const char *reason)
{
    if (text->byte != RLE127_CURSOR_END)
        return reason;
    return text->cursor.reason ? text->cursor.reason : "the file ends early";
}

static bool ends_line(int byte)
{
    return byte == '\n' || byte == '\r';
}

static void skip_blanks(struct rle127_xbm_text *text)
{
    while (rle127_xbm_is_space(text->byte) && !ends_line(text->byte))
        rle127_xbm_advance(text);
}

/* Names are made of file names, so they may hold more than C allows. */
static bool belongs_to_word(int byte)
{
    return byte > ' ' && byte != 0x7f && byte != '[';
}

static void read_word(struct rle127_xbm_text *text, struct word *word)
{
    *word = (struct word){.is_whole = true};
    for (; belongs_to_word(text->byte); rle127_xbm_advance(text)) {
        if (text->byte == '_') {
            word->is_whole = false;
            word->ending_bytes = 0;
        } else if (word->ending_bytes < WORD_ENDING_BYTES) {
            word->ending[word->ending_bytes++] = (char)text->byte;
        }
    }
}

/* Whether the word is `ending`, or has an underscore and then that. */
static bool ends_in(const struct word *word, const char *ending)
{
    return word->ending_bytes == strlen(ending) &&
           memcmp(word->ending, ending, word->ending_bytes) == 0;
}

static bool is_word(const struct word *word, const char *whole)
{
    return word->is_whole && ends_in(word, whole);
}

static bool is_digit(int byte)
{
    return byte >= '0' && byte <= '9';
}

/* A decimal number, with which the line ends. */
static const char *read_side(struct rle127_xbm_text *text, unsigned *side)
{
    unsigned n_digits = 0;

    for (; is_digit(text->byte); rle127_xbm_advance(text)) {
        *side = *side * 10 + (unsigned)(text->byte - '0');
        if (*side > RLE127_SIDE_MAX)
            *side = RLE127_SIDE_MAX + 1;
        if (++n_digits > SIDE_DIGITS_MAX)
            return "a number has more than 10 digits";
    }
    skip_blanks(text);
    if (n_digits == 0 || !ends_line(text->byte))
        return rle127_xbm_refuse(text, "a side is not a decimal number");
    return rle127_check_side(*side);
}

/* The rest of a line that does not matter: where the hot spot is, or whatever else is defined. */
static const char *skip_line(struct rle127_xbm_text *text)
{
    while (!ends_line(text->byte)) {
        if (text->byte == RLE127_CURSOR_END)
            return rle127_xbm_refuse(text, NULL);
        rle127_xbm_advance(text);
    }
    return NULL;
}

/* Gives the name that a line defines and looks at what is behind it. */
static const char *read_defined_name(struct rle127_xbm_text *text, struct word *name)
{
    struct word directive;

    rle127_xbm_advance(text);
    read_word(text, &directive);
    if (!is_word(&directive, "define") || !rle127_xbm_is_space(text->byte))
        return rle127_xbm_refuse(text, NO_ARRAY);
    skip_blanks(text);
    read_word(text, name);
    skip_blanks(text);
    return NULL;
}

static const char *read_define(struct rle127_xbm_text *text, struct sides *sides)
{
    struct word name;
    const char *reason = read_defined_name(text, &name);

    if (reason)
        return reason;
    if (ends_in(&name, "width"))
        return sides->width ? "the width is given twice" : read_side(text, &sides->width);
    if (ends_in(&name, "height"))
        return sides->height ? "the height is given twice" : read_side(text, &sides->height);
    return skip_line(text);
}

static const char *read_sides(struct rle127_xbm_text *text, struct sides *sides)
{
    while (rle127_xbm_skip_space(text) == '#') {
        const char *reason = read_define(text, sides);
        if (reason)
            return reason;
    }
    if (sides->width == 0)
        return rle127_xbm_refuse(text, "the width is missing");
    return sides->height == 0 ? rle127_xbm_refuse(text, "the height is missing") : NULL;
}

/* What may stand before the name of the array: C, and where in a microcontroller it lies. */
static bool belongs_to_type(const struct word *word)
{
    static const char *const WORDS[] = {"static", "const", "unsigned", "signed",
                                        "char",   "short", "int"};

    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (is_word(word, WORDS[i]))
            return true;
    return ends_in(word, "PROGMEM");
}

/* The words before the bracket, of which the last one is the array's name. */
static const char *read_declaration(struct rle127_xbm_text *text, bool *is_wide)
{
    struct word word;
    unsigned n_types = 0;

    for (;;) {
        rle127_xbm_skip_space(text);
        read_word(text, &word);
        if (rle127_xbm_skip_space(text) == '[')
            break;
        if (!belongs_to_type(&word))
            return rle127_xbm_refuse(text, NO_ARRAY);
        *is_wide = *is_wide || is_word(&word, "short");
        n_types += is_word(&word, "short") || is_word(&word, "char");
    }
    if (n_types != 1)
        return "the array is neither of the type char nor short";
    return ends_in(&word, "bits") ? NULL : "the name of the array does not end in bits";
}

/* Looks at the last mark when all were there. */
static const char *expect_marks(struct rle127_xbm_text *text, const char *marks)
{
    for (;;) {
        if (rle127_xbm_skip_space(text) != *marks)
            return rle127_xbm_refuse(text, NO_ARRAY);
        if (*++marks == '\0')
            return NULL;
        rle127_xbm_advance(text);
    }
}

static const char *read_text(struct rle127_xbm_text *text, struct sides *sides, bool *is_wide)
{
    rle127_xbm_advance(text);

    const char *reason = read_sides(text, sides);
    if (!reason)
        reason = read_declaration(text, is_wide);
    if (!reason)
        reason = expect_marks(text, "[]={");
    return reason;
}

/* The first line says it: what other C source defines is called otherwise. */
bool rle127_xbm_matches(const uint8_t *head, size_t head_bytes)
{
    struct rle127_xbm_text text;
    struct word name;

    rle127_cursor_start_in_memory(&text.cursor, head, head_bytes);
    rle127_xbm_advance(&text);
    return rle127_xbm_skip_space(&text) == '#' && !read_defined_name(&text, &name) &&
           (ends_in(&name, "width") || ends_in(&name, "height")) && is_digit(text.byte);
}

const char *rle127_xbm_read_header(struct rle127_image *image, struct rle127_xbm *xbm)
{
    struct rle127_xbm_text text;
    struct sides sides = {0};

    rle127_cursor_start(&text.cursor, image->source, 0);
    text.cursor.limit_offset = HEADER_BYTES_MAX;
    const char *reason = read_text(&text, &sides, &xbm->is_wide);
    image->width = sides.width;
    image->height = sides.height;
    image->kind = RLE127_KIND_BILEVEL;
    image->luma_1000[1] = WHITE_LUMA_1000;
    xbm->text_offset = rle127_cursor_offset(&text.cursor);
    if (xbm->text_offset == HEADER_BYTES_MAX)
        return "the header is too long";
    return reason;
}
