/*
 * Signals and the table of guarded files: global, as a signal handler can be told nothing in
 * another way. Everything here that a handler does is safe in one.
 */
#include "interrupt.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const int ending_signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGABRT,   SIGUSR1, SIGUSR2,
                                     SIGALRM, SIGTERM, SIGXCPU, SIGVTALRM, SIGPROF};
#define N_ENDING_SIGNALS (sizeof ending_signals / sizeof ending_signals[0])

/* A step that hangs, in a file system that does not answer, must not keep the process alive. */
#define STEP_SECONDS_MAX  2
#define PAUSE_NANOSECONDS 1000000

enum slot_state { SLOT_FREE, SLOT_TAKEN, SLOT_GUARDS };

static struct {
    atomic_int state;
    int directory_fd;
    char name[RLE127_TEMPORARY_NAME_BYTES];
} slots[RLE127_GUARDED_FILES_MAX];

static pthread_t main_thread;
static atomic_bool is_ending;     /* no step begins any more */
static atomic_int n_steps;        /* in which threads are that hold interrupts */
static atomic_int n_deferred;     /* so many interrupts are kept */
static atomic_int n_interrupts;   /* have come */
static atomic_int kept_interrupt; /* or 0 */

static void pause_shortly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_NANOSECONDS}, NULL);
}

/* After this no thread makes, names or guards a file. Either a thread sees is_ending, or its step
 * is seen here: both are written before the other is read. */
static void await_steps(void)
{
    atomic_store(&is_ending, true);
    for (int i = 0; i < STEP_SECONDS_MAX * (1000000000 / PAUSE_NANOSECONDS); i++) {
        if (atomic_load(&n_steps) == 0)
            return;
        pause_shortly();
    }
}

static void remove_guarded(void)
{
    await_steps();
    for (size_t i = 0; i < RLE127_GUARDED_FILES_MAX; i++)
        if (atomic_load(&slots[i].state) == SLOT_GUARDS)
            unlinkat(slots[i].directory_fd, slots[i].name, 0);
}

static bool keep_interrupt(int number)
{
    if (number != SIGINT && number != SIGTERM && number != SIGHUP)
        return false;
    const int n_before = atomic_fetch_add(&n_interrupts, 1);
    if (n_before >= atomic_load(&n_deferred))
        return false;
    atomic_store(&kept_interrupt, number);
    return true;
}

/* Any thread may be given the signal, but it is the main one whose waiting it shall interrupt, and
 * which is in no step while it handles it. An abort is the thread's own. */
static void handle(int number)
{
    if (number != SIGABRT && !pthread_equal(pthread_self(), main_thread)) {
        pthread_kill(main_thread, number);
        return;
    }
    if (keep_interrupt(number))
        return;
    remove_guarded();
    signal(number, SIG_DFL);
    raise(number); /* held back until this handler returns */
}

static void fill_set(sigset_t *set)
{
    sigemptyset(set);
    for (size_t i = 0; i < N_ENDING_SIGNALS; i++)
        sigaddset(set, ending_signals[i]);
}

void rle127_catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART}, before;
    main_thread = pthread_self();
    fill_set(&action.sa_mask);
    for (size_t i = 0; i < N_ENDING_SIGNALS; i++) {
        const int number = ending_signals[i];
        if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(number, &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* where it is ignored, nobody learns how a child has ended */
    signal(SIGXFSZ, SIG_IGN);
    atexit(remove_guarded); /* an OpenMP library exits or aborts where it cannot start a thread */
}

void rle127_defer_interrupts(bool keeps_two)
{
    static const int deferred[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action;
    for (size_t i = 0; i < sizeof deferred / sizeof deferred[0]; i++)
        if (sigaction(deferred[i], NULL, &action) == 0 && action.sa_handler == handle) {
            action.sa_flags &= ~SA_RESTART;
            sigaction(deferred[i], &action, NULL);
        }
    atomic_store(&n_deferred, keeps_two ? 2 : 1);
}

int rle127_interrupt_number(void)
{
    return atomic_load(&kept_interrupt);
}

bool rle127_is_interrupted(void)
{
    return atomic_load_explicit(&kept_interrupt, memory_order_relaxed) != 0;
}

bool rle127_is_interrupted_again(void)
{
    return atomic_load_explicit(&n_interrupts, memory_order_relaxed) > 1;
}

void rle127_end_by_interrupt(void)
{
    const int number = rle127_interrupt_number();
    sigset_t kept;
    if (!number)
        return;
    remove_guarded();
    signal(number, SIG_DFL);
    sigemptyset(&kept);
    sigaddset(&kept, number);
    pthread_sigmask(SIG_UNBLOCK, &kept, NULL);
    raise(number);
}

void rle127_ignore_interrupts_but_term(void)
{
    main_thread = pthread_self();
    for (size_t i = 0; i < RLE127_GUARDED_FILES_MAX; i++)
        atomic_store(&slots[i].state, SLOT_FREE);
    atomic_store(&n_steps, 0);
    atomic_store(&n_deferred, 0);
    atomic_store(&n_interrupts, 0);
    atomic_store(&kept_interrupt, 0);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
}

static void begin_step(void)
{
    atomic_fetch_add(&n_steps, 1);
    if (!atomic_load(&is_ending))
        return;
    atomic_fetch_sub(&n_steps, 1);
    for (;;) /* until the process ends */
        pause_shortly();
}

void rle127_hold_interrupts(sigset_t *before)
{
    sigset_t ending;
    fill_set(&ending);
    pthread_sigmask(SIG_BLOCK, &ending, before);
    begin_step();
}

void rle127_allow_interrupts(const sigset_t *before)
{
    atomic_fetch_sub(&n_steps, 1);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

int rle127_guard_file(int directory_fd, const char *name)
{
    for (int i = 0; i < RLE127_GUARDED_FILES_MAX; i++) {
        int is_free = SLOT_FREE;
        if (!atomic_compare_exchange_strong(&slots[i].state, &is_free, SLOT_TAKEN))
            continue;
        slots[i].directory_fd = directory_fd;
        snprintf(slots[i].name, sizeof slots[i].name, "%s", name);
        atomic_store(&slots[i].state, SLOT_GUARDS);
        return i;
    }
    return -1;
}

void rle127_release_file(int slot)
{
    atomic_store(&slots[slot].state, SLOT_FREE);
}
