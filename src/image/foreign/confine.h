/*
 * What the decoder program may do. For how long, the command looks after.
 */
#ifndef RLE127_CONFINE_H
#define RLE127_CONFINE_H

#include <stdbool.h>

/* Gives up all that decoding does not need, for good: descriptors other than the first two, memory
 * beyond a limit, and, where there is a filter, all system calls but reading at an offset, taking
 * and giving back memory, talking over sockets that are open, waiting, and ending. False where
 * something could not be given up. */
bool rle127_confine(void);

#endif
