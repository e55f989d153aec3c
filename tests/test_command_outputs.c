/*
 * What stands already where an output shall be, or is put there meanwhile: outputs are absent, old
 * or complete, and nothing else is touched.
 */
#include "command.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define assert_tiny_rle(path) assert_file((path), PAGE_TINY_RLE, PAGE_TINY_BYTES)
#define assert_tiny_pbm(path) assert_file((path), PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1)

static void link_to(const char *target, const char *path)
{
    assert_int_equal(symlink(target, path), 0);
}

static void an_output_that_exists_stays_without_f(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    page_write_tiny_pbm("b.pbm");
    scratch_write_text("a.rle", "old");
    const struct command_result *const r = RUN("compress", "-q", "a.pbm", "b.pbm");
    assert_one_line(r, 1, "a.pbm", "a.rle: exists (-f overwrites)\n");
    assert_file_text("a.rle", "old");
    assert_tiny_rle("b.rle");
    assert_succeeds(RUN("compress", "-f", "a.pbm"));
    assert_tiny_rle("a.rle");
    assert_listing(".", "a.pbm a.rle b.pbm b.rle");
}

static void a_failure_with_f_keeps_the_old_bytes(void **state)
{
    (void)state;
    scratch_write("a.pbm", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 2);
    scratch_write_text("a.rle", "old");
    assert_one_line(RUN("compress", "-f", "a.pbm"), 1, "a.pbm", "the file ends early");
    assert_file_text("a.rle", "old");
    assert_listing(".", "a.pbm a.rle");
}

static void a_link_in_the_way_is_replaced_and_its_target_is_not_touched(void **state)
{
    (void)state;
    struct stat found;
    page_write_tiny_pbm("a.pbm");
    scratch_write_text("victim", "precious");
    link_to("victim", "a.rle");
    assert_one_line(RUN("compress", "a.pbm"), 1, "a.pbm", "a.rle: exists (-f overwrites)\n");
    assert_succeeds(RUN("compress", "-f", "a.pbm"));
    assert_file_text("victim", "precious");
    assert_int_equal(lstat("a.rle", &found), 0);
    assert_true(S_ISREG(found.st_mode));
    link_to("nowhere", "b.rle");
    assert_one_line(RUN("compress", "-o", "b.rle", "a.pbm"), 1, "a.pbm",
                    "b.rle: exists (-f overwrites)\n");
    assert_succeeds(RUN("compress", "-f", "-o", "b.rle", "a.pbm"));
    assert_listing(".", "a.pbm a.rle b.rle victim");
}

static void an_output_that_is_the_input_is_refused(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    assert_int_equal(link("a.pbm", "hard.rle"), 0);
    link_to("a.pbm", "soft.rle");
    link_to("soft.rle", "softer.rle");
    static const char *const outputs[] = {"a.pbm", "./a.pbm", "hard.rle", "soft.rle", "softer.rle"};
    for (size_t i = 0; i < 5; i++) {
        assert_one_line(RUN("compress", "-f", "-o", outputs[i], "a.pbm"), 1, "a.pbm",
                        "is the input itself\n");
        assert_exit(RUN("compress", "-o", outputs[i], "a.pbm"), 1);
        assert_tiny_pbm("a.pbm");
    }
    const struct command_setup setup = {.stdin_path = "a.pbm"};
    assert_one_line(RUN_AS(&setup, "compress", "-fo", "a.pbm", "-"), 1, "standard input",
                    "a.pbm: is the input itself\n");
    assert_one_line(RUN("compress", "-f", "hard.rle"), 1, "hard.rle",
                    "hard.rle: is the input itself\n");
    assert_tiny_pbm("a.pbm");
    assert_listing(".", "a.pbm hard.rle soft.rle softer.rle");
}

static void directories_are_no_outputs(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    scratch_make_directory("a.rle");
    assert_one_line(RUN("compress", "a.pbm"), 1, "a.pbm", "a.rle");
    assert_one_line(RUN("compress", "-f", "a.pbm"), 1, "a.pbm", "a.rle: is a directory\n");
    assert_one_line(RUN("compress", "-f", "-o", "a.rle/", "a.pbm"), 1, "a.pbm", "a.rle/");
    assert_one_line(RUN("compress", "-o", "missing/a.rle", "a.pbm"), 3, "missing/a.rle",
                    "No such file");
    assert_one_line(RUN("compress", "-o", "new.rle/", "a.pbm"), 1, "a.pbm", "new.rle/");
    assert_listing(".", "a.pbm a.rle");
    assert_listing("a.rle", "");
}

