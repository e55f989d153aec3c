/*
 * Reader of XBM: its values, and rows made of them. In a value the least significant bit is the
 * leftmost pixel; a row begins with a new value. Must not know: other formats.
 */
#include "xbm.h"

#include <limits.h>
#include <stdlib.h>

#define NUMBER_DIGITS_MAX 10
#define NARROW_MAX        0xffu
#define WIDE_MAX          0xffffu

/* How far behind the values text is looked for that does not belong there. */
#define LOOK_BEHIND_BYTES 4096

/* "0xHH," */
#define PLAIN_VALUE_BYTES 5

/* For the hexadecimal digits their bits from the right to the left, and this bit. */
#define IS_DIGIT 0x10
static const uint8_t MIRRORED_DIGITS[256] = {
    ['0'] = 0x10, ['1'] = 0x18, ['2'] = 0x14, ['3'] = 0x1c, ['4'] = 0x12, ['5'] = 0x1a,
    ['6'] = 0x16, ['7'] = 0x1e, ['8'] = 0x11, ['9'] = 0x19, ['a'] = 0x15, ['b'] = 0x1d,
    ['c'] = 0x13, ['d'] = 0x1b, ['e'] = 0x17, ['f'] = 0x1f, ['A'] = 0x15, ['B'] = 0x1d,
    ['C'] = 0x13, ['D'] = 0x1b, ['E'] = 0x17, ['F'] = 0x1f,
};

static size_t count_value_bytes(const struct rle127_xbm *xbm)
{
    return xbm->is_wide ? 2 : 1;
}

static size_t count_row_values(const struct rle127_image *image)
{
    const size_t value_pixels = 8 * count_value_bytes(image->state);
    return (image->width + value_pixels - 1) / value_pixels;
}

/* A value takes a digit and the comma or brace behind it. */
static const char *check_size(const struct rle127_image *image)
{
    const struct rle127_xbm *xbm = image->state;
    const uint64_t n_values = (uint64_t)count_row_values(image) * image->height;

    if (!rle127_source_has(image->source, xbm->text_offset, 2 * n_values))
        return "the file ends early";
    return NULL;
}

static void close_xbm(struct rle127_image *image)
{
    struct rle127_xbm *xbm = image->state;

    free(xbm->packed.bytes);
    free(xbm);
}

static const char *open_xbm(struct rle127_image *image)
{
    struct rle127_xbm *xbm = calloc(1, sizeof *xbm);
    if (!xbm)
        return "out of memory";

    image->state = xbm;
    const char *reason = rle127_xbm_read_header(image, xbm);
    if (!reason)
        reason = check_size(image);
    if (reason)
        close_xbm(image);
    return reason;
}

static const char *refuse_value(const struct rle127_xbm_text *text)
{
    if (text->byte == '}')
        return "the array has fewer values than the sides ask for";
    return rle127_xbm_refuse(text, "the values are not numbers with commas between them");
}

static unsigned digit_of(int byte)
{
    if (byte >= '0' && byte <= '9')
        return (unsigned)(byte - '0');
    if (byte >= 'a' && byte <= 'f')
        return (unsigned)(byte - 'a' + 10);
    return byte >= 'A' && byte <= 'F' ? (unsigned)(byte - 'A' + 10) : UINT_MAX;
}

/* The base of a number that is looked at, as its first bytes say it, which are taken but for an
 * octal number's 0. */
static unsigned read_base(struct rle127_xbm_text *text, unsigned *n_digits)
{
    *n_digits = 0;
    if (text->byte != '0')
        return 10;
    rle127_xbm_advance(text);
    if (text->byte == 'x' || text->byte == 'X') {
        rle127_xbm_advance(text);
        return 16;
    }
    *n_digits = 1;
    return 8;
}

/* Any number that C has for the type; looks at the byte behind it. */
static const char *read_number(struct rle127_xbm_text *text, unsigned max, unsigned *number)
{
    unsigned n_digits;
    const unsigned base = read_base(text, &n_digits);

    for (*number = 0; digit_of(text->byte) < base; rle127_xbm_advance(text)) {
        *number = *number * base + digit_of(text->byte);
        if (*number > max)
            return "a value does not fit its type";
        if (++n_digits > NUMBER_DIGITS_MAX)
            return "a number has more than 10 digits";
    }
    return n_digits > 0 ? NULL : refuse_value(text);
}

static uint8_t mirror_bits(unsigned byte)
{
    unsigned mirrored = 0;

    for (unsigned i = 0; i < 8; i++)
        mirrored |= (byte >> i & 1) << (7 - i);
    return (uint8_t)mirrored;
}

