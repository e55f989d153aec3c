/*
 * src/batch/walk.h: what is given of arguments and trees, and in which order.
 */
#define _DEFAULT_SOURCE /* mknod() */
#include "scratch.h"
#include "tests.h"
#include "walked.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void make_small_tree(void)
{
    scratch_make_directory("in");
    scratch_make_directory("in/b");
    scratch_make_directory("in/b/c");
    scratch_make_directory("in/e");
    MAKE_FILES("in/z.png", "in/a.png", "in/b/y.bmp", "in/b/c/x.pbm", "in/e/w.gif");
}

static void files_come_in_order_and_then_directories(void **state)
{
    (void)state;
    make_small_tree();
    assert_string_equal(WALK("in"), "in:a.png in:z.png in:b/y.bmp in:b/c/x.pbm in:e/w.gif");
}

static void arguments_come_in_their_order(void **state)
{
    (void)state;
    make_small_tree();
    MAKE_FILES("z", "a");
    assert_string_equal(WALK("z", "in/b", "-", "a", "in/e/"),
                        "z in/b:y.bmp in/b:c/x.pbm - a in/e/:w.gif");
}

static void nothing_comes_of_nothing(void **state)
{
    (void)state;
    scratch_make_directory("in");
    scratch_make_directory("in/a");
    scratch_make_directory("in/a/b");
    scratch_make_directory("in/c");
    assert_string_equal(WALK("in"), "");
    assert_string_equal(walked_all(&(struct rle127_walk_setup){0}), "");
}

static void files_are_looked_at(void **state)
{
    (void)state;
    struct rle127_found found;
    struct stat now;
    scratch_make_directory("in");
    scratch_write_text("in/a.png", "12345");
    const struct timespec times[2] = {{5, 6}, {7, 8}};
    assert_int_equal(utimensat(AT_FDCWD, "in/a.png", times, 0), 0);
    assert_int_equal(stat("in/a.png", &now), 0);
    for (unsigned i = 0; i < 2; i++) {
        struct rle127_walk *const walk = walked_open(&(char *){i ? "in/a.png" : "in"});
        assert_true(rle127_walk_next(walk, &found));
        assert_null(found.passed_over);
        assert_int_equal(found.bytes, 5);
        assert_int_equal(found.modified.tv_sec, 7);
        assert_int_equal(found.modified.tv_nsec, now.st_mtim.tv_nsec);
        rle127_walk_close(walk);
    }
}

static void compressing_passes_over_what_is_compressed(void **state)
{
    (void)state;
    scratch_make_directory("in");
    scratch_make_directory("in/c.rle");
    MAKE_FILES("in/a.png", "in/a.rle", "in/b.RLE", "in/.rle", "in/c.rle/d.png", "in/rle", "e.rle");
    assert_string_equal(WALK("in", "e.rle"),
                        "in:.rle in:a.png in:a.rle? in:b.RLE? in:rle in:c.rle/d.png e.rle");
}

static void decompressing_takes_what_is_compressed_and_counts_nothing_else(void **state)
{
    (void)state;
    scratch_make_directory("in");
    scratch_make_directory("in/c.png");
    MAKE_FILES("in/a.png", "in/a.rle", "in/b.RLE", "in/.rle", "in/c.png/d.rle", "in/rle", "e.png");
    assert_int_equal(symlink("a.rle", "in/link.rle"), 0);
    assert_int_equal(symlink("a.rle", "in/link"), 0);
    char *inputs[] = {"in", "e.png"};
    const struct rle127_walk_setup setup = {
        .inputs = inputs, .n_inputs = 2, .wants_rle_only = true};
    assert_string_equal(walked_all(&setup), "in:a.rle in:b.RLE in:link.rle? in:c.png/d.rle e.png");
}

static void temporaries_are_left_out(void **state)
{
    (void)state;
    scratch_make_directory("in");
    scratch_make_directory("in/.rle127-d1-2-3");
    MAKE_FILES("in/.rle127-1-2-3", "in/.rle127-d1-2-3/a.png", "in/b.png");
    assert_string_equal(WALK("in"), "in:b.png");
}

