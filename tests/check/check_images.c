/*
 * The calls of the library on whole images: every level, alone and with two threads, on rows that
 * repeat, with any stride. What is right is put together row by row from the naive kernels.
 */
#include "check.h"

#include <string.h>

#include "check_random.h"
#include "naive_kernels.h"
#include "row_patterns.h"

/* Enough for a team of threads (see bands.c), and half of the images are far below. */
#define IMAGE_BYTES_MAX 90000
#define FILE_BYTES_MAX  (8 * IMAGE_BYTES_MAX + RLE127_STREAM_BYTES_MAX)
#define SMALL_BYTES_MAX 3000
#define GAP_BYTES_MAX   9
#define N_IMAGES        60
#define N_IMAGES_QUICK  12
#define N_THREADS_MAX   2

struct image {
    struct rle127_check *check;
    struct rle127_options options;
    uint32_t width, height;
    size_t row_bytes, gap_bytes;
    bool is_upright, one_is_black;
    uint8_t *rows; /* without gaps, from the top */
    uint8_t *file; /* with header */
    size_t n_file_bytes;
};

/* What is to be found out about a file. */
struct verdict {
    enum rle127_status status;
    bool is_canonical;
    size_t bad_offset;
};

static uint32_t below(const struct image *image, uint32_t limit)
{
    return rle127_random_below(&image->check->random, limit);
}

static unsigned choose_place(const struct image *image)
{
    return below(image, 2) ? RLE127_AT_START + below(image, 2) : below(image, RLE127_N_ALIGNMENTS);
}

static uint8_t *row_of(const struct image *image, uint32_t row)
{
    return image->rows + row * image->row_bytes;
}

/* Often the row before, sometimes but for a pixel or for its padding. */
static void draw_next_row(struct image *image, uint32_t row)
{
    uint8_t *const bits = row_of(image, row);
    const unsigned kind = row ? below(image, 8) : 0;
    if (kind <= 1) {
        rle127_draw_row(bits, image->width,
                        rle127_patterns + below(image, (uint32_t)rle127_n_patterns),
                        &image->check->random);
        return;
    }
    memcpy(bits, bits - image->row_bytes, image->row_bytes);
    if (kind == 2)
        bits[below(image, (uint32_t)image->row_bytes)] ^= (uint8_t)(1 << below(image, 8));
    if (kind == 3)
        rle127_shake_padding(bits, image->width, &image->check->random);
}

static void draw_image(struct image *image)
{
    static const uint32_t widths[] = {1, 7, 8, 9, 64, 127, 128, 512, 513, 2320, 4096, 7795};
    const uint32_t n_widths = sizeof widths / sizeof widths[0];
    const uint32_t room = below(image, 2) ? SMALL_BYTES_MAX : IMAGE_BYTES_MAX;
    image->width = below(image, 2) ? widths[below(image, n_widths)] : 1 + below(image, 3000);
    image->row_bytes = rle127_row_bytes(image->width);
    const size_t height = room / image->row_bytes + 1;
    image->height = height < RLE127_SIDE_MAX ? (uint32_t)height : RLE127_SIDE_MAX;
    image->gap_bytes = below(image, 2) ? below(image, GAP_BYTES_MAX + 1) : 0;
    image->is_upright = below(image, 2);
    image->one_is_black = below(image, 2);
    for (uint32_t row = 0; row < image->height; row++)
        draw_next_row(image, row);
    image->check->width = image->width;
    image->check->flip = image->one_is_black ? RLE127_WHITE : 0;
}

/* The bytes from an image's first row in memory to its last one, with gaps between. */
static size_t spread_bytes(const struct image *image)
{
    return (image->row_bytes + image->gap_bytes) * (image->height - 1) + image->row_bytes;
}

static struct rle127_bitmap make_bitmap(const struct image *image, uint8_t *memory)
{
    const ptrdiff_t stride = (ptrdiff_t)(image->row_bytes + image->gap_bytes);
    const ptrdiff_t top = image->is_upright ? 0 : stride * (ptrdiff_t)(image->height - 1);
    return (struct rle127_bitmap){.width = image->width,
                                  .height = image->height,
                                  .stride_bytes = image->is_upright ? stride : -stride,
                                  .bits = memory + top,
                                  .one_is_black = image->one_is_black};
}

static uint8_t *find_row(const struct rle127_bitmap *bitmap, uint32_t row)
{
    return bitmap->bits + (ptrdiff_t)row * bitmap->stride_bytes;
}

