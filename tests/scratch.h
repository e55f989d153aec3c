/*
 * A fresh directory for each test, which is the current one while it runs, and files in it.
 * Paths are relative to it.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* cmocka's setup and teardown: cmocka_unit_test_setup_teardown(f, scratch_enter, scratch_leave). */
int scratch_enter(void **state);
int scratch_leave(void **state);
#define SCRATCH_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_enter, scratch_leave)

/* The directory as an absolute path. */
const char *scratch_path(void);

void scratch_write(const char *path, const void *bytes, size_t n_bytes);
void scratch_write_text(const char *path, const char *text);

/* The same, with the directories of the path where they are missing. */
void scratch_write_deep(const char *path, const char *text);

/* All of a file with a NUL behind, to be freed. */
uint8_t *scratch_read(const char *path, size_t *n_bytes);
bool scratch_exists(const char *path); /* a dangling link exists */
void scratch_make_directory(const char *path);

/* How many outputs commands have begun in a directory, with temporary names or without any. */
unsigned scratch_count_temporaries(const char *directory);

/* Waits until they have begun so many; fails after some seconds. */
void scratch_wait_for_temporaries(const char *directory, unsigned n);

/* The names in a directory in order, with a space between them; valid until the next call. */
const char *scratch_list(const char *directory);

#define assert_file(path, bytes, n_bytes) \
    scratch_check_file((path), (bytes), (n_bytes), __FILE__, __LINE__)
#define assert_file_text(path, text) assert_file((path), (text), strlen(text))
#define assert_listing(directory, names) \
    scratch_check_listing((directory), (names), __FILE__, __LINE__)

/* Neither this output nor a temporary of any process is there. */
#define assert_no_trace(directory, output) \
    scratch_check_no_trace((directory), (output), __FILE__, __LINE__)

void scratch_check_file(const char *path, const void *bytes, size_t n_bytes, const char *file,
                        int line);
void scratch_check_listing(const char *directory, const char *names, const char *file, int line);
void scratch_check_no_trace(const char *directory, const char *output, const char *file, int line);

#endif
