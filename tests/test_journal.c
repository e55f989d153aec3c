/*
 * src/batch/journal.h: what is added is found again, as it was, by the next run and by no other.
 */
#include "command.h"
#include "journal_line.h"
#include "journal_samples.h"
#include "scratch.h"
#include "tests.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static off_t measure(const char *path)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    return found.st_size;
}

static const char *open_reason(const char *path)
{
    struct rle127_journal journal;
    const char *const reason = rle127_journal_open(&journal, path, true);
    if (!reason)
        sample_close(&journal);
    return reason ? reason : "none";
}

static void add_one(struct rle127_journal *journal, const char *input, const char *output,
                    unsigned facts_of)
{
    const struct rle127_journal_facts facts = sample_facts(facts_of);
    assert_int_equal(rle127_journal_add(journal, input, output, &facts), 0);
}

static bool proves(const struct rle127_journal *journal, const char *input, const char *output,
                   unsigned facts_of)
{
    const struct rle127_journal_facts facts = sample_facts(facts_of);
    uint64_t proof;
    return rle127_journal_find(journal, input, output, &proof) &&
           proof == rle127_journal_proof(&facts);
}

static void what_is_added_is_found_by_the_next_run(void **state)
{
    (void)state;
    sample_need_journal();
    sample_write(0, 300);
    assert_int_equal(sample_count(400), 300);
}

static void a_second_run_appends_and_keeps_what_the_first_one_said(void **state)
{
    (void)state;
    sample_need_journal();
    sample_write(0, 5);
    sample_write(5, 8);
    assert_int_equal(sample_count(10), 8);
}

static void a_run_that_does_not_read_finds_nothing(void **state)
{
    (void)state;
    sample_need_journal();
    struct rle127_journal journal;
    sample_write(0, 3);
    sample_open(&journal, false);
    assert_false(sample_is_found(&journal, 1));
    sample_close(&journal);
}

static void the_last_line_about_a_path_counts(void **state)
{
    (void)state;
    sample_need_journal();
    struct rle127_journal journal;
    sample_open(&journal, false);
    add_one(&journal, "a", "b", 1);
    add_one(&journal, "a", "c", 2);
    add_one(&journal, "a", "b", 3);
    sample_close(&journal);
    sample_open(&journal, true);
    assert_true(proves(&journal, "a", "b", 3));
    assert_true(proves(&journal, "a", "c", 2));
    assert_int_equal(journal.records.n_used, 2);
    sample_close(&journal);
}

static void each_fact_changes_the_proof(void **state)
{
    (void)state;
    sample_need_journal();
    const struct rle127_journal_facts facts = sample_facts(1);
    struct rle127_journal_facts others[] = {facts, facts, facts, facts, facts, facts};
    others[0].input_bytes++;
    others[1].modified.tv_sec++;
    others[2].modified.tv_nsec++;
    others[3].options = rle127_journal_options("pillov");
    others[4].output_hash ^= (uint64_t)1 << 63;
    others[5].modified.tv_sec = -others[5].modified.tv_sec;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_true(rle127_journal_proof(&others[i]) != rle127_journal_proof(&facts));
}

static void the_greatest_facts_have_room(void **state)
{
    (void)state;
    sample_need_journal();
    struct rle127_journal_facts facts = {UINT64_MAX, {0, 999999999}, UINT64_MAX, UINT64_MAX};
    facts.modified.tv_sec = (time_t)INT64_MIN;
    struct rle127_journal journal;
    uint64_t proof;
    sample_open(&journal, false);
    assert_int_equal(rle127_journal_add(&journal, "a", "b", &facts), 0);
    sample_close(&journal);
    sample_open(&journal, true);
    assert_true(rle127_journal_find(&journal, "a", "b", &proof));
    assert_true(proof == rle127_journal_proof(&facts));
    sample_close(&journal);
}

