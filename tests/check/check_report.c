/*
 * What every check needs: to lay the source and the result, to compare, and to fail in words that
 * lead back to the case. Knows nothing of what a kernel does.
 */
#define _DEFAULT_SOURCE /* sigaction() */

#include "check.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check_random.h"
#include "row_patterns.h"

/* A kernel that has not come to an end of a case in this time never will. */
#define PATIENCE_SECONDS 15

const uint8_t *rle127_lay_row(struct rle127_check *check, unsigned place)
{
    const uint8_t poison = (uint8_t)rle127_random(&check->random);
    uint8_t *const bits =
        rle127_lay_bytes(&check->src, check->row, rle127_row_bytes(check->width), place, poison);
    rle127_shake_padding(bits, check->width, &check->random);
    return bits;
}

const uint8_t *rle127_lay_runs(struct rle127_check *check, unsigned place)
{
    const uint8_t poison = (uint8_t)rle127_random(&check->random);
    return rle127_lay_bytes(&check->src, check->runs, check->n_runs_bytes, place, poison);
}

uint8_t *rle127_lay_result(struct rle127_check *check, size_t n_bytes, unsigned place)
{
    const uint8_t poison = (uint8_t)rle127_random(&check->random);
    return rle127_lay_poison(&check->dst, n_bytes, place, poison);
}

void rle127_expect_intact(const struct rle127_check *check)
{
    if (!rle127_is_intact(&check->dst))
        rle127_fail(check, "a byte beside the result is changed");
    if (!rle127_is_intact(&check->src))
        rle127_fail(check, "a byte beside the source is changed");
}

void rle127_expect_bytes(const struct rle127_check *check, const uint8_t *bytes,
                         const uint8_t *expected, size_t n_bytes)
{
    if (memcmp(bytes, expected, n_bytes) == 0)
        return;
    size_t i = 0;
    while (bytes[i] == expected[i])
        i++;
    rle127_fail(check, "byte %zu of %zu is %02x instead of %02x", i, n_bytes, bytes[i],
                expected[i]);
}

void rle127_expect_number(const struct rle127_check *check, const char *what, uint64_t number,
                          uint64_t expected)
{
    if (number != expected)
        rle127_fail(check, "%" PRIu64 " %s instead of %" PRIu64, number, what, expected);
}

static void print_place(const char *name, const struct rle127_room *room)
{
    printf("  %s: %zu bytes ", name, room->n_bytes);
    if (room->place == RLE127_AT_START)
        printf("behind a guard page\n");
    else if (room->place == RLE127_AT_END)
        printf("before a guard page\n");
    else
        printf("at alignment %u\n", room->place);
}

static void print_case(const struct rle127_check *check)
{
    printf("  width %" PRIu32 ", pattern \"%s\", flip %02x, case %" PRIu64 "\n", check->width,
           check->pattern, check->flip, check->n_cases);
    if (check->cut)
        printf("  stream: %s; damage: %s; %s\n", check->cut, check->damage ? check->damage : "none",
               check->tail);
    if (check->target_pixels)
        printf("  target: %" PRIu64 " pixels\n", check->target_pixels);
    print_place("source", &check->src);
    print_place("result", &check->dst);
    printf("  again: rle127-check%s --seed=%" PRIu64 " --level=%s --kernel=%s\n",
           check->is_quick ? " --quick" : "", check->seed, check->kernels->level, check->kernel);
}

void rle127_fail(const struct rle127_check *check, const char *what, ...)
{
    va_list arguments;
    va_start(arguments, what);
    printf("FAILED: %s %s: ", check->kernels->level, check->kernel);
    vprintf(what, arguments);
    printf("\n");
    va_end(arguments);
    print_case(check);
    fflush(stdout);
    _exit(1);
}

/* What a handler can reach. Its signals are raised by kernels or in them, not by what they
 * interrupt of the C library. */
static const struct rle127_check *watched;
static uint64_t n_cases_before;

static void report_access(const struct rle127_room *room, const char *name, const void *address)
{
    const char *const guard = rle127_name_guard(room, address);
    if (guard)
        rle127_fail(watched, "touches memory %s the %s", guard, name);
}

static void report_crash(int signal, siginfo_t *info, void *context)
{
    (void)context;
    report_access(&watched->src, "source", info->si_addr);
    report_access(&watched->dst, "result", info->si_addr);
    rle127_fail(watched, "signal %d, address %p", signal, info->si_addr);
}

static void look_at_progress(int signal)
{
    (void)signal;
    if (watched->n_cases == n_cases_before)
        rle127_fail(watched, "does not return");
    n_cases_before = watched->n_cases;
    alarm(PATIENCE_SECONDS);
}

void rle127_watch(const struct rle127_check *check)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
    struct sigaction action = {.sa_flags = SA_SIGINFO};
    action.sa_sigaction = report_crash;
    watched = check;
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        sigaction(crashes[i], &action, NULL);
    struct sigaction progress = {.sa_flags = SA_RESTART};
    progress.sa_handler = look_at_progress;
    sigaction(SIGALRM, &progress, NULL);
    alarm(PATIENCE_SECONDS);
}
