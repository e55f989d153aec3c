/*
 * The kernels once more, pixel by pixel: what the scalar ones are compared with, so that a machine
 * does not compare a wrong level with itself. Slow, and nothing here is shared with the codec.
 */
#include "naive_kernels.h"

#include <string.h>

#define CHUNK 127

static bool get_pixel(const uint8_t *bits, uint32_t x)
{
    return bits[x / 8] >> (7 - x % 8) & 1;
}

static bool starts_run(const uint8_t *bits, uint32_t x)
{
    return x % CHUNK == 0 || get_pixel(bits, x) != get_pixel(bits, x - 1);
}

static size_t count_row_naive(const uint8_t *bits, const struct rle127_row_shape *shape)
{
    size_t n_runs = 0;
    for (uint32_t x = 0; x < shape->width; x++)
        n_runs += starts_run(bits, x);
    return n_runs;
}

static size_t encode_row_naive(const uint8_t *bits, const struct rle127_row_shape *shape,
                               uint8_t flip, uint8_t *runs)
{
    size_t n_runs = 0;
    for (uint32_t x = 0; x < shape->width; x++) {
        if (starts_run(bits, x))
            runs[n_runs++] = (uint8_t)((get_pixel(bits, x) ? 0x80 : 0) ^ flip);
        runs[n_runs - 1]++;
    }
    return n_runs;
}

/* What is wrong with a run where `left` pixels are left of its row. */
static enum rle127_status judge_run(const uint8_t *runs, size_t i, size_t n_bytes, uint32_t left)
{
    if (i == n_bytes)
        return RLE127_TRUNCATED;
    if (runs[i] % 128 == 0)
        return RLE127_ZERO_RUN;
    return runs[i] % 128u > left ? RLE127_ROW_OVERRUN : RLE127_OK;
}

static enum rle127_status decode_row_naive(const uint8_t *runs, size_t n_bytes, uint32_t width,
                                           uint8_t flip, uint8_t *bits, size_t spare_bytes,
                                           size_t *used_bytes)
{
    (void)spare_bytes;
    size_t i = 0;
    memset(bits, 0, (width + 7) / 8);
    for (uint32_t x = 0, end; x < width; i++) {
        *used_bytes = i;
        const enum rle127_status status = judge_run(runs, i, n_bytes, width - x);
        if (status != RLE127_OK)
            return status;
        for (end = x + runs[i] % 128; x < end; x++)
            if ((runs[i] ^ flip) >= 128)
                bits[x / 8] |= (uint8_t)(0x80 >> x % 8);
    }
    *used_bytes = i;
    return RLE127_OK;
}

static enum rle127_status verify_row_naive(const uint8_t *runs, size_t n_bytes, uint32_t width,
                                           size_t *used_bytes, size_t *loose_run)
{
    size_t i = 0;
    *loose_run = SIZE_MAX;
    for (uint32_t x = 0, end; x < width; x = end, i++) {
        *used_bytes = i;
        const enum rle127_status status = judge_run(runs, i, n_bytes, width - x);
        if (status != RLE127_OK)
            return status;
        end = x + runs[i] % 128;
        if (*loose_run != SIZE_MAX)
            continue;
        if (x % CHUNK && runs[i] / 128 == runs[i - 1] / 128)
            *loose_run = i - 1;
        else if (x / CHUNK != (end - 1) / CHUNK)
            *loose_run = i;
    }
    *used_bytes = i;
    return RLE127_OK;
}

static size_t skip_pixels_naive(const uint8_t *runs, size_t n_bytes, uint64_t n_pixels)
{
    uint64_t pixels = 0;
    size_t i = 0;
    while (i < n_bytes && pixels < n_pixels)
        pixels += runs[i++] % 128;
    return i;
}

const struct rle127_kernels rle127_kernels_naive = {
    .level = "naive",
    .count_row = count_row_naive,
    .encode_row = encode_row_naive,
    .decode_row = decode_row_naive,
    .verify_row = verify_row_naive,
    .skip_pixels = skip_pixels_naive,
};
