/*
 * The command is killed outright at any moment and begun again with its journal: nothing partial is
 * ever seen, nothing is left over, and what comes out at last is what an undisturbed run makes.
 */
#include "command.h"
#include "family.h"
#include "reference.h"
#include "scratch.h"
#include "small_tree.h"
#include "tests.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_FILES             400
#define N_WORKERS           2
#define END_SECONDS         1.0
#define KILL_WITHIN_SECONDS 0.25

struct killing {
    const char *pool;
    const char *option; /* one more */
    bool has_old;       /* outputs are there before, and are replaced */
};

static struct command *start(const struct killing *killing, bool resumes)
{
    static const char *const serial = "--image-pool=serial";
    return command_start(
        NULL,
        ARGUMENTS("compress", strcmp(killing->pool, serial) == 0 ? "-T1" : "-j2", killing->pool,
                  killing->option, killing->has_old ? "--force" : "--progress=never",
                  "--journal=journal", "-Oout", "in", resumes ? "--resume" : NULL));
}

/* Ends the run at a random moment, some so early that nothing has begun. Whether it was killed. */
static bool kill_in_the_middle(struct command *command, uint64_t *random)
{
    command_sleep((double)(reference_random(random) % 1000) / 1000 * KILL_WITHIN_SECONDS);
    const struct family family = family_find(command_pid(command), true);
    kill(command_pid(command), SIGKILL);
    const struct command_result *const r = command_finish(command);
    assert_true(r->signal == SIGKILL || r->exit_code == 0);
    assert_true(family_await_ends(&family, END_SECONDS));
    return r->signal == SIGKILL;
}

static void remove_all(const char *names)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", names);
    assert_int_equal(system(command), 0);
}

static unsigned count_journal_lines(void)
{
    size_t n_bytes;
    unsigned n = 0;
    if (!scratch_exists("journal"))
        return 0;
    uint8_t *const text = scratch_read("journal", &n_bytes);
    for (size_t i = 0; i < n_bytes; i++)
        n += text[i] == '\n';
    free(text);
    return n ? n - 1 : 0;
}

/* What is done and not in the journal will be done once more: no more than what the workers had
 * answered, or had in hand, in the moment of the kill. */
static void check_lost_lines(const struct small_tree *tree, const struct killing *killing)
{
    const unsigned n_held = strstr(killing->option, "batch") ? 64 : 8;
    if (killing->has_old || !scratch_exists("out"))
        return;
    const unsigned n_done = small_tree_count(tree), n_lines = count_journal_lines();
    if (n_done > n_lines + N_WORKERS * n_held)
        fail_msg("%u outputs, %u lines in the journal", n_done, n_lines);
}

/* A run that is killed up to so many times and then finished; returns how often it was. */
static unsigned kill_and_resume(const struct small_tree *tree, const struct killing *killing,
                                uint64_t *random)
{
    const unsigned n_most = 1 + (unsigned)(reference_random(random) % 3);
    unsigned n_kills = 0;
    if (killing->has_old)
        small_tree_fill(tree);
    struct small_tree_watch *const watch = small_tree_watch_start(tree, killing->has_old);
    while (n_kills < n_most && kill_in_the_middle(start(killing, n_kills > 0), random)) {
        n_kills++;
        check_lost_lines(tree, killing);
    }
    assert_succeeds(command_finish(start(killing, true)));
    small_tree_watch_stop(watch);
    small_tree_check(tree);
    assert_fails_with(command_finish(start(killing, true)), 0,
                      "0 converted, 400 skipped, 0 failed");
    remove_all("out");
    assert_int_equal(remove("journal"), 0);
    return n_kills;
}

static void kill_rounds(const char *pool, const char *option, bool has_old, unsigned n_short,
                        unsigned n_long)
{
    const struct killing killing = {.pool = pool, .option = option, .has_old = has_old};
    const unsigned n = getenv("RLE127_LONG") ? n_long : n_short;
    struct small_tree *const tree = small_tree_make(N_FILES, false);
    uint64_t random = 127;
    unsigned n_kills = 0;
    for (unsigned i = 0; i < n; i++)
        n_kills += kill_and_resume(tree, &killing, &random);
    print_message("%u runs, killed %u times\n", n, n_kills);
    assert_true(n_kills >= n / 2);
    small_tree_free(tree);
    remove_all("in kinds");
}

static void a_killed_run_is_resumed(void **state)
{
    (void)state;
    kill_rounds("--image-pool=process", "--durable=none", false, 4, 40);
}

static void a_killed_run_of_threads_is_resumed(void **state)
{
    (void)state;
    kill_rounds("--image-pool=thread", "--durable=none", false, 2, 15);
}

static void a_killed_run_of_one_process_is_resumed(void **state)
{
    (void)state;
    kill_rounds("--image-pool=serial", "--durable=none", false, 2, 15);
}

static void a_killed_run_that_is_durable_in_groups_is_resumed(void **state)
{
    (void)state;
    kill_rounds("--image-pool=process", "--durable=batch", false, 2, 15);
}

static void a_killed_run_that_replaces_is_resumed(void **state)
{
    (void)state;
    kill_rounds("--image-pool=process", "--durable=none", true, 2, 15);
    kill_rounds("--image-pool=thread", "--durable=batch", true, 1, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_killed_run_is_resumed),
        SCRATCH_TEST(a_killed_run_of_threads_is_resumed),
        SCRATCH_TEST(a_killed_run_of_one_process_is_resumed),
        SCRATCH_TEST(a_killed_run_that_is_durable_in_groups_is_resumed),
        SCRATCH_TEST(a_killed_run_that_replaces_is_resumed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
