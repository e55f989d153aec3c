/*
 * rle127-check: options, and one line for each kernel of each level.
 */
#define _DEFAULT_SOURCE /* clock_gettime() */

#include "check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "naive_kernels.h"

#define EXIT_USAGE 2

/* The source may be a whole image's file or rows. */
#define ROOM_BYTES 1000000

static const char help[] =
    "usage: rle127-check [OPTION...]\n"
    "Compares every kernel of every level that this machine has with the scalar one, and the\n"
    "scalar ones with loops over pixels.\n"
    "  --seed=N        where the random rows begin (default: from the clock)\n"
    "  --level=NAME    this level alone\n"
    "  --kernel=NAME   this kernel alone; image: the calls on whole images alone\n"
    "  --quick         fewer widths and images\n"
    "  --bench         time the kernels instead\n"
    "  --list          print the names of levels and kernels\n"
    "  --help          print this\n"
    "Exit: 0 all equal, 1 a difference, 2 usage.\n";

struct options {
    const char *level, *kernel; /* NULL: all */
    uint64_t seed;
    bool is_quick, bench, list, help;
};

static bool complain(const char *what, const char *argument)
{
    fprintf(stderr, "rle127-check: %s: %s\n", what, argument);
    return false;
}

static bool parse_seed(const char *text, uint64_t *seed)
{
    char *end;
    errno = 0;
    *seed = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

/* What stands after the name and a '=', or NULL. */
static const char *find_value(const char *argument, const char *name)
{
    const size_t n = strlen(name);
    return strncmp(argument, name, n) == 0 && argument[n] == '=' ? argument + n + 1 : NULL;
}

static bool parse_flag(const char *argument, struct options *options)
{
    if (strcmp(argument, "--quick") == 0)
        options->is_quick = true;
    else if (strcmp(argument, "--bench") == 0)
        options->bench = true;
    else if (strcmp(argument, "--list") == 0)
        options->list = true;
    else if (strcmp(argument, "--help") == 0)
        options->help = true;
    else
        return complain("unknown option", argument);
    return true;
}

static bool is_kernel(const char *name)
{
    for (size_t i = 0; i < rle127_n_kernel_checks; i++)
        if (strcmp(rle127_kernel_checks[i].name, name) == 0)
            return true;
    return strcmp(name, RLE127_IMAGES) == 0;
}

static bool parse_option(const char *argument, struct options *options)
{
    const char *value;
    if ((value = find_value(argument, "--seed")) != NULL)
        return parse_seed(value, &options->seed) || complain("not a number", value);
    if ((value = find_value(argument, "--level")) != NULL) {
        options->level = value;
        return rle127_find_kernels(value) || complain("no such level here", value);
    }
    if ((value = find_value(argument, "--kernel")) != NULL) {
        options->kernel = value;
        return is_kernel(value) || complain("no such kernel", value);
    }
    return parse_flag(argument, options);
}

static uint64_t read_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void print_list(void)
{
    for (const char *const *level = rle127_levels(); *level; level++)
        printf("level %s\n", *level);
    for (size_t i = 0; i < rle127_n_kernel_checks; i++)
        printf("kernel %s\n", rle127_kernel_checks[i].name);
    printf("kernel %s\n", RLE127_IMAGES);
}

static bool is_wanted(const char *name, const char *only)
{
    return !only || strcmp(name, only) == 0;
}

/* The worse level, already checked, that has the very same kernel. */
static const char *find_same(const struct rle127_kernel_check *kernel, const char *const *level,
                             const struct options *options)
{
    if (options->level)
        return NULL;
    const struct rle127_kernels *const kernels = rle127_find_kernels(*level);
    for (const char *const *worse = level + 1; *worse; worse++)
        if (kernel->is_same(kernels, rle127_find_kernels(*worse)))
            return *worse;
    return NULL;
}

static void print_result(const struct rle127_check *check)
{
    printf("%-8s %-12s %9" PRIu64 " cases\n", check->kernels->level, check->kernel, check->n_cases);
    fflush(stdout);
}

static void check_level(struct rle127_check *check, const char *const *level,
                        const struct options *options)
{
    check->kernels = rle127_find_kernels(*level);
    check->truth = strcmp(*level, RLE127_LEVEL_SCALAR) == 0
                       ? &rle127_kernels_naive
                       : rle127_find_kernels(RLE127_LEVEL_SCALAR);
    for (size_t i = 0; i < rle127_n_kernel_checks; i++) {
        const struct rle127_kernel_check *const kernel = rle127_kernel_checks + i;
        if (!is_wanted(kernel->name, options->kernel))
            continue;
        const char *const same = find_same(kernel, level, options);
        if (same) {
            printf("%-8s %-12s as %s\n", *level, kernel->name, same);
            continue;
        }
        rle127_check_kernel(check, kernel);
        print_result(check);
    }
    if (is_wanted(RLE127_IMAGES, options->kernel)) {
        rle127_check_images(check);
        print_result(check);
    }
}

static void check_levels(struct rle127_check *check, const struct options *options)
{
    const char *const *const levels = rle127_levels();
    size_t n_levels = 0;
    while (levels[n_levels])
        n_levels++;
    for (size_t i = n_levels; i-- > 0;)
        if (is_wanted(levels[i], options->level))
            check_level(check, levels + i, options);
}

static void open_check(struct rle127_check *check, const struct options *options)
{
    static uint8_t row[RLE127_SIDE_MAX / 8 + 1], runs[RLE127_STREAM_BYTES_MAX];
    check->seed = options->seed;
    check->is_quick = options->is_quick;
    check->is_trial = !options->bench;
    check->row = row;
    check->runs = runs;
    check->pattern = "none";
    rle127_open_room(&check->src, ROOM_BYTES);
    rle127_open_room(&check->dst, ROOM_BYTES);
    rle127_watch(check);
}

int main(int argc, char **argv)
{
    struct options options = {.seed = read_clock()};
    for (int i = 1; i < argc; i++)
        if (!parse_option(argv[i], &options))
            return EXIT_USAGE;
    if (options.bench && options.kernel && strcmp(options.kernel, RLE127_IMAGES) == 0) {
        complain("is checked, not timed", options.kernel);
        return EXIT_USAGE;
    }
    if (options.help) {
        fputs(help, stdout);
        return 0;
    }
    if (options.list) {
        print_list();
        return 0;
    }
    static struct rle127_check check;
    printf("seed %" PRIu64 "%s\n", options.seed,
           options.is_quick ? ", fewer widths and images" : "");
    fflush(stdout);
    open_check(&check, &options);
    if (!options.bench)
        check_levels(&check, &options);
    rle127_bench(&check, options.level, options.kernel);
    return 0;
}
