/*
 * JPEG: the headers of the frame and of its scans, and what the scans have to make complete.
 * Must not know: markers, codes.
 */
#include "jpeg.h"
#include "stb_pixels.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIDE = 8, N_COEFFICIENTS = 64, UNIT_BLOCKS_MAX = 10, BITS_MAX = 13 };

/* A scan of few bytes can go over all blocks of a large image: several thousands, as many as the
 * format allows, would take minutes. Files have about ten. */
enum { SCANS_MAX = 256 };

static const char BAD_FRAME[] = RLE127_JPEG_DAMAGED ": an impossible frame header";
static const char BAD_SCAN[] = RLE127_JPEG_DAMAGED ": an impossible scan header";

static uint32_t divide_up(uint32_t value, uint32_t by)
{
    return (value + by - 1) / by;
}

static const char *read_components(struct rle127_jpeg *jpeg, const uint8_t *bytes)
{
    for (unsigned i = 0; i < jpeg->n_components; i++, bytes += 3) {
        struct rle127_jpeg_component *component = &jpeg->components[i];

        component->id = bytes[0];
        component->h = bytes[1] >> 4;
        component->v = bytes[1] & 15;
        component->quantiser = bytes[2];
        memset(component->bits_left, -1, sizeof component->bits_left);
        if (component->h < 1 || component->h > 4 || component->v < 1 || component->v > 4 ||
            component->quantiser > 3)
            return BAD_FRAME;
        for (unsigned k = 0; k < i; k++)
            if (jpeg->components[k].id == component->id)
                return BAD_FRAME;
    }
    return NULL;
}

/* The components' sizes in blocks. stb_image knows only factors that divide the largest one. */
static const char *measure_components(struct rle127_jpeg *jpeg)
{
    uint32_t h_max = 1, v_max = 1;

    for (unsigned i = 0; i < jpeg->n_components; i++) {
        h_max = jpeg->components[i].h > h_max ? jpeg->components[i].h : h_max;
        v_max = jpeg->components[i].v > v_max ? jpeg->components[i].v : v_max;
    }
    jpeg->width_units = divide_up(jpeg->width, BLOCK_SIDE * h_max);
    jpeg->height_units = divide_up(jpeg->height, BLOCK_SIDE * v_max);
    for (unsigned i = 0; i < jpeg->n_components; i++) {
        struct rle127_jpeg_component *component = &jpeg->components[i];
        const uint32_t h = component->h, v = component->v;

        if (h_max % h != 0 || v_max % v != 0)
            return "the sampling factors are not supported";
        component->width_blocks = divide_up(divide_up(jpeg->width * h, h_max), BLOCK_SIDE);
        component->height_blocks = divide_up(divide_up(jpeg->height * v, v_max), BLOCK_SIDE);
        component->stride_blocks = jpeg->width_units * h;
        component->padded_height_blocks = jpeg->height_units * v;
    }
    return NULL;
}

/* Each block of each component takes at least one bit: its first coefficient is coded alone, and
 * no Huffman code is shorter. So no small file can demand a large image. */
static const char *check_size(const struct rle127_jpeg *jpeg)
{
    uint64_t n_blocks = 0;

    for (unsigned i = 0; i < jpeg->n_components; i++)
        n_blocks += (uint64_t)jpeg->components[i].width_blocks * jpeg->components[i].height_blocks;
    return jpeg->n_bytes >= n_blocks / 8 ? NULL : "the file ends early";
}

static const char *allocate_history(struct rle127_jpeg *jpeg)
{
    for (unsigned i = 0; i < jpeg->n_components && jpeg->is_progressive; i++) {
        struct rle127_jpeg_component *component = &jpeg->components[i];

        component->nonzero =
            calloc((size_t)component->stride_blocks * component->padded_height_blocks,
                   sizeof *component->nonzero);
        if (!component->nonzero)
            return "out of memory";
    }
    return NULL;
}

const char *rle127_jpeg_read_frame(struct rle127_jpeg *jpeg, const uint8_t *bytes, size_t n_bytes)
{
    if (jpeg->has_frame || n_bytes < 6)
        return BAD_FRAME;
    jpeg->has_frame = true;
    jpeg->height = (uint32_t)bytes[1] << 8 | bytes[2];
    jpeg->width = (uint32_t)bytes[3] << 8 | bytes[4];
    jpeg->n_components = bytes[5];
    if (bytes[0] != 8)
        return "samples of other than 8 bits are not supported";
    const char *reason = rle127_check_side(jpeg->width);
    if (!reason)
        reason = rle127_check_side(jpeg->height);
    if (reason)
        return reason;
    if ((uint64_t)jpeg->width * jpeg->height > RLE127_STB_PIXELS_MAX)
        return RLE127_STB_TOO_LARGE;
    if (jpeg->n_components != 1 && jpeg->n_components != 3 && jpeg->n_components != 4)
        return "the number of components is not 1, 3 or 4";
    if (n_bytes != 6 + 3 * (size_t)jpeg->n_components)
        return BAD_FRAME;

    reason = read_components(jpeg, bytes + 6);
    if (!reason)
        reason = measure_components(jpeg);
    if (!reason)
        reason = check_size(jpeg);
    return reason ? reason : allocate_history(jpeg);
}

void rle127_jpeg_free_history(struct rle127_jpeg *jpeg)
{
    for (unsigned i = 0; i < RLE127_JPEG_COMPONENTS_MAX; i++) {
        free(jpeg->components[i].nonzero);
        jpeg->components[i].nonzero = NULL;
    }
}

