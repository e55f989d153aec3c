/*
 * What it costs that foreign images are decoded in a process of their own ("there" instead of
 * "here"): for a whole process that reads one image, and for a further image. The rows are read and
 * nothing is made of them.
 *
 *     decoder_cost IMAGE...     medians of ROUNDS alternating rounds, in milliseconds
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "decoding.h"
#include "foreign/foreign_readers.h"

#define ROUNDS       101
#define BUFFER_BYTES 262144

enum way { HERE, THERE };

extern char **environ;

static double read_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare_times(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static const char *read_rows_here(struct rle127_image *image)
{
    const size_t row_bytes = rle127_row_bytes(image->width);
    const uint32_t band_rows = (uint32_t)(BUFFER_BYTES / row_bytes);
    uint8_t *const samples = malloc(3 * (size_t)image->width);
    uint8_t *const packed = malloc(BUFFER_BYTES);
    const char *reason = samples && packed ? NULL : "out of memory";
    for (uint32_t row = 0; row < image->height && !reason;) {
        struct rle127_bitmap rows = {.bits = packed};
        const uint32_t left = image->height - row;
        const uint32_t n_rows = left < band_rows ? left : band_rows;
        if (image->kind == RLE127_KIND_BILEVEL) {
            reason = image->reader->packed_rows(image, row, n_rows, &rows);
            row += n_rows;
        } else {
            reason = image->reader->sample_row(image, row++, samples);
        }
    }
    free(packed);
    free(samples);
    return reason;
}

static const char *read_here(struct rle127_source *source)
{
    struct rle127_image image = {.source = source};
    const uint8_t *head;
    size_t head_bytes;
    const char *reason = rle127_source_peek(source, 0, RLE127_IMAGE_HEAD_BYTES, &head, &head_bytes);
    if (reason)
        return reason;
    image.reader = rle127_find_foreign_reader(head, head_bytes);
    reason = image.reader ? image.reader->open(&image) : "not a foreign image";
    if (reason)
        return reason;
    reason = read_rows_here(&image);
    image.reader->close(&image);
    return reason;
}

/* Through the decoder program, but without making pixels black and white. */
static const char *read_there(struct rle127_source *source, struct rle127_decoder *decoder)
{
    const struct rle127_binarize binarize = {.method = RLE127_BINARIZE_THRESHOLD, .threshold = 128};
    struct rle127_image image;
    const char *reason = rle127_image_open(&image, source, &binarize, decoder);
    if (reason)
        return reason;
    if (image.kind == RLE127_KIND_BILEVEL)
        for (uint32_t row = 0; row < image.height && !reason;) {
            struct rle127_bitmap band;
            reason = rle127_image_next_band(&image, &band);
            row += band.height;
        }
    else
        for (uint32_t row = 0; row < image.height && !reason; row++)
            reason = image.reader->sample_row(&image, row, image.samples);
    rle127_image_close(&image);
    return reason;
}

/* Opens, reads and closes; decoder is NULL for this process. */
static const char *read_file(const char *path, struct rle127_decoder *decoder)
{
    struct rle127_source source;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return "cannot be opened";
    const char *reason = rle127_source_open(&source, fd, BUFFER_BYTES);
    if (!reason)
        reason = decoder ? read_there(&source, decoder) : read_here(&source);
    rle127_source_close(&source);
    close(fd);
    return reason;
}

/* What the whole processes do that are timed. */
static int be_process(enum way way, const char *path)
{
    struct rle127_decoding decoding;
    rle127_decoding_open(&decoding, RLE127_DECODE_PATH);
    const char *const reason = read_file(path, way == THERE ? &decoding.decoder : NULL);
    rle127_decoding_close(&decoding);
    return reason != NULL;
}

static double time_process(const char *self, enum way way, const char *path)
{
    char *const arguments[] = {(char *)self, way == THERE ? "--there" : "--here", (char *)path,
                               NULL};
    int status = 0;
    pid_t pid;
    const double start = read_clock();
    if (posix_spawn(&pid, self, NULL, NULL, arguments, environ) != 0)
        exit(1);
    waitpid(pid, &status, 0);
    return read_clock() - start;
}

static double time_further(const char *path, struct rle127_decoder *decoder)
{
    const double start = read_clock();
    read_file(path, decoder);
    return read_clock() - start;
}

static double take_median(double times[ROUNDS])
{
    qsort(times, ROUNDS, sizeof(double), compare_times);
    return times[ROUNDS / 2];
}

static void time_image(const char *self, const char *path, struct rle127_decoder *decoder)
{
    double processes[2][ROUNDS], further[2][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        processes[HERE][round] = time_process(self, HERE, path);
        processes[THERE][round] = time_process(self, THERE, path);
        further[HERE][round] = time_further(path, NULL);
        further[THERE][round] = time_further(path, decoder);
    }
    const double here = take_median(processes[HERE]), there = take_median(processes[THERE]);
    const double here_again = take_median(further[HERE]);
    const double there_again = take_median(further[THERE]);
    printf("%8.3f %8.3f %8.3f %8.3f %8.3f %8.3f  %s\n", here, there, there - here, here_again,
           there_again, there_again - here_again, path);
}

int main(int argc, char **argv)
{
    struct rle127_decoding decoding;
    int code = 0;
    if (argc == 3 && strncmp(argv[1], "--", 2) == 0)
        return be_process(strcmp(argv[1], "--there") == 0 ? THERE : HERE, argv[2]);
    rle127_decoding_open(&decoding, RLE127_DECODE_PATH);
    printf("whole process              further image\n"
           "    here    there     cost     here    there     cost\n");
    for (int i = 1; i < argc; i++) {
        const char *const reason = read_file(argv[i], &decoding.decoder);
        if (!reason)
            time_image(argv[0], argv[i], &decoding.decoder);
        else
            code = 1, fprintf(stderr, "decoder_cost: %s: %s\n", argv[i], reason);
    }
    rle127_decoding_close(&decoding);
    return code;
}
