/*
 * Words for people: everything goes to standard error, a line at a time.
 */
#ifndef RLE127_MESSAGES_H
#define RLE127_MESSAGES_H

/* Another program that uses these functions is built with a name of its own. */
#ifndef RLE127_PROGRAM_NAME
#define RLE127_PROGRAM_NAME "rle127"
#endif

/* What the program returns. */
enum rle127_exit {
    RLE127_EXIT_OK = 0,
    RLE127_EXIT_FAILED = 1,  /* some inputs failed, the rest is done; compare: they differ */
    RLE127_EXIT_USAGE = 2,   /* nothing was touched; compare: a file could not be read */
    RLE127_EXIT_STOPPED = 3, /* the run could not go on */
    RLE127_EXIT_SLOWER = 5   /* rle127-bench: slower than the baseline allows */
};

/* "PROGRAM: PATH: TEXT", with control bytes written as escapes, so that a file's name can neither
 * fake a line nor command the terminal. PATH is left out where it is NULL. */
void rle127_say(const char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One line without the program's name, for summaries. */
void rle127_say_plain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Shows a text as the last line of the terminal: what is said goes above it. A new text takes its
 * place, "" takes it away. Only where standard error is a terminal; the text is plain ASCII, fits
 * the terminal's width and RLE127_LAST_LINE_BYTES. */
#define RLE127_LAST_LINE_BYTES 512
void rle127_show_last_line(const char *text);

/* Longer texts are cut when they are escaped. */
#define RLE127_ESCAPED_BYTES 20000

/* Copies text with control bytes written as escapes to RLE127_ESCAPED_BYTES bytes; returns them. */
const char *rle127_escape(const char *text, char *escaped);

/* What a path is called in a message: NULL is standard input. */
const char *rle127_input_name(const char *path);

/* "4.9 MB", in a buffer of 16 bytes or more. */
const char *rle127_format_size(double n_bytes, char *text);

/* Whether all that was printed to standard output has arrived; says so where not. */
enum rle127_exit rle127_finish_stdout(enum rle127_exit code);

#endif
