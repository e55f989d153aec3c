/*
 * Workers that die, hang or are missing while a tree of small images is converted: what is sound is
 * converted all the same, and only what is damaged fails.
 */
#include "command.h"
#include "family.h"
#include "pages.h"
#include "reference.h"
#include "scratch.h"
#include "small_tree.h"
#include "tests.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPORT "report"

/* So many files are told of after a death before the next one, and the file that was hit is done:
 * both workers have 16 in hand at the most, and it runs when those are done. */
#define FILES_BETWEEN_DEATHS 48

/* Sanitizers would take such signals for faults of the program. */
static void let_signals_kill(void)
{
    setenv("ASAN_OPTIONS", "exitcode=86:handle_segv=0:handle_sigbus=0:handle_abort=0", 1);
}

static const struct command_setup mortal = {.prepare = let_signals_kill};

static bool is_long(void)
{
    return getenv("RLE127_LONG") != NULL;
}

/* Lines of a file that only grows, counted as they come. */
struct line_count {
    FILE *file;
    unsigned n;
};

static unsigned count_more(struct line_count *count)
{
    char piece[8192];
    size_t n_bytes;
    if (!count->file)
        count->file = fopen(REPORT, "r");
    if (!count->file)
        return 0;
    clearerr(count->file);
    while ((n_bytes = fread(piece, 1, sizeof piece, count->file)) > 0)
        for (size_t i = 0; i < n_bytes; i++)
            count->n += piece[i] == '\n';
    return count->n;
}

/* False where the command ends, or has nearly ended, before. */
static bool await_lines(struct line_count *count, const struct command *command, unsigned n,
                        unsigned n_most)
{
    const double start = command_clock();
    if (n >= n_most)
        return false;
    while (count_more(count) < n) {
        if (!family_lives(command_pid(command)) || command_clock() - start > 60)
            return false;
        command_sleep(0.0005);
    }
    return true;
}

struct hunt {
    unsigned n_deaths, n_stops;
};

/* One random worker is killed. */
static void kill_one(struct family *family, int number, uint64_t *random)
{
    family->pids[0] = family->pids[reference_random(random) % family->n];
    family->n = 1;
    kill(family->pids[0], number);
}

/* All are stopped, so that the run waits until their time is over. */
static void stop_all(const struct family *family)
{
    for (unsigned i = 0; i < family->n; i++)
        kill(family->pids[i], SIGSTOP);
}

/* Hits workers again and again, each time long after the last one. */
static struct hunt hunt_workers(struct command *command, unsigned n_files, unsigned stop_each)
{
    static const int killers[] = {SIGKILL, SIGSEGV, SIGABRT, SIGBUS};
    struct line_count count = {0};
    struct hunt hunt = {0};
    uint64_t random = 127;
    unsigned n = 0, next = 2;
    while (await_lines(&count, command, next, n_files - FILES_BETWEEN_DEATHS)) {
        struct family family = family_find(command_pid(command), false);
        if (!family.n)
            continue;
        if (++n % stop_each == 0) {
            stop_all(&family);
            hunt.n_stops += family.n;
        } else {
            kill_one(&family, killers[n % 4], &random);
            hunt.n_deaths++;
        }
        if (!family_await_ends(&family, 15))
            break;
        next = count_more(&count) + FILES_BETWEEN_DEATHS;
    }
    if (count.file)
        fclose(count.file);
    return hunt;
}

static const char *find_value(const char *line, const char *key)
{
    const char *const found = strstr(line, key);
    assert_non_null(found);
    return found + strlen(key);
}

/* Each file has one line, which says what has become of it, and no worker is mentioned. */
static void check_report(const struct small_tree *tree, unsigned n_files)
{
    size_t n_bytes;
    char *const text = (char *)scratch_read(REPORT, &n_bytes), *rest = text;
    bool *const is_told = calloc(n_files, sizeof *is_told);
    assert_non_null(is_told);
    assert_null(strstr(text, "worker"));
    for (unsigned n = 0; n < n_files; n++) {
        const char *const line = strtok_r(rest, "\n", &rest);
        assert_non_null(line);
        const unsigned i = small_tree_index(tree, find_value(line, "\"path\":\""));
        const bool has_failed = strncmp(find_value(line, "\"status\":\""), "failed", 6) == 0;
        assert_false(is_told[i]);
        assert_int_equal(has_failed, small_tree_is_bad(tree, i));
        is_told[i] = true;
    }
    assert_non_null(strstr(rest, "\"type\":\"summary\""));
    free(is_told);
    free(text);
}

