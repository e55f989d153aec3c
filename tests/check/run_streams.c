/*
 * Streams of runs.
 */
#include "run_streams.h"

#include <string.h>

#include "check_random.h"

#define CHUNK           127
#define TAIL_BYTES_MAX  4096
#define USUAL_TAIL_MAX  200
#define RAW_BYTES_MAX   65535
#define USUAL_RAW_BYTES 600

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t cut_canonical(uint32_t x, uint32_t left, uint32_t place, uint64_t *random)
{
    (void)place;
    (void)random;
    return least(left, CHUNK - x % CHUNK);
}

static uint32_t cut_longest(uint32_t x, uint32_t left, uint32_t place, uint64_t *random)
{
    (void)x;
    (void)place;
    (void)random;
    return least(left, CHUNK);
}

static uint32_t cut_shortest(uint32_t x, uint32_t left, uint32_t place, uint64_t *random)
{
    (void)x;
    (void)left;
    (void)place;
    (void)random;
    return 1;
}

static uint32_t cut_anywhere(uint32_t x, uint32_t left, uint32_t place, uint64_t *random)
{
    (void)x;
    (void)place;
    return 1 + rle127_random_below(random, least(left, CHUNK));
}

static uint32_t cut_rarely(uint32_t x, uint32_t left, uint32_t place, uint64_t *random)
{
    return rle127_random_below(random, 32) ? cut_canonical(x, left, place, random)
                                           : cut_anywhere(x, left, place, random);
}

static uint32_t cut_late(uint32_t x, uint32_t left, uint32_t place, uint64_t *random)
{
    return x < place ? cut_canonical(x, left, place, random) : cut_anywhere(x, left, place, random);
}

static uint32_t cut_early(uint32_t x, uint32_t left, uint32_t place, uint64_t *random)
{
    return x >= place ? cut_canonical(x, left, place, random)
                      : cut_anywhere(x, left, place, random);
}

const struct rle127_cut rle127_cuts[] = {
    {"canonical", cut_canonical},
    {"as long as a byte says", cut_longest},
    {"cut at each pixel", cut_shortest},
    {"cut anywhere", cut_anywhere},
    {"rarely cut", cut_rarely},
    {"canonical, then cut anywhere", cut_late},
    {"cut anywhere, then canonical", cut_early},
};
const size_t rle127_n_cuts = sizeof rle127_cuts / sizeof rle127_cuts[0];

static unsigned get_pixel(const uint8_t *bits, uint32_t x)
{
    return bits[x / 8] >> (7 - x % 8) & 1u;
}

size_t rle127_write_stream(const uint8_t *bits, uint32_t width, const struct rle127_cut *cut,
                           uint8_t *runs, uint64_t *random)
{
    const uint32_t place = rle127_random_below(random, width);
    size_t n_runs = 0;
    for (uint32_t x = 0, end = 0; x < width;) {
        const unsigned colour = get_pixel(bits, x);
        while (end < width && get_pixel(bits, end) == colour)
            end++;
        while (x < end) {
            const uint32_t length = cut->choose_length(x, end - x, place, random);
            runs[n_runs++] = (uint8_t)(colour << 7 | length);
            x += length;
        }
    }
    return n_runs;
}

/* One of the runs, and rather often one of the first or last ones. */
static size_t choose_run(size_t n_bytes, uint64_t *random)
{
    const uint32_t n = (uint32_t)n_bytes, edge = least(n, 3);
    switch (rle127_random_below(random, 4)) {
    case 0:
        return rle127_random_below(random, edge);
    case 1:
        return n - 1 - rle127_random_below(random, edge);
    default:
        return rle127_random_below(random, n);
    }
}

static size_t leave(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    (void)runs;
    (void)random;
    return n_bytes;
}

static size_t cut_short(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    (void)runs;
    return choose_run(n_bytes, random);
}

static size_t put_zero_run(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    runs[choose_run(n_bytes, random)] &= 0x80;
    return n_bytes;
}

static size_t put_longest_run(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    runs[choose_run(n_bytes, random)] |= 0x7F;
    return n_bytes;
}

