/*
 * Descriptors 0, 1 and 2 that nobody has opened.
 */
#ifndef RLE127_STANDARD_DESCRIPTORS_H
#define RLE127_STANDARD_DESCRIPTORS_H

/* To be called before any file is opened: one that is closed would be the next file's number. It is
 * filled so that using it still fails. */
void rle127_fill_standard_descriptors(void);

#endif
