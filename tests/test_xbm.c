/*
 * src/image/xbm_*.c: which XBM files are read, and as what.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "image_bytes.h"

static const struct rle127_binarize PILLOW = {.method = RLE127_BINARIZE_PILLOW};

static const char SIDES[] = "#define a_width 10\n#define a_height 2\n";
static const char START[] = "#define a_width 10\n#define a_height 2\nstatic char a_bits[] = {";
static const char ARRAY[] = "static char a_bits[] = {0x05, 0x02, 0x80, 0x01};\n";
static const char ROWS[] = "#.#......#/.......##."; /* "#" is a bit that is set */

static const char FEWER[] = "the array has fewer values than the sides ask for";
static const char MORE[] = "the array has more values than the sides ask for";
static const char NOT_NUMBERS[] = "the values are not numbers with commas between them";
static const char NO_FIT[] = "a value does not fit its type";
static const char NO_ARRAY[] = "neither #define nor an array of bits stands before the values";
static const char ENDS_EARLY[] = "the file ends early";

static struct rle127_test_bytes make_file(const char *first, const char *second)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_text(&bytes, first);
    rle127_test_add_text(&bytes, second);
    return bytes;
}

static void expect_picture(const struct rle127_test_bytes *bytes, const char *rows,
                           const char *note)
{
    struct rle127_test_picture picture;
    const char *error = rle127_test_read_both(bytes, NULL, &picture);
    char drawn[200];
    size_t n = 0;

    if (error)
        fail_msg("refused: %s", error);
    for (uint32_t i = 0; i < picture.width * picture.height && n + 3 < sizeof drawn; i++) {
        if (i > 0 && i % picture.width == 0)
            drawn[n++] = '/';
        drawn[n++] = picture.pixels[i] ? '#' : '.';
    }
    drawn[n] = '\0';
    assert_string_equal(drawn, rows);
    if (note)
        assert_string_equal(picture.note, note);
    else
        assert_null(picture.note);
    rle127_test_free_picture(&picture);
}

static void expect_rows(const char *first, const char *second, const char *rows)
{
    struct rle127_test_bytes bytes = make_file(first, second);

    expect_picture(&bytes, rows, NULL);
    rle127_test_free(&bytes);
}

static void expect_refusal(const char *first, const char *second, const char *reason)
{
    struct rle127_test_bytes bytes = make_file(first, second);

    rle127_test_expect_refusal(&bytes, reason);
    rle127_test_free(&bytes);
}

static void the_lowest_bit_is_the_leftmost_pixel(void **state)
{
    (void)state;
    expect_rows(SIDES, ARRAY, ROWS);
    for (unsigned value = 0; value < 256; value++) {
        char file[100], rows[9] = "........";
        snprintf(file, sizeof file,
                 "#define width 8\n#define height 2\nstatic char bits[]={0x%02x,0x%02X}", value,
                 255 - value);
        struct rle127_test_bytes bytes = {0};
        char both[18];
        for (unsigned x = 0; x < 8; x++)
            if (value >> x & 1)
                rows[x] = '#';
        snprintf(both, sizeof both, "%s/%s", rows, rows);
        for (char *pixel = both + 9; *pixel; pixel++)
            *pixel = *pixel == '#' ? '.' : '#';
        rle127_test_add_text(&bytes, file);
        expect_picture(&bytes, both, NULL);
        rle127_test_free(&bytes);
    }
}

static void bits_that_are_set_are_white_as_pillow_has_it(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_file(SIDES, ARRAY);

    rle127_test_expect(&bytes, ".#.######./#######..#");
    rle127_test_free(&bytes);
}

static void bits_beyond_the_width_are_ignored(void **state)
{
    (void)state;
    expect_rows(SIDES, "static char a_bits[] = {0x05, 0xfe, 0x80, 0xfd};", ROWS);
}

