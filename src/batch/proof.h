/*
 * Coding a band back and comparing, before anything made from it gets a name.
 */
#ifndef RLE127_PROOF_H
#define RLE127_PROOF_H

#include "rle127.h"

/* What is compared against, reused from band to band; to be zeroed before the first use. */
struct rle127_proof {
    uint8_t *bytes;
    size_t capacity_bytes;
};

/* Whether the runs of rows decode to them. NULL where they do, else the reason. */
const char *rle127_prove_encoded(struct rle127_proof *proof, const struct rle127_bitmap *rows,
                                 const uint8_t *runs, size_t n_bytes);

/* Whether rows that were decoded from the runs encode to them or, where those are not canonical,
 * equal what the scalar kernels decode. */
const char *rle127_prove_decoded(struct rle127_proof *proof, const struct rle127_bitmap *rows,
                                 const uint8_t *runs, size_t n_bytes);

void rle127_proof_close(struct rle127_proof *proof);

#endif