static unsigned count_text(const char *text, const char *part)
{
    unsigned n = 0;
    for (; (text = strstr(text, part)); text++)
        n++;
    return n;
}

static void deaths_cost_no_file(void **state)
{
    (void)state;
    const unsigned n_files = is_long() ? 12000 : 600;
    const struct command_setup setup = {.seconds_max = is_long() ? 600 : 60,
                                        .prepare = let_signals_kill};
    struct small_tree *const tree = small_tree_make(n_files, true);
    struct command *const command =
        command_start(&setup, ARGUMENTS("compress", "-j2", "--image-pool=process",
                                        is_long() ? "--timeout=5" : "--timeout=1",
                                        "--report=" REPORT, "--progress=never", "-Oout", "in"));
    const struct hunt hunt = hunt_workers(command, n_files, is_long() ? 20 : 10);
    const struct command_result *const r = command_finish(command);
    print_message("%u files, %u workers killed, %u stopped, %.1f s\n", n_files, hunt.n_deaths,
                  hunt.n_stops, r->seconds);
    assert_exit(r, 1);
    assert_true(hunt.n_deaths + hunt.n_stops >= (is_long() ? 200 : 10));
    assert_true(hunt.n_stops >= 1);
    small_tree_check(tree);
    check_report(tree, n_files);
    assert_int_equal(count_text(r->err, "rle127: "), n_files / 20);
    small_tree_free(tree);
}

