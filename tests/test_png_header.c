/*
 * src/image/foreign/png_header.c: headers and orders of chunks that are refused, and why.
 */
#include "png_bytes.h"
#include "tests.h"

#include <string.h>
#include <unistd.h>

static const struct rle127_test_png TINY = {.width = 10, .height = 2, .depth = 1};
static const uint8_t TINY_SAMPLES[20] = {1, 0, 1, 0, 0, 0, 0, 0, 1, 1,
                                         0, 1, 1, 1, 1, 1, 1, 1, 0, 0};

enum { SIGNATURE_BYTES = 8, IEND_BYTES = 12 };

static const char BAD_ORDER[] = "the chunks are not in order";

/* A pipe is a slower way to the same reader. */
static const char *find_reason(const struct rle127_test_bytes *bytes)
{
    struct rle127_test_picture picture;
    const int fd = rle127_test_open_file(bytes);
    const char *reason = rle127_test_read(fd, NULL, &picture);

    rle127_test_free_picture(&picture);
    close(fd);
    return reason;
}

static void expect_head_refusal(const struct rle127_test_png *png, const char *reason)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_png_head(&bytes, png);
    rle127_test_expect_refusal(&bytes, reason);
    rle127_test_free(&bytes);
}

static void sides_beyond_the_limits_are_refused_from_the_header(void **state)
{
    (void)state;
    static const uint32_t TOO_LARGE[] = {65536, 100000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    struct rle127_test_png png = {.width = 1, .height = 1, .depth = 1};

    png.width = 0;
    expect_head_refusal(&png, "a side is 0");
    png.width = 1;
    png.height = 0;
    expect_head_refusal(&png, "a side is 0");
    for (size_t i = 0; i < sizeof TOO_LARGE / sizeof *TOO_LARGE; i++) {
        png.width = TOO_LARGE[i];
        png.height = 1;
        expect_head_refusal(&png, "a side exceeds 65535 pixels");
        png.width = 1;
        png.height = TOO_LARGE[i];
        expect_head_refusal(&png, "a side exceeds 65535 pixels");
    }
}

static void headers_that_mean_nothing_are_refused(void **state)
{
    (void)state;
    for (unsigned type = 0; type < 8; type++)
        for (unsigned depth = 0; depth < 33; depth++) {
            const bool is_known =
                (depth == 8 || (depth == 16 && type != 3) ||
                 ((depth == 1 || depth == 2 || depth == 4) && (type == 0 || type == 3))) &&
                type != 1 && type != 5 && type != 7;
            const struct rle127_test_png png = {
                .width = 1, .height = 1, .depth = depth, .colour_type = type};
            expect_head_refusal(&png, is_known ? "the file ends early"
                                               : "the colour type or the number of bits a pixel is "
                                                 "unknown");
        }
    struct rle127_test_png png = TINY;
    for (png.interlace = 2; png.interlace < 256; png.interlace++)
        expect_head_refusal(&png, "the interlace method is unknown");
}

/* 65535 x 65535 pixels in a file of 45 bytes: nothing is allocated for them. */
static void claim_of_a_large_image_is_refused_when_it_is_opened(void **state)
{
    (void)state;
    for (unsigned interlace = 0; interlace < 2; interlace++) {
        const struct rle127_test_png png = {
            .width = 65535, .height = 65535, .depth = 8, .interlace = interlace};
        struct rle127_test_bytes bytes = {0};
        rle127_test_add_png_head(&bytes, &png);
        rle127_test_add_chunk(&bytes, "IDAT", "\x78\x01", 2);
        rle127_test_add_iend(&bytes);
        assert_string_equal(find_reason(&bytes), "the file ends early");
        rle127_test_free(&bytes);
    }
}

static void interlaced_image_of_more_than_1_gb_is_refused(void **state)
{
    (void)state;
    const struct rle127_test_png png = {
        .width = 65535, .height = 16385, .depth = 8, .interlace = 1};
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_png_head(&bytes, &png);
    const size_t head_bytes = bytes.n_bytes;
    rle127_test_add_fill(&bytes, 0, 1 << 21);
    rle127_test_put_u32(&bytes, head_bytes, 0x00002000);
    memcpy(bytes.data + head_bytes + 4, "IDAT", 4);
    assert_string_equal(find_reason(&bytes),
                        "an interlaced image of more than 1 GB cannot be held");
    rle127_test_free(&bytes);
}

/* A file of the chunks that the letters name: H IHDR, P PLTE, D IDAT, E IEND, X one that is not
 * known and needed, t tEXt. */
static struct rle127_test_bytes make_chunks(const char *letters)
{
    static const uint8_t HEADER[13] = {0, 0, 0, 1, 0, 0, 0, 1, 1, 3, 0, 0, 0};
    static const uint8_t ROW[2] = {0, 0};
    struct rle127_test_bytes stream = rle127_test_store(ROW, sizeof ROW, 10);
    struct rle127_test_bytes bytes = {0};

    rle127_test_add(&bytes, "\x89PNG\r\n\x1a\n", SIGNATURE_BYTES);
    for (; *letters; letters++)
        if (*letters == 'H')
            rle127_test_add_chunk(&bytes, "IHDR", HEADER, sizeof HEADER);
        else if (*letters == 'P')
            rle127_test_add_chunk(&bytes, "PLTE", "\0\0\0\xFF\xFF\xFF", 6);
        else if (*letters == 'D')
            rle127_test_add_chunk(&bytes, "IDAT", stream.data, stream.n_bytes);
        else if (*letters == 'X')
            rle127_test_add_chunk(&bytes, "ABCD", "a", 1);
        else if (*letters == 't')
            rle127_test_add_chunk(&bytes, "tEXt", "a\0b", 3);
        else
            rle127_test_add_iend(&bytes);
    rle127_test_free(&stream);
    return bytes;
}

static void chunks_that_miss_or_are_not_in_order_are_refused(void **state)
{
    (void)state;
    static const char UNKNOWN[] = "a chunk that the image cannot do without is unknown";
    static const char *const REFUSED[][2] = {
        {"PHDE", "the header is missing"},
        {"DHPE", "the header is missing"},
        {"HHPDE", BAD_ORDER},
        {"HPDHE", BAD_ORDER},
        {"HPPDE", BAD_ORDER},
        {"HPDPE", BAD_ORDER},
        {"HDE", "the palette is missing"},
        {"HDPE", "the palette is missing"},
        {"HPtDtDE", BAD_ORDER},
        {"HPE", BAD_ORDER},
        {"HPD", "the file ends early"},
        {"HPDt", "the file ends early"},
        {"HXPDE", UNKNOWN},
        {"HPXDE", UNKNOWN},
        {"HPDXE", UNKNOWN},
        {"XHPDE", UNKNOWN},
        {"E", BAD_ORDER},
        {"", "the file ends early"},
    };
    static const char *const READ[] = {"HPDE", "HtPtDtE"};

    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        struct rle127_test_bytes bytes = make_chunks(REFUSED[i][0]);
        rle127_test_expect_refusal(&bytes, REFUSED[i][1]);
        rle127_test_free(&bytes);
    }
    for (size_t i = 0; i < sizeof READ / sizeof *READ; i++) {
        struct rle127_test_bytes bytes = make_chunks(READ[i]);
        rle127_test_expect(&bytes, "#");
        rle127_test_free(&bytes);
    }
}

