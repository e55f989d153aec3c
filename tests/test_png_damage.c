/*
 * src/image/foreign/png_*.c: what is refused. No damaged file passes for a whole one.
 */
#include "png_bytes.h"
#include "tests.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct rle127_test_png TINY = {.width = 10, .height = 2, .depth = 1};
static const uint8_t TINY_SAMPLES[20] = {1, 0, 1, 0, 0, 0, 0, 0, 1, 1,
                                         0, 1, 1, 1, 1, 1, 1, 1, 0, 0};

enum { SIGNATURE_BYTES = 8, HEAD_BYTES = SIGNATURE_BYTES + 25, CRC_BYTES = 4 };

static const char BAD_CRC[] = "the checksum of a chunk is wrong";

/* Four small files: stored, compressed, with a palette, interlaced. */
static struct rle127_test_bytes make_sample(int number)
{
    static const uint32_t PALETTE[4] = {0xFF0000, 0x00FF00, 0xFFFFFF, 0x000000};
    struct rle127_test_png png = TINY;

    if (number == 2) {
        png.depth = 2;
        png.colour_type = PNG_PALETTE;
        png.n_palette = 4;
        png.palette = PALETTE;
    }
    png.interlace = number == 3;
    return rle127_test_make_png(&png, TINY_SAMPLES, number != 0);
}

/* From a file: of a pipe one would be made first. */
static const char *find_reason(const struct rle127_test_bytes *bytes)
{
    struct rle127_test_picture picture;
    const int fd = rle127_test_open_file(bytes);
    const char *reason = rle127_test_read(fd, NULL, &picture);

    rle127_test_free_picture(&picture);
    close(fd);
    return reason;
}

static void files_cut_anywhere_are_refused(void **state)
{
    (void)state;
    for (int number = 0; number < 4; number++) {
        struct rle127_test_bytes bytes = make_sample(number);
        assert_null(find_reason(&bytes));
        for (size_t n_bytes = 0; n_bytes < bytes.n_bytes; n_bytes++) {
            const struct rle127_test_bytes cut = {.data = bytes.data, .n_bytes = n_bytes};
            const char *reason = find_reason(&cut);
            assert_non_null(reason);
            if (n_bytes > SIGNATURE_BYTES)
                assert_string_equal(reason, "the file ends early");
        }
        rle127_test_free(&bytes);
    }
}

static void every_flipped_bit_is_found(void **state)
{
    (void)state;
    for (int number = 0; number < 4; number++) {
        struct rle127_test_bytes bytes = make_sample(number);
        for (size_t bit = 0; bit < 8 * bytes.n_bytes; bit++) {
            bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
            if (!find_reason(&bytes))
                fail_msg("file %d is read with bit %zu flipped", number, bit);
            bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        rle127_test_free(&bytes);
    }
}

static void every_changed_byte_is_found(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_sample(1);

    for (size_t i = 0; i < bytes.n_bytes; i++)
        for (unsigned change = 1; change < 256; change++) {
            bytes.data[i] ^= (uint8_t)change;
            if (!find_reason(&bytes))
                fail_msg("the file is read with byte %zu changed by %u", i, change);
            bytes.data[i] ^= (uint8_t)change;
        }
    rle127_test_free(&bytes);
}

static void wrong_checksum_of_any_chunk_is_found(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"tEXt", "tRNS", "fcTL", "abCd"};

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct rle127_test_bytes plain = make_sample(0), bytes = {0};
        rle127_test_add(&bytes, plain.data, HEAD_BYTES);
        rle127_test_add_chunk(&bytes, NAMES[i], "a\0b", 3);
        const size_t behind = bytes.n_bytes;
        rle127_test_add(&bytes, plain.data + HEAD_BYTES, plain.n_bytes - HEAD_BYTES);
        assert_null(find_reason(&bytes));
        for (size_t place = behind - CRC_BYTES - 3; place < behind; place++) {
            bytes.data[place] ^= 0x10;
            rle127_test_expect_refusal(&bytes, BAD_CRC);
            bytes.data[place] ^= 0x10;
        }
        bytes.data[bytes.n_bytes - 1] ^= 1; /* that of IEND */
        rle127_test_expect_refusal(&bytes, BAD_CRC);
        rle127_test_free(&plain);
        rle127_test_free(&bytes);
    }
}

/* The stream with a byte changed, in chunks with right checksums, cut at every place. */
static void expect_stream_refusal(const struct rle127_test_bytes *stream, const char *reason)
{
    for (size_t n = 1; n <= stream->n_bytes; n++) {
        struct rle127_test_bytes bytes = rle127_test_wrap_stream(&TINY, stream, n);
        rle127_test_expect_refusal(&bytes, reason);
        rle127_test_free(&bytes);
    }
}