/* Which components a scan has: each once, in the order of the frame. */
static const char *find_components(struct rle127_jpeg *jpeg, const uint8_t *bytes,
                                   struct rle127_jpeg_scan *scan)
{
    unsigned next = 0, unit_blocks = 0;

    for (unsigned i = 0; i < scan->n_components; i++, bytes += 2, next++) {
        while (next < jpeg->n_components && jpeg->components[next].id != bytes[0])
            next++;
        if (next == jpeg->n_components || bytes[1] >> 4 > 3 || (bytes[1] & 15) > 3)
            return BAD_SCAN;
        scan->components[i] = &jpeg->components[next];
        scan->dc_codes[i] = &jpeg->dc_codes[bytes[1] >> 4];
        scan->ac_codes[i] = &jpeg->ac_codes[bytes[1] & 15];
        unit_blocks += scan->components[i]->h * scan->components[i]->v;
        if (!jpeg->has_quantiser[scan->components[i]->quantiser])
            return RLE127_JPEG_DAMAGED ": a quantisation table is missing";
    }
    return scan->n_components > 1 && unit_blocks > UNIT_BLOCKS_MAX ? BAD_SCAN : NULL;
}

static bool has_sound_range(const struct rle127_jpeg *jpeg, const struct rle127_jpeg_scan *scan)
{
    if (!jpeg->is_progressive)
        return scan->first == 0 && scan->last == 63 && scan->high_bit == 0 && scan->low_bit == 0;
    if (scan->last > 63 || scan->low_bit > BITS_MAX)
        return false;
    if (scan->high_bit != 0 && scan->high_bit != scan->low_bit + 1)
        return false;
    return scan->first == 0 ? scan->last == 0
                            : scan->last >= scan->first && scan->n_components == 1;
}

static bool has_codes(const struct rle127_jpeg_scan *scan)
{
    const bool needs_dc = scan->first == 0 && scan->high_bit == 0;
    const bool needs_ac = scan->last > 0;

    for (unsigned i = 0; i < scan->n_components; i++)
        if ((needs_dc && !scan->dc_codes[i]->is_defined) ||
            (needs_ac && !scan->ac_codes[i]->is_defined))
            return false;
    return true;
}

/* Each coefficient is begun once and then made finer bit by bit, the first one before the others:
 * beginning it clears its block in stb_image. */
static bool advance_progress(struct rle127_jpeg_component *component,
                             const struct rle127_jpeg_scan *scan)
{
    const int known = scan->high_bit ? (int)scan->high_bit : -1;

    if (scan->first > 0 && component->bits_left[0] < 0)
        return false;
    for (unsigned k = scan->first; k <= scan->last; k++) {
        if (component->bits_left[k] != known)
            return false;
        component->bits_left[k] = (int8_t)scan->low_bit;
    }
    return true;
}

const char *rle127_jpeg_read_scan(struct rle127_jpeg *jpeg, const uint8_t *bytes, size_t n_bytes,
                                  struct rle127_jpeg_scan *scan)
{
    *scan = (struct rle127_jpeg_scan){.n_components = n_bytes ? bytes[0] : 0};
    if (!jpeg->has_frame || scan->n_components < 1 || scan->n_components > jpeg->n_components ||
        n_bytes != 4 + 2 * (size_t)scan->n_components)
        return BAD_SCAN;

    const uint8_t *range = bytes + n_bytes - 3;
    scan->first = range[0];
    scan->last = range[1];
    scan->high_bit = range[2] >> 4;
    scan->low_bit = range[2] & 15;
    const char *reason = find_components(jpeg, bytes + 1, scan);
    if (reason)
        return reason;
    if (!has_sound_range(jpeg, scan))
        return BAD_SCAN;
    if (!has_codes(scan))
        return RLE127_JPEG_DAMAGED ": a Huffman table is missing";
    for (unsigned i = 0; i < scan->n_components; i++)
        if (!advance_progress(scan->components[i], scan))
            return RLE127_JPEG_DAMAGED ": the scans do not follow each other";
    return ++jpeg->n_scans > SCANS_MAX ? "more than 256 scans are not supported" : NULL;
}

/* Where two rules name the colours and contradict each other, decoders do not agree. */
static const char *check_colours(const struct rle127_jpeg *jpeg)
{
    const struct rle127_jpeg_component *c = jpeg->components;

    if (jpeg->n_components == 4 && jpeg->adobe_transform != 0 && jpeg->adobe_transform != 2)
        return "four components without an Adobe marker are not supported";
    if (jpeg->n_components == 3 && c[0].id == 'R' && c[1].id == 'G' && c[2].id == 'B' &&
        (jpeg->has_jfif || jpeg->adobe_transform > 0))
        return "the header contradicts itself about the colours";
    return NULL;
}

const char *rle127_jpeg_check_frame(const struct rle127_jpeg *jpeg)
{
    for (unsigned i = 0; i < jpeg->n_components; i++) {
        if (jpeg->components[i].bits_left[0] < 0)
            return RLE127_JPEG_DAMAGED ": a scan is missing";
        for (unsigned k = 0; k < N_COEFFICIENTS; k++)
            if (jpeg->components[i].bits_left[k] > 0)
                return RLE127_JPEG_DAMAGED ": a scan is missing";
    }
    return check_colours(jpeg);
}