static void devices_and_pipes_are_outputs_only_by_force(void **state)
{
    (void)state;
    struct stat found;
    page_write_tiny_pbm("a.pbm");
    assert_int_equal(mkfifo("a.rle", 0666), 0);
    assert_one_line(RUN("compress", "-o", "/dev/null", "a.pbm"), 1, "a.pbm", "/dev/null");
    assert_succeeds(RUN("compress", "-f", "-o", "/dev/null", "a.pbm"));
    assert_int_equal(stat("/dev/null", &found), 0);
    assert_true(S_ISCHR(found.st_mode));
    assert_one_line(RUN("compress", "a.pbm"), 1, "a.pbm", "a.rle");
    const struct command_result *const r = RUN("compress", "-f", "a.pbm"); /* nobody reads */
    assert_one_line(r, 1, "a.pbm", "a.rle");
    assert_true(r->seconds < 5);
}

static void set_umask(void)
{
    umask(027);
}

static unsigned mode_of(const char *path)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    return found.st_mode & 07777;
}

static void outputs_get_the_inputs_mode_as_far_as_it_is_right(void **state)
{
    (void)state;
    static const unsigned modes[][2] = {{0644, 0640}, {0444, 0440},  {0600, 0600},
                                        {0666, 0640}, {04755, 0640}, {0400, 0400}};
    const struct command_setup setup = {.prepare = set_umask};
    const struct command_setup piped = {
        .prepare = set_umask, .input = PAGE_TINY_PBM, .input_bytes = sizeof PAGE_TINY_PBM - 1};
    page_write_tiny_pbm("a.pbm");
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_int_equal(chmod("a.pbm", modes[i][0]), 0);
        assert_succeeds(RUN_AS(&setup, "compress", "-f", "a.pbm"));
        assert_int_equal(mode_of("a.rle"), modes[i][1]);
    }
    assert_succeeds(RUN_AS(&piped, "compress", "-o", "b.rle", "-"));
    assert_int_equal(mode_of("b.rle"), 0640);
}

/* /dev/shm is a place for files like any other, and everybody may put links there. */
static void a_link_in_shared_memory_is_replaced_too(void **state)
{
    (void)state;
    char directory[] = "/dev/shm/rle127-test-XXXXXX", link[64], victim[64];
    if (!mkdtemp(directory))
        skip();
    snprintf(link, sizeof link, "%s/x.rle", directory);
    snprintf(victim, sizeof victim, "%s/victim", directory);
    page_write_tiny_pbm("a.pbm");
    scratch_write_text(victim, "something precious");
    link_to(victim, link);
    const struct command_result *const r = RUN("compress", "-f", "-o", link, "a.pbm");
    size_t n_bytes;
    uint8_t *const found = scratch_read(victim, &n_bytes);
    const bool is_whole = strcmp((const char *)found, "something precious") == 0;
    free(found);
    remove(link);
    remove(victim);
    remove(directory);
    assert_succeeds(r);
    assert_true(is_whole);
}

/* As by `rle127 compress -c a.pbm >>a.pbm`. */
static void a_standard_output_that_is_the_input_is_refused(void **state)
{
    (void)state;
    const struct command_setup to_itself = {.stdout_path = "a.pbm"};
    const struct command_setup both = {.stdin_path = "a.pbm", .stdout_path = "a.pbm"};
    page_write_tiny_pbm("a.pbm");
    const struct command_result *r = RUN_AS(&to_itself, "compress", "-c", "a.pbm");
    assert_tiny_pbm("a.pbm");
    assert_one_line(r, 1, "a.pbm", "standard output: is the input itself\n");
    r = RUN_AS(&both, "compress", "-");
    assert_tiny_pbm("a.pbm");
    assert_one_line(r, 1, "standard input", "standard output: is the input itself\n");
}