/* Large enough to be still in hand when its worker is hit. */
static void write_large_image(const char *path)
{
    enum { SIDE = 5000 };
    static uint8_t pixels[SIDE][SIDE];
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    for (unsigned row = 0; row < SIDE; row++)
        for (unsigned x = 0; x < SIDE; x++)
            pixels[row][x] = (uint8_t)(x * row);
    fprintf(file, "P5\n%d %d\n255\n", SIDE, SIDE);
    assert_int_equal(fwrite(pixels, sizeof pixels, 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

static void make_large_and_tiny(void)
{
    scratch_make_directory("in");
    write_large_image("in/large.pgm");
    page_write_tiny_pbm("in/tiny.pbm");
}

/* The first worker that has, or has not, the large image in hand and is not `last`; 0 where the
 * command has ended. */
static pid_t await_holder(const struct command *command, pid_t last, bool holds)
{
    while (family_lives(command_pid(command))) {
        const struct family family = family_find(command_pid(command), false);
        for (unsigned i = 0; i < family.n; i++)
            if (family.pids[i] != last && family_has_open(family.pids[i], "/large.pgm") == holds)
                return family.pids[i];
        command_sleep(0.0005);
    }
    return 0;
}

static void hit_holders(const struct command *command, unsigned n_times, int number)
{
    pid_t last = 0;
    for (unsigned n = 0; n < n_times; n++) {
        last = await_holder(command, last, true);
        assert_int_not_equal(last, 0);
        kill(last, number);
    }
}

static void check_large_output(void)
{
    assert_listing("out", "large.rle tiny.rle");
    assert_exit(RUN("compress", "-qo", "large.rle", "in/large.pgm"), 0);
    assert_exit(RUN("compare", "large.rle", "out/large.rle"), 0);
}

static void a_file_that_is_hit_once_is_done(void **state)
{
    (void)state;
    static const int numbers[] = {SIGKILL, SIGSEGV, SIGABRT, SIGBUS};
    make_large_and_tiny();
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct command *const command = command_start(
            &mortal, ARGUMENTS("compress", "-fqj1", "--image-pool=process", "-Oout", "in"));
        hit_holders(command, 1, numbers[i]);
        const struct command_result *const r = command_finish(command);
        assert_succeeds(r);
        assert_silent(r);
        check_large_output();
        assert_int_equal(remove("out/large.rle") | remove("large.rle"), 0);
    }
}

static void a_file_that_is_hit_twice_fails_alone(void **state)
{
    (void)state;
    make_large_and_tiny();
    struct command *const command = command_start(
        &mortal, ARGUMENTS("compress", "-qj1", "--image-pool=process", "-Oout", "in"));
    hit_holders(command, 2, SIGSEGV);
    assert_one_line(command_finish(command), 1, "in/large.pgm", "worker died: signal 11");
    assert_listing("out", "tiny.rle");
}

static void a_worker_that_hangs_twice_is_late(void **state)
{
    (void)state;
    make_large_and_tiny();
    struct command *const command =
        command_start(&mortal, ARGUMENTS("compress", "-qj1", "--image-pool=process",
                                         "--timeout=0.5", "-Oout", "in"));
    hit_holders(command, 2, SIGSTOP);
    const struct command_result *const r = command_finish(command);
    assert_one_line(r, 1, "in/large.pgm", "took longer than 0.5 s");
    assert_true(r->seconds > 1 && r->seconds < 4);
    assert_listing("out", "tiny.rle");
}

static void an_idle_worker_is_replaced_in_silence(void **state)
{
    (void)state;
    make_large_and_tiny();
    struct command *const command = command_start(
        &mortal, ARGUMENTS("compress", "-qj2", "--image-pool=process", "-Oout", "in"));
    while (!scratch_exists("out/tiny.rle"))
        command_sleep(0.001);
    const pid_t holder = await_holder(command, 0, true), idle = await_holder(command, 0, false);
    assert_int_equal(kill(idle, SIGKILL), 0);
    command_sleep(0.02);
    const struct family family = family_find(command_pid(command), false);
    assert_int_equal(family.n, 2);
    assert_true(family.pids[0] == holder || family.pids[1] == holder);
    const struct command_result *const r = command_finish(command);
    assert_succeeds(r);
    assert_silent(r);
    check_large_output();
}

static void kill_all_whenever_they_work(struct command *command)
{
    pid_t last = 0;
    while ((last = await_holder(command, last, true)) != 0) {
        const struct family family = family_find(command_pid(command), false);
        for (unsigned i = 0; i < family.n; i++)
            kill(family.pids[i], SIGKILL);
    }
}

/* What is in hand dies with its workers, twice at the most; what is not yet is done later. */
static void workers_that_keep_dying_stop_the_run(void **state)
{
    (void)state;
    char path[32];
    scratch_make_directory("in");
    write_large_image("large");
    for (unsigned i = 0; i < 8; i++) {
        snprintf(path, sizeof path, "in/%u", i);
        scratch_make_directory(path);
        snprintf(path, sizeof path, "in/%u/large.pgm", i);
        assert_int_equal(link("large", path), 0);
    }
    struct command *const command =
        command_start(&mortal, ARGUMENTS("compress", "-j2", "--image-pool=process", "--journal=j",
                                         "-Oout", "in"));
    kill_all_whenever_they_work(command);
    assert_fails_with(command_finish(command), 3, "rle127: workers keep dying\n");
    assert_succeeds(RUN("compress", "--journal=j", "--resume", "-Oout", "in"));
    assert_succeeds(RUN("compress", "-o", "one.rle", "large"));
    assert_succeeds(RUN("compare", "one.rle", "out/0/large.rle"));
    assert_succeeds(RUN("compare", "one.rle", "out/7/large.rle"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(deaths_cost_no_file),
        SCRATCH_TEST(a_file_that_is_hit_once_is_done),
        SCRATCH_TEST(a_file_that_is_hit_twice_fails_alone),
        SCRATCH_TEST(a_worker_that_hangs_twice_is_late),
        SCRATCH_TEST(an_idle_worker_is_replaced_in_silence),
        SCRATCH_TEST(workers_that_keep_dying_stop_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