static void x10_values_have_16_bits(void **state)
{
    (void)state;
    static const char *const ARRAYS[] = {
        "static short a_bits[] = {0x0205, 0x0180};",
        "static unsigned short a_bits[]={0x205,\n0x180,\n}",
        "short int a_bits[] = { 0xfe05,0XFD80 };",
        "static short a_bits[] = {517, 0600};",
    };

    for (size_t i = 0; i < sizeof ARRAYS / sizeof *ARRAYS; i++)
        expect_rows(SIDES, ARRAYS[i], ROWS);
    expect_rows("#define a_width 17\n#define a_height 1\n",
                "static short a_bits[] = {0x8001, 0x0001};", "#..............##");
    expect_refusal(SIDES, "static short a_bits[] = {0x05, 0x02, 0x80, 0x01};", MORE);
    expect_refusal(SIDES, "static short a_bits[] = {0x10000, 0x0180};", NO_FIT);
    expect_refusal(SIDES, "static short a_bits[] = {65536, 0x0180};", NO_FIT);
}

static void headers_may_hold_what_c_allows(void **state)
{
    (void)state;
    static const char *const HEADERS[] = {
        "#define width 10\n#define height 2\n",
        "#define a_height 2\n#define b_width 10\n",
        "#define a_width 10\r\n#define a_height 2\r\n",
        "\n /* by hand ***/ /**/\n#define\ta_width\t10 /* pixels */\n#define/**/a_height/**/2\v\n",
        "#define a_b_width 0010\n#define a_x_hot 1\n#define a_y_hot -1\n#define a_height 2\n",
        "#define 1x1_width 10\n#define a-b.c/d_height 2\n#define A_H\n#define a_f(x) [/x]\n",
        ("#define a_width 10\n#define a_widths 3\n#define a_width_x 3\n#define aheight 1\n"
         "#define a_height 2\n#define a_length 999999999999 /* a\nlong\ncomment */ 9\n"),
    };
    static const char *const ARRAYS[] = {
        "static unsigned char a_bits[] = {0x05, 0x02, 0x80, 0x01};",
        "static const unsigned char a_bits[] = {0x05, 0x02, 0x80, 0x01};",
        ("const static char U8X8_PROGMEM 1x_bits [ "
         "]\r\n=\r\n{\r\n0x05,0x02,\r\n0x80,0x01\r\n}\r\n;\r\n"),
        "static/**/char/*[]*/a_bits[/*4*/]=/*=*/{/*{*/0x05,0x02,0x80,0x01};",
    };

    for (size_t i = 0; i < sizeof HEADERS / sizeof *HEADERS; i++)
        expect_rows(HEADERS[i], ARRAY, ROWS);
    for (size_t i = 0; i < sizeof ARRAYS / sizeof *ARRAYS; i++)
        expect_rows(SIDES, ARRAYS[i], ROWS);
    expect_rows("#define width 1\n#define height 2\n", "char bits[]={1,0}", "#/.");
}

static void values_are_any_numbers_of_c(void **state)
{
    (void)state;
    static const char *const VALUES[] = {
        "0x05,0x02,0x80,0x01}",
        "0X5 , 0x2 ,\t0x80\f,\v0x1 , }",
        "5,2,128,1}",
        "05,02,0200,01}",
        "0x0005,0x0000000002,128,01,}",
        "/*0x07,*/0x05/**/,/**/0x02,0x80/*,*/,0x01/**/}",
        "\r\n5,\r\n2,\r\n128,\r\n1}",
        "0x05,0x02,0x80,0x01}\n\n;;\n/* the end */",
    };

    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        struct rle127_test_bytes bytes = make_file(START, VALUES[i]);
        expect_picture(&bytes, ROWS, NULL);
        rle127_test_free(&bytes);
    }
}

