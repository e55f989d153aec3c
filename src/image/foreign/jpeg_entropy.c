/*
 * JPEG: the data of a scan, code by code, without making pixels of it: that each code exists, that
 * no block has more than its 64 coefficients, that the data ends where the blocks do, and that
 * restart markers stand where they must. Must not know: segments.
 */
#include "jpeg.h"

/*
 * With samples of 8 bits a coefficient has at most 10 bits, the difference of two first ones 11.
 * A first coefficient beyond 11 bits and sign comes of damage; the bound also keeps the sums of
 * differences in stb_image far from the ends of their type.
 */
enum { AC_BITS_MAX = 10, DC_BITS_MAX = 11, DC_MAX = 2047 };
enum { ZERO_RUN = 15, RST0 = 0xD0, CODE_BITS_MAX = 16 };

struct walk {
    const uint8_t *next, *end;
    uint64_t buffer; /* its top n_bits bits are the next ones */
    unsigned n_bits;
    const struct rle127_jpeg_scan *scan;
    int predictions[RLE127_JPEG_COMPONENTS_MAX];
    uint32_t n_empty; /* blocks that follow without any new coefficient */
};

/* The block of a component that is walked over. */
struct block {
    unsigned component; /* of the scan */
    uint64_t *nonzero;  /* NULL where it does not matter */
};

/* In the data a byte of 0xFF is followed by a zero; by anything else where it is a marker. */
static void fill_buffer(struct walk *walk)
{
    while (walk->n_bits <= 56 && walk->next < walk->end) {
        const bool is_escaped = *walk->next == 0xFF;

        if (is_escaped && (walk->end - walk->next < 2 || walk->next[1] != 0))
            return;
        walk->buffer |= (uint64_t)*walk->next << (56 - walk->n_bits);
        walk->n_bits += 8;
        walk->next += is_escaped ? 2 : 1;
    }
}

/* Takes up to 16 bits; -1 where the data has no more. */
static int take_bits(struct walk *walk, unsigned n)
{
    if (n > walk->n_bits)
        fill_buffer(walk);
    if (n > walk->n_bits)
        return -1;
    const int bits = n ? (int)(walk->buffer >> (64 - n)) : 0;
    walk->buffer <<= n;
    walk->n_bits -= n;
    return bits;
}

static int take_long_symbol(struct walk *walk, const struct rle127_jpeg_code *code)
{
    for (unsigned n = RLE127_JPEG_FAST_BITS + 1; n <= CODE_BITS_MAX; n++) {
        const uint32_t bits = (uint32_t)(walk->buffer >> (64 - n));
        const uint32_t index = bits - code->first_codes[n];

        if (bits >= code->first_codes[n] && index < code->n_codes[n])
            return take_bits(walk, n) < 0 ? -1 : code->values[code->first_values[n] + index];
    }
    return -1;
}

/* Takes a Huffman code and gives its value; -1 where there is no such code, or no more data. */
static int take_symbol(struct walk *walk, const struct rle127_jpeg_code *code)
{
    if (walk->n_bits < CODE_BITS_MAX)
        fill_buffer(walk);
    const size_t bits = (size_t)(walk->buffer >> (64 - RLE127_JPEG_FAST_BITS));
    const unsigned n = code->fast_lengths[bits];
    if (n == 0)
        return take_long_symbol(walk, code);
    return take_bits(walk, n) < 0 ? -1 : code->fast_values[bits];
}

/* The number of n bits whose first one is 0 where it is negative. */
static bool take_number(struct walk *walk, unsigned n, int *number)
{
    const int bits = take_bits(walk, n);

    *number = n > 0 && bits < 1 << (n - 1) ? bits - (1 << n) + 1 : bits;
    return bits >= 0;
}

static bool walk_first(struct walk *walk, const struct block *block)
{
    int *prediction = &walk->predictions[block->component];
    const int n = take_symbol(walk, walk->scan->dc_codes[block->component]);
    int difference;

    if (n < 0 || n > DC_BITS_MAX || !take_number(walk, (unsigned)n, &difference))
        return false;
    *prediction += difference;
    const int max = DC_MAX >> walk->scan->low_bit;
    return *prediction >= -max - 1 && *prediction <= max;
}

static bool walk_first_finer(struct walk *walk, const struct block *block)
{
    (void)block;
    return take_bits(walk, 1) >= 0;
}

/* A run of blocks without coefficients, this one among them: 2^n of them and n bits more. */
static bool take_empty_run(struct walk *walk, unsigned n)
{
    const int more = take_bits(walk, n);

    walk->n_empty = (1u << n) + (uint32_t)more;
    return more >= 0;
}

/* The coefficients behind the first one: a symbol is a run of zeros and the bits of the one that
 * follows them, or 16 zeros, or the end of the block. */
static bool walk_others(struct walk *walk, const struct block *block)
{
    const unsigned last = walk->scan->last;

    for (unsigned k = walk->scan->first ? walk->scan->first : 1; k <= last; k++) {
        const int symbol = take_symbol(walk, walk->scan->ac_codes[block->component]);
        const unsigned run = (unsigned)symbol >> 4, n = (unsigned)symbol & 15;

        if (symbol < 0 || n > AC_BITS_MAX)
            return false;
        if (n == 0 && run < ZERO_RUN) /* only progressive scans have runs of such blocks */
            return (run == 0 || block->nonzero) && take_empty_run(walk, run);
        k += run;
        if (k > last - (n == 0) || take_bits(walk, n) < 0)
            return false;
        if (n > 0 && block->nonzero)
            *block->nonzero |= UINT64_C(1) << k;
    }
    return true;
}

