/*
 * Which rows, widths and places a kernel is checked with. Knows neither what a kernel does nor what
 * is right.
 */
#include "check.h"

#include <string.h>

#include "check_random.h"
#include "row_patterns.h"

/* Up to here every width. */
#define DENSE_WIDTHS       600
#define DENSE_WIDTHS_QUICK 200

static const uint32_t wide[] = {
    639,   640,   641,   762,   889,   1000,  1015,  1016,  1017,  1023,  1024,  1025,
    1270,  1536,  2047,  2048,  2049,  2320,  4063,  4064,  4065,  4095,  4096,  4097,
    5600,  7200,  7795,  8127,  8128,  8129,  8191,  8192,  8193,  16255, 16256, 16257,
    20000, 32511, 32512, 32767, 32768, 32769, 65023, 65024, 65471, 65472, 65534, 65535};
#define N_WIDE     (sizeof wide / sizeof wide[0])
#define QUICK_STEP 3 /* of the wide ones, each third */
#define N_DRAWS    2 /* of each pattern at each width */
#define N_RANDOM   8 /* further widths */

static bool is_same_count_row(const struct rle127_kernels *a, const struct rle127_kernels *b)
{
    return a->count_row == b->count_row && a->counts_from_right == b->counts_from_right;
}

static bool is_same_encode_row(const struct rle127_kernels *a, const struct rle127_kernels *b)
{
    return a->encode_row == b->encode_row && a->counts_from_right == b->counts_from_right;
}

static bool is_same_decode_row(const struct rle127_kernels *a, const struct rle127_kernels *b)
{
    return a->decode_row == b->decode_row;
}

static bool is_same_verify_row(const struct rle127_kernels *a, const struct rle127_kernels *b)
{
    return a->verify_row == b->verify_row;
}

static bool is_same_skip_pixels(const struct rle127_kernels *a, const struct rle127_kernels *b)
{
    return a->skip_pixels == b->skip_pixels;
}

const struct rle127_kernel_check rle127_kernel_checks[] = {
    {"count_row", rle127_check_count_row, is_same_count_row},
    {"encode_row", rle127_check_encode_row, is_same_encode_row},
    {"decode_row", rle127_check_decode_row, is_same_decode_row},
    {"verify_row", rle127_check_verify_row, is_same_verify_row},
    {"skip_pixels", rle127_check_skip_pixels, is_same_skip_pixels},
};
const size_t rle127_n_kernel_checks = sizeof rle127_kernel_checks / sizeof rle127_kernel_checks[0];

static void draw_row(struct rle127_check *check, const struct rle127_pattern *pattern)
{
    check->pattern = pattern->name;
    rle127_draw_row(check->row, check->width, pattern, &check->random);
}

/* Nothing beyond the last block of a shape may matter. */
static void shape_row(struct rle127_row_shape *shape, uint32_t width,
                      const struct rle127_kernels *kernels)
{
    memset(shape, 0xA5, sizeof *shape);
    rle127_shape_row(shape, width, kernels);
}

/* Cases depend on the seed and the width only, whatever other widths there are. */
static void set_width(struct rle127_check *check, uint32_t width)
{
    check->width = width;
    check->random = check->seed ^ (uint64_t)width << 48;
    shape_row(&check->shape, width, check->kernels);
    shape_row(&check->truth_shape, width, check->truth);
}

/* Both ends against guard pages, crosswise too, and one alignment of the source after the other. */
static void set_places(struct rle127_check *check, unsigned draw)
{
    const unsigned end = RLE127_AT_END - draw % 2, start = RLE127_AT_START + draw % 2;
    check->places[0] = (struct rle127_places){end, end};
    check->places[1] = (struct rle127_places){start, draw % 4 < 2 ? start : end};
    check->places[2] = (struct rle127_places){
        draw % RLE127_N_ALIGNMENTS, rle127_random_below(&check->random, RLE127_N_ALIGNMENTS)};
    check->n_places = 3;
}

/* There are more than 64 draws, so that the source lies at every alignment. */
static void check_width(struct rle127_check *check, const struct rle127_kernel_check *kernel,
                        uint32_t width)
{
    set_width(check, width);
    for (unsigned draw = 0; draw < N_DRAWS * rle127_n_patterns; draw++) {
        draw_row(check, rle127_patterns + draw % rle127_n_patterns);
        set_places(check, draw);
        kernel->check_row(check);
    }
}

/* Every alignment of the source with every one of the result. */
static void check_alignments(struct rle127_check *check, const struct rle127_kernel_check *kernel)
{
    uint64_t random = check->seed;
    check->n_places = RLE127_N_ALIGNMENTS;
    for (unsigned src = 0; src < RLE127_N_ALIGNMENTS; src++) {
        set_width(check, 1 + rle127_random_below(&random, 1500));
        draw_row(check, rle127_patterns + src % rle127_n_patterns);
        for (unsigned dst = 0; dst < RLE127_N_ALIGNMENTS; dst++)
            check->places[dst] = (struct rle127_places){src, dst};
        kernel->check_row(check);
    }
}

void rle127_check_kernel(struct rle127_check *check, const struct rle127_kernel_check *kernel)
{
    const uint32_t n_dense = check->is_quick ? DENSE_WIDTHS_QUICK : DENSE_WIDTHS;
    const size_t step = check->is_quick ? QUICK_STEP : 1;
    uint64_t random = ~check->seed;
    check->kernel = kernel->name;
    check->n_cases = 0;
    check->cut = NULL;
    check->target_pixels = 0;
    check->flip = 0;
    check_alignments(check, kernel);
    for (uint32_t width = 1; width <= n_dense; width++)
        check_width(check, kernel, width);
    for (size_t i = 0; i < N_WIDE; i += step)
        check_width(check, kernel, wide[i]);
    for (size_t i = 0; i < N_RANDOM; i += step)
        check_width(check, kernel, 1 + rle127_random_below(&random, RLE127_SIDE_MAX));
}