static void values_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    expect_refusal(START, "0x05, 0x100, 0x80, 0x01};", NO_FIT);
    expect_refusal(START, "0x05, 0x02, 0x80, 256};", NO_FIT);
    expect_refusal(START, "0400, 0x02, 0x80, 0x01};", NO_FIT);
    expect_refusal(START, "99999999999999999999999999, 0x02, 0x80, 0x01};", NO_FIT);
    expect_refusal(START, "0x00000000001, 0x02, 0x80, 0x01};", "a number has more than 10 digits");
}

static void values_that_are_no_numbers_are_refused(void **state)
{
    (void)state;
    static const char *const VALUES[] = {
        "0x05, -2, 0x80, 0x01};",      "0x05, +2, 0x80, 0x01};",    "0x05, 0x, 0x80, 0x01};",
        "0x05, 08, 0x80, 0x01};",      "0x05, 2f, 0x80, 0x01};",    "0x05, f2, 0x80, 0x01};",
        "0x05, 0x0g, 0x80, 0x01};",    "0x05, 0x02l, 0x80, 0x01};", "0x05, , 0x80, 0x01};",
        "0x05, 0x02 0x80, 0x01, 0x1}", "0x05, 0x02; 0x80, 0x01};",  "0x05, 0 x02, 0x80, 0x01};",
        "0x05, 0x 02, 0x80, 0x01};",   ", 0x05, 0x02, 0x80, 0x01}", "0x05, 0x02, 0x80, 0x01,,};",
        "0x05, 0x02, 0x80, 0x01 ]};",  "0x05, 0x02, 0x80, {0x01}}", "0x05, / 0x02, 0x80, 0x01}",
        "0x05, 0x02, 0x80, 0x01;;",    "0x05, 0x02, 0x80, '\\1'};", "\"0x05\", 0x02, 0x80, 0x01}",
    };

    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++)
        expect_refusal(START, VALUES[i], NOT_NUMBERS);
}

static void there_are_as_many_values_as_the_sides_ask_for(void **state)
{
    (void)state;
    expect_refusal(START, "0x05, 0x02, 0x80};", FEWER);
    expect_refusal(START, "0x05, 0x02, 0x80,};", FEWER);
    expect_refusal(START, "};         ", FEWER);
    expect_refusal(START, "0x05, 0x02, 0x80, 0x01, 0x00};", MORE);
    expect_refusal(START, "0x05, 0x02, 0x80, 0x01, 7};", MORE);
    expect_refusal(START, "0x05, 0x02, 0x80, 0x01", ENDS_EARLY);
    expect_refusal(START, "0x05, 0x02, 0x80, 0x01,", ENDS_EARLY);
    expect_refusal(START, "0x05, 0x02, 0x80, /* 0x01};", ENDS_EARLY);
}

static void sides_beyond_the_limits_are_refused(void **state)
{
    (void)state;
    static const char EXCEEDS[] = "a side exceeds 65535 pixels";

    expect_refusal("#define a_width 65536\n#define a_height 2\n", ARRAY, EXCEEDS);
    expect_refusal("#define a_width 10\n#define a_height 65536\n", ARRAY, EXCEEDS);
    expect_refusal("#define a_width 4294967306\n#define a_height 2\n", ARRAY, EXCEEDS);
    expect_refusal("#define a_width 0\n#define a_height 2\n", ARRAY, "a side is 0");
    expect_refusal("#define a_width 10\n#define a_height 0\n", ARRAY, "a side is 0");
    expect_refusal("#define a_width 00000000010\n#define a_height 2\n", ARRAY,
                   "a number has more than 10 digits");
}

static void sides_that_are_no_decimal_numbers_are_refused(void **state)
{
    (void)state;
    static const char *const HEIGHTS[] = {"0x2", "-2", "+2", "2.0", "(2)", "2;", "2 2", "two", ""};

    for (size_t i = 0; i < sizeof HEIGHTS / sizeof *HEIGHTS; i++) {
        char header[80];
        snprintf(header, sizeof header, "#define a_width 10\n#define a_height %s\n", HEIGHTS[i]);
        expect_refusal(header, ARRAY, "a side is not a decimal number");
    }
}

