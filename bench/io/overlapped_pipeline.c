/*
 * The same by io_uring: of some files at a time, openings, two reads and two writes are with the
 * system while this thread codes whatever has come.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/cli/messages.h"
#include "file_pipeline.h"
#include "piece_coding.h"

#define N_BUFFERS 2

/* A lane asks for less at the same time: two files to be opened, two reads, two writes, and two
 * files of before to be closed. */
#define RING_ENTRIES 64

enum call { OPEN_INPUT, OPEN_OUTPUT, READ, WRITE = READ + N_BUFFERS, CLOSE = WRITE + N_BUFFERS };

#define CALL_BITS 4
#define LANE_BITS 4
_Static_assert(CLOSE < 1 << CALL_BITS && RLE127_OVERLAPPED_FILES <= 1 << LANE_BITS,
               "tags have room");

/* Bytes that are read or written by as many calls as it takes. */
struct transfer {
    bool is_busy;
    uint8_t *bytes;
    size_t n_bytes, n_done;
    uint64_t offset; /* in the file */
};

/* A file on its way. */
struct lane {
    bool is_used;
    size_t file;
    int input, output; /* -1: not open yet */
    unsigned n_calls;  /* that the system has not answered; closing does not count */
    struct rle127_piece_coder coder;
    uint64_t n_bytes; /* of the input */
    uint64_t n_asked; /* of these */
    uint64_t n_made;  /* of the output */
    struct transfer reads[N_BUFFERS], writes[N_BUFFERS];
    unsigned current; /* the read that is coded next, or now: */
    bool is_begun;
    bool wants_more;
    const uint8_t *rest; /* not coded yet; what was left of the read before is in front */
    size_t n_rest;
};

struct pipeline {
    const struct rle127_file_list *list;
    struct io_uring ring;
    size_t next_file;
    size_t n_calls; /* that the system has not answered */
    bool has_failed;
    struct lane lanes[RLE127_OVERLAPPED_FILES];
    uint8_t *memory;
};

/* The first failure is told; from then on only what is under way is waited for. */
static void fail(struct pipeline *p, const char *path, const char *reason)
{
    if (!p->has_failed)
        rle127_say(path, "%s", reason);
    p->has_failed = true;
}

/* The calls of a lane, and of which file, which closing needs when the lane has another one. */
static uint64_t make_tag(size_t lane, size_t file, unsigned call)
{
    return (uint64_t)file << (LANE_BITS + CALL_BITS) | lane << CALL_BITS | call;
}

/* Never NULL: what is in the queue is passed on where it is full. */
static struct io_uring_sqe *ask(struct pipeline *p, struct lane *lane, unsigned call)
{
    struct io_uring_sqe *sqe;
    while (!(sqe = io_uring_get_sqe(&p->ring)))
        io_uring_submit(&p->ring);
    p->n_calls++;
    lane->n_calls += call != CLOSE;
    return sqe;
}

static void tag(struct pipeline *p, struct io_uring_sqe *sqe, const struct lane *lane,
                unsigned call)
{
    sqe->user_data = make_tag((size_t)(lane - p->lanes), lane->file, call);
}

