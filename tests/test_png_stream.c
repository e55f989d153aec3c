/*
 * src/image/foreign/png_input.c and png_stream.c: chunks and compressed streams of all shapes that
 * are read, and what is noted.
 */
#include "png_bytes.h"
#include "tests.h"

static const struct rle127_test_png TINY = {.width = 10, .height = 2, .depth = 1};
static const uint8_t TINY_SAMPLES[20] = {1, 0, 1, 0, 0, 0, 0, 0, 1, 1,
                                         0, 1, 1, 1, 1, 1, 1, 1, 0, 0};
static const char TINY_ROWS[] = ".#.#####../#.......##";
static const char DATA_BEHIND[] = "there is data after the image";

static void expect_note(const struct rle127_test_bytes *bytes, const char *note)
{
    struct rle127_test_picture picture;
    const char *reason = rle127_test_read_both(bytes, NULL, &picture);

    if (reason)
        fail_msg("refused: %s", reason);
    if (note)
        assert_string_equal(picture.note, note);
    else
        assert_null(picture.note);
    rle127_test_free_picture(&picture);
}

/* Adds the file with a chunk between its head and its pixels. */
static struct rle127_test_bytes insert_chunk(const struct rle127_test_png *png,
                                             const uint8_t *samples, const char *name,
                                             const void *data, size_t n_bytes)
{
    struct rle127_test_bytes plain = rle127_test_make_png(png, samples, false);
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_png_head(&bytes, png);
    const size_t head_bytes = bytes.n_bytes;
    rle127_test_add_chunk(&bytes, name, data, n_bytes);
    rle127_test_add(&bytes, plain.data + head_bytes, plain.n_bytes - head_bytes);
    rle127_test_free(&plain);
    return bytes;
}

static void chunks_that_the_pixels_do_not_depend_on_are_passed_over(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"tRNS", "gAMA", "bKGD", "sBIT", "iCCP", "zTXt", "tEXt",
                                        "acTL", "fcTL", "fdAT", "hIST", "sRGB", "eXIf", "abCd"};

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct rle127_test_bytes bytes = insert_chunk(&TINY, TINY_SAMPLES, NAMES[i], "\0\1\2", 3);
        rle127_test_expect(&bytes, TINY_ROWS);
        expect_note(&bytes, NULL);
        rle127_test_free(&bytes);
    }
}

static void transparent_colours_stay_as_they_are(void **state)
{
    (void)state;
    static const uint32_t PALETTE[2] = {0xFFFFFF, 0x000000};
    struct rle127_test_png png = TINY;

    png.colour_type = PNG_PALETTE;
    png.n_palette = 2;
    png.palette = PALETTE;
    for (png.interlace = 0; png.interlace < 2; png.interlace++) {
        struct rle127_test_bytes bytes = insert_chunk(&png, TINY_SAMPLES, "tRNS", "\0\0", 2);
        rle127_test_expect(&bytes, "#.#.....##/.#######..");
        rle127_test_free(&bytes);
    }
}

static void animation_is_read_as_its_first_image(void **state)
{
    (void)state;
    struct rle127_test_bytes plain =
        insert_chunk(&TINY, TINY_SAMPLES, "acTL", "\0\0\0\2\0\0\0\0", 8);
    struct rle127_test_bytes frame = {0};

    rle127_test_add_u32_be(&frame, 0);
    rle127_test_add_text(&frame, "what a second frame would be");
    plain.n_bytes -= 12; /* IEND */
    rle127_test_add_chunk(&plain, "fdAT", frame.data, frame.n_bytes);
    rle127_test_add_iend(&plain);
    rle127_test_expect(&plain, TINY_ROWS);
    expect_note(&plain, NULL);
    rle127_test_free(&frame);
    rle127_test_free(&plain);
}

/* Also with empty blocks behind the last pixel, as a flushing writer leaves them. */
static struct rle127_test_bytes store_with_empty_blocks(const struct rle127_test_bytes *rows)
{
    struct rle127_test_bytes stream = rle127_test_store(rows->data, rows->n_bytes, 65535);
    const uint32_t adler = rle127_test_adler32(rows->data, rows->n_bytes);

    stream.data[2] = 0; /* not the last block */
    stream.n_bytes -= 4;
    for (int i = 0; i < 9; i++)
        rle127_test_add(&stream, "\0\0\0\xFF\xFF", 5);
    rle127_test_add(&stream, "\1\0\0\xFF\xFF", 5);
    rle127_test_add_u32_be(&stream, adler);
    return stream;
}

