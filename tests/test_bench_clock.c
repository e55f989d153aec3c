/*
 * The clock of calls, and the shares that it comes to.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../bench/io/time_shares.h"
#include "../src/image/foreign/wire.h"
#include "../src/pool/program.h"
#include "scratch.h"
#include "tests.h"

/* What waits for ever is a failure. */
#define SECONDS_MAX 120

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static double read_processor_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void compute_ms(double ms)
{
    const double start = read_processor_clock();
    while (read_processor_clock() - start < ms / 1000)
        ;
}

static double sum_parts(const struct rle127_time_shares *shares)
{
    double sum = 0;
    for (int part = 0; part < RLE127_TIME_PARTS; part++) {
        assert_true(shares->parts[part] >= 0);
        sum += shares->parts[part];
    }
    return sum;
}

/* A byte that comes late. */
static int open_late_pipe(pid_t *child)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    *child = fork();
    if (*child == 0) {
        sleep_ms(400);
        _exit(write(ends[1], "x", 1) == 1 ? 0 : 1);
    }
    close(ends[1]);
    return ends[0];
}

static void calls_are_counted_by_kinds(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    struct rle127_time_shares shares;
    char byte;
    pid_t child;
    struct stat found;
    (void)state;
    const int late = open_late_pipe(&child);
    rle127_call_clock_start(clock);
    const int fd = open("file", O_RDWR | O_CREAT, 0600);
    assert_int_equal(fstat(fd, &found), 0);
    assert_int_equal(write(fd, "abc", 3), 3);
    assert_int_equal(pwrite(fd, "d", 1, 3), 1);
    assert_int_equal(pread(fd, &byte, 1, 3), 1);
    assert_int_equal(byte, 'd');
    assert_int_equal(close(fd), 0);
    assert_int_equal(openat(AT_FDCWD, "none", O_RDONLY), -1);
    assert_int_equal(errno, ENOENT);
    compute_ms(20);
    assert_int_equal(read(late, &byte, 1), 1);
    rle127_call_clock_stop();
    close(late);
    waitpid(child, NULL, 0);

    const struct rle127_call_times *const kinds = clock->threads[0].kinds;
    assert_int_equal(atomic_load(&clock->n_threads), 1);
    assert_int_equal(kinds[RLE127_CALL_READING].n_calls, 2);
    assert_int_equal(kinds[RLE127_CALL_WRITING].n_calls, 2);
    assert_int_equal(kinds[RLE127_CALL_FILES].n_calls, 4);
    assert_int_equal(kinds[RLE127_CALL_POOL].n_calls, 0);
    assert_true(kinds[RLE127_CALL_READING].blocked_ns > 20 * 1000000);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    assert_int_equal(shares.n_workers, 1);
    assert_true(shares.parts[RLE127_TIME_BLOCKED] > 0.2); /* no disk has kept it */
    assert_true(shares.parts[RLE127_TIME_DISK] == 0);
    assert_true(shares.parts[RLE127_TIME_CODING] > 0.01);
    assert_true(shares.parts[RLE127_TIME_CODING] < 0.9);
    assert_true(shares.opener == 0);
    rle127_call_clock_free(clock);
}

/* Those that are forked are counted apart; what they leave of their time is idle. */
static void processes_are_counted(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    struct rle127_time_shares shares;
    (void)state;
    rle127_call_clock_start(clock);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            compute_ms(20);
            _exit(write(open("/dev/null", O_WRONLY), "a", 1) == 1 ? 0 : 1);
        }
    while (waitpid(-1, NULL, 0) > 0)
        ;
    sleep_ms(60);
    rle127_call_clock_stop();
    assert_int_equal(atomic_load(&clock->n_threads), 3);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_int_equal(shares.n_workers, 2);
    assert_true(shares.n_calls == 4);
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    assert_true(shares.parts[RLE127_TIME_CODING] > 0.01);
    assert_true(shares.parts[RLE127_TIME_WAITING] > 0.2);
    assert_true(shares.opener > 0);
    rle127_call_clock_free(clock);
}

