/*
 * Which name an output gets, and which names inputs may have.
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

static void the_suffix_is_changed_beside_the_input(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"page.pbm", "page.rle"},       {"page.v2.pbm", "page.v2.rle"},   {"page", "page.rle"},
        {".hidden", ".hidden.rle"},     {".hidden.pbm", ".hidden.rle"},   {"page.", "page.rle"},
        {"sub/page.x", "sub/page.rle"}, {"sub.d/page", "sub.d/page.rle"}, {"PAGE.PBM", "PAGE.rle"},
    };
    scratch_make_directory("sub");
    scratch_make_directory("sub.d");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        page_write_tiny_pbm(names[i][0]);
        assert_succeeds(RUN("compress", names[i][0]));
        assert_tiny_rle(names[i][1]);
        assert_int_equal(remove(names[i][0]) | remove(names[i][1]), 0);
    }
    assert_listing(".", "sub sub.d");
}

static void decompress_names_by_its_format(void **state)
{
    (void)state;
    page_write_tiny_rle("page.rle");
    page_write_tiny_rle("other.name");
    assert_succeeds(RUN("decompress", "page.rle"));
    assert_succeeds(RUN("decompress", "--to=pbm", "page.rle", "other.name"));
    assert_listing(".", "other.name other.pbm page.bmp page.pbm page.rle");
    assert_tiny_pbm("other.pbm");
}

static void the_suffix_of_o_says_what_decompress_writes(void **state)
{
    (void)state;
    page_write_tiny_rle("page.rle");
    assert_succeeds(RUN("decompress", "-o", "a.pbm", "page.rle"));
    assert_tiny_pbm("a.pbm");
    assert_succeeds(RUN("decompress", "--to=pbm", "-o", "b.bmp", "page.rle"));
    assert_tiny_pbm("b.bmp");
    assert_succeeds(RUN("decompress", "page.rle"));
    assert_succeeds(RUN("decompress", "-o", "plain", "page.rle"));
    size_t n_bytes;
    uint8_t *const bmp = scratch_read("page.bmp", &n_bytes);
    assert_file("plain", bmp, n_bytes);
    free(bmp);
}

static void outputs_go_where_they_are_sent(void **state)
{
    (void)state;
    scratch_make_directory("in");
    page_write_tiny_pbm("in/a.pbm");
    page_write_tiny_pbm("b.pbm");
    assert_succeeds(RUN("compress", "-qO", "out/deep/er", "in/a.pbm", "b.pbm"));
    assert_listing("out/deep/er", "a.rle b.rle");
    assert_succeeds(RUN("compress", "-qO", "out/", "in/a.pbm"));
    assert_tiny_rle("out/a.rle");
    assert_succeeds(RUN("compress", "-o", "named", "in/a.pbm"));
    assert_tiny_rle("named");
    const struct command_result *r = RUN("compress", "-c", "in/a.pbm");
    assert_succeeds(r);
    assert_memory_equal(r->out, PAGE_TINY_RLE, PAGE_TINY_BYTES);
    r = RUN("compress", "-o", "-", "in/a.pbm");
    assert_succeeds(r);
    assert_memory_equal(r->out, PAGE_TINY_RLE, PAGE_TINY_BYTES);
    assert_listing(".", "b.pbm in named out");
    assert_listing("in", "a.pbm");
}

static void check_meeting(const char *const *arguments)
{
    const struct command_result *const r = command_run(NULL, arguments);
    assert_fails_with(r, 2, "has the same output as");
    assert_int_equal(r->out_bytes, 0);
    assert_listing(".", "a.bmp a.pbm c.pbm link real");
    assert_listing("real", "a.pbm");
}

static void meeting_outputs_are_refused_before_work(void **state)
{
    (void)state;
    scratch_make_directory("real");
    link_to("real", "link");
    page_write_tiny_pbm("a.pbm");
    page_write_tiny_pbm("a.bmp");
    page_write_tiny_pbm("c.pbm");
    page_write_tiny_pbm("real/a.pbm");
    check_meeting(ARGUMENTS("compress", "c.pbm", "a.pbm", "a.bmp"));
    check_meeting(ARGUMENTS("compress", "-f", "a.pbm", "a.bmp"));
    check_meeting(ARGUMENTS("compress", "a.pbm", "a.pbm"));
    check_meeting(ARGUMENTS("compress", "a.pbm", "./a.pbm"));
    check_meeting(ARGUMENTS("compress", "a.pbm", "real/../a.pbm"));
    check_meeting(ARGUMENTS("compress", "real/a.pbm", "link/a.pbm"));
    check_meeting(ARGUMENTS("compress", "-O", "new", "real/a.pbm", "a.pbm"));
    check_meeting(ARGUMENTS("compress", "-n", "a.pbm", "a.bmp"));
    assert_succeeds(RUN("compress", "a.pbm", "real/a.pbm", "c.pbm"));
}

/* Two directories that have the same number, each in a file system of its own. */
static bool find_twins(const char *twins[2])
{
    static const char *const paths[] = {"/proc", "/sys", "/dev/shm", "/dev/pts", "/dev", "/"};
    struct stat a, b;
    for (size_t i = 0; i < 5; i++)
        for (size_t k = i + 1; k < 6; k++) {
            if (stat(paths[i], &a) != 0 || stat(paths[k], &b) != 0 || a.st_ino != b.st_ino ||
                a.st_dev == b.st_dev)
                continue;
            twins[0] = paths[i];
            twins[1] = paths[k];
            return true;
        }
    return false;
}