/* Of two paths side by side, where one ends and the other begins counts too. */
static void odd_paths_are_kept_apart(void **state)
{
    (void)state;
    sample_need_journal();
    static const char *const paths[] = {
        "",     "a",        "a\tb",      "a\nb",     "a\\nb", "a\\x0ab", "a\\",
        "\xFF", "\xC3\xA4", "\x01\x7F ", " leading", "-",     "\r",      "a\\\tb",
    };
    const unsigned n = sizeof paths / sizeof paths[0];
    struct rle127_journal journal;
    sample_open(&journal, false);
    for (unsigned i = 0; i < n * n; i++)
        add_one(&journal, paths[i / n], paths[i % n], i);
    sample_close(&journal);
    sample_open(&journal, true);
    for (unsigned i = 0; i < n * n; i++)
        assert_true(proves(&journal, paths[i / n], paths[i % n], i));
    sample_close(&journal);
}

/* All bytes of it are escaped: such a line is four times as long. */
static char *make_long_path(size_t n_bytes)
{
    char *const path = calloc(n_bytes + 1, 1);
    assert_non_null(path);
    memset(path, '\n', n_bytes);
    return path;
}

static void long_paths_are_found_and_too_long_ones_left_out(void **state)
{
    (void)state;
    sample_need_journal();
    char *const long_path = make_long_path(130000), *const longer = make_long_path(200000);
    struct rle127_journal journal;
    sample_open(&journal, false);
    for (unsigned i = 0; i < 3; i++) /* more than waits at a time */
        add_one(&journal, long_path, i ? long_path + i : long_path, i);
    add_one(&journal, longer, longer, 7);
    add_one(&journal, "a", "b", 8);
    sample_close(&journal);
    sample_open(&journal, true);
    assert_int_equal(journal.records.n_used, 4);
    assert_true(proves(&journal, long_path, long_path, 0));
    assert_true(proves(&journal, long_path, long_path + 2, 2));
    assert_true(proves(&journal, "a", "b", 8));
    assert_false(proves(&journal, longer, longer, 7));
    sample_close(&journal);
    free(long_path);
    free(longer);
}

static void lines_are_written_in_groups_of_256(void **state)
{
    (void)state;
    sample_need_journal();
    struct rle127_journal journal;
    sample_open(&journal, false);
    const off_t before = measure(JOURNAL_PATH);
    for (unsigned i = 0; i < 255; i++)
        add_one(&journal, sample_input(i), sample_output(i), i);
    assert_int_equal(measure(JOURNAL_PATH), before);
    add_one(&journal, "a", "b", 1);
    assert_true(measure(JOURNAL_PATH) > before);
    sample_close(&journal);
}

static void a_tick_writes_what_was_added(void **state)
{
    (void)state;
    sample_need_journal();
    struct rle127_journal journal;
    sample_open(&journal, false);
    const off_t before = measure(JOURNAL_PATH);
    add_one(&journal, "a", "b", 1);
    assert_int_equal(measure(JOURNAL_PATH), before);
    assert_int_equal(rle127_journal_tick(&journal), 0);
    const off_t after = measure(JOURNAL_PATH);
    assert_true(after > before);
    assert_int_equal(rle127_journal_tick(&journal), 0);
    assert_int_equal(measure(JOURNAL_PATH), after);
    sample_close(&journal);
}

static void a_journal_in_use_is_refused(void **state)
{
    (void)state;
    sample_need_journal();
    struct rle127_journal journal;
    sample_open(&journal, false);
    assert_string_equal(open_reason(JOURNAL_PATH), "in use by another run");
    sample_close(&journal);
    assert_string_equal(open_reason(JOURNAL_PATH), "none");
}

/* As a worker that was forked holds it, for some time after its parent has been killed. */
static void a_lock_that_is_let_go_soon_is_waited_for(void **state)
{
    (void)state;
    sample_need_journal();
    struct rle127_journal journal;
    sample_open(&journal, false);
    const pid_t worker = fork();
    assert_true(worker >= 0);
    if (worker == 0) {
        command_sleep(0.2);
        _exit(0);
    }
    sample_close(&journal);
    const double start = command_clock();
    assert_string_equal(open_reason(JOURNAL_PATH), "none");
    assert_true(command_clock() - start > 0.1);
    assert_int_equal(waitpid(worker, NULL, 0), worker);
}

