/*
 * src/batch/journal.h on files that are not as they were written: cut, changed, another's, from
 * another version, or very long. A record that was not written is never found.
 */
#include "command.h"
#include "journal_line.h"
#include "journal_samples.h"
#include "reference.h"
#include "scratch.h"
#include "tests.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_SMALL     4
#define N_LARGE     1000000u
#define FIRST_LINE  "rle127-journal 1\n"
#define FIRST_BYTES (sizeof FIRST_LINE - 1)

/* The bytes of a journal with N_SMALL records, and a NUL. */
static char *make_small(size_t *n_bytes)
{
    sample_write(0, N_SMALL);
    return (char *)scratch_read(JOURNAL_PATH, n_bytes);
}

static unsigned count_lines(const char *text, size_t n_bytes)
{
    unsigned n = 0;
    for (size_t i = 0; i < n_bytes; i++)
        n += text[i] == '\n';
    return n;
}

/* A last line that has lost its end is cut off, and what follows begins a line of its own. */
static void a_journal_cut_anywhere_keeps_its_whole_lines(void **state)
{
    (void)state;
    sample_need_journal();
    size_t n_bytes;
    char *const bytes = make_small(&n_bytes);
    for (size_t n = 0; n <= n_bytes; n++) {
        const unsigned n_lines = count_lines(bytes, n);
        const unsigned n_records = n_lines ? n_lines - 1 : 0;
        scratch_write(JOURNAL_PATH, bytes, n);
        assert_int_equal(sample_count(N_SMALL), n_records);
        sample_write(N_SMALL, N_SMALL + 1);
        assert_int_equal(sample_count(N_SMALL + 1), n_records + 1);
    }
    free(bytes);
}

/* sample_count() fails where a record is found that is none of the samples. */
static void no_changed_bit_makes_a_record(void **state)
{
    (void)state;
    sample_need_journal();
    size_t n_bytes;
    char *const bytes = make_small(&n_bytes);
    for (size_t bit = FIRST_BYTES * 8; bit < n_bytes * 8; bit++) {
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        scratch_write(JOURNAL_PATH, bytes, n_bytes);
        const unsigned n_found = sample_count(N_SMALL);
        assert_true(n_found == N_SMALL - 1 || n_found == N_SMALL - 2); /* the latter: a \n */
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
    }
    free(bytes);
}

static void check_refused(const char *bytes, size_t n_bytes, const char *reason)
{
    struct rle127_journal journal;
    scratch_write(JOURNAL_PATH, bytes, n_bytes);
    for (int reads = 0; reads < 2; reads++) {
        const char *const found = rle127_journal_open(&journal, JOURNAL_PATH, reads);
        assert_non_null(found);
        assert_string_equal(found, reason);
    }
    assert_file(JOURNAL_PATH, bytes, n_bytes);
}

static void no_changed_bit_of_the_first_line_is_passed_over(void **state)
{
    (void)state;
    sample_need_journal();
    size_t n_bytes;
    char *const bytes = make_small(&n_bytes);
    for (size_t bit = 0; bit < FIRST_BYTES * 8; bit++) {
        const size_t at = bit / 8;
        bytes[at] = (char)(bytes[at] ^ 1 << bit % 8);
        const bool is_newer = at == FIRST_BYTES - 2 && bytes[at] > '1' && bytes[at] <= '9';
        check_refused(bytes, n_bytes,
                      is_newer ? "is of a newer version" : "is not a journal of rle127");
        bytes[at] = (char)(bytes[at] ^ 1 << bit % 8);
    }
    free(bytes);
}

static void check_text_refused(const char *text, const char *reason)
{
    check_refused(text, strlen(text), reason);
}

static void a_newer_journal_is_refused_and_left_alone(void **state)
{
    (void)state;
    sample_need_journal();
    check_text_refused("rle127-journal 2\nwhat may come\n", "is of a newer version");
    check_text_refused("rle127-journal 10\n", "is of a newer version");
    check_text_refused("rle127-journal 4294967297\n", "is of a newer version");
}

