/*
 * Signals that end the program: the temporary file in hand is removed first.
 */
#ifndef RLE127_INTERRUPT_H
#define RLE127_INTERRUPT_H

#include <signal.h>

#define RLE127_TEMPORARY_NAME_BYTES 40

/* To be called once by the main thread, before any work: from now on a signal that ends the process
 * removes the guarded file and is raised again; so does an exit by a library. Signals that are
 * ignored or handled already stay so; a broken pipe and a file size limit become errors of the
 * write. */
void rle127_catch_interrupts(void);

/* Holds back those signals, so that a file can be created and guarded, or renamed and released,
 * as one step; *before is for rle127_allow_interrupts(). */
void rle127_hold_interrupts(sigset_t *before);
void rle127_allow_interrupts(const sigset_t *before);

/* From now on the file `name` in the directory directory_fd is removed by such a signal. One file
 * at a time. The name is copied; the descriptor must stay open until it is released. */
void rle127_guard_file(int directory_fd, const char *name);
void rle127_release_file(void);

#endif
