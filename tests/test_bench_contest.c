/*
 * bench/measure: samples of functions and programs in processes of their own, and contests.
 */
#define _DEFAULT_SOURCE /* usleep(), MAP_ANONYMOUS */
#include "../bench/measure/contest.h"

#include "../bench/measure/child.h"
#include "scratch.h"
#include "tests.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAUSE_US 20000

static bool pause_a_while(void *argument)
{
    (void)argument;
    usleep(PAUSE_US);
    return true;
}

static bool go_wrong(void *argument)
{
    (void)argument;
    return false;
}

static bool die(void *argument)
{
    (void)argument;
    raise(SIGKILL);
    return true;
}

/* Touches memory and burns time, in a process of its own too. */
static bool work(void *argument)
{
    const size_t n_bytes = *(const size_t *)argument;
    const pid_t child = fork();
    if (child == 0) {
        volatile double x = 1;
        for (int i = 0; i < 20000000; i++)
            x = x * 1.0000001;
        _exit(0);
    }
    char *const memory =
        mmap(NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(memory, 1, n_bytes);
    return waitpid(child, NULL, 0) == child;
}

static void a_function_is_timed_in_a_process_of_its_own(void **state)
{
    (void)state;
    struct rle127_sample sample;
    size_t n_bytes = (size_t)64 << 20;
    assert_true(rle127_sample_function(pause_a_while, NULL, &sample));
    assert_true(sample.seconds >= 1e-6 * PAUSE_US && sample.seconds < 5);
    assert_true(sample.usage.voluntary_switches >= 1);
    assert_true(sample.usage.user_seconds < sample.seconds);
    assert_true(rle127_sample_function(work, &n_bytes, &sample));
    assert_true(sample.usage.peak_bytes >= (double)n_bytes);
    assert_true(sample.usage.user_seconds > 0.001); /* of the child's child */
    assert_true(sample.usage.minor_faults > 10);
}

static void what_fails_or_dies_is_no_sample(void **state)
{
    (void)state;
    struct rle127_sample sample;
    assert_false(rle127_sample_function(go_wrong, NULL, &sample));
    assert_false(rle127_sample_function(die, NULL, &sample));
}

static bool run_program(char *const *argv, const char *input, const char *output,
                        struct rle127_sample *sample)
{
    const struct rle127_program_call call = {
        .argv = argv, .input_path = input, .output_path = output};
    return rle127_sample_program(&call, sample);
}

static void a_program_is_timed_as_a_whole(void **state)
{
    (void)state;
    struct rle127_sample sample;
    char *const pause[] = {"sleep", "0.05", NULL}, *const copy[] = {"cat", NULL},
                *const failing[] = {"false", NULL}, *const missing[] = {"./missing", NULL};
    assert_true(run_program(pause, NULL, NULL, &sample));
    assert_true(sample.seconds >= 0.05);
    scratch_write_text("in", "some bytes");
    scratch_write_text("out", "more bytes than before");
    assert_true(run_program(copy, "in", "out", &sample));
    assert_file_text("out", "some bytes");
    assert_false(run_program(failing, NULL, NULL, &sample));
    assert_false(run_program(missing, NULL, NULL, &sample));
    assert_false(run_program(copy, "missing", NULL, &sample));
}

/* What contenders were run in which order, by their letters. */
static char order[1000];

static bool take_letter(void *subject, struct rle127_sample *sample)
{
    const char letter = *(const char *)subject;
    strncat(order, &letter, 1);
    *sample = (struct rle127_sample){.seconds = (double)strlen(order)};
    return letter != '!';
}

#define N_CONTENDERS 5

static void each_is_run_once_a_round(void **state)
{
    (void)state;
    char letters[] = "abcde";
    struct rle127_contender all[N_CONTENDERS];
    bool differs = false;
    *order = '\0';
    for (size_t i = 0; i < N_CONTENDERS; i++)
        all[i] = (struct rle127_contender){
            .name = "", .run = take_letter, .subject = &letters[i], .patience = {.n_runs = 20}};
    assert_true(rle127_run_contest(all, N_CONTENDERS));
    assert_int_equal(strlen(order), 21 * N_CONTENDERS);
    for (size_t round = 0; round <= 20; round++) {
        const char *const start = order + round * N_CONTENDERS;
        for (size_t i = 0; i < N_CONTENDERS; i++)
            assert_non_null(memchr(start, letters[i], N_CONTENDERS));
        differs |= memcmp(start, letters, N_CONTENDERS) != 0;
    }
    assert_true(differs);
    for (size_t i = 0; i < N_CONTENDERS; i++) {
        assert_int_equal(all[i].n_samples, 20);
        assert_true(all[i].samples[0].seconds > N_CONTENDERS); /* the warm-up is dropped */
    }
    rle127_free_contest(all, N_CONTENDERS);
}

/* Samples of a quarter of a second, as they say. */
static bool take_quarter(void *subject, struct rle127_sample *sample)
{
    (void)subject;
    *sample = (struct rle127_sample){.seconds = 0.25};
    return true;
}

static void patience_is_runs_and_seconds(void **state)
{
    (void)state;
    struct rle127_contender two[] = {
        {.name = "", .run = take_quarter, .patience = {.n_runs = 3, .seconds = 2}},
        {.name = "", .run = take_quarter, .patience = {.n_runs = 10, .seconds = 1}}};
    assert_true(rle127_run_contest(two, 2));
    assert_int_equal(two[0].n_samples, 8);
    assert_int_equal(two[1].n_samples, 10);
    rle127_free_contest(two, 2);
}

static void a_contender_that_fails_ends_the_contest(void **state)
{
    (void)state;
    char letters[] = "a!";
    struct rle127_contender two[] = {
        {.name = "", .run = take_letter, .subject = &letters[0], .patience = {.n_runs = 3}},
        {.name = "", .run = take_letter, .subject = &letters[1], .patience = {.n_runs = 3}}};
    *order = '\0';
    assert_false(rle127_run_contest(two, 2));
    assert_string_equal(order, "a!");
    rle127_free_contest(two, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_is_timed_in_a_process_of_its_own),
        cmocka_unit_test(what_fails_or_dies_is_no_sample),
        SCRATCH_TEST(a_program_is_timed_as_a_whole),
        cmocka_unit_test(each_is_run_once_a_round),
        cmocka_unit_test(patience_is_runs_and_seconds),
        cmocka_unit_test(a_contender_that_fails_ends_the_contest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
