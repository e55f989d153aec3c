/*
 * Proofs, by the scalar kernels: those define what is right.
 */
#include "proof.h"

#include <stdlib.h>
#include <string.h>

#include "same_rows.h"

static const struct rle127_options by_scalar = {.threads = 1, .level = "scalar"};
static const char out_of_memory[] = "out of memory";
static const char differs[] = "internal error: the result does not code back to its source";

static bool reserve(struct rle127_proof *proof, size_t n_bytes)
{
    if (n_bytes <= proof->capacity_bytes)
        return true;
    free(proof->bytes);
    proof->bytes = malloc(n_bytes);
    proof->capacity_bytes = proof->bytes ? n_bytes : 0;
    return proof->bytes;
}

const char *rle127_prove_encoded(struct rle127_proof *proof, const struct rle127_bitmap *rows,
                                 const uint8_t *runs, size_t n_bytes)
{
    const size_t row_bytes = rle127_row_bytes(rows->width);
    if (!reserve(proof, row_bytes * rows->height))
        return out_of_memory;
    struct rle127_bitmap back = *rows;
    back.stride_bytes = (ptrdiff_t)row_bytes;
    back.bits = proof->bytes;
    size_t consumed_bytes;
    if (rle127_decode_rows(runs, n_bytes, &back, &consumed_bytes, &by_scalar) != RLE127_OK ||
        consumed_bytes != n_bytes)
        return differs;
    uint32_t x, y;
    return rle127_rows_are_same(rows, &back, &x, &y) ? NULL : differs;
}

const char *rle127_prove_decoded(struct rle127_proof *proof, const struct rle127_bitmap *rows,
                                 const uint8_t *runs, size_t n_bytes)
{
    if (!reserve(proof, (size_t)rows->width * rows->height))
        return out_of_memory;
    size_t encoded_bytes;
    if (rle127_encode_rows(rows, proof->bytes, proof->capacity_bytes, &encoded_bytes, &by_scalar) !=
        RLE127_OK)
        return differs;
    if (encoded_bytes == n_bytes && memcmp(proof->bytes, runs, n_bytes) == 0)
        return NULL;
    return rle127_prove_encoded(proof, rows, runs, n_bytes);
}

void rle127_proof_close(struct rle127_proof *proof)
{
    free(proof->bytes);
}