static void what_cannot_be_a_journal_is_refused(void **state)
{
    (void)state;
    sample_need_journal();
    scratch_make_directory("folder");
    assert_int_equal(mkfifo("fifo", 0666), 0);
    assert_string_equal(open_reason("fifo"), "is not a regular file");
    assert_string_equal(open_reason("/dev/null"), "is not a regular file");
    assert_string_equal(open_reason("folder"), strerror(EISDIR));
    assert_string_equal(open_reason("missing/journal"), strerror(ENOENT));
}

/* Adds lines until one fails, where files cannot grow beyond n_bytes; returns the error. */
static int fill_up(struct rle127_journal *journal)
{
    int error = 0;
    for (unsigned i = 0; i < 1000 && !error; i++) {
        const struct rle127_journal_facts facts = sample_facts(i);
        error = rle127_journal_add(journal, sample_input(i), sample_output(i), &facts);
    }
    return error;
}

static void a_full_disk_leaves_whole_lines(void **state)
{
    (void)state;
    sample_need_journal();
    struct rlimit before, limit;
    struct rle127_journal journal;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    for (rlim_t n_bytes = 40000; n_bytes < 40120; n_bytes += 7) {
        sample_open(&journal, false);
        limit = (struct rlimit){.rlim_cur = n_bytes, .rlim_max = before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
        assert_int_equal(fill_up(&journal), EFBIG);
        const off_t left = measure(JOURNAL_PATH);
        assert_int_equal(rle127_journal_tick(&journal), EFBIG);
        assert_int_equal(rle127_journal_close(&journal), EFBIG);
        setrlimit(RLIMIT_FSIZE, &before);
        assert_true(left > (off_t)n_bytes - 200 && left <= (off_t)n_bytes);
        assert_int_equal(measure(JOURNAL_PATH), left);
        const unsigned n_found = sample_count(1000);
        assert_int_equal(measure(JOURNAL_PATH), left); /* nothing had to be cut off */
        assert_true(n_found > 256 && n_found < 512);
        assert_int_equal(unlink(JOURNAL_PATH), 0);
    }
}

static void a_build_without_hashes_says_so(void **state)
{
    (void)state;
    struct rle127_journal journal;
#ifdef RLE127_HAVE_XXHASH
    (void)journal;
    skip();
#else
    assert_string_equal(rle127_journal_open(&journal, JOURNAL_PATH, false),
                        "this build has no journal (libxxhash was missing)");
    assert_false(scratch_exists(JOURNAL_PATH));
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_is_added_is_found_by_the_next_run),
        SCRATCH_TEST(a_second_run_appends_and_keeps_what_the_first_one_said),
        SCRATCH_TEST(a_run_that_does_not_read_finds_nothing),
        SCRATCH_TEST(the_last_line_about_a_path_counts),
        SCRATCH_TEST(each_fact_changes_the_proof),
        SCRATCH_TEST(the_greatest_facts_have_room),
        SCRATCH_TEST(odd_paths_are_kept_apart),
        SCRATCH_TEST(long_paths_are_found_and_too_long_ones_left_out),
        SCRATCH_TEST(lines_are_written_in_groups_of_256),
        SCRATCH_TEST(a_tick_writes_what_was_added),
        SCRATCH_TEST(a_journal_in_use_is_refused),
        SCRATCH_TEST(a_lock_that_is_let_go_soon_is_waited_for),
        SCRATCH_TEST(what_cannot_be_a_journal_is_refused),
        SCRATCH_TEST(a_full_disk_leaves_whole_lines),
        SCRATCH_TEST(a_build_without_hashes_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