static void links_in_a_tree_are_counted_and_not_followed(void **state)
{
    (void)state;
    make_small_tree();
    scratch_write_text("outside.png", "12345");
    assert_int_equal(symlink("../outside.png", "in/e/file.png"), 0);
    assert_int_equal(symlink("../b", "in/e/directory"), 0);
    assert_int_equal(symlink("..", "in/e/above"), 0);
    assert_int_equal(symlink("loop", "in/e/loop"), 0);
    assert_int_equal(symlink("nowhere", "in/e/nowhere"), 0);
    assert_string_equal(WALK("in/e"), "in/e:above? in/e:directory? in/e:file.png? in/e:loop? "
                                      "in/e:nowhere? in/e:w.gif");
}

static void links_that_are_arguments_are_followed(void **state)
{
    (void)state;
    make_small_tree();
    scratch_write_text("outside.png", "12345");
    assert_int_equal(symlink("in/e", "directory"), 0);
    assert_int_equal(symlink("outside.png", "file"), 0);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    assert_string_equal(WALK("directory", "file", "dangling", "loop"),
                        "directory:w.gif file=5 dangling!ENOENT loop!ELOOP");
}

static void make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, path);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);
}

/* Nobody writes to the FIFO: who opens it waits for ever. */
static void what_is_no_file_is_counted_and_not_opened(void **state)
{
    (void)state;
    scratch_make_directory("in");
    assert_int_equal(mkfifo("in/fifo.png", 0666), 0);
    make_socket("in/socket.png");
    assert_string_equal(WALK("in"), "in:fifo.png? in:socket.png?");
    if (mknod("in/device.png", S_IFCHR | 0666, 0x103) == 0)
        assert_string_equal(WALK("in"), "in:device.png? in:fifo.png? in:socket.png?");
    assert_string_equal(WALK("in/fifo.png"), "in/fifo.png");
}

static void hard_links_are_files_each(void **state)
{
    (void)state;
    scratch_make_directory("in");
    MAKE_FILES("in/a.png");
    assert_int_equal(link("in/a.png", "in/b.png"), 0);
    assert_string_equal(WALK("in"), "in:a.png in:b.png");
}

static void a_directory_is_visited_once(void **state)
{
    (void)state;
    make_small_tree();
    assert_string_equal(WALK("in/e", "in/e/"), "in/e:w.gif in/e/:?");
    assert_string_equal(WALK("in/b", "in/b/c", "in"),
                        "in/b:y.bmp in/b:c/x.pbm in/b/c:x.pbm in:a.png "
                        "in:z.png in:b/y.bmp in:b/c/x.pbm in:e/w.gif");
}

static const char *walk_with_output(const char *root, const char *output)
{
    struct stat found;
    assert_int_equal(stat(output, &found), 0);
    return walked_all(&(struct rle127_walk_setup){.inputs = &(char *){(char *)root},
                                                  .n_inputs = 1,
                                                  .output_device = found.st_dev,
                                                  .output_inode = found.st_ino});
}

static void the_output_directory_in_a_tree_is_not_entered(void **state)
{
    (void)state;
    make_small_tree();
    assert_string_equal(walk_with_output("in", "in/b"), "in:a.png in:z.png in:b? in:e/w.gif");
    assert_string_equal(walk_with_output("in", "in/b/c"),
                        "in:a.png in:z.png in:b/y.bmp in:b/c? in:e/w.gif");
}

static void a_root_that_is_the_output_directory_is_walked(void **state)
{
    (void)state;
    make_small_tree();
    assert_string_equal(walk_with_output("in/b", "in/b"), "in/b:y.bmp in/b:c/x.pbm");
    struct stat found;
    assert_int_equal(stat("in/b", &found), 0);
    char *inputs[] = {"in", "in/b"};
    const struct rle127_walk_setup setup = {.inputs = inputs,
                                            .n_inputs = 2,
                                            .output_device = found.st_dev,
                                            .output_inode = found.st_ino};
    assert_string_equal(walked_all(&setup),
                        "in:a.png in:z.png in:b? in:e/w.gif in/b:y.bmp in/b:c/x.pbm");
}

