/*
 * The only mutable global of the program: a signal handler can be told nothing in another way.
 */
#include "interrupt.h"

#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int ending_signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGABRT,   SIGUSR1, SIGUSR2,
                                     SIGALRM, SIGTERM, SIGXCPU, SIGVTALRM, SIGPROF};
#define N_ENDING_SIGNALS (sizeof ending_signals / sizeof ending_signals[0])

static struct {
    volatile sig_atomic_t is_set; /* written last when guarding, first when releasing */
    int directory_fd;
    char name[RLE127_TEMPORARY_NAME_BYTES];
} guarded;

static pthread_t main_thread;

static void remove_guarded(void)
{
    if (guarded.is_set)
        unlinkat(guarded.directory_fd, guarded.name, 0);
}

/* Any thread may be given the signal, but only the main one can hold it back while a file is being
 * made or named. An abort is the thread's own. */
static void remove_and_raise(int signal_number)
{
    if (signal_number != SIGABRT && !pthread_equal(pthread_self(), main_thread)) {
        pthread_kill(main_thread, signal_number);
        return;
    }
    remove_guarded();
    signal(signal_number, SIG_DFL);
    raise(signal_number); /* held back until this handler returns */
}

static void fill_set(sigset_t *set)
{
    sigemptyset(set);
    for (size_t i = 0; i < N_ENDING_SIGNALS; i++)
        sigaddset(set, ending_signals[i]);
}

void rle127_catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = remove_and_raise, .sa_flags = SA_RESTART}, before;
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

void rle127_hold_interrupts(sigset_t *before)
{
    sigset_t ending;
    fill_set(&ending);
    pthread_sigmask(SIG_BLOCK, &ending, before);
}

void rle127_allow_interrupts(const sigset_t *before)
{
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

void rle127_guard_file(int directory_fd, const char *name)
{
    guarded.directory_fd = directory_fd;
    snprintf(guarded.name, sizeof guarded.name, "%s", name);
    guarded.is_set = 1;
}

void rle127_release_file(void)
{
    guarded.is_set = 0;
}