static void ask_open(struct pipeline *p, struct lane *lane)
{
    struct io_uring_sqe *sqe = ask(p, lane, OPEN_INPUT);
    io_uring_prep_openat(sqe, AT_FDCWD, p->list->inputs[lane->file], O_RDONLY | O_CLOEXEC, 0);
    tag(p, sqe, lane, OPEN_INPUT);
    sqe = ask(p, lane, OPEN_OUTPUT);
    io_uring_prep_openat(sqe, AT_FDCWD, p->list->outputs[lane->file],
                         O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    tag(p, sqe, lane, OPEN_OUTPUT);
}

static void ask_transfer(struct pipeline *p, struct lane *lane, unsigned call)
{
    const bool is_read = call < WRITE;
    const struct transfer *const t =
        is_read ? &lane->reads[call - READ] : &lane->writes[call - WRITE];
    struct io_uring_sqe *const sqe = ask(p, lane, call);
    uint8_t *const bytes = t->bytes + t->n_done;
    const unsigned n_bytes = (unsigned)(t->n_bytes - t->n_done);
    const uint64_t offset = t->offset + t->n_done;
    if (is_read)
        io_uring_prep_read(sqe, lane->input, bytes, n_bytes, offset);
    else
        io_uring_prep_write(sqe, lane->output, bytes, n_bytes, offset);
    tag(p, sqe, lane, call);
}

/* The next bytes of the input into a buffer that is free; nothing where all are asked for. */
static void read_ahead(struct pipeline *p, struct lane *lane, unsigned buffer)
{
    struct transfer *const t = &lane->reads[buffer];
    const uint64_t n_left = lane->n_bytes - lane->n_asked;
    const size_t n_most = lane->n_asked ? RLE127_PIECE_BYTES : RLE127_FIRST_PIECE_BYTES;
    t->offset = lane->n_asked;
    t->n_done = 0;
    t->n_bytes = n_left < n_most ? (size_t)n_left : n_most;
    t->is_busy = t->n_bytes > 0;
    lane->n_asked += t->n_bytes;
    if (t->is_busy)
        ask_transfer(p, lane, READ + buffer);
}

static void write_out(struct pipeline *p, struct lane *lane, unsigned buffer, size_t n_bytes)
{
    struct transfer *const t = &lane->writes[buffer];
    t->is_busy = true;
    t->offset = lane->n_made;
    t->n_bytes = n_bytes;
    t->n_done = 0;
    lane->n_made += n_bytes;
    ask_transfer(p, lane, WRITE + buffer);
}

static void start_file(struct pipeline *p, struct lane *lane)
{
    if (p->has_failed || p->next_file == p->list->n_files)
        return;
    lane->is_used = true;
    lane->file = p->next_file++;
    lane->input = lane->output = -1;
    lane->coder = (struct rle127_piece_coder){.is_decompression = p->list->is_decompression};
    lane->n_bytes = lane->n_asked = lane->n_made = 0;
    lane->current = 0;
    lane->is_begun = lane->wants_more = false;
    ask_open(p, lane);
}

static void ask_close(struct pipeline *p, struct lane *lane, int *fd)
{
    if (*fd < 0)
        return;
    struct io_uring_sqe *const sqe = ask(p, lane, CLOSE);
    io_uring_prep_close(sqe, *fd);
    tag(p, sqe, lane, CLOSE);
    *fd = -1;
}

/* Nothing of the lane is with the system any more. */
static void end_file(struct pipeline *p, struct lane *lane)
{
    ask_close(p, lane, &lane->input);
    ask_close(p, lane, &lane->output);
    lane->is_used = false;
    start_file(p, lane);
}

/* What is left of a read is moved in front of the next one, and its buffer is free. */
static void go_to_next_read(struct pipeline *p, struct lane *lane)
{
    const unsigned before = lane->current;
    lane->current = (before + 1) % N_BUFFERS;
    uint8_t *const at = lane->reads[lane->current].bytes - lane->n_rest;
    memcpy(at, lane->rest, lane->n_rest);
    lane->rest = at;
    lane->is_begun = lane->wants_more = false;
    read_ahead(p, lane, before);
}

/* Whether there is something to code. */
static bool has_input(struct lane *lane)
{
    const struct transfer *const t = &lane->reads[lane->current];
    if (!lane->is_begun && !t->is_busy) {
        lane->n_rest += t->n_done;
        lane->is_begun = true;
    }
    return lane->is_begun;
}

static unsigned find_free(const struct lane *lane)
{
    unsigned buffer = 0;
    while (buffer < N_BUFFERS && lane->writes[buffer].is_busy)
        buffer++;
    return buffer;
}

static void code_into(struct pipeline *p, struct lane *lane, unsigned buffer)
{
    const struct transfer *const t = &lane->reads[lane->current];
    struct rle127_piece piece = {
        .from = lane->rest,
        .n_bytes = lane->n_rest,
        .is_last = t->offset + t->n_done >= lane->n_bytes,
        .to = lane->writes[buffer].bytes,
        .room_bytes = lane->coder.is_decompression ? RLE127_PIECE_BYTES : RLE127_PIECE_ROOM_BYTES};
    const char *const reason = rle127_code_piece(&lane->coder, &piece);
    if (reason) {
        fail(p, p->list->inputs[lane->file], reason);
        return;
    }
    lane->rest += piece.used_bytes;
    lane->n_rest -= piece.used_bytes;
    lane->wants_more = piece.wants_more || (!lane->n_rest && !piece.is_last);
    if (piece.made_bytes)
        write_out(p, lane, buffer, piece.made_bytes);
}

/* Codes what has come while there is room for it. The system is given its new work after each
 * piece, not after all, so that it has some while the next one is coded. */
static void go_on(struct pipeline *p, struct lane *lane)
{
    unsigned buffer;
    while (!p->has_failed && lane->output >= 0 && lane->input >= 0 &&
           !rle127_is_coded(&lane->coder) && has_input(lane) &&
           (buffer = find_free(lane)) < N_BUFFERS) {
        code_into(p, lane, buffer);
        if (!p->has_failed && lane->wants_more && !rle127_is_coded(&lane->coder))
            go_to_next_read(p, lane);
        io_uring_submit(&p->ring);
    }
    if (!lane->n_calls && (p->has_failed || rle127_is_coded(&lane->coder)))
        end_file(p, lane);
}

static void take_input(struct pipeline *p, struct lane *lane, int fd)
{
    struct stat found;
    lane->input = fd;
    if (fstat(fd, &found) != 0) {
        fail(p, p->list->inputs[lane->file], strerror(errno));
        return;
    }
    lane->n_bytes = (uint64_t)found.st_size;
    lane->rest = lane->reads[0].bytes;
    lane->n_rest = 0;
    for (unsigned i = 0; i < N_BUFFERS && !p->has_failed; i++)
        read_ahead(p, lane, i);
}

/* The end of a file comes early where somebody has cut it. */
static void take_transfer(struct pipeline *p, struct lane *lane, unsigned call, size_t n_bytes)
{
    struct transfer *const t =
        call < WRITE ? &lane->reads[call - READ] : &lane->writes[call - WRITE];
    t->n_done += n_bytes;
    if (n_bytes && t->n_done < t->n_bytes && !p->has_failed)
        ask_transfer(p, lane, call);
    else if (n_bytes || call < WRITE)
        t->is_busy = false;
    else
        fail(p, p->list->outputs[lane->file], "nothing can be written");
}

static bool is_of_input(unsigned call)
{
    return call == OPEN_INPUT || (call >= READ && call < WRITE);
}

static void take_answer(struct pipeline *p, uint64_t user_data, int result)
{
    const unsigned call = user_data & ((1 << CALL_BITS) - 1);
    const size_t file = (size_t)(user_data >> (LANE_BITS + CALL_BITS));
    struct lane *const lane = &p->lanes[user_data >> CALL_BITS & ((1 << LANE_BITS) - 1)];
    p->n_calls--;
    lane->n_calls -= call != CLOSE;
    if (result < 0)
        fail(p, is_of_input(call) ? p->list->inputs[file] : p->list->outputs[file],
             strerror(-result));
    else if (call == OPEN_INPUT)
        take_input(p, lane, result);
    else if (call == OPEN_OUTPUT)
        lane->output = result;
    else if (call != CLOSE)
        take_transfer(p, lane, call, (size_t)result);
    if (lane->is_used && call != CLOSE)
        go_on(p, lane);
}

static void run(struct pipeline *p)
{
    struct io_uring_cqe *cqe;
    for (size_t i = 0; i < RLE127_OVERLAPPED_FILES; i++)
        start_file(p, &p->lanes[i]);
    while (p->n_calls) {
        const int result = io_uring_submit_and_wait(&p->ring, 1);
        if (result < 0 && result != -EINTR && result != -EBUSY && result != -EAGAIN) {
            fail(p, NULL, strerror(-result));
            p->memory = NULL; /* it stays: the system may still write to it */
            return;
        }
        while (io_uring_peek_cqe(&p->ring, &cqe) == 0) {
            const uint64_t user_data = cqe->user_data;
            const int answer = cqe->res;
            io_uring_cqe_seen(&p->ring, cqe);
            take_answer(p, user_data, answer);
        }
    }
}

/* Pages that nothing is written to take no memory. */
static bool make_buffers(struct pipeline *p)
{
    const size_t read_bytes = RLE127_PIECE_REST_BYTES + RLE127_PIECE_BYTES;
    uint8_t *at =
        malloc(RLE127_OVERLAPPED_FILES * N_BUFFERS * (read_bytes + RLE127_PIECE_ROOM_BYTES));
    p->memory = at;
    for (size_t i = 0; at && i < RLE127_OVERLAPPED_FILES * N_BUFFERS; i++) {
        struct lane *const lane = &p->lanes[i / N_BUFFERS];
        lane->reads[i % N_BUFFERS].bytes = at + RLE127_PIECE_REST_BYTES;
        lane->writes[i % N_BUFFERS].bytes = at + read_bytes;
        at += read_bytes + RLE127_PIECE_ROOM_BYTES;
    }
    return p->memory != NULL;
}

bool rle127_run_overlapped(const struct rle127_file_list *list)
{
    struct pipeline *const p = calloc(1, sizeof *p);
    const int error =
        p && make_buffers(p) ? -io_uring_queue_init(RING_ENTRIES, &p->ring, 0) : ENOMEM;
    bool is_done = !error;
    if (is_done) {
        p->list = list;
        run(p);
        io_uring_queue_exit(&p->ring);
        is_done = !p->has_failed;
    } else {
        rle127_say(NULL, "io_uring: %s", strerror(error));
    }
    if (p)
        free(p->memory);
    free(p);
    return is_done;
}

static bool has_calls(struct io_uring *ring)
{
    static const int calls[] = {IORING_OP_OPENAT, IORING_OP_READ, IORING_OP_WRITE, IORING_OP_CLOSE};
    struct io_uring_probe *const probe = io_uring_get_probe_ring(ring);
    bool has_all = probe != NULL;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0] && has_all; i++)
        has_all = io_uring_opcode_supported(probe, calls[i]);
    io_uring_free_probe(probe);
    return has_all;
}

const char *rle127_why_no_overlap(void)
{
    struct io_uring ring;
    const int error = -io_uring_queue_init(RING_ENTRIES, &ring, 0);
    if (error == ENOSYS)
        return "this kernel has no io_uring";
    if (error == EPERM || error == EACCES)
        return "io_uring is forbidden here";
    if (error)
        return strerror(error);
    const bool has_all = has_calls(&ring);
    io_uring_queue_exit(&ring);
    return has_all ? NULL : "this kernel's io_uring does not open files";
}