static struct rle127_bitmap lay_image(const struct image *image)
{
    const uint8_t poison = (uint8_t)rle127_random(&image->check->random);
    const struct rle127_bitmap bitmap =
        make_bitmap(image, rle127_lay_poison(&image->check->src, spread_bytes(image),
                                             choose_place(image), poison));
    for (uint32_t row = 0; row < image->height; row++)
        memcpy(find_row(&bitmap, row), row_of(image, row), image->row_bytes);
    return bitmap;
}

static void write_header(struct image *image)
{
    image->file[0] = (uint8_t)(image->width % 256);
    image->file[1] = (uint8_t)(image->width / 256);
    image->file[2] = (uint8_t)(image->height % 256);
    image->file[3] = (uint8_t)(image->height / 256);
    image->n_file_bytes = 4;
}

static void write_file(struct image *image)
{
    const struct rle127_row_shape *const shape = &image->check->truth_shape;
    write_header(image);
    for (uint32_t row = 0; row < image->height; row++)
        image->n_file_bytes += rle127_kernels_naive.encode_row(
            row_of(image, row), shape, image->check->flip, image->file + image->n_file_bytes);
}

/* The same image in other runs: most rows as they were, some cut in other ways. */
static void write_loose_file(struct image *image)
{
    static uint8_t bits[RLE127_SIDE_MAX / 8 + 1];
    write_header(image);
    for (uint32_t row = 0; row < image->height; row++) {
        for (size_t i = 0; i < image->row_bytes; i++)
            bits[i] = row_of(image, row)[i] ^ (image->one_is_black ? 0xFF : 0);
        const bool is_loose = below(image, 16) == 0;
        image->n_file_bytes += rle127_write_stream(
            bits, image->width,
            rle127_cuts + (is_loose ? below(image, (uint32_t)rle127_n_cuts) : 0),
            image->file + image->n_file_bytes, &image->check->random);
    }
}

static void check_encode(const struct image *image, size_t room_bytes)
{
    struct rle127_check *const check = image->check;
    const struct rle127_bitmap bitmap = lay_image(image);
    uint8_t *const file = rle127_lay_result(check, room_bytes, choose_place(image));
    size_t n_bytes = 0;
    const enum rle127_status status =
        rle127_encode(&bitmap, file, room_bytes, &n_bytes, &image->options);
    const enum rle127_status expected =
        room_bytes < image->n_file_bytes ? RLE127_NO_ROOM : RLE127_OK;
    if (status != expected)
        rle127_fail(check, "encode: \"%s\" instead of \"%s\"", rle127_status_text(status),
                    rle127_status_text(expected));
    if (status == RLE127_OK) {
        rle127_expect_number(check, "bytes", n_bytes, image->n_file_bytes);
        rle127_expect_bytes(check, file, image->file, n_bytes);
    }
    rle127_expect_intact(check);
    check->n_cases++;
}

/* Row by row, as the format says. */
static struct verdict judge_file(const struct image *image)
{
    struct verdict verdict = {.status = RLE127_OK};
    size_t at = 4, loose = SIZE_MAX;
    for (uint32_t row = 0; row < image->height && verdict.status == RLE127_OK; row++) {
        size_t used = 0, row_loose = SIZE_MAX;
        verdict.status = rle127_kernels_naive.verify_row(image->file + at, image->n_file_bytes - at,
                                                         image->width, &used, &row_loose);
        if (loose == SIZE_MAX && row_loose != SIZE_MAX)
            loose = at + row_loose;
        at += used;
    }
    if (verdict.status == RLE127_OK && at < image->n_file_bytes)
        verdict.status = RLE127_TRAILING_DATA;
    verdict.is_canonical = verdict.status == RLE127_OK && loose == SIZE_MAX;
    verdict.bad_offset = verdict.status == RLE127_OK && loose != SIZE_MAX ? loose : at;
    return verdict;
}

static const uint8_t *lay_file(const struct image *image)
{
    const uint8_t poison = (uint8_t)rle127_random(&image->check->random);
    return rle127_lay_bytes(&image->check->src, image->file, image->n_file_bytes,
                            choose_place(image), poison);
}

static void check_verify(const struct image *image, const struct verdict *expected)
{
    struct rle127_check *const check = image->check;
    bool is_canonical = !expected->is_canonical;
    size_t bad_offset = 0;
    const enum rle127_status status = rle127_verify(lay_file(image), image->n_file_bytes,
                                                    &is_canonical, &bad_offset, &image->options);
    if (status != expected->status)
        rle127_fail(check, "verify: \"%s\" instead of \"%s\"", rle127_status_text(status),
                    rle127_status_text(expected->status));
    rle127_expect_number(check, "(is canonical)", is_canonical, expected->is_canonical);
    rle127_expect_number(check, "as the bad offset", bad_offset, expected->bad_offset);
    check->n_cases++;
}

