/*
 * The decoder program of one worker: found beside the command, started when the first foreign image
 * is met, replaced when one of them was too much for it.
 */
#ifndef RLE127_DECODING_H
#define RLE127_DECODING_H

#include "../image/decoder.h"
#include "../pool/program.h"

struct rle127_decoding {
    struct rle127_decoder decoder;

    /* private */
    const char *path; /* of the program; NULL: it is looked for */
    struct rle127_program program;
    int memory_fd; /* -1 until the first start */
    uint32_t job;  /* of these times, in microseconds: */
    uint64_t cpu_at_start, cpu_at_progress, progress;
    uint64_t patience; /* tests have less of it */
    char reason[256];
};

/* Whether the program that belongs to this command is there. */
bool rle127_decoding_is_possible(void);

/* Starts nothing yet. path, or NULL: the program that belongs to this command. */
void rle127_decoding_open(struct rle127_decoding *decoding, const char *path);

/* Ends the program, where one runs. */
void rle127_decoding_close(struct rle127_decoding *decoding);

#endif
