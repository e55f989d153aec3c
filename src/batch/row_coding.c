/*
 * Rows and row pools brought together. Threads are the codec's own business. For processes a band
 * is cut into pieces whose results, runs or pixels, lie in shared memory:
 *
 *     | what became of each piece | runs of piece 0, as many as it may have | of piece 1 | ...
 *     | what became of each piece | rows of the band, packed                             |
 */
#include "row_coding.h"

#include <stdlib.h>
#include <string.h>

#include "../pool/row_processes.h"

/* More pieces than workers, because the rows of a page are not equally full. */
#define PIECES_A_WORKER 4

/* Below this many packed bytes to fork takes longer than it saves, on any page. */
#define PROCESSES_WORTH_BYTES 524288

struct piece_result {
    size_t n_bytes; /* of its runs */
    enum rle127_status status;
};

#define RESULTS_BYTES (RLE127_PIECES_MAX * sizeof(struct piece_result))

struct pieces {
    const struct rle127_bitmap *band;
    unsigned n;
    struct rle127_options codec; /* of one piece */
    struct piece_result *results;
    uint8_t *shared_runs; /* encoding: where they go */
    const uint8_t *runs;  /* decoding: where they come from, */
    const size_t *starts; /* and where those of each piece begin, and the last one's end */
};

void rle127_row_coder_open(struct rle127_row_coder *coder, enum rle127_row_pool pool,
                           const struct rle127_options *codec)
{
    *coder = (struct rle127_row_coder){.pool = pool,
                                       .n_workers = pool == RLE127_ROWS_SERIAL ? 1 : codec->threads,
                                       .level = codec->level};
}

static void *new_memory(const struct rle127_row_coder *coder, size_t n_bytes)
{
    return coder->pool == RLE127_ROWS_PROCESSES ? rle127_shared_map(n_bytes) : malloc(n_bytes);
}

void rle127_row_coder_close(struct rle127_row_coder *coder)
{
    if (coder->pool == RLE127_ROWS_PROCESSES)
        rle127_shared_unmap(coder->memory, coder->memory_bytes);
    else
        free(coder->memory);
    coder->memory = NULL;
    coder->memory_bytes = 0;
}

static bool reserve(struct rle127_row_coder *coder, size_t n_bytes)
{
    if (n_bytes <= coder->memory_bytes)
        return true;
    rle127_row_coder_close(coder);
    coder->memory = new_memory(coder, n_bytes);
    coder->memory_bytes = coder->memory ? n_bytes : 0;
    return coder->memory;
}

static struct rle127_options codec_of(const struct rle127_row_coder *coder)
{
    const unsigned threads = coder->pool == RLE127_ROWS_THREADS ? coder->n_workers : 1;
    return (struct rle127_options){.threads = threads, .level = coder->level};
}

/* 1: not worth a fork, or another pool. */
static unsigned count_pieces(const struct rle127_row_coder *coder, const struct rle127_bitmap *band)
{
    const size_t n_bytes = rle127_row_bytes(band->width) * band->height;
    if (coder->pool != RLE127_ROWS_PROCESSES || coder->n_workers <= 1 ||
        n_bytes < PROCESSES_WORTH_BYTES)
        return 1;
    const unsigned most =
        band->height < RLE127_PIECES_MAX ? (unsigned)band->height : RLE127_PIECES_MAX;
    return coder->n_workers < most / PIECES_A_WORKER ? coder->n_workers * PIECES_A_WORKER : most;
}

static struct pieces cut_band(const struct rle127_row_coder *coder,
                              const struct rle127_bitmap *band, unsigned n)
{
    return (struct pieces){.band = band,
                           .n = n,
                           .codec = codec_of(coder),
                           .results = (struct piece_result *)(void *)coder->memory};
}

static uint32_t first_row(const struct pieces *pieces, unsigned piece)
{
    return (uint32_t)((uint64_t)pieces->band->height * piece / pieces->n);
}

static struct rle127_bitmap rows_of(const struct pieces *pieces, unsigned piece)
{
    struct rle127_bitmap rows = *pieces->band;
    const uint32_t row = first_row(pieces, piece);
    rows.height = first_row(pieces, piece + 1) - row;
    rows.bits += (ptrdiff_t)row * rows.stride_bytes;
    return rows;
}

static uint8_t *shared_runs_of(const struct pieces *pieces, unsigned piece)
{
    return pieces->shared_runs + (size_t)first_row(pieces, piece) * pieces->band->width;
}

static void encode_piece(void *job, unsigned piece)
{
    const struct pieces *const pieces = job;
    struct piece_result *const result = &pieces->results[piece];
    const struct rle127_bitmap rows = rows_of(pieces, piece);
    result->status =
        rle127_encode_rows(&rows, shared_runs_of(pieces, piece), (size_t)rows.width * rows.height,
                           &result->n_bytes, &pieces->codec);
}

/* The first of these that is not RLE127_OK. */
static enum rle127_status join_results(const struct pieces *pieces)
{
    enum rle127_status status = RLE127_OK;
    for (unsigned piece = 0; piece < pieces->n && status == RLE127_OK; piece++)
        status = pieces->results[piece].status;
    return status;
}