static void palettes_of_a_wrong_length_are_refused(void **state)
{
    (void)state;
    static const uint8_t HEADER[13] = {0, 0, 0, 1, 0, 0, 0, 1, 1, 3, 0, 0, 0};
    static const uint8_t COLOURS[3 * 257];

    for (size_t n_bytes = 0; n_bytes <= sizeof COLOURS; n_bytes++) {
        struct rle127_test_bytes bytes = {0};
        rle127_test_add(&bytes, "\x89PNG\r\n\x1a\n", SIGNATURE_BYTES);
        rle127_test_add_chunk(&bytes, "IHDR", HEADER, sizeof HEADER);
        rle127_test_add_chunk(&bytes, "PLTE", COLOURS, n_bytes);
        const char *expected = "the file ends early";
        if (n_bytes == 0)
            expected = "the palette is empty";
        else if (n_bytes % 3 != 0 || n_bytes > 768)
            expected = "the length of the palette is wrong";
        assert_string_equal(find_reason(&bytes), expected);
        rle127_test_free(&bytes);
    }
}

static void end_chunk_with_data_is_refused(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = rle127_test_make_png(&TINY, TINY_SAMPLES, false);

    bytes.n_bytes -= IEND_BYTES;
    rle127_test_add_chunk(&bytes, "IEND", "a", 1);
    rle127_test_expect_refusal(&bytes, "the length of the end chunk is wrong");
    rle127_test_free(&bytes);
}

static void signature_and_garbage_is_refused(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = {0};

    rle127_test_add(&bytes, "\x89PNG\r\n\x1a\n", SIGNATURE_BYTES);
    rle127_test_add_text(&bytes, "this is no chunk, and there is none in it");
    rle127_test_expect_refusal(&bytes, "a chunk has no valid name");
    bytes.data[SIGNATURE_BYTES] = 0x80;
    rle127_test_expect_refusal(&bytes, "a chunk is said to be longer than a chunk can be");
    rle127_test_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sides_beyond_the_limits_are_refused_from_the_header),
        cmocka_unit_test(headers_that_mean_nothing_are_refused),
        cmocka_unit_test(claim_of_a_large_image_is_refused_when_it_is_opened),
        cmocka_unit_test(interlaced_image_of_more_than_1_gb_is_refused),
        cmocka_unit_test(chunks_that_miss_or_are_not_in_order_are_refused),
        cmocka_unit_test(palettes_of_a_wrong_length_are_refused),
        cmocka_unit_test(end_chunk_with_data_is_refused),
        cmocka_unit_test(signature_and_garbage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
