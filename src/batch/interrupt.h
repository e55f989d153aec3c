/*
 * Signals that end the program: temporary files in hand are removed first. In a batch run the first
 * signal only asks for the end, and whoever works looks for it now and then.
 */
#ifndef RLE127_INTERRUPT_H
#define RLE127_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

#define RLE127_TEMPORARY_NAME_BYTES 40
#define RLE127_GUARDED_FILES_MAX    1024

/* To be called once by the main thread, before any work: from now on a signal that ends the process
 * removes the guarded files and is raised again; so does an exit by a library. Signals that are
 * ignored or handled already stay so; a broken pipe and a file size limit become errors of the
 * write. */
void rle127_catch_interrupts(void);

/* From now on the first INT, TERM or HUP is only kept, and interrupts the main thread's waiting;
 * the second one too where it `keeps_two`, because others have to be ended first. One more, or any
 * other signal that ends, ends at once as before. */
void rle127_defer_interrupts(bool keeps_two);

/* The signal that was kept last, or 0. */
int rle127_interrupt_number(void);
bool rle127_is_interrupted(void);
bool rle127_is_interrupted_again(void);

/* Ends the process by the signal that was kept, when all is cleaned up. Does nothing without one.
 */
void rle127_end_by_interrupt(void);

/* For a forked worker's main thread: what the terminal sends to all is its parent's to answer, and
 * so INT, HUP and QUIT are ignored; all others end at once, as after rle127_catch_interrupts().
 * Files that the parent guards are not this process's. */
void rle127_ignore_interrupts_but_term(void);

/* Holds back those signals, so that a file can be created and guarded, or renamed and released,
 * as one step; no other thread's signal ends the process in between either. *before is for
 * rle127_allow_interrupts(). The step must be short. */
void rle127_hold_interrupts(sigset_t *before);
void rle127_allow_interrupts(const sigset_t *before);

/* From now on the file `name` in the directory directory_fd is removed by such a signal. The name
 * is copied; the descriptor must stay open until the file is released. Returns what
 * rle127_release_file() needs, or -1: too many files are guarded. Both are to be called while
 * interrupts are held. */
int rle127_guard_file(int directory_fd, const char *name);
void rle127_release_file(int slot);

#endif