static const char *take_pieces(const struct pieces *pieces, struct rle127_encoded_band *encoded)
{
    const enum rle127_status status = join_results(pieces);
    if (status != RLE127_OK)
        return rle127_status_text(status);
    encoded->n_pieces = pieces->n;
    for (unsigned piece = 0; piece < pieces->n; piece++)
        encoded->pieces[piece] =
            (struct rle127_encoded_piece){.rows = rows_of(pieces, piece),
                                          .runs = shared_runs_of(pieces, piece),
                                          .n_bytes = pieces->results[piece].n_bytes};
    return NULL;
}

static const char *encode_whole(struct rle127_row_coder *coder, const struct rle127_bitmap *band,
                                struct rle127_encoded_band *encoded)
{
    const struct rle127_options codec = codec_of(coder);
    encoded->n_pieces = 1;
    encoded->pieces[0] = (struct rle127_encoded_piece){.rows = *band, .runs = coder->memory};
    const enum rle127_status status = rle127_encode_rows(band, coder->memory, coder->memory_bytes,
                                                         &encoded->pieces[0].n_bytes, &codec);
    return status == RLE127_OK ? NULL : rle127_status_text(status);
}

const char *rle127_row_coder_encode(struct rle127_row_coder *coder,
                                    const struct rle127_bitmap *band,
                                    struct rle127_encoded_band *encoded)
{
    const unsigned n_pieces = count_pieces(coder, band);
    if (!reserve(coder, RESULTS_BYTES + (size_t)band->width * band->height))
        return "out of memory";
    if (n_pieces == 1)
        return encode_whole(coder, band, encoded);
    struct pieces pieces = cut_band(coder, band, n_pieces);
    pieces.shared_runs = coder->memory + RESULTS_BYTES;
    rle127_run_pieces(coder->n_workers, n_pieces, encode_piece, &pieces);
    return take_pieces(&pieces, encoded);
}

static void decode_piece(void *job, unsigned piece)
{
    const struct pieces *const pieces = job;
    struct piece_result *const result = &pieces->results[piece];
    const struct rle127_bitmap rows = rows_of(pieces, piece);
    const size_t start = pieces->starts[piece];
    result->status = rle127_decode_rows(pieces->runs + start, pieces->starts[piece + 1] - start,
                                        &rows, &result->n_bytes, &pieces->codec);
}

/* In wrong data a piece may begin anywhere, but the first row that is wrong lies in a piece that
 * begins where it should. */
static void find_starts(const struct pieces *pieces, size_t n_bytes, size_t *starts)
{
    starts[0] = 0;
    for (unsigned piece = 0; piece + 1 < pieces->n; piece++)
        starts[piece + 1] =
            starts[piece] +
            rle127_skip_rows(pieces->runs + starts[piece], n_bytes - starts[piece],
                             pieces->band->width,
                             first_row(pieces, piece + 1) - first_row(pieces, piece));
    starts[pieces->n] = n_bytes;
}

static void copy_rows(const struct rle127_bitmap *from, const struct rle127_bitmap *to)
{
    const size_t row_bytes = rle127_row_bytes(from->width);
    for (uint32_t row = 0; row < from->height; row++)
        memcpy(to->bits + (ptrdiff_t)row * to->stride_bytes,
               from->bits + (ptrdiff_t)row * from->stride_bytes, row_bytes);
}

static enum rle127_status decode_pieces(const struct rle127_row_coder *coder, const uint8_t *runs,
                                        size_t n_bytes, const struct rle127_bitmap *band,
                                        unsigned n_pieces, size_t *consumed_bytes)
{
    size_t starts[RLE127_PIECES_MAX + 1];
    struct rle127_bitmap shared = *band;
    shared.stride_bytes = (ptrdiff_t)rle127_row_bytes(band->width);
    shared.bits = coder->memory + RESULTS_BYTES;
    struct pieces pieces = cut_band(coder, &shared, n_pieces);
    pieces.runs = runs;
    pieces.starts = starts;
    find_starts(&pieces, n_bytes, starts);
    rle127_run_pieces(coder->n_workers, n_pieces, decode_piece, &pieces);
    const enum rle127_status status = join_results(&pieces);
    if (status == RLE127_OK)
        copy_rows(&shared, band);
    *consumed_bytes = starts[n_pieces - 1] + pieces.results[n_pieces - 1].n_bytes;
    return status;
}

enum rle127_status rle127_row_coder_decode(struct rle127_row_coder *coder, const uint8_t *runs,
                                           size_t n_bytes, const struct rle127_bitmap *band,
                                           size_t *consumed_bytes)
{
    const unsigned n_pieces = count_pieces(coder, band);
    const size_t packed_bytes = rle127_row_bytes(band->width) * band->height;
    if (n_pieces > 1 && n_bytes && reserve(coder, RESULTS_BYTES + packed_bytes))
        return decode_pieces(coder, runs, n_bytes, band, n_pieces, consumed_bytes);
    const struct rle127_options codec = codec_of(coder);
    return rle127_decode_rows(runs, n_bytes, band, consumed_bytes, &codec);
}