static bool walk_baseline(struct walk *walk, const struct block *block)
{
    const bool is_sound = walk_first(walk, block) && walk_others(walk, block);

    walk->n_empty = 0; /* here the end of a block is that of one only */
    return is_sound;
}

static bool walk_progressive(struct walk *walk, const struct block *block)
{
    if (walk->n_empty == 0 && !walk_others(walk, block))
        return false;
    if (walk->n_empty > 0)
        walk->n_empty--;
    return true;
}

/* Takes a bit for each coefficient from *k on that is known not to be 0, up to the zero behind
 * n_zeros others, which *k is then, or the end of the scan's range. */
static bool pass_known(struct walk *walk, uint64_t nonzero, unsigned n_zeros, unsigned *k)
{
    for (; *k <= walk->scan->last; ++*k) {
        if (nonzero >> *k & 1) {
            if (take_bits(walk, 1) < 0)
                return false;
        } else if (n_zeros-- == 0) {
            return true;
        }
    }
    return true;
}

static bool walk_new_finer(struct walk *walk, const struct block *block, unsigned *k)
{
    const unsigned last = walk->scan->last;

    while (*k <= last) {
        const int symbol = take_symbol(walk, walk->scan->ac_codes[block->component]);
        const unsigned run = (unsigned)symbol >> 4, n = (unsigned)symbol & 15;

        if (symbol < 0 || n > 1)
            return false;
        if (n == 0 && run < ZERO_RUN)
            return take_empty_run(walk, run);
        if (take_bits(walk, n) < 0 || !pass_known(walk, *block->nonzero, run, k) || *k > last)
            return false;
        *block->nonzero |= (uint64_t)n << *k;
        ++*k;
    }
    return true;
}

/* One more bit of the coefficients that are not 0, and new ones of that size between them. */
static bool walk_finer(struct walk *walk, const struct block *block)
{
    unsigned k = walk->scan->first;

    if (walk->n_empty == 0 && !walk_new_finer(walk, block, &k))
        return false;
    if (walk->n_empty == 0)
        return true;
    walk->n_empty--;
    return pass_known(walk, *block->nonzero, 64, &k);
}

typedef bool (*walk_block)(struct walk *walk, const struct block *block);

static walk_block choose_walk(const struct rle127_jpeg *jpeg, const struct rle127_jpeg_scan *scan)
{
    if (!jpeg->is_progressive)
        return walk_baseline;
    if (scan->first == 0)
        return scan->high_bit ? walk_first_finer : walk_first;
    return scan->high_bit ? walk_finer : walk_progressive;
}

/* A unit of a scan of one component is one block, else as many of each as its factors say. */
static bool walk_unit(struct walk *walk, walk_block walk_one, uint32_t unit)
{
    const struct rle127_jpeg_scan *scan = walk->scan;
    const struct rle127_jpeg_component *first = scan->components[0];

    if (scan->n_components == 1) {
        const size_t at = (size_t)(unit / first->width_blocks) * first->stride_blocks +
                          unit % first->width_blocks;
        const struct block block = {0, first->nonzero ? first->nonzero + at : NULL};
        return walk_one(walk, &block);
    }
    for (unsigned i = 0; i < scan->n_components; i++)
        for (int n = scan->components[i]->h * scan->components[i]->v; n > 0; n--)
            if (!walk_one(walk, &(struct block){i, NULL}))
                return false;
    return true;
}

static const char *explain(const struct walk *walk)
{
    const bool is_at_end = walk->end - walk->next < 2;

    return is_at_end && walk->n_bits < CODE_BITS_MAX ? "the file ends early" : RLE127_JPEG_DAMAGED;
}

/* Behind the last unit of an interval less than a byte is left, and a marker follows. */
static const char *end_interval(struct walk *walk)
{
    fill_buffer(walk);
    if (walk->end - walk->next < 2 && walk->n_bits < 8)
        return "the file ends early";
    if (walk->n_bits >= 8 || walk->n_empty > 0)
        return RLE127_JPEG_DAMAGED ": a scan does not end where its blocks do";
    return NULL;
}

static const char *begin_interval(struct walk *walk, uint32_t index)
{
    const char *reason = end_interval(walk);
    const uint8_t *next = walk->next;
    if (reason)
        return reason;

    while (next < walk->end && *next == 0xFF)
        next++;
    if (next == walk->end)
        return "the file ends early";
    if (*next != RST0 + (index - 1) % 8)
        return RLE127_JPEG_DAMAGED ": a restart marker is missing";
    *walk = (struct walk){.next = next + 1, .end = walk->end, .scan = walk->scan};
    return NULL;
}

const char *rle127_jpeg_walk_scan(struct rle127_jpeg *jpeg, const struct rle127_jpeg_scan *scan)
{
    const struct rle127_jpeg_component *first = scan->components[0];
    const uint32_t n_units = scan->n_components > 1 ? jpeg->width_units * jpeg->height_units
                                                    : first->width_blocks * first->height_blocks;
    const walk_block walk_one = choose_walk(jpeg, scan);
    struct walk walk = {
        .next = jpeg->bytes + jpeg->at, .end = jpeg->bytes + jpeg->n_bytes, .scan = scan};
    const char *reason = NULL;

    for (uint32_t unit = 0; unit < n_units; unit++) {
        if (jpeg->restart_interval && unit && unit % jpeg->restart_interval == 0)
            reason = begin_interval(&walk, unit / jpeg->restart_interval);
        if (!reason && !walk_unit(&walk, walk_one, unit))
            reason = explain(&walk);
        if (reason)
            return reason;
    }
    reason = end_interval(&walk);
    jpeg->at = (size_t)(walk.next - jpeg->bytes);
    return reason;
}