static void stream_may_be_cut_into_chunks_anywhere(void **state)
{
    (void)state;
    struct rle127_test_bytes rows = rle127_test_filter_rows(&TINY, TINY_SAMPLES);
    struct rle127_test_bytes streams[3] = {rle127_test_store(rows.data, rows.n_bytes, 2),
                                           rle127_test_compress(rows.data, rows.n_bytes),
                                           store_with_empty_blocks(&rows)};

    for (int i = 0; i < 3; i++) {
        for (size_t n = 1; n <= streams[i].n_bytes; n++) {
            struct rle127_test_bytes bytes = rle127_test_wrap_stream(&TINY, &streams[i], n);
            rle127_test_expect(&bytes, TINY_ROWS);
            expect_note(&bytes, NULL);
            rle127_test_free(&bytes);
        }
        rle127_test_free(&streams[i]);
    }
    rle127_test_free(&rows);
}

/* One chunk up to each place of the stream, one with the rest; empty ones around both. */
static void stream_may_be_in_two_chunks_with_empty_ones_around(void **state)
{
    (void)state;
    struct rle127_test_bytes rows = rle127_test_filter_rows(&TINY, TINY_SAMPLES);
    struct rle127_test_bytes stream = rle127_test_store(rows.data, rows.n_bytes, 65535);

    for (size_t n = 0; n <= stream.n_bytes; n++) {
        struct rle127_test_bytes bytes = {0};
        rle127_test_add_png_head(&bytes, &TINY);
        rle127_test_add_chunk(&bytes, "IDAT", NULL, 0);
        rle127_test_add_chunk(&bytes, "IDAT", stream.data, n);
        rle127_test_add_chunk(&bytes, "IDAT", NULL, 0);
        rle127_test_add_chunk(&bytes, "IDAT", stream.data + n, stream.n_bytes - n);
        rle127_test_add_chunk(&bytes, "IDAT", NULL, 0);
        rle127_test_add_iend(&bytes);
        rle127_test_expect(&bytes, TINY_ROWS);
        expect_note(&bytes, NULL);
        rle127_test_free(&bytes);
    }
    rle127_test_free(&rows);
    rle127_test_free(&stream);
}

static void data_behind_the_stream_is_noted(void **state)
{
    (void)state;
    for (unsigned interlace = 0; interlace < 2; interlace++) {
        struct rle127_test_png png = TINY;
        png.interlace = interlace;
        struct rle127_test_bytes rows = rle127_test_filter_rows(&png, TINY_SAMPLES);
        for (size_t n_more = 1; n_more < 20; n_more++) {
            struct rle127_test_bytes stream = rle127_test_store(rows.data, rows.n_bytes, 3);
            rle127_test_add_fill(&stream, 0xAA, n_more);
            for (size_t n = 1; n <= stream.n_bytes; n++) {
                struct rle127_test_bytes bytes = rle127_test_wrap_stream(&png, &stream, n);
                rle127_test_expect(&bytes, TINY_ROWS);
                expect_note(&bytes, DATA_BEHIND);
                bytes.n_bytes -= 12; /* IEND */
                rle127_test_add_chunk(&bytes, "IDAT", NULL, 0);
                rle127_test_add_iend(&bytes);
                expect_note(&bytes, DATA_BEHIND);
                rle127_test_free(&bytes);
            }
            rle127_test_free(&stream);
        }
        rle127_test_free(&rows);
    }
}

static void rows_behind_the_last_one_are_noted(void **state)
{
    (void)state;
    struct rle127_test_bytes rows = rle127_test_filter_rows(&TINY, TINY_SAMPLES);

    for (int i = 0; i < 6; i++) {
        rle127_test_add_fill(&rows, 0, 1);
        struct rle127_test_bytes stream = rle127_test_store(rows.data, rows.n_bytes, 65535);
        struct rle127_test_bytes bytes = rle127_test_wrap_stream(&TINY, &stream, 1000);
        rle127_test_expect(&bytes, TINY_ROWS);
        expect_note(&bytes, DATA_BEHIND);
        rle127_test_free(&stream);
        rle127_test_free(&bytes);
    }
    rle127_test_free(&rows);
}

static void data_behind_the_end_chunk_is_noted(void **state)
{
    (void)state;
    for (unsigned interlace = 0; interlace < 2; interlace++) {
        struct rle127_test_png png = TINY;
        png.interlace = interlace;
        struct rle127_test_bytes bytes = rle127_test_make_png(&png, TINY_SAMPLES, true);
        expect_note(&bytes, NULL);
        rle127_test_add_fill(&bytes, 0, 1);
        rle127_test_expect(&bytes, TINY_ROWS);
        expect_note(&bytes, DATA_BEHIND);
        rle127_test_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_that_the_pixels_do_not_depend_on_are_passed_over),
        cmocka_unit_test(transparent_colours_stay_as_they_are),
        cmocka_unit_test(animation_is_read_as_its_first_image),
        cmocka_unit_test(stream_may_be_cut_into_chunks_anywhere),
        cmocka_unit_test(stream_may_be_in_two_chunks_with_empty_ones_around),
        cmocka_unit_test(data_behind_the_stream_is_noted),
        cmocka_unit_test(rows_behind_the_last_one_are_noted),
        cmocka_unit_test(data_behind_the_end_chunk_is_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
