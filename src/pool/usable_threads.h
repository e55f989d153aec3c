/*
 * How many threads this process can have at the moment.
 */
#ifndef RLE127_USABLE_THREADS_H
#define RLE127_USABLE_THREADS_H

/* At the most `wanted`, at least 1: the caller. More than 1 are also made known to the OpenMP
 * library, so this comes before its first use and before other threads. An OpenMP library ends the
 * process where it cannot start a thread (limits on memory or tasks), so this is tried before. */
unsigned rle127_usable_threads(unsigned wanted);

#endif