static void outputs_on_different_devices_do_not_meet(void **state)
{
    (void)state;
    const char *twins[2] = {NULL, NULL};
    char paths[2][32];
    if (!find_twins(twins))
        skip();
    for (int i = 0; i < 2; i++)
        snprintf(paths[i], sizeof paths[i], "%s/rle127-missing.pbm", twins[i]);
    const struct command_result *const r = RUN("compress", "-n", paths[0], paths[1]);
    assert_exit(r, 1); /* not 2 for their outputs: they are missing, that is all */
    assert_null(strstr(r->err, "same output"));
    assert_fails_with(RUN("compress", "-n", paths[0], paths[0]), 2, "has the same output as");
}

/* Not even one that nobody could ask the file system for. */
static void names_that_name_no_file_fail_alone(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    assert_one_line(RUN("compress", "-qO", "out", "", "a.pbm"), 1, "", "names no file");
    assert_tiny_rle("out/a.rle");
    assert_one_line(RUN("compress", "-qO", "out", "missing/"), 1, "missing/", "names no file");
    assert_one_line(RUN("compress", "-qO", "out", "a.pbm/"), 1, "a.pbm/", "names no file");
    assert_listing("out", "a.rle");
}

/* A name that is used for a good and for a bad file; `shown` is what a message calls it. */
static void check_name(const char *stem, const char *shown)
{
    char pbm[300], rle[300], shown_pbm[1200];
    snprintf(pbm, sizeof pbm, "%s.pbm", stem);
    snprintf(rle, sizeof rle, "%s.rle", stem);
    snprintf(shown_pbm, sizeof shown_pbm, "%s.pbm", shown);
    page_write_tiny_pbm(pbm);
    assert_succeeds(RUN("compress", "--", pbm));
    assert_tiny_rle(rle);
    scratch_write_text(pbm, "damaged");
    assert_one_line(RUN("compress", "-f", "--", pbm), 1, shown_pbm, "");
    assert_one_line(RUN("verify", "--", pbm), 1, shown_pbm, "");
    assert_tiny_rle(rle);
    assert_int_equal(remove(pbm) | remove(rle), 0);
}

static void odd_names_work_and_their_control_bytes_are_escaped(void **state)
{
    (void)state;
    check_name("new\nline", "new\\x0aline");
    check_name("\x1b[31mred", "\\x1b[31mred");
    check_name("tab\tdel\x7f", "tab\\x09del\\x7f");
    check_name("cr\rbell\a", "cr\\x0dbell\\x07");
    check_name("quo\"te's", "quo\"te's");
    check_name("-f", "-f");
    check_name("--help", "--help");
    check_name("%s%n", "%s%n");
    check_name("f\xFC"
               "r",
               "f\xFC"
               "r");
    check_name(" ", " ");
}