/* The shell opened the log to append to it; a device that leads there must not begin anew. */
static void a_log_behind_dev_stdout_is_appended_to(void **state)
{
    (void)state;
    const struct command_setup shell = {.program = "sh"};
    page_write_tiny_pbm("a.pbm");
    scratch_write_text("log", "something precious\n");
    const struct command_result *const r =
        RUN_AS(&shell, "-c", "\"$0\" compress -f -o /dev/stdout a.pbm >>log", command_path());
    assert_succeeds(r);
    assert_file("log", "something precious\n" PAGE_TINY_RLE, 19 + PAGE_TINY_BYTES);
}

/* The command with its output begun, waiting for its input, which command_finish() gives it. */
static struct command *start_waiting(const char *flags, const char *output, const char *directory)
{
    static const struct command_setup setup = {.input = PAGE_TINY_PBM,
                                               .input_bytes = sizeof PAGE_TINY_PBM - 1};
    struct command *const command =
        command_start(&setup, ARGUMENTS("compress", flags, output, "-"));
    scratch_wait_for_temporaries(directory, 1);
    return command;
}

static void an_output_that_appears_meanwhile_stays_without_f(void **state)
{
    (void)state;
    struct command *const command = start_waiting("-o", "x.rle", ".");
    scratch_write_text("x.rle", "old");
    assert_one_line(command_finish(command), 1, "standard input",
                    "x.rle: exists (-f overwrites)\n");
    assert_file_text("x.rle", "old");
    struct command *const forced = start_waiting("-fo", "x.rle", ".");
    scratch_write_text("x.rle", "older");
    assert_succeeds(command_finish(forced));
    assert_tiny_rle("x.rle");
    assert_listing(".", "x.rle");
}

static void of_two_at_once_one_wins(void **state)
{
    (void)state;
    struct command *const first = start_waiting("-o", "x.rle", ".");
    struct command *const second = start_waiting("-o", "x.rle", ".");
    scratch_wait_for_temporaries(".", 2);
    assert_succeeds(command_finish(second));
    assert_one_line(command_finish(first), 1, "standard input", "x.rle: exists (-f overwrites)\n");
    assert_tiny_rle("x.rle");
    assert_listing(".", "x.rle");
}

static void a_directory_that_is_exchanged_meanwhile_leads_nowhere_else(void **state)
{
    (void)state;
    scratch_make_directory("out");
    scratch_make_directory("other");
    struct command *const command = start_waiting("-fo", "out/x.rle", "out");
    assert_int_equal(rename("out", "moved"), 0);
    link_to("other", "out");
    assert_succeeds(command_finish(command));
    assert_listing("other", "");
    assert_listing("moved", "x.rle");
    assert_tiny_rle("moved/x.rle");
}

static void a_directory_that_vanishes_meanwhile_is_an_error(void **state)
{
    (void)state;
    scratch_make_directory("out");
    struct command *const command = start_waiting("-o", "out/x.rle", "out");
    char temporary[300];
    snprintf(temporary, sizeof temporary, "out/%s", scratch_list("out"));
    if (*scratch_list("out"))
        assert_int_equal(remove(temporary), 0);
    assert_int_equal(remove("out"), 0);
    assert_one_line(command_finish(command), 1, "standard input", "out/x.rle");
    assert_listing(".", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(an_output_that_exists_stays_without_f),
        SCRATCH_TEST(a_failure_with_f_keeps_the_old_bytes),
        SCRATCH_TEST(a_link_in_the_way_is_replaced_and_its_target_is_not_touched),
        SCRATCH_TEST(a_link_in_shared_memory_is_replaced_too),
        SCRATCH_TEST(an_output_that_is_the_input_is_refused),
        SCRATCH_TEST(a_standard_output_that_is_the_input_is_refused),
        SCRATCH_TEST(directories_are_no_outputs),
        SCRATCH_TEST(devices_and_pipes_are_outputs_only_by_force),
        SCRATCH_TEST(outputs_get_the_inputs_mode_as_far_as_it_is_right),
        SCRATCH_TEST(a_log_behind_dev_stdout_is_appended_to),
        SCRATCH_TEST(an_output_that_appears_meanwhile_stays_without_f),
        SCRATCH_TEST(of_two_at_once_one_wins),
        SCRATCH_TEST(a_directory_that_is_exchanged_meanwhile_leads_nowhere_else),
        SCRATCH_TEST(a_directory_that_vanishes_meanwhile_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
