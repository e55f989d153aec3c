/*
 * One sample of coding an image in memory by a pool for its rows, as a process does that codes this
 * one image and nothing else: threads are started for it, processes forked, memory is fresh. Must
 * not know: files, what is made of the times.
 */
#ifndef RLE127_CODING_SAMPLE_H
#define RLE127_CODING_SAMPLE_H

#include "../../src/batch/row_coding.h"
#include "../measure/samples.h"

/* An image and its runs. */
struct rle127_coding_page {
    struct rle127_bitmap bitmap; /* the caller's; padding bits are 0 */
    uint8_t *runs;               /* owned */
    size_t n_bytes;              /* of them */
};

/* Encodes the image by one worker, and decodes it for a proof. False: said. */
bool rle127_make_coding_page(struct rle127_coding_page *page, const struct rle127_bitmap *bitmap);
void rle127_free_coding_page(struct rle127_coding_page *page);

struct rle127_coding_subject {
    const struct rle127_coding_page *page;
    bool is_decoding;
    enum rle127_row_pool pool;
    unsigned n_workers; /* 1 where the pool is serial */
};

/* Only coding is timed; then the result is compared with the page. The sample's usage is of both,
 * and means nothing. False where the result is wrong, which is said, or a signal asks for the end.
 * The subject is a struct rle127_coding_subject: this is the `run` of a contender. */
bool rle127_sample_coding(void *subject, struct rle127_sample *sample);

#endif