/* One value with the white space and comments around it. */
static const char *unpack_value(struct rle127_xbm_text *text, bool is_wide, uint8_t *bits)
{
    unsigned number;

    rle127_xbm_advance(text);
    rle127_xbm_skip_space(text);
    const char *reason = read_number(text, is_wide ? WIDE_MAX : NARROW_MAX, &number);
    if (reason)
        return reason;
    bits[0] = mirror_bits(number);
    if (is_wide)
        bits[1] = mirror_bits(number >> 8);
    rle127_xbm_skip_space(text);
    return NULL;
}

/* Values of 8 bits as nearly all files have them, as far as they lie in what was fetched. Gives how
 * many these were. */
static size_t unpack_plain_values(struct rle127_cursor *cursor, uint8_t *bits, size_t n_values)
{
    const uint8_t *at = cursor->next;
    size_t n = 0;

    for (; n < n_values; n++) {
        while (at < cursor->end && rle127_xbm_is_space(*at))
            at++;
        if (cursor->end - at < PLAIN_VALUE_BYTES)
            break;
        const uint8_t high = MIRRORED_DIGITS[at[2]];
        const uint8_t low = MIRRORED_DIGITS[at[3]];
        if (at[0] != '0' || at[1] != 'x' || !(high & low & IS_DIGIT) || at[4] != ',')
            break;
        bits[n] = (uint8_t)(low << 4 | (high & 0x0f));
        at += PLAIN_VALUE_BYTES;
    }
    cursor->next = at;
    return n;
}

/* Values that have a comma behind them, which is taken. */
static const char *unpack_values(struct rle127_xbm_text *text, const struct rle127_xbm *xbm,
                                 uint8_t *bits, size_t n_values)
{
    const size_t value_bytes = count_value_bytes(xbm);
    size_t n = 0;

    for (;;) {
        if (!xbm->is_wide)
            n += unpack_plain_values(&text->cursor, bits + n, n_values - n);
        if (n == n_values)
            return NULL;
        const char *reason = unpack_value(text, xbm->is_wide, bits + n * value_bytes);
        if (reason)
            return reason;
        if (text->byte != ',')
            return refuse_value(text);
        n++;
    }
}

static const char *look_behind(struct rle127_xbm_text *text, struct rle127_image *image)
{
    text->cursor.limit_offset = text->cursor.end_offset + LOOK_BEHIND_BYTES;
    do
        rle127_xbm_advance(text);
    while (rle127_xbm_is_space(text->byte) || text->byte == ';');
    if (text->byte != RLE127_CURSOR_END)
        image->note = "there is data after the image";
    return text->cursor.reason;
}

/* The last value, and the end of the array, where C allows another comma. */
static const char *unpack_last_value(struct rle127_xbm_text *text, struct rle127_image *image,
                                     uint8_t *bits)
{
    const struct rle127_xbm *xbm = image->state;
    const char *reason = unpack_value(text, xbm->is_wide, bits);

    if (reason)
        return reason;
    if (text->byte == ',') {
        rle127_xbm_advance(text);
        if (digit_of(rle127_xbm_skip_space(text)) < 10)
            return "the array has more values than the sides ask for";
    }
    return text->byte == '}' ? look_behind(text, image) : refuse_value(text);
}

static const char *unpack_rows(struct rle127_image *image, size_t n_values, bool has_last)
{
    struct rle127_xbm *xbm = image->state;
    const size_t n_ahead = n_values - has_last;
    uint8_t *last_bits = xbm->packed.bytes + n_ahead * count_value_bytes(xbm);
    struct rle127_xbm_text text;

    rle127_cursor_start(&text.cursor, image->source, xbm->text_offset);
    const char *reason = unpack_values(&text, xbm, xbm->packed.bytes, n_ahead);
    if (!reason && has_last)
        reason = unpack_last_value(&text, image, last_bits);
    xbm->text_offset = rle127_cursor_offset(&text.cursor);
    return reason;
}

/* Each row begins where the one before ended; row 0 is asked for once, as no histogram of two
 * colours is needed. */
static const char *read_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    struct rle127_bitmap *rows)
{
    struct rle127_xbm *xbm = image->state;
    const size_t row_values = count_row_values(image);
    const size_t row_bytes = row_values * count_value_bytes(xbm);
    const char *reason = rle127_row_buffer_grow(&xbm->packed, n_rows * row_bytes);

    if (!reason)
        reason = unpack_rows(image, n_rows * row_values, first_row + n_rows == image->height);
    rows->bits = xbm->packed.bytes;
    rows->stride_bytes = (ptrdiff_t)row_bytes;
    return reason;
}

const struct rle127_reader rle127_reader_xbm = {
    .format = "XBM",
    .unpacks_rows = true,
    .matches = rle127_xbm_matches,
    .open = open_xbm,
    .packed_rows = read_packed_rows,
    .close = close_xbm,
};