/* U+009B in UTF-8: a terminal takes it for ESC [. */
static void c1_control_characters_are_escaped(void **state)
{
    (void)state;
    scratch_write_text("x\xC2\x9B"
                       "31m.pbm",
                       "damaged");
    const struct command_result *const r = RUN("compress", "x\xC2\x9B"
                                                           "31m.pbm");
    assert_exit(r, 1);
    assert_null(strstr(r->err, "\xC2\x9B"));
}

static void names_as_long_as_they_can_be_work(void **state)
{
    (void)state;
    char stem[256] = "", name[300], longer[300];
    memset(stem, 'n', 251);
    check_name(stem, stem);
    snprintf(name, sizeof name, "%s.p", stem);
    snprintf(longer, sizeof longer, "%s.abcd", stem);
    page_write_tiny_pbm(name); /* 253 bytes; its output has 255 */
    assert_succeeds(RUN("compress", name));
    memset(stem, 'm', 255);
    page_write_tiny_pbm(stem); /* its output would have 259 */
    assert_one_line(RUN("compress", stem), 1, stem, "too long");
    assert_one_line(RUN("compress", longer), 1, longer, "");
    assert_succeeds(RUN("compress", "-o", "short", stem));
}

static char *make_long_path(size_t n_bytes, const char *name)
{
    char *const path = malloc(n_bytes + 1);
    assert_non_null(path);
    const size_t n_dots = n_bytes - strlen(name);
    for (size_t i = 0; i < n_dots; i++)
        path[i] = i % 2 == 0 && i + 1 < n_dots ? '.' : '/';
    strcpy(path + n_dots, name);
    return path;
}

static void a_long_path_takes_no_room_from_the_reason(void **state)
{
    (void)state;
    static const size_t lengths[] = {400, 3000, 4000};
    page_write_tiny_pbm("a.pbm");
    scratch_write_text("x.rle", "old");
    for (size_t i = 0; i < 3; i++) {
        char expected[4100];
        char *const output = make_long_path(lengths[i], "x.rle");
        char *const input = make_long_path(lengths[i], "a.pbm");
        snprintf(expected, sizeof expected, "%s: exists (-f overwrites)\n", output);
        assert_one_line(RUN("compress", "-o", output, "a.pbm"), 1, "a.pbm", expected);
        assert_one_line(RUN("compress", "-o", output, input), 1, input, expected);
        assert_one_line(RUN("verify", input), 1, input, "not an rle stream");
        free(output);
        free(input);
    }
    assert_file_text("x.rle", "old");
}

static void dashes_name_files_where_they_should(void **state)
{
    (void)state;
    page_write_tiny_pbm("-");
    page_write_tiny_pbm("-q.pbm");
    assert_succeeds(RUN("compress", "./-"));
    assert_tiny_rle("-.rle");
    assert_succeeds(RUN("compress", "--", "-q.pbm"));
    assert_tiny_rle("-q.rle");
    assert_succeeds(RUN("compress", "-o", "./-o", "./-q.pbm"));
    assert_tiny_rle("-o");
    assert_one_line(RUN("compress", ""), 1, "", "No such file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_suffix_is_changed_beside_the_input),
        SCRATCH_TEST(decompress_names_by_its_format),
        SCRATCH_TEST(the_suffix_of_o_says_what_decompress_writes),
        SCRATCH_TEST(outputs_go_where_they_are_sent),
        SCRATCH_TEST(meeting_outputs_are_refused_before_work),
        SCRATCH_TEST(outputs_on_different_devices_do_not_meet),
        SCRATCH_TEST(names_that_name_no_file_fail_alone),
        SCRATCH_TEST(odd_names_work_and_their_control_bytes_are_escaped),
        SCRATCH_TEST(c1_control_characters_are_escaped),
        SCRATCH_TEST(names_as_long_as_they_can_be_work),
        SCRATCH_TEST(a_long_path_takes_no_room_from_the_reason),
        SCRATCH_TEST(dashes_name_files_where_they_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
