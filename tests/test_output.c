/*
 * Outputs through the C interface: what is there under their names at every moment, one by one and
 * in groups, and what is put on the disk in which order: fsync() is this program's own.
 */
#include "output.h"
#include "scratch.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_GROUP   64
#define SYNCS_MAX 1000

static ino_t synced[SYNCS_MAX]; /* in the order of the calls */
static size_t n_synced;
static ino_t cannot_be_synced;

int fsync(int fd)
{
    struct stat found;
    assert_int_equal(fstat(fd, &found), 0);
    assert_true(n_synced < SYNCS_MAX);
    synced[n_synced++] = found.st_ino;
    if (found.st_ino != cannot_be_synced)
        return 0;
    errno = EIO;
    return -1;
}

static const struct stat from_pipe = {.st_mode = S_IFIFO};

static int open_directory(const char *path)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY);
    assert_true(fd >= 0);
    return fd;
}

/* An output with a text in it; the directory is closed before it gets its name. */
static void begin(struct rle127_output *output, const char *directory, const char *name,
                  enum rle127_output_mode mode, const char *text)
{
    struct rle127_outcome outcome = {0};
    const int fd = open_directory(directory);
    assert_true(rle127_output_open(output, fd, name, mode, true, &from_pipe, &outcome));
    assert_true(output->is_temporary);
    assert_int_equal(write(output->fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void commit_one(struct rle127_output *output, enum rle127_durability durability,
                       struct rle127_outcome *outcome)
{
    memset(outcome, 0, sizeof *outcome);
    assert_true(rle127_output_finish(output, durability, outcome));
    rle127_output_commit((struct rle127_output *[]){output}, 1, durability,
                         (struct rle127_outcome *[]){outcome});
}

static enum rle127_verdict put(const char *name, enum rle127_output_mode mode, const char *text,
                               struct rle127_outcome *outcome)
{
    struct rle127_output output;
    begin(&output, ".", name, mode, text);
    commit_one(&output, RLE127_DURABLE_NONE, outcome);
    return outcome->verdict;
}

static void assert_refused(const char *name, enum rle127_output_mode mode, const char *reason)
{
    struct rle127_output output;
    struct rle127_outcome outcome = {0};
    const int fd = open_directory(".");
    assert_false(rle127_output_open(&output, fd, name, mode, false, &from_pipe, &outcome));
    assert_int_equal(outcome.verdict, RLE127_FAILED);
    assert_true(outcome.concerns_output);
    assert_string_equal(outcome.reason, reason);
    close(fd);
}

static void an_output_appears_when_it_is_committed(void **state)
{
    (void)state;
    struct rle127_output output;
    struct rle127_outcome outcome;
    begin(&output, ".", "x", RLE127_OUTPUT_NEW, "new");
    assert_false(scratch_exists("x"));
    commit_one(&output, RLE127_DURABLE_NONE, &outcome);
    assert_int_equal(outcome.verdict, RLE127_CONVERTED);
    assert_file_text("x", "new");
    assert_listing(".", "x");
}

static void a_discarded_output_leaves_nothing(void **state)
{
    (void)state;
    struct rle127_output output;
    begin(&output, ".", "x", RLE127_OUTPUT_NEW, "new");
    rle127_output_discard(&output);
    assert_listing(".", "");
}

static void what_is_there_stays_unless_it_is_to_be_replaced(void **state)
{
    (void)state;
    struct rle127_outcome outcome;
    scratch_write_text("x", "old");
    assert_refused("x", RLE127_OUTPUT_NEW, "exists (-f overwrites)");
    assert_int_equal(put("x", RLE127_OUTPUT_REPLACE, "new", &outcome), RLE127_CONVERTED);
    assert_file_text("x", "new");
    assert_listing(".", "x");
}

static void what_appears_meanwhile_stays_unless_it_is_to_be_replaced(void **state)
{
    (void)state;
    struct rle127_output output;
    struct rle127_outcome outcome;
    begin(&output, ".", "x", RLE127_OUTPUT_NEW, "new");
    scratch_write_text("x", "old");
    commit_one(&output, RLE127_DURABLE_EACH, &outcome);
    assert_int_equal(outcome.verdict, RLE127_FAILED);
    assert_string_equal(outcome.reason, "exists (-f overwrites)");
    assert_file_text("x", "old");
    begin(&output, ".", "y", RLE127_OUTPUT_REPLACE, "new");
    scratch_write_text("y", "old");
    commit_one(&output, RLE127_DURABLE_NONE, &outcome);
    assert_file_text("y", "new");
    assert_listing(".", "x y");
}

/* Longer than what is read at a time, too. */
static void the_same_bytes_are_skipped_and_others_refused(void **state)
{
    (void)state;
    struct rle127_outcome outcome;
    char *const text = calloc(200001, 1);
    assert_non_null(text);
    memset(text, 'a', 200000);
    assert_int_equal(put("x", RLE127_OUTPUT_COMPARE, text, &outcome), RLE127_CONVERTED);
    assert_int_equal(put("x", RLE127_OUTPUT_COMPARE, text, &outcome), RLE127_SKIPPED);
    assert_string_equal(outcome.reason, "is there already, the same");
    for (size_t at = 0; at < 200000; at += 199999) {
        text[at] = 'b';
        assert_int_equal(put("x", RLE127_OUTPUT_COMPARE, text, &outcome), RLE127_FAILED);
        assert_string_equal(outcome.reason, "exists and differs (-f overwrites)");
        text[at] = 'a';
    }
    assert_int_equal(put("x", RLE127_OUTPUT_COMPARE, text + 1, &outcome), RLE127_FAILED);
    assert_file_text("x", text);
    assert_listing(".", "x");
    free(text);
}

static void a_link_or_directory_is_not_compared(void **state)
{
    (void)state;
    struct rle127_outcome outcome;
    scratch_write_text("x", "same");
    assert_int_equal(symlink("x", "link"), 0);
    scratch_make_directory("sub");
    assert_int_equal(put("link", RLE127_OUTPUT_COMPARE, "same", &outcome), RLE127_FAILED);
    assert_refused("sub", RLE127_OUTPUT_COMPARE, "is a directory");
    assert_int_equal(mkfifo("pipe", 0666), 0);
    assert_refused("pipe", RLE127_OUTPUT_COMPARE, "exists (-f overwrites)");
    assert_listing(".", "link pipe sub x");
}

static void a_name_that_is_too_long_is_refused(void **state)
{
    (void)state;
    char name[NAME_MAX + 2] = {0};
    struct rle127_outcome outcome;
    memset(name, 'n', NAME_MAX + 1);
    assert_refused(name, RLE127_OUTPUT_NEW, strerror(ENAMETOOLONG));
    assert_int_equal(put(name + 1, RLE127_OUTPUT_NEW, "x", &outcome), RLE127_CONVERTED);
}

static ino_t inode_of(const char *path)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    return found.st_ino;
}

static size_t count_syncs(const char *path, size_t *first)
{
    size_t n = 0;
    const ino_t inode = inode_of(path);
    *first = n_synced;
    for (size_t i = n_synced; i-- > 0;) {
        n += synced[i] == inode;
        if (synced[i] == inode)
            *first = i;
    }
    return n;
}

struct group {
    struct rle127_output outputs[N_GROUP];
    struct rle127_outcome outcomes[N_GROUP];
    struct rle127_output *output_of[N_GROUP];
    struct rle127_outcome *outcome_of[N_GROUP];
};

/* In a/b and c in turn. */
static void begin_group(struct group *group, enum rle127_durability durability)
{
    memset(group, 0, sizeof *group);
    n_synced = 0;
    for (int i = 0; i < N_GROUP; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        begin(&group->outputs[i], i % 2 ? "a/b" : "c", name, RLE127_OUTPUT_NEW, name);
        assert_true(rle127_output_finish(&group->outputs[i], durability, &group->outcomes[i]));
        group->output_of[i] = &group->outputs[i];
        group->outcome_of[i] = &group->outcomes[i];
    }
}

static void make_directories(void)
{
    scratch_make_directory("a");
    scratch_make_directory("a/b");
    scratch_make_directory("c");
}

static void assert_group(const struct group *group, int but)
{
    for (int i = 0; i < N_GROUP; i++) {
        char path[32], text[16];
        snprintf(text, sizeof text, "%d", i);
        snprintf(path, sizeof path, "%s/%d", i % 2 ? "a/b" : "c", i);
        if (i == but) {
            assert_int_equal(group->outcomes[i].verdict, RLE127_STOPPED);
            assert_false(scratch_exists(path));
        } else {
            assert_int_equal(group->outcomes[i].verdict, RLE127_CONVERTED);
            assert_file_text(path, text);
        }
    }
}

static void a_group_is_put_on_the_disk_before_its_names_and_each_directory_once(void **state)
{
    (void)state;
    struct group group;
    size_t file, directory, parent, top, other;
    make_directories();
    begin_group(&group, RLE127_DURABLE_BATCH);
    assert_listing("c", "");
    rle127_output_commit(group.output_of, N_GROUP, RLE127_DURABLE_BATCH, group.outcome_of);
    assert_group(&group, -1);
    assert_int_equal(count_syncs("a/b", &directory), 1);
    assert_int_equal(count_syncs("c", &other), 1);
    assert_int_equal(count_syncs("a", &parent), 1);
    assert_int_equal(count_syncs(".", &top), 2); /* has got an entry for a and one for c */
    assert_true(directory < parent);
    for (int i = 1; i < N_GROUP; i += 2) {
        char path[16];
        snprintf(path, sizeof path, "a/b/%d", i);
        assert_int_equal(count_syncs(path, &file), 1);
        assert_true(file < directory && file < other);
    }
}

static void parents_are_put_on_the_disk_once(void **state)
{
    (void)state;
    struct rle127_output output;
    struct rle127_outcome outcome;
    size_t at;
    make_directories();
    begin(&output, "a/b", "x", RLE127_OUTPUT_NEW, "x");
    commit_one(&output, RLE127_DURABLE_EACH, &outcome);
    n_synced = 0;
    begin(&output, "a/b", "y", RLE127_OUTPUT_NEW, "y");
    commit_one(&output, RLE127_DURABLE_EACH, &outcome);
    assert_int_equal(n_synced, 2); /* the file and its directory */
    scratch_make_directory("a/b/new");
    n_synced = 0;
    begin(&output, "a/b/new", "z", RLE127_OUTPUT_NEW, "z");
    commit_one(&output, RLE127_DURABLE_EACH, &outcome);
    assert_int_equal(n_synced, 3);
    assert_int_equal(count_syncs("a/b", &at), 1);
}

static void without_durability_nothing_is_put_on_the_disk(void **state)
{
    (void)state;
    struct group group;
    make_directories();
    begin_group(&group, RLE127_DURABLE_NONE);
    rle127_output_commit(group.output_of, N_GROUP, RLE127_DURABLE_NONE, group.outcome_of);
    assert_group(&group, -1);
    assert_int_equal(n_synced, 0);
}

static void a_file_that_cannot_be_put_on_the_disk_fails_alone_and_once(void **state)
{
    (void)state;
    struct group group;
    struct stat found;
    make_directories();
    begin_group(&group, RLE127_DURABLE_BATCH);
    assert_int_equal(fstat(group.outputs[7].fd, &found), 0);
    cannot_be_synced = found.st_ino;
    rle127_output_commit(group.output_of, N_GROUP, RLE127_DURABLE_BATCH, group.outcome_of);
    cannot_be_synced = 0;
    assert_group(&group, 7);
    size_t n = 0;
    for (size_t i = 0; i < n_synced; i++)
        n += synced[i] == found.st_ino;
    assert_int_equal(n, 1);
}

static void a_directory_that_cannot_be_put_on_the_disk_fails_all_that_is_in_it(void **state)
{
    (void)state;
    struct group group;
    make_directories();
    begin_group(&group, RLE127_DURABLE_BATCH);
    cannot_be_synced = inode_of("c");
    rle127_output_commit(group.output_of, N_GROUP, RLE127_DURABLE_BATCH, group.outcome_of);
    cannot_be_synced = 0;
    for (int i = 0; i < N_GROUP; i++)
        assert_int_equal(group.outcomes[i].verdict, i % 2 ? RLE127_CONVERTED : RLE127_STOPPED);
}

static void the_later_of_two_times_is_newer(void **state)
{
    (void)state;
    const int fd = open_directory(".");
    struct stat input = {.st_mtim = {.tv_sec = 1000, .tv_nsec = 500}};
    static const struct {
        time_t seconds;
        long nanoseconds;
        bool is_newer;
    } cases[] = {{999, 900, false}, {1000, 499, false}, {1000, 500, true}, {1001, 0, true}};
    scratch_write_text("x", "");
    assert_int_equal(symlink("x", "link"), 0);
    for (size_t i = 0; i < 4; i++) {
        struct timespec times[2] = {{.tv_sec = cases[i].seconds, .tv_nsec = cases[i].nanoseconds}};
        times[1] = times[0];
        assert_int_equal(utimensat(fd, "x", times, 0), 0);
        assert_int_equal(rle127_output_is_newer(fd, "x", &input), cases[i].is_newer);
    }
    assert_false(rle127_output_is_newer(fd, "link", &input));
    assert_false(rle127_output_is_newer(fd, "missing", &input));
    assert_false(rle127_output_is_newer(fd, ".", &(struct stat){0}));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(an_output_appears_when_it_is_committed),
        SCRATCH_TEST(a_discarded_output_leaves_nothing),
        SCRATCH_TEST(what_is_there_stays_unless_it_is_to_be_replaced),
        SCRATCH_TEST(what_appears_meanwhile_stays_unless_it_is_to_be_replaced),
        SCRATCH_TEST(the_same_bytes_are_skipped_and_others_refused),
        SCRATCH_TEST(a_link_or_directory_is_not_compared),
        SCRATCH_TEST(a_name_that_is_too_long_is_refused),
        SCRATCH_TEST(a_group_is_put_on_the_disk_before_its_names_and_each_directory_once),
        SCRATCH_TEST(parents_are_put_on_the_disk_once),
        SCRATCH_TEST(without_durability_nothing_is_put_on_the_disk),
        SCRATCH_TEST(a_file_that_cannot_be_put_on_the_disk_fails_alone_and_once),
        SCRATCH_TEST(a_directory_that_cannot_be_put_on_the_disk_fails_all_that_is_in_it),
        SCRATCH_TEST(the_later_of_two_times_is_newer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
