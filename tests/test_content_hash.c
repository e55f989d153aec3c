/*
 * Hashes of files: of any file, of bytes on their way, and of what conversions write.
 */
#include "content_hash.h"
#include "convert.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void skip_without_hash(void)
{
#ifndef RLE127_HAVE_XXHASH
    skip();
#endif
}

static uint64_t hash_in_pieces(const uint8_t *bytes, size_t n_bytes)
{
    struct rle127_hasher *const hasher = rle127_hasher_open();
    assert_non_null(hasher);
    rle127_hasher_begin(hasher);
    rle127_hasher_add(hasher, "another file", 12);
    rle127_hasher_begin(hasher);
    for (size_t at = 0; at < n_bytes; at += 777)
        rle127_hasher_add(hasher, bytes + at, n_bytes - at < 777 ? n_bytes - at : 777);
    const uint64_t hash = rle127_hasher_end(hasher);
    rle127_hasher_close(hasher);
    return hash;
}

static uint64_t hash_of(const uint8_t *bytes, size_t n_bytes)
{
    uint64_t hash = 0;
    scratch_write("x", bytes, n_bytes);
    const int fd = open("x", O_RDONLY);
    assert_true(lseek(fd, (off_t)n_bytes / 2, SEEK_SET) >= 0);
    assert_true(rle127_hash_file(fd, &hash));
    close(fd);
    assert_true(hash_in_pieces(bytes, n_bytes) == hash);
    return hash;
}

/* That of nothing is as other programs have it. */
static void a_file_has_the_hash_that_is_known(void **state)
{
    (void)state;
    skip_without_hash();
    static uint8_t bytes[200000];
    assert_true(hash_of(bytes, 0) == 0x2D06800538D394C2);
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 199999};
    uint64_t hashes[7];
    for (size_t i = 0; i < 7; i++) {
        hashes[i] = hash_of(bytes, sizes[i]);
        for (size_t k = 0; k < i; k++)
            assert_true(hashes[i] != hashes[k]);
        assert_true(hash_of(bytes, sizes[i]) == hashes[i]);
    }
    for (size_t at = 0; at < 199999; at += 65535) {
        bytes[at] ^= 1;
        assert_true(hash_of(bytes, 199999) != hashes[6]);
        bytes[at] ^= 1;
    }
}

static void convert(const char *input_name, const char *output_name, const char *format,
                    struct rle127_hasher *hasher, struct rle127_outcome *outcome)
{
    struct rle127_row_coder coder;
    const struct rle127_conversion conversion = {
        .codec = {.threads = 1},
        .row_coder = &coder,
        .is_decompression = format != NULL,
        .format = format ? rle127_find_writer(format) : NULL,
        .hasher = hasher,
    };
    struct rle127_input input;
    struct rle127_output output;
    const int here = open(".", O_RDONLY | O_DIRECTORY);
    memset(outcome, 0, sizeof *outcome);
    rle127_row_coder_open(&coder, RLE127_ROWS_SERIAL, &conversion.codec);
    assert_true(rle127_input_open(&input, here, input_name, true,
                                  rle127_input_buffer_bytes(&conversion), outcome));
    assert_true(rle127_output_open(&output, here, output_name, RLE127_OUTPUT_NEW, false,
                                   &input.opened, outcome));
    assert_true(rle127_convert(&input, &output, &conversion, outcome));
    assert_true(rle127_output_finish(&output, RLE127_DURABLE_NONE, outcome));
    rle127_output_commit((struct rle127_output *[]){&output}, 1, RLE127_DURABLE_NONE,
                         (struct rle127_outcome *[]){outcome});
    assert_int_equal(outcome->verdict, RLE127_CONVERTED);
    rle127_input_close(&input);
    rle127_row_coder_close(&coder);
    close(here);
}

/* BMP is written from its end to its start. */
static void an_output_is_hashed_as_it_stands_on_the_disk(void **state)
{
    (void)state;
    struct rle127_hasher *const hasher = rle127_hasher_open();
    struct rle127_outcome outcome;
    uint64_t hash = 0;
    skip_without_hash();
    struct page page = page_write_all(3000, 2000);
    static const char *const cases[][3] = {
        {"page.pbm", "x.rle", NULL}, {"page.rle", "x.bmp", "bmp"}, {"page.rle", "x.pbm", "pbm"}};
    for (size_t i = 0; i < 3; i++) {
        convert(cases[i][0], cases[i][1], cases[i][2], hasher, &outcome);
        const int fd = open(cases[i][1], O_RDONLY);
        assert_true(rle127_hash_file(fd, &hash));
        assert_true(hash == outcome.output_hash && hash != 0);
        close(fd);
    }
    convert("page.pbm", "y.rle", NULL, NULL, &outcome);
    assert_true(outcome.output_hash == 0);
    rle127_hasher_close(hasher);
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_file_has_the_hash_that_is_known),
        SCRATCH_TEST(an_output_is_hashed_as_it_stands_on_the_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
