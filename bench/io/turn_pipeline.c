/*
 * Reads, codes, writes, one after the other.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/cli/messages.h"
#include "file_pipeline.h"
#include "piece_coding.h"

struct turn {
    struct rle127_piece_coder coder;
    struct rle127_piece piece;
    uint64_t n_left; /* of the file's bytes */
    uint8_t *input;  /* the rest of the last piece, then the next one */
    uint8_t *output;
};

static bool refuse(const char *path, const char *reason)
{
    rle127_say(path, "%s", reason);
    return false;
}

/* Behind what is left of the last piece. */
static const char *read_piece(struct turn *turn, int fd)
{
    struct rle127_piece *const piece = &turn->piece;
    const size_t n_rest = piece->n_bytes;
    const bool is_first = !turn->coder.width && !n_rest;
    const size_t n_most = is_first ? RLE127_FIRST_PIECE_BYTES : RLE127_PIECE_BYTES;
    size_t n_got = 0;
    memmove(turn->input, piece->from, n_rest);
    while (n_got < n_most && turn->n_left) {
        const ssize_t n = read(fd, turn->input + n_rest + n_got, n_most - n_got);
        if (n < 0 && errno != EINTR)
            return strerror(errno);
        if (n == 0)
            turn->n_left = 0; /* somebody has cut it */
        if (n > 0) {
            n_got += (size_t)n;
            turn->n_left -= (uint64_t)n < turn->n_left ? (uint64_t)n : turn->n_left;
        }
    }
    piece->from = turn->input;
    piece->n_bytes = n_rest + n_got;
    piece->is_last = !turn->n_left;
    return NULL;
}

static const char *write_piece(int fd, const uint8_t *bytes, size_t n_bytes)
{
    while (n_bytes) {
        const ssize_t n = write(fd, bytes, n_bytes);
        if (n < 0 && errno != EINTR)
            return strerror(errno);
        if (n > 0) {
            bytes += n;
            n_bytes -= (size_t)n;
        }
    }
    return NULL;
}

/* Returns the reason why one of the two files is wrong. */
static const char *code_next(struct turn *turn, const char **output_reason, int input, int output)
{
    struct rle127_piece *const piece = &turn->piece;
    const bool has_some = piece->n_bytes && !piece->wants_more;
    const char *reason = has_some ? NULL : read_piece(turn, input);
    if (!reason)
        reason = rle127_code_piece(&turn->coder, piece);
    if (reason)
        return reason;
    piece->from += piece->used_bytes;
    piece->n_bytes -= piece->used_bytes;
    *output_reason = write_piece(output, piece->to, piece->made_bytes);
    return NULL;
}

static bool run_open(struct turn *turn, const char *const paths[2], int input, int output)
{
    const char *reason = NULL, *output_reason = NULL;
    struct stat found;
    if (fstat(input, &found) != 0)
        return refuse(paths[0], strerror(errno));
    turn->n_left = (uint64_t)found.st_size;
    turn->piece = (struct rle127_piece){
        .from = turn->input,
        .to = turn->output,
        .room_bytes = turn->coder.is_decompression ? RLE127_PIECE_BYTES : RLE127_PIECE_ROOM_BYTES};
    while (!reason && !output_reason && !rle127_is_coded(&turn->coder))
        reason = code_next(turn, &output_reason, input, output);
    if (reason || output_reason)
        return refuse(paths[reason ? 0 : 1], reason ? reason : output_reason);
    return true;
}

static bool run_file(struct turn *turn, const char *input_path, const char *output_path)
{
    const char *const paths[2] = {input_path, output_path};
    const int input = open(input_path, O_RDONLY | O_CLOEXEC);
    if (input < 0)
        return refuse(input_path, strerror(errno));
    const int output = open(output_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool is_done = output >= 0 || refuse(output_path, strerror(errno));
    is_done = is_done && run_open(turn, paths, input, output);
    if (output >= 0 && close(output) != 0 && is_done)
        is_done = refuse(output_path, strerror(errno));
    close(input);
    return is_done;
}

bool rle127_run_in_turn(const struct rle127_file_list *list)
{
    struct turn turn = {.input = malloc(RLE127_PIECE_REST_BYTES + RLE127_PIECE_BYTES),
                        .output = malloc(RLE127_PIECE_ROOM_BYTES)};
    bool is_done = (turn.input && turn.output) || refuse(NULL, "out of memory");
    for (size_t i = 0; i < list->n_files && is_done; i++) {
        turn.coder = (struct rle127_piece_coder){.is_decompression = list->is_decompression};
        is_done = run_file(&turn, list->inputs[i], list->outputs[i]);
    }
    free(turn.input);
    free(turn.output);
    return is_done;
}
