/*
 * src/batch/walk.h: what directories of many files take, in memory and in time. RLE127_LONG=1 adds
 * one of a million files, made in /dev/shm where that is there.
 */
#include "command.h"
#include "scratch.h"
#include "tests.h"
#include "walked.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a walk took; peak_bytes: of the process, with all that is in it. */
struct figures {
    size_t n_files;
    double first_seconds, all_seconds;
    size_t peak_bytes;
};

static void measure(char *root, struct figures *figures)
{
    struct rle127_found found;
    struct rusage usage;
    const double start = command_clock();
    struct rle127_walk *const walk = walked_open(&root);
    while (rle127_walk_next(walk, &found))
        if (!figures->n_files++)
            figures->first_seconds = command_clock() - start;
    figures->all_seconds = command_clock() - start;
    rle127_walk_close(walk);
    getrusage(RUSAGE_SELF, &usage);
    figures->peak_bytes = (size_t)usage.ru_maxrss * 1024;
}

/* In a process of its own, so that nothing else counts. */
static struct figures measure_walk(char *root)
{
    struct figures figures = {0};
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        measure(root, &figures);
        _exit(write(ends[1], &figures, sizeof figures) != sizeof figures);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(read(ends[0], &figures, sizeof figures), sizeof figures);
    close(ends[0]);
    close(ends[1]);
    return figures;
}

/* Names of 20 bytes, made in another order than theirs: 7919 is a prime. */
static void name_file(char name[32], size_t i, size_t n_files)
{
    snprintf(name, 32, "page-%011zu.png", i * 7919 % n_files);
}

static void make_many(const char *directory, size_t n_files)
{
    char name[32];
    const int directory_fd = open(directory, O_RDONLY | O_DIRECTORY);
    assert_true(directory_fd >= 0);
    for (size_t i = 0; i < n_files; i++) {
        name_file(name, i, n_files);
        const int fd = openat(directory_fd, name, O_WRONLY | O_CREAT | O_EXCL, 0666);
        if (fd < 0)
            fail_msg("%s cannot be made", name);
        close(fd);
    }
    close(directory_fd);
}

static void check_figures(char *directory, size_t n_files, double first_seconds, size_t mb)
{
    const struct figures figures = measure_walk(directory);
    print_message("%zu files: first after %.3f s, all after %.3f s, peak %zu kB\n", figures.n_files,
                  figures.first_seconds, figures.all_seconds, figures.peak_bytes / 1024);
    assert_int_equal(figures.n_files, n_files);
#ifndef RLE127_SANITIZED
    assert_true(figures.first_seconds < first_seconds);
    assert_true(figures.peak_bytes < mb << 20);
#else
    (void)first_seconds;
    (void)mb;
#endif
}

static void ten_thousand_files_take_little(void **state)
{
    (void)state;
    scratch_make_directory("in");
    make_many("in", 10000);
    check_figures("in", 10000, 0.1, 8);
}

static void a_million_files_take_what_is_promised(void **state)
{
    (void)state;
    const char *const is_long = getenv("RLE127_LONG");
    if (!is_long || strcmp(is_long, "1") != 0)
        skip();
    make_many(".", 1000000);
    check_figures(".", 1000000, 1.5, 40);
}

/* All the subdirectories are known before the first of them is entered. */
static void ten_thousand_directories_take_little(void **state)
{
    (void)state;
    char path[48];
    scratch_make_directory("in");
    for (unsigned i = 0; i < 10000; i++) {
        snprintf(path, sizeof path, "in/directory-%06u", i);
        scratch_make_directory(path);
    }
    MAKE_FILES("in/directory-009999/a.png");
    check_figures("in", 1, 1, 8);
}

static int enter_memory(void **state)
{
    struct stat found;
    if (!getenv("TMPDIR") && stat("/dev/shm", &found) == 0 && S_ISDIR(found.st_mode))
        setenv("TMPDIR", "/dev/shm", 1);
    return scratch_enter(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(ten_thousand_files_take_little),
        SCRATCH_TEST(ten_thousand_directories_take_little),
        cmocka_unit_test_setup_teardown(a_million_files_take_what_is_promised, enter_memory,
                                        scratch_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