/* Two workers in a run of 1000 ns, of which the clock has taken 6 x (2 + 3): the whole is 1970. */
static void what_the_clock_takes_is_taken_off(void **state)
{
    struct rle127_call_clock *const clock = calloc(1, sizeof *clock);
    struct rle127_time_shares shares;
    (void)state;
    *clock = (struct rle127_call_clock){
        .inside_ns = 2, .outside_ns = 3, .start_ns = 500, .end_ns = 1500, .n_threads = 3};
    clock->threads[0] = (struct rle127_call_thread){.first_cpu_ns = 1000, .last_cpu_ns = 1100};
    clock->threads[1] = (struct rle127_call_thread){
        .kinds =
            {[RLE127_CALL_READING] =
                 {.n_calls = 4, .wall_ns = 500, .cpu_ns = 208, .blocked_ns = 197},
             [RLE127_CALL_POOL] = {.n_calls = 1, .wall_ns = 300, .cpu_ns = 1, .blocked_ns = 299}},
        .last_cpu_ns = 618};
    clock->threads[2] = (struct rle127_call_thread){
        .kinds = {[RLE127_CALL_WRITING] = {.n_calls = 1, .wall_ns = 102, .cpu_ns = 102}},
        .last_cpu_ns = 500};
    assert_true(rle127_find_time_shares(clock, &shares));
    const double whole[RLE127_TIME_PARTS] = {[RLE127_TIME_CODING] = 394 + 395,
                                             [RLE127_TIME_READING] = 200,
                                             [RLE127_TIME_WRITING] = 100,
                                             [RLE127_TIME_BLOCKED] = 197,
                                             [RLE127_TIME_WAITING] = 1970 - 789 - 200 - 100 - 197};
    for (int part = 0; part < RLE127_TIME_PARTS; part++)
        assert_true(fabs(shares.parts[part] - whole[part] / 1970) < 1e-9);
    assert_true(shares.opener == 0.1 && shares.n_calls == 6 && shares.n_workers == 2);
    free(clock);
}

/* In a run of 1000 ns: what of the time in one kind of calls is the disk's, and what it is else. */
static void check_blocked(enum rle127_call_kind kind, struct rle127_call_times times,
                          bool has_fetched, double disk, double blocked, double decoder)
{
    struct rle127_call_clock *const clock = calloc(1, sizeof *clock);
    struct rle127_time_shares shares;
    *clock = (struct rle127_call_clock){.end_ns = 1000, .n_threads = 1};
    clock->threads[0] =
        (struct rle127_call_thread){.has_fetched = has_fetched, .last_cpu_ns = times.cpu_ns};
    clock->threads[0].kinds[kind] = times;
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_true(fabs(shares.parts[RLE127_TIME_DISK] - disk) < 1e-9);
    assert_true(fabs(shares.parts[RLE127_TIME_BLOCKED] - blocked) < 1e-9);
    assert_true(fabs(shares.parts[RLE127_TIME_DECODER] - decoder) < 1e-9);
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    free(clock);
}

static void what_is_waited_for_has_its_part(void **state)
{
    const struct rle127_call_times times = {
        .n_calls = 2, .wall_ns = 600, .cpu_ns = 100, .blocked_ns = 400, .fetched_ns = 300};
    struct rle127_call_times warm = times;
    (void)state;
    warm.fetched_ns = 0;
    check_blocked(RLE127_CALL_READING, times, true, 0.4, 0, 0);
    check_blocked(RLE127_CALL_READING, warm, false, 0, 0.4, 0);
    check_blocked(RLE127_CALL_WRITING, warm, true, 0, 0.4, 0);
    check_blocked(RLE127_CALL_FILES, warm, true, 0, 0.4, 0);
    check_blocked(RLE127_CALL_FILES, times, true, 0.3, 0.1, 0);
    check_blocked(RLE127_CALL_SYNCING, warm, false, 0.4, 0, 0);
    check_blocked(RLE127_CALL_POOL, warm, false, 0, 0, 0);
    check_blocked(RLE127_CALL_DECODER, warm, false, 0, 0, 0.6);
}