static void any_name_is_a_name(void **state)
{
    (void)state;
    char longest[256 + 3] = "in/";
    static const char *const names[] = {"in/-a",  "in/a\nb.png",  "in/a\tb.png", "in/a\x1b[1m.png",
                                        "in/'\"", "in/\xff\xfe.", "in/*",        "in/ "};
    scratch_make_directory("in");
    memset(longest + 3, 'x', 255);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        MAKE_FILES(names[i]);
    MAKE_FILES(longest);
    char expected[512];
    snprintf(expected, sizeof expected,
             "in:  in:'\" in:* in:-a in:a\tb.png in:a\nb.png in:a\x1b[1m.png in:%s in:\xff\xfe.",
             longest + 3);
    assert_string_equal(WALK("in"), expected);
}

#define DEPTH 1000u
static const char long_name[] = "a name of fifty bytes, so that paths are too long.";

static void no_tree_is_too_deep(void **state)
{
    (void)state;
    struct rle127_found found;
    scratch_make_directory("in");
    walked_make_chain("in", long_name, DEPTH, "last.png");
    struct rle127_walk *const walk = walked_open(&(char *){"in"});
    assert_true(rle127_walk_next(walk, &found));
    const bool is_regular = !found.passed_over;
    const size_t length = strlen(found.path);
    const bool is_last = strcmp(found.path + length - 8, "last.png") == 0;
    const bool is_more = rle127_walk_next(walk, &found);
    rle127_walk_close(walk);
    walked_remove_chain("in", long_name, DEPTH, "last.png");
    assert_true(is_regular && is_last && !is_more);
    assert_int_equal(length, DEPTH * sizeof long_name + 8);
}

static void trees_side_by_side_keep_their_paths(void **state)
{
    (void)state;
    char expected[4096] = "", path[64];
    scratch_make_directory("in");
    for (unsigned i = 0; i < 3; i++)
        for (unsigned j = 0; j < 3; j++)
            for (unsigned k = 0; k < 3; k++) {
                snprintf(path, sizeof path, "in/%.*s", (int)i + 1, "aaa");
                mkdir(path, 0777);
                snprintf(path, sizeof path, "in/%.*s/%u", (int)i + 1, "aaa", j);
                mkdir(path, 0777);
                snprintf(path, sizeof path, "in/%.*s/%u/%u", (int)i + 1, "aaa", j, k);
                MAKE_FILES(path);
                const size_t length = strlen(expected);
                snprintf(expected + length, sizeof expected - length, "%sin:%s", length ? " " : "",
                         path + 3);
            }
    assert_string_equal(WALK("in"), expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(files_come_in_order_and_then_directories),
        SCRATCH_TEST(arguments_come_in_their_order),
        SCRATCH_TEST(nothing_comes_of_nothing),
        SCRATCH_TEST(files_are_looked_at),
        SCRATCH_TEST(compressing_passes_over_what_is_compressed),
        SCRATCH_TEST(decompressing_takes_what_is_compressed_and_counts_nothing_else),
        SCRATCH_TEST(temporaries_are_left_out),
        SCRATCH_TEST(links_in_a_tree_are_counted_and_not_followed),
        SCRATCH_TEST(links_that_are_arguments_are_followed),
        SCRATCH_TEST(what_is_no_file_is_counted_and_not_opened),
        SCRATCH_TEST(hard_links_are_files_each),
        SCRATCH_TEST(a_directory_is_visited_once),
        SCRATCH_TEST(the_output_directory_in_a_tree_is_not_entered),
        SCRATCH_TEST(a_root_that_is_the_output_directory_is_walked),
        SCRATCH_TEST(any_name_is_a_name),
        SCRATCH_TEST(no_tree_is_too_deep),
        SCRATCH_TEST(trees_side_by_side_keep_their_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