/* Where that does not change the colour. */
static size_t lengthen_run(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    uint8_t *const run = runs + choose_run(n_bytes, random);
    *run = (uint8_t)(*run + (*run % 128 < 127));
    return n_bytes;
}

static size_t shorten_run(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    runs[choose_run(n_bytes, random)]--; /* a run has a pixel or more */
    return n_bytes;
}

static size_t change_run(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    runs[choose_run(n_bytes, random)] = (uint8_t)rle127_random(random);
    return n_bytes;
}

static size_t remove_run(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    const size_t at = choose_run(n_bytes, random);
    memmove(runs + at, runs + at + 1, n_bytes - at - 1);
    return n_bytes - 1;
}

static size_t double_run(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    const size_t at = choose_run(n_bytes, random);
    memmove(runs + at + 1, runs + at, n_bytes - at);
    return n_bytes + 1;
}

const struct rle127_change rle127_damages[] = {
    {"cut short", cut_short},           {"a zero run", put_zero_run},
    {"a longest run", put_longest_run}, {"a longer run", lengthen_run},
    {"a shorter run", shorten_run},     {"another run", change_run},
    {"a run missing", remove_run},      {"a run doubled", double_run},
};
const size_t rle127_n_damages = sizeof rle127_damages / sizeof rle127_damages[0];

/* Mostly short, as kernels look ahead by some vectors only. */
static uint32_t choose_tail_bytes(uint64_t *random)
{
    const uint32_t most = rle127_random_below(random, 32) ? USUAL_TAIL_MAX : TAIL_BYTES_MAX - 1;
    return 1 + rle127_random_below(random, most);
}

static size_t add_bytes(uint8_t *runs, size_t n_bytes, int byte, uint64_t *random)
{
    const uint32_t n_more = choose_tail_bytes(random);
    memset(runs + n_bytes, byte, n_more);
    return n_bytes + n_more;
}

static size_t add_white(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    return add_bytes(runs, n_bytes, 0xFF, random);
}

static size_t add_black(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    return add_bytes(runs, n_bytes, 0x7F, random);
}

static size_t add_zeros(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    return add_bytes(runs, n_bytes, 0, random);
}

static size_t add_noise(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    const uint32_t n_more = choose_tail_bytes(random);
    for (uint32_t i = 0; i < n_more; i++)
        runs[n_bytes + i] = (uint8_t)rle127_random(random);
    return n_bytes + n_more;
}

/* One less than there is room for, because a run may have been doubled. */
static size_t add_itself(uint8_t *runs, size_t n_bytes, uint64_t *random)
{
    (void)random;
    const size_t n_more = n_bytes < TAIL_BYTES_MAX ? n_bytes : TAIL_BYTES_MAX - 1;
    memcpy(runs + n_bytes, runs, n_more);
    return n_bytes + n_more;
}

const struct rle127_change rle127_tails[] = {
    {"nothing behind", leave},     {"nothing behind", leave},       {"white behind", add_white},
    {"black behind", add_black},   {"zero runs behind", add_zeros}, {"noise behind", add_noise},
    {"itself behind", add_itself},
};
const size_t rle127_n_tails = sizeof rle127_tails / sizeof rle127_tails[0];

size_t rle127_write_raw(uint8_t *runs, uint64_t *random, const char **name)
{
    const uint32_t most = rle127_random_below(random, 16) ? USUAL_RAW_BYTES : RAW_BYTES_MAX;
    const uint32_t n_bytes = rle127_random_below(random, most + 1);
    const unsigned kind = rle127_random_below(random, 4);
    static const char *const names[] = {"any bytes", "whole chunks", "short runs", "zero runs"};
    static const uint8_t kept[] = {0xFF, 0x80, 0x83, 0x80}, set[] = {0, 0x7F, 0, 0};
    for (uint32_t i = 0; i < n_bytes; i++)
        runs[i] = (uint8_t)((rle127_random(random) & kept[kind]) | set[kind]);
    *name = names[kind];
    return n_bytes;
}
