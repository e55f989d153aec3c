/*
 * Row processes. Who takes which piece is settled on a board in shared memory: a counter, and for
 * each piece whether it is done. A fork takes longer than many a piece, so pieces are not dealt out
 * beforehand.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "row_processes.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#define CHILDREN_MAX 256

struct board {
    atomic_uint n_taken;
    atomic_uchar is_done[];
};

struct run {
    unsigned n_pieces;
    rle127_piece_step *step;
    void *job;
    struct board *board;
};

void *rle127_shared_map(size_t n_bytes)
{
    void *const memory = mmap(NULL, n_bytes, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void rle127_shared_unmap(void *memory, size_t n_bytes)
{
    if (memory)
        munmap(memory, n_bytes);
}

static void take_pieces(const struct run *run)
{
    unsigned piece;
    while ((piece = atomic_fetch_add(&run->board->n_taken, 1)) < run->n_pieces) {
        run->step(run->job, piece);
        atomic_store(&run->board->is_done[piece], 1);
    }
}

/* A parent that ended before the call is not noticed by the system any more. */
static bool is_tied_to_parent(pid_t parent)
{
#ifdef __linux__
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return false;
#endif
    return getppid() == parent;
}

static pid_t fork_child(const struct run *run)
{
    const pid_t parent = getpid(), child = fork();
    if (child == 0) {
        if (is_tied_to_parent(parent))
            take_pieces(run);
        _exit(0);
    }
    return child;
}

/* Signals are held back from before the fork on, so that none can meet a child with its parent's
 * handlers, which remove files. */
static unsigned fork_children(const struct run *run, pid_t *children, unsigned n_wanted)
{
    sigset_t all, before;
    unsigned n = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    while (n < n_wanted && (children[n] = fork_child(run)) > 0)
        n++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return n;
}

/* How a child ended does not matter: the board says what it has done. */
static void reap_children(const pid_t *children, unsigned n_children)
{
    for (unsigned i = 0; i < n_children; i++)
        while (waitpid(children[i], NULL, 0) < 0 && errno == EINTR)
            ;
}

static unsigned min_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static void run_alone(unsigned n_pieces, rle127_piece_step *step, void *job)
{
    for (unsigned piece = 0; piece < n_pieces; piece++)
        step(job, piece);
}

static void run_on_board(const struct run *run, unsigned n_processes)
{
    pid_t children[CHILDREN_MAX];
    const unsigned n_wanted = min_of(min_of(n_processes, run->n_pieces) - 1, CHILDREN_MAX);
    const unsigned n_children = fork_children(run, children, n_wanted);
    take_pieces(run);
    reap_children(children, n_children);
    for (unsigned piece = 0; piece < run->n_pieces; piece++)
        if (!atomic_load(&run->board->is_done[piece]))
            run->step(run->job, piece);
}

void rle127_run_pieces(unsigned n_processes, unsigned n_pieces, rle127_piece_step *step, void *job)
{
    const size_t board_bytes = sizeof(struct board) + n_pieces;
    const bool is_alone = n_processes <= 1 || n_pieces <= 1;
    const struct run run = {.n_pieces = n_pieces,
                            .step = step,
                            .job = job,
                            .board = is_alone ? NULL : rle127_shared_map(board_bytes)};
    if (!run.board) {
        run_alone(n_pieces, step, job);
        return;
    }
    run_on_board(&run, n_processes);
    rle127_shared_unmap(run.board, board_bytes);
}