static void wrong_checksum_of_the_pixels_is_found(void **state)
{
    (void)state;
    struct rle127_test_bytes rows = rle127_test_filter_rows(&TINY, TINY_SAMPLES);
    struct rle127_test_bytes stream = rle127_test_store(rows.data, rows.n_bytes, 65535);

    for (size_t i = 1; i <= 4; i++) {
        stream.data[stream.n_bytes - i] ^= 0x40;
        expect_stream_refusal(&stream, "the checksum of the pixels is wrong");
        stream.data[stream.n_bytes - i] ^= 0x40;
    }
    rle127_test_free(&rows);
    rle127_test_free(&stream);
}

static void changed_bit_of_a_stored_pixel_is_found(void **state)
{
    (void)state;
    struct rle127_test_bytes rows = rle127_test_filter_rows(&TINY, TINY_SAMPLES);
    struct rle127_test_bytes stream = rle127_test_store(rows.data, rows.n_bytes, 65535);

    for (int bit = 0; bit < 8; bit++) {
        stream.data[2 + 5 + 1] ^= (uint8_t)(1 << bit);
        expect_stream_refusal(&stream, "the checksum of the pixels is wrong");
        stream.data[2 + 5 + 1] ^= (uint8_t)(1 << bit);
    }
    rle127_test_free(&rows);
    rle127_test_free(&stream);
}

/* Its chunks are whole and their checksums right, also where only the last byte is missing, and
 * whatever that byte is. */
static void stream_that_ends_early_is_found(void **state)
{
    (void)state;
    struct rle127_test_bytes rows = rle127_test_filter_rows(&TINY, TINY_SAMPLES);

    for (unsigned last = 0; last < 256; last++) {
        struct rle127_test_bytes stream = rle127_test_store(rows.data, rows.n_bytes, 65535);
        const size_t n_all = stream.n_bytes;
        for (stream.n_bytes = n_all - 1; stream.n_bytes > 0; stream.n_bytes--) {
            struct rle127_test_bytes bytes =
                rle127_test_wrap_stream(&TINY, &stream, 1 + last % stream.n_bytes);
            if (!find_reason(&bytes))
                fail_msg("the first %zu bytes of %zu are read", stream.n_bytes, n_all);
            rle127_test_free(&bytes);
        }
        rle127_test_free(&stream);
        /* Another pixel in the padding, another checksum: its last byte takes all values. */
        rows.data[2] = (uint8_t)((rows.data[2] & 0xC0) | (last & 0x3F));
        rows.data[5] = (uint8_t)((rows.data[5] & 0xC0) | (last * 7 & 0x3F));
    }
    rle127_test_free(&rows);
}

static void unknown_filter_is_refused(void **state)
{
    (void)state;
    static const uint8_t ROWS[6] = {0, 0, 0, 5, 0, 0};
    struct rle127_test_bytes stream = rle127_test_store(ROWS, sizeof ROWS, 100);

    expect_stream_refusal(&stream, "a row's filter is unknown");
    rle127_test_free(&stream);
}

/* Bombs and masses in chunks that the pixels do not depend on. */
static void texts_cost_nothing(void **state)
{
    (void)state;
    enum { N_CHUNKS = 1000000, BOMB_BYTES = 100000000 };
    struct rle127_test_bytes plain = make_sample(0), bytes = {0};
    uint8_t *zeros = calloc(1, BOMB_BYTES);

    assert_non_null(zeros);
    struct rle127_test_bytes bomb = rle127_test_compress(zeros, BOMB_BYTES);
    struct rle127_test_bytes text = {0};
    rle127_test_add(&text, "key\0\0", 5);
    rle127_test_add(&text, bomb.data, bomb.n_bytes);
    rle127_test_add(&bytes, plain.data, HEAD_BYTES);
    rle127_test_add_chunk(&bytes, "zTXt", text.data, text.n_bytes);
    rle127_test_add_chunk(&bytes, "iCCP", text.data, text.n_bytes);
    for (int i = 0; i < N_CHUNKS; i++)
        rle127_test_add_chunk(&bytes, "tEXt", "a\0b", 3);
    rle127_test_add(&bytes, plain.data + HEAD_BYTES, plain.n_bytes - HEAD_BYTES);
    assert_null(find_reason(&bytes));
    rle127_test_expect_small_decoder(64);
    free(zeros);
    rle127_test_free(&bomb);
    rle127_test_free(&text);
    rle127_test_free(&plain);
    rle127_test_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_cut_anywhere_are_refused),
        cmocka_unit_test(every_flipped_bit_is_found),
        cmocka_unit_test(every_changed_byte_is_found),
        cmocka_unit_test(wrong_checksum_of_any_chunk_is_found),
        cmocka_unit_test(wrong_checksum_of_the_pixels_is_found),
        cmocka_unit_test(changed_bit_of_a_stored_pixel_is_found),
        cmocka_unit_test(stream_that_ends_early_is_found),
        cmocka_unit_test(unknown_filter_is_refused),
        cmocka_unit_test(texts_cost_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