static void headers_without_or_with_twice_a_side_are_refused(void **state)
{
    (void)state;
    expect_refusal("#define a_width 10\n", ARRAY, "the height is missing");
    expect_refusal("#define a_height 2\n", ARRAY, "the width is missing");
    expect_refusal("#define a_width 10\n#define b_width 10\n", ARRAY, "the width is given twice");
    expect_refusal("#define a_height 2\n#define height 2\n", ARRAY, "the height is given twice");
}

static void other_declarations_are_refused(void **state)
{
    (void)state;
    static const char NO_TYPE[] = "the array is neither of the type char nor short";
    static const char NO_NAME[] = "the name of the array does not end in bits";
    static const struct {
        const char *array, *reason;
    } CASES[] = {
        {"static int a_bits[] = {0x05, 0x02, 0x80, 0x01};", NO_TYPE},
        {"static a_bits[] = {0x05, 0x02, 0x80, 0x01};", NO_TYPE},
        {"static char short a_bits[] = {0x05, 0x02, 0x80, 0x01};", NO_TYPE},
        {"static a_char a_bits[] = {0x05, 0x02, 0x80, 0x01};", NO_ARRAY},
        {"static long char a_bits[] = {0x05, 0x02, 0x80, 0x01};", NO_ARRAY},
        {"static char a_mask[] = {0x05, 0x02, 0x80, 0x01};", NO_NAME},
        {"static char abits[] = {0x05, 0x02, 0x80, 0x01};", NO_NAME},
        {"static char *a_colors[] = {\"a\", \"#ffffff\"};         ", NO_NAME},
        {"static char a_bits[4] = {0x05, 0x02, 0x80, 0x01};", NO_ARRAY},
        {"static char a_bits[]; {0x05, 0x02, 0x80, 0x01};", NO_ARRAY},
        {"[] = {0x05, 0x02, 0x80, 0x01};", NO_TYPE},
        {"#include <a.h>\nstatic char a_bits[] = {0x05, 0x02, 0x80, 0x01};", NO_ARRAY},
        {"\1", NO_ARRAY},
        {"/* static char a_bits[] = {0x05, 0x02, 0x80, 0x01};", ENDS_EARLY},
        {"static char a_bits[] = ", ENDS_EARLY},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        expect_refusal(SIDES, CASES[i].array, CASES[i].reason);
}

static void header_of_64_kb_is_refused(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_file(SIDES, "/*");
    const size_t start = bytes.n_bytes;

    rle127_test_add_fill(&bytes, 'c', 65000);
    rle127_test_add_text(&bytes, "*/");
    rle127_test_add_text(&bytes, ARRAY);
    expect_picture(&bytes, ROWS, NULL);
    bytes.n_bytes = start;
    rle127_test_add_fill(&bytes, 'c', 65536);
    rle127_test_add_text(&bytes, "*/");
    rle127_test_add_text(&bytes, ARRAY);
    rle127_test_expect_refusal(&bytes, "the header is too long");
    rle127_test_free(&bytes);
}

static void claim_of_a_large_image_is_refused_when_it_is_opened(void **state)
{
    (void)state;
    static const char *const HEADERS[] = {
        "#define a_width 65535\n#define a_height 65535\nstatic char a_bits[] = {0x00,",
        "#define a_width 65535\n#define a_height 65535\nstatic short a_bits[] = {0x00,",
        "#define a_width 9\n#define a_height 3\nstatic char a_bits[] = {1,2,3,4,5,6",
    };

    for (size_t i = 0; i < sizeof HEADERS / sizeof *HEADERS; i++) {
        struct rle127_test_bytes bytes = make_file(HEADERS[i], "");
        struct rle127_source source;
        struct rle127_image image;
        const int fd = rle127_test_open_file(&bytes);
        assert_null(rle127_source_open(&source, fd, 100));
        assert_string_equal(rle127_image_open(&image, &source, &PILLOW, rle127_test_decoder()),
                            ENDS_EARLY);
        rle127_source_close(&source);
        close(fd);
        rle127_test_free(&bytes);
    }
}

static void data_after_the_image_is_noted(void **state)
{
    (void)state;
    static const char *const NOTED[] = {"x", "static char b_bits[] = {1};", "\032", "};", "/", "0"};
    struct rle127_test_bytes bytes;

    for (size_t i = 0; i < sizeof NOTED / sizeof *NOTED; i++) {
        bytes = make_file(SIDES, ARRAY);
        rle127_test_add_text(&bytes, NOTED[i]);
        expect_picture(&bytes, ROWS, "there is data after the image");
        rle127_test_free(&bytes);
    }
    bytes = make_file(SIDES, ARRAY);
    rle127_test_add_text(&bytes, "\r\n /* no more */ ; \t\v\f/**/\n");
    expect_picture(&bytes, ROWS, NULL);
    rle127_test_free(&bytes);
}

/* Values of many spellings, which pass the windows of the source and the cursor anywhere. */
static void rows_pass_the_bands(void **state)
{
    (void)state;
    enum { WIDTH = 21, HEIGHT = 9000 };
    static const char *const SPELLINGS[] = {"0x%02x,", " 0x%02X,", "\n   0x%02x,", "%u,",
                                            "0x%x , ", "0%o,",     "/* %u */ 0x1,"};
    struct rle127_test_bytes bytes = make_file("#define a_width 21\n#define a_height 9000\n",
                                               "static unsigned char a_bits[] = {");
    struct rle127_test_picture picture;
    uint8_t *values = malloc(3 * HEIGHT);

    assert_non_null(values);
    for (unsigned i = 0; i < 3 * HEIGHT; i++) {
        char text[40];
        const unsigned spelling = i / 3000 % 2 ? i % 2 : i * 7 / 5 % 7;
        values[i] = (uint8_t)(i * i / 7 + i / 3);
        snprintf(text, sizeof text, SPELLINGS[spelling], values[i]);
        values[i] = spelling == 6 ? 1 : values[i];
        rle127_test_add_text(&bytes, text);
    }
    rle127_test_add_text(&bytes, "}");
    assert_null(rle127_test_read_both(&bytes, NULL, &picture));
    for (unsigned i = 0; i < WIDTH * HEIGHT; i++)
        if (picture.pixels[i] != (values[i / WIDTH * 3 + i % WIDTH / 8] >> i % WIDTH % 8 & 1))
            fail_msg("wrong pixel %u", i);
    free(values);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lowest_bit_is_the_leftmost_pixel),
        cmocka_unit_test(bits_that_are_set_are_white_as_pillow_has_it),
        cmocka_unit_test(bits_beyond_the_width_are_ignored),
        cmocka_unit_test(x10_values_have_16_bits),
        cmocka_unit_test(headers_may_hold_what_c_allows),
        cmocka_unit_test(values_are_any_numbers_of_c),
        cmocka_unit_test(values_that_do_not_fit_are_refused),
        cmocka_unit_test(values_that_are_no_numbers_are_refused),
        cmocka_unit_test(there_are_as_many_values_as_the_sides_ask_for),
        cmocka_unit_test(sides_beyond_the_limits_are_refused),
        cmocka_unit_test(sides_that_are_no_decimal_numbers_are_refused),
        cmocka_unit_test(headers_without_or_with_twice_a_side_are_refused),
        cmocka_unit_test(other_declarations_are_refused),
        cmocka_unit_test(header_of_64_kb_is_refused),
        cmocka_unit_test(claim_of_a_large_image_is_refused_when_it_is_opened),
        cmocka_unit_test(data_after_the_image_is_noted),
        cmocka_unit_test(rows_pass_the_bands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