static void expect_row(const struct image *image, const uint8_t *bits, uint32_t row)
{
    static uint8_t expected[RLE127_SIDE_MAX / 8 + 1];
    memcpy(expected, row_of(image, row), image->row_bytes);
    if (image->width % 8)
        expected[image->row_bytes - 1] &= (uint8_t)(0xFF00 >> image->width % 8);
    rle127_expect_bytes(image->check, bits, expected, image->row_bytes);
}

static void expect_gaps(const struct image *image, const struct rle127_bitmap *bitmap)
{
    const uint32_t first = image->is_upright ? 0 : 1; /* what lies behind has a gap before it */
    for (uint32_t row = first; row < image->height - 1 + first; row++)
        if (!rle127_is_filled(find_row(bitmap, row) + image->row_bytes, image->gap_bytes,
                              image->check->dst.poison))
            rle127_fail(image->check, "a byte between rows %u and its neighbour is changed", row);
}

static void check_decode(const struct image *image, const struct verdict *verdict)
{
    struct rle127_check *const check = image->check;
    const uint8_t *const file = lay_file(image);
    const struct rle127_bitmap bitmap =
        make_bitmap(image, rle127_lay_result(check, spread_bytes(image), choose_place(image)));
    enum rle127_status expected =
        rle127_check_size(image->width, image->height, image->n_file_bytes);
    if (expected == RLE127_OK)
        expected = verdict->status;
    const enum rle127_status status =
        rle127_decode(file, image->n_file_bytes, &bitmap, &image->options);
    if (status != expected)
        rle127_fail(check, "decode: \"%s\" instead of \"%s\"", rle127_status_text(status),
                    rle127_status_text(expected));
    for (uint32_t row = 0; row < image->height && status == RLE127_OK && !check->damage; row++)
        expect_row(image, find_row(&bitmap, row), row);
    expect_gaps(image, &bitmap);
    rle127_expect_intact(check);
    check->n_cases++;
}

static void check_file(struct image *image)
{
    const struct verdict verdict = judge_file(image);
    for (unsigned n_threads = 1; n_threads <= N_THREADS_MAX; n_threads++) {
        image->options.threads = n_threads;
        check_verify(image, &verdict);
        check_decode(image, &verdict);
    }
}

/* The header stays: sides that differ are no matter of levels. */
static void damage_file(struct image *image)
{
    const struct rle127_change *const damage =
        rle127_damages + below(image, (uint32_t)rle127_n_damages);
    image->check->damage = damage->name;
    image->n_file_bytes =
        4 + damage->apply(image->file + 4, image->n_file_bytes - 4, &image->check->random);
}

static void check_image(struct image *image)
{
    draw_image(image);
    rle127_shape_row(&image->check->truth_shape, image->width, &rle127_kernels_naive);
    write_file(image);
    for (unsigned n_threads = 1; n_threads <= N_THREADS_MAX; n_threads++) {
        image->options.threads = n_threads;
        check_encode(image, rle127_bound(image->width, image->height));
        check_encode(image, image->n_file_bytes);
        check_encode(image, image->n_file_bytes - 1);
    }
    image->check->cut = "canonical";
    check_file(image);
    damage_file(image);
    check_file(image);
    image->check->damage = NULL;
    image->check->cut = "some rows cut in other ways";
    write_loose_file(image);
    check_file(image);
    damage_file(image);
    check_file(image);
}

void rle127_check_images(struct rle127_check *check)
{
    static uint8_t rows[IMAGE_BYTES_MAX + RLE127_SIDE_MAX / 8 + 1], file[FILE_BYTES_MAX];
    const unsigned n_images = check->is_quick ? N_IMAGES_QUICK : N_IMAGES;
    struct image image = {
        .check = check, .options = {.level = check->kernels->level}, .rows = rows, .file = file};
    check->kernel = RLE127_IMAGES;
    check->pattern = "repeated rows";
    check->n_cases = 0;
    for (unsigned i = 0; i < n_images; i++) {
        check->random = check->seed ^ (uint64_t)(i + 1) << 48;
        check->cut = check->damage = NULL;
        check->tail = "nothing behind";
        check_image(&image);
    }
}
