/*
 * A line of a journal: text <-> what it says. Must not know files.
 *
 *     BYTES \t SECONDS.NANOSECONDS \t OPTIONS \t OUTPUT HASH \t INPUT \t OUTPUT \t CHECK \n
 *
 * The first four are the facts; hashes have 16 hexadecimal digits. In paths, control bytes and
 * backslashes are written as \xHH, so that a line is a line and a tab ends a field. CHECK is the
 * hash of all that is before it on the line. Equal facts and equal paths are equal text: so keys
 * and proofs are hashes of the text, and to read a line is to find its tabs.
 */
#ifndef RLE127_JOURNAL_LINE_H
#define RLE127_JOURNAL_LINE_H

#include "journal.h"

#define RLE127_JOURNAL_FACTS_BYTES 128 /* more than any facts take: 20 + 31 + 16 + 16, and tabs */

/* A longer line is not written. What every path of up to 130,000 bytes fits in. */
#define RLE127_JOURNAL_LINE_BYTES ((size_t)1 << 20)

/* The key of a pair of paths. `text` is room for RLE127_JOURNAL_LINE_BYTES. 0: too long. */
uint64_t rle127_journal_path_key(const char *input, const char *output, char *text);

/* Writes a whole line with its \n; returns its bytes, or 0 where it is too long. The room at `line`
 * is RLE127_JOURNAL_LINE_BYTES. */
size_t rle127_journal_write_line(char *line, const char *input, const char *output,
                                 const struct rle127_journal_facts *facts);

/* Reads a line, given without its \n. False where it is none that was written so. */
bool rle127_journal_read_line(const char *line, size_t n_bytes,
                              struct rle127_journal_record *record);

#endif
