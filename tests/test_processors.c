/*
 * src/pool/processors.h, on made-up trees of /proc and /sys: what control groups allow, of both
 * versions, and what the environment says.
 */
#define _GNU_SOURCE
#include "../src/pool/processors.h"
#include "scratch.h"
#include "tests.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUPS "t/sys/fs/cgroup"

static void check_quota(unsigned expected)
{
    const unsigned found = rle127_processor_quota("t");
    if (found != expected)
        fail_msg("%u processors instead of %u", found, expected);
}

static void without_control_groups_nothing_is_limited(void **state)
{
    (void)state;
    check_quota(RLE127_PROCESSORS_UNLIMITED);
    scratch_write_deep("t/proc/self/cgroup", "");
    check_quota(RLE127_PROCESSORS_UNLIMITED);
    scratch_write_deep("t/proc/self/cgroup", "0::/a/b\n");
    check_quota(RLE127_PROCESSORS_UNLIMITED);
    scratch_write_deep("t/proc/self/cgroup", "nonsense\n:\n1:\n::\n0::\n");
    check_quota(RLE127_PROCESSORS_UNLIMITED);
}

static void a_quota_is_rounded_down_but_never_to_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned n;
    } quotas[] = {{"max 100000\n", RLE127_PROCESSORS_UNLIMITED},
                  {"100000 100000\n", 1},
                  {"199999 100000\n", 1},
                  {"200000 100000\n", 2},
                  {"350000 100000\n", 3},
                  {"1000 100000\n", 1},
                  {"6400000 100000\n", 64},
                  {"9223372036854775807 1\n", INT_MAX},
                  {"200000 0\n", RLE127_PROCESSORS_UNLIMITED},
                  {"-1 100000\n", RLE127_PROCESSORS_UNLIMITED},
                  {"200000\n", RLE127_PROCESSORS_UNLIMITED},
                  {"", RLE127_PROCESSORS_UNLIMITED}};
    scratch_write_deep("t/proc/self/cgroup", "0::/a\n");
    for (size_t i = 0; i < sizeof quotas / sizeof quotas[0]; i++) {
        scratch_write_deep(GROUPS "/a/cpu.max", quotas[i].text);
        check_quota(quotas[i].n);
    }
}

static void the_smallest_quota_of_all_groups_around_counts(void **state)
{
    (void)state;
    scratch_write_deep("t/proc/self/cgroup", "0::/a/b/c\n");
    scratch_write_deep(GROUPS "/cpu.max", "900000 100000\n");
    check_quota(9);
    scratch_write_deep(GROUPS "/a/b/c/cpu.max", "max 100000\n");
    check_quota(9);
    scratch_write_deep(GROUPS "/a/b/cpu.max", "700000 100000\n");
    check_quota(7);
    scratch_write_deep(GROUPS "/a/cpu.max", "800000 100000\n");
    check_quota(7);
    scratch_write_deep(GROUPS "/a/b/c/cpu.max", "500000 100000\n");
    check_quota(5);
    scratch_write_deep(GROUPS "/a/b/other/cpu.max", "100000 100000\n");
    check_quota(5);
}

static void write_v1(const char *directory, const char *quota)
{
    char path[256];
    snprintf(path, sizeof path, "%s/cpu.cfs_quota_us", directory);
    scratch_write_deep(path, quota);
    snprintf(path, sizeof path, "%s/cpu.cfs_period_us", directory);
    scratch_write_deep(path, "50000\n");
}

static void groups_of_version_1_are_found_by_their_controllers(void **state)
{
    (void)state;
    scratch_write_deep("t/proc/self/cgroup",
                       "12:cpuset:/x\n4:cpuacct,cpu:/a/b\n3:memory:/a\n1:name=systemd:/\n0::/\n");
    write_v1(GROUPS "/cpuset/x", "50000\n");
    check_quota(RLE127_PROCESSORS_UNLIMITED);
    write_v1(GROUPS "/cpuacct,cpu/a", "-1\n");
    check_quota(RLE127_PROCESSORS_UNLIMITED);
    write_v1(GROUPS "/cpuacct,cpu/a", "230000\n");
    check_quota(4);
    write_v1(GROUPS "/cpuacct,cpu/a/b", "150000\n");
    check_quota(3);
    write_v1(GROUPS "/cpu", "100000\n");
    check_quota(2);
}

/* In a container the tree begins at its own group, which /proc names from outside. */
static void a_group_that_is_named_from_outside_is_the_root(void **state)
{
    (void)state;
    scratch_write_deep("t/proc/self/cgroup", "4:cpu:/docker/0123\n0::/../../b\n");
    write_v1(GROUPS "/cpu", "300000\n");
    check_quota(6);
    scratch_write_deep(GROUPS "/cpu.max", "400000 100000\n");
    check_quota(4);
}

static void affinity_and_quota_both_count(void **state)
{
    (void)state;
    cpu_set_t before, one;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    const unsigned n = (unsigned)CPU_COUNT(&before);
    assert_int_equal(rle127_usable_processors("t"), n);
    scratch_write_deep("t/proc/self/cgroup", "0::/\n");
    scratch_write_deep(GROUPS "/cpu.max", "100000 100000\n");
    assert_int_equal(rle127_usable_processors("t"), 1);
    scratch_write_deep(GROUPS "/cpu.max", "99900000 100000\n");
    assert_int_equal(rle127_usable_processors("t"), n < 999 ? n : 999);
    CPU_ZERO(&one);
    for (size_t cpu = 0; !CPU_COUNT(&one); cpu++)
        if (CPU_ISSET(cpu, &before))
            CPU_SET(cpu, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(rle127_usable_processors("t"), 1);
    sched_setaffinity(0, sizeof before, &before);
}

static void this_machine_has_at_least_one(void **state)
{
    (void)state;
    const unsigned n = rle127_usable_processors("");
    assert_true(n >= 1 && n <= CPU_SETSIZE);
}

static void the_ceiling_is_the_first_number_of_the_environment(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned n;
    } values[] = {{"1", 1},
                  {"7", 7},
                  {"4,3,2", 4},
                  {" 12\t, 3", 12},
                  {"0", 0},
                  {"", 0},
                  {" ", 0},
                  {"abc", 0},
                  {"4x", 0},
                  {"-2", 0},
                  {"+2", 0},
                  {",3", 0},
                  {"1000000000", 1000000000},
                  {"1000000001", 0},
                  {"18446744073709551617", 0}};
    unsetenv("OMP_NUM_THREADS");
    assert_int_equal(rle127_openmp_ceiling(), 0);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        setenv("OMP_NUM_THREADS", values[i].text, 1);
        assert_int_equal(rle127_openmp_ceiling(), values[i].n);
    }
    unsetenv("OMP_NUM_THREADS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(without_control_groups_nothing_is_limited),
        SCRATCH_TEST(a_quota_is_rounded_down_but_never_to_nothing),
        SCRATCH_TEST(the_smallest_quota_of_all_groups_around_counts),
        SCRATCH_TEST(groups_of_version_1_are_found_by_their_controllers),
        SCRATCH_TEST(a_group_that_is_named_from_outside_is_the_root),
        SCRATCH_TEST(affinity_and_quota_both_count),
        SCRATCH_TEST(this_machine_has_at_least_one),
        SCRATCH_TEST(the_ceiling_is_the_first_number_of_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