static void another_file_is_refused_and_left_alone(void **state)
{
    (void)state;
    sample_need_journal();
    static const char *const texts[] = {
        "\n",
        "P4\n8 8\n........",
        "rle127-journal\n",
        "rle127-journal 0\n",
        "rle127-journal 01\n",
        "rle127-journal 1 \n",
        "rle127-journal x\n",
        "rle127-journal -2\n",
        "rle127-journal 1\r\n",
        "rle127-journal 99999999999999999999999999999999999999999999\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check_text_refused(texts[i], "is not a journal of rle127");
    check_refused("\0\0\0\0", 4, "is not a journal of rle127");
    check_refused("rle127-journal 1\0\n", 18, "is not a journal of rle127");
}

/* As a file system may leave it where the power fails. */
static void a_tail_of_zero_bytes_is_cut_off(void **state)
{
    (void)state;
    sample_need_journal();
    struct stat found, after;
    sample_write(0, N_SMALL);
    assert_int_equal(stat(JOURNAL_PATH, &found), 0);
    assert_int_equal(truncate(JOURNAL_PATH, found.st_size + 5000000), 0);
    assert_int_equal(sample_count(N_SMALL), N_SMALL);
    assert_int_equal(stat(JOURNAL_PATH, &after), 0);
    assert_int_equal(after.st_size, found.st_size);
}

static void a_line_longer_than_any_is_passed_over(void **state)
{
    (void)state;
    sample_need_journal();
    sample_write(0, 2);
    const size_t n_bytes = 3 * RLE127_JOURNAL_LINE_BYTES + 12345;
    char *const line = malloc(n_bytes);
    assert_non_null(line);
    memset(line, 'x', n_bytes);
    line[n_bytes - 1] = '\n';
    FILE *const file = fopen(JOURNAL_PATH, "ab");
    assert_non_null(file);
    assert_int_equal(fwrite(line, 1, n_bytes, file), n_bytes);
    fclose(file);
    free(line);
    sample_write(2, N_SMALL);
    assert_int_equal(sample_count(N_SMALL), N_SMALL);
}

/* Lines whose check is right, though no such line is ever written. */
static void lines_with_other_fields_are_passed_over(void **state)
{
    (void)state;
    sample_need_journal();
    static const char *const texts[] = {"", "\t", "\t\t\t\t\t", "\t\t\t\t\t\t\t",
                                        "1\t2\t3\t4\ta\tb"};
    struct rle127_journal_record record;
    char line[128];
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const uint64_t check = rle127_journal_options(texts[i]);
        const int n = snprintf(line, sizeof line, "%s%016llx", texts[i], (unsigned long long)check);
        assert_false(rle127_journal_read_line(line, (size_t)n, &record));
    }
}

static void write_large(void)
{
    FILE *const file = fopen(JOURNAL_PATH, "wb");
    char *const line = malloc(RLE127_JOURNAL_LINE_BYTES);
    assert_non_null(file);
    assert_non_null(line);
    fputs(FIRST_LINE, file);
    for (unsigned i = 0; i < N_LARGE; i++) {
        const struct rle127_journal_facts facts = sample_facts(i);
        fwrite(line, 1, rle127_journal_write_line(line, sample_input(i), sample_output(i), &facts),
               file);
    }
    assert_int_equal(fclose(file), 0);
    free(line);
}

static size_t measure_peak(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return (size_t)usage.ru_maxrss * 1024;
}

static void a_million_lines_take_a_second_and_40_megabytes(void **state)
{
    (void)state;
    sample_need_journal();
    struct rle127_journal journal;
    write_large();
    const size_t peak = measure_peak();
    const double start = command_clock();
    sample_open(&journal, true);
    const double seconds = command_clock() - start;
    const size_t grown = measure_peak() - peak;
    print_message("1000000 lines: %.2f s, %.1f MB\n", seconds, (double)grown / 1e6);
    assert_int_equal(journal.records.n_used, N_LARGE);
    for (unsigned i = 0; i < N_LARGE; i += 997)
        assert_true(sample_is_found(&journal, i));
    assert_false(sample_is_found(&journal, N_LARGE));
    sample_close(&journal);
    if (REFERENCE_IS_SANITIZED)
        return;
    assert_true(grown < 40000000);
    assert_true(seconds < 1 * 5); /* the machine may be busy */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* first: the peak of memory is that of the whole process */
        SCRATCH_TEST(a_million_lines_take_a_second_and_40_megabytes),
        SCRATCH_TEST(a_journal_cut_anywhere_keeps_its_whole_lines),
        SCRATCH_TEST(no_changed_bit_makes_a_record),
        SCRATCH_TEST(no_changed_bit_of_the_first_line_is_passed_over),
        SCRATCH_TEST(a_newer_journal_is_refused_and_left_alone),
        SCRATCH_TEST(another_file_is_refused_and_left_alone),
        SCRATCH_TEST(a_tail_of_zero_bytes_is_cut_off),
        SCRATCH_TEST(a_line_longer_than_any_is_passed_over),
        SCRATCH_TEST(lines_with_other_fields_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
