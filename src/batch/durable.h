/*
 * Names that outlive a power cut: directories are put on the disk. Must not know: files.
 */
#ifndef RLE127_DURABLE_H
#define RLE127_DURABLE_H

/* Puts the entries of an open directory on the disk and, where it may be new, its own entry in its
 * parent, and so on. Returns 0 or an errno. */
int rle127_sync_directory(int directory_fd);

#endif
