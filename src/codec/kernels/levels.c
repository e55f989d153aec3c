/*
 * Which kernels this machine has: the only place that asks.
 */
#include "kernels.h"

#include <string.h>

/* Best first. Of two neighbours the machine that has the first has the second, so that the levels
 * of a machine are the last ones here. */
enum level {
#ifdef RLE127_HAVE_X86
    AVX512,
    AVX2,
#endif
#ifdef RLE127_HAVE_NEON
    NEON,
#endif
    SCALAR,
    N_LEVELS
};

static const struct rle127_kernels kernels[N_LEVELS] = {
#ifdef RLE127_HAVE_X86
    [AVX512] = {.level = RLE127_LEVEL_AVX512,
                .counts_from_right = true,
                .count_row = rle127_count_row_avx512,
                .encode_row = rle127_encode_row_avx512,
                .decode_row = rle127_decode_row_avx512,
                .verify_row = rle127_verify_row_avx512,
                .skip_pixels = rle127_skip_pixels_avx512},
    [AVX2] = {.level = RLE127_LEVEL_AVX2,
              .count_row = rle127_count_row_avx2,
              .encode_row = rle127_encode_row_avx2,
              .decode_row = rle127_decode_row_avx2,
              .verify_row = rle127_verify_row_avx2,
              .skip_pixels = rle127_skip_pixels_avx2},
#endif
#ifdef RLE127_HAVE_NEON
    [NEON] = {.level = RLE127_LEVEL_NEON,
              .count_row = rle127_count_row_neon,
              .encode_row = rle127_encode_row_neon,
              .decode_row = rle127_decode_row_neon,
              .verify_row = rle127_verify_row_neon,
              .skip_pixels = rle127_skip_pixels_neon},
#endif
    [SCALAR] = {.level = RLE127_LEVEL_SCALAR,
                .count_row = rle127_count_row_scalar,
                .encode_row = rle127_encode_row_scalar,
                .decode_row = rle127_decode_row_scalar,
                .verify_row = rle127_verify_row_scalar,
                .skip_pixels = rle127_skip_pixels_scalar},
};

static const char *const names[N_LEVELS + 1] = {
#ifdef RLE127_HAVE_X86
    [AVX512] = RLE127_LEVEL_AVX512,
    [AVX2] = RLE127_LEVEL_AVX2,
#endif
#ifdef RLE127_HAVE_NEON
    [NEON] = RLE127_LEVEL_NEON,
#endif
    [SCALAR] = RLE127_LEVEL_SCALAR,
};

/* What the CPU has and the operating system keeps. The dynamic linker of glibc has found it out
 * before the program began; to ask the CPU itself takes 100 microseconds of a virtual machine,
 * which the compiler's library does once for each process. */
#ifdef RLE127_HAVE_X86
#if defined(__has_include)
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#endif

#ifdef CPU_FEATURE_ACTIVE
/* x86_cpu_active(), which shifts into the sign of an int. */
static bool is_active(unsigned feature)
{
    const struct cpuid_feature *const leaf = __x86_get_cpuid_feature_leaf(feature / 128);
    return leaf->active_array[feature % 128 / 32] >> feature % 32 & 1;
}

static bool has_avx2(void)
{
    return is_active(x86_cpu_AVX2) && is_active(x86_cpu_BMI1) && is_active(x86_cpu_BMI2) &&
           is_active(x86_cpu_POPCNT) && is_active(x86_cpu_PCLMULQDQ);
}

static bool has_avx512(void)
{
    return has_avx2() && is_active(x86_cpu_AVX512BW) && is_active(x86_cpu_AVX512DQ) &&
           is_active(x86_cpu_AVX512VL) && is_active(x86_cpu_AVX512_VBMI) &&
           is_active(x86_cpu_AVX512_VBMI2) && is_active(x86_cpu_AVX512_VPOPCNTDQ) &&
           is_active(x86_cpu_GFNI);
}
#else
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("pclmul");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vpopcntdq") &&
           __builtin_cpu_supports("gfni");
}
#endif
#endif

static enum level find_best(void)
{
#ifdef RLE127_HAVE_X86
    if (has_avx512())
        return AVX512;
    if (has_avx2())
        return AVX2;
#endif
#ifdef RLE127_HAVE_NEON
    return NEON; /* 64-bit Arm always has it */
#else
    return SCALAR;
#endif
}

const char *const *rle127_levels(void)
{
    return names + find_best();
}

const struct rle127_kernels *rle127_find_kernels(const char *level)
{
    const enum level best = find_best();
    if (!level)
        return &kernels[best];
    for (size_t i = best; i < N_LEVELS; i++)
        if (strcmp(names[i], level) == 0)
            return &kernels[i];
    return NULL;
}
