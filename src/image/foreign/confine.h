/*
 * What the decoder program may do, and for how long.
 */
#ifndef RLE127_CONFINE_H
#define RLE127_CONFINE_H

/* Gives up all that decoding does not need, for good: descriptors other than the first two, memory
 * beyond a limit, and, where there is a filter, all system calls but reading at an offset, taking
 * and giving back memory, talking over sockets that are open, waiting, and ending. Returns NULL, or
 * what could not be given up. */
const char *rle127_confine(void);

/* Ends the program (SIGPROF) after so many more seconds of CPU time; replaces the limit before. */
void rle127_limit_cpu_time(unsigned seconds);

#endif