/* Processes that make and name files in one directory wait for each other, but not for a disk. */
static void there_is_no_disk_in_memory(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    struct rle127_time_shares shares;
    struct statfs status;
    char directory[] = "/dev/shm/rle127-test-XXXXXX";
    (void)state;
    if (statfs("/dev/shm", &status) != 0 || status.f_type != 0x01021994 || !mkdtemp(directory)) {
        rle127_call_clock_free(clock);
        skip();
    }
    rle127_call_clock_start(clock);
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            const int fd = open(directory, O_RDONLY | O_DIRECTORY);
            char name[16], other[16];
            snprintf(name, sizeof name, "a%d", i);
            snprintf(other, sizeof other, "b%d", i);
            for (int j = 0; j < 500; j++) {
                close(openat(fd, name, O_WRONLY | O_CREAT, 0600));
                renameat(fd, name, fd, other);
                unlinkat(fd, other, 0);
            }
            _exit(0);
        }
    while (waitpid(-1, NULL, 0) > 0)
        ;
    rle127_call_clock_stop();
    assert_int_equal(rmdir(directory), 0);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_int_equal(shares.n_workers, 8);
    assert_true(shares.parts[RLE127_TIME_DISK] == 0);
    rle127_call_clock_free(clock);
}

/* A call by which another one is made is one call. */
static void the_decoder_is_told_from_the_pool(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    struct rle127_time_shares shares;
    struct rle127_program program;
    _Atomic uint32_t events = 0;
    char path[] = "/bin/sh", byte = 'x';
    int ends[2];
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    rle127_call_clock_start(clock);
    for (int i = 0; i < 20; i++)
        rle127_wire_await(&events, 0);
    rle127_wire_tell(&events);
    assert_true(rle127_wire_send(ends[0], &byte, 1, -1));
    assert_int_equal(rle127_wire_receive(ends[1], &byte, 1, NULL, true), RLE127_WIRE_RECEIVED);
    assert_int_equal(rle127_program_start(&program, path, ends[0]), 0);
    rle127_program_end(&program);
    assert_int_equal(send(ends[0], &byte, 1, 0), 1);
    assert_int_equal(recv(ends[1], &byte, 1, 0), 1);
    rle127_call_clock_stop();
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(clock->threads[0].kinds[RLE127_CALL_DECODER].n_calls, 25);
    assert_int_equal(clock->threads[0].kinds[RLE127_CALL_POOL].n_calls, 1);
    assert_int_equal(clock->threads[0].kinds[RLE127_CALL_FILES].n_calls, 0);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_true(shares.parts[RLE127_TIME_DECODER] > 0.5);
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    rle127_call_clock_free(clock);
}

static void a_clock_knows_that_it_sees(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    (void)state;
    assert_true(rle127_call_clock_sees(clock));
    rle127_call_clock_free(clock);
}

static void no_clock_counts_nothing(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    (void)state;
    rle127_call_clock_start(clock);
    rle127_call_clock_stop();
    close(open("/dev/null", O_RDONLY));
    assert_int_equal(clock->threads[0].kinds[RLE127_CALL_FILES].n_calls, 0);
    assert_true(clock->inside_ns > 0 && clock->inside_ns < 1e5);
    assert_true(clock->outside_ns > 0 && clock->outside_ns < 1e5);
    rle127_call_clock_free(clock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(calls_are_counted_by_kinds),
        SCRATCH_TEST(processes_are_counted),
        cmocka_unit_test(what_the_clock_takes_is_taken_off),
        cmocka_unit_test(what_is_waited_for_has_its_part),
        cmocka_unit_test(there_is_no_disk_in_memory),
        SCRATCH_TEST(the_decoder_is_told_from_the_pool),
        cmocka_unit_test(a_clock_knows_that_it_sees),
        cmocka_unit_test(no_clock_counts_nothing),
    };
    alarm(SECONDS_MAX);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
