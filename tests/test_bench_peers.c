/*
 * bench/files: what other commands write is proved, and those that fail are left out.
 */
#include "bench_files_run.h"

#include "bench_sections.h"
#include "command.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The run, with this command, fails, and says so of the row. */
static void check_refused_own(const char *command, const char *row, const char *what)
{
    struct bench_files_run run;
    char line[256];
    bench_files_prepare(&run);
    run.options.rle127 = command;
    bench_files_measure(&run);
    snprintf(line, sizeof line, "%s: %s", row, what);
    assert_false(run.is_done);
    if (!strstr(run.said, line))
        fail_msg("'%s' is not in '%s'", line, run.said);
    bench_files_forget(&run);
}

static void check_refused(const char *row, const char *what)
{
    check_refused_own(command_path(), row, what);
}

#define FIND_ENDS        "for file; do from=$to; to=$file; done\n"
#define COPY             "cp \"$from\" \"$to\"\n"
#define COPY_ALMOST      "{ head -c 300 \"$from\"; printf '\\245'; tail -c +302 \"$from\"; } >\"$to\"\n"
#define IF_DECODING      "if [ \"$2\" = -d ]; then\n"
#define IF_VERSION_LEAVE "[ \"$1\" = --version ] && exit\n"

/* What does the same but codes nothing is right. */
static void copies_are_right(void **state)
{
    struct bench_files_run run;
    (void)state;
    bench_files_narrow_path();
    bench_files_put_program("lz4", IF_VERSION_LEAVE FIND_ENDS COPY);
    bench_files_prepare(&run);
    bench_files_measure(&run);
    assert_true(run.is_done);
    assert_true(bench_number_of(bench_files_find(&run, "compress, plan: lz4"), "size_ratio") == 1);
    bench_files_forget(&run);
}

static void commands_that_fail_are_refused(void **state)
{
    (void)state;
    bench_files_narrow_path();
    bench_files_put_program("rle127", "exit 3");
    check_refused_own("bin/rle127", "compress, text: rle127 compress", "the command has failed");
    bench_files_put_program("lz4", "exit 0");
    check_refused("compress, text: lz4", "");
    bench_files_put_program("lz4",
                            FIND_ENDS COPY "echo >>runs\n[ $(wc -l <runs) -le 8 ] || exit 3");
    check_refused("lz4", "the command has failed");
    assert_int_equal(remove("bin/lz4") | remove("bin/cp"), 0);
    bench_files_put_program("cp", "exit 3");
    check_refused("compress, text: cp", "the command has failed");
}

/* The one among the others; what comes behind it keeps its own figures. */
static void check_left_out(const char *row)
{
    struct bench_files_run run;
    char note[256];
    bench_files_prepare(&run);
    bench_files_measure(&run);
    assert_true(run.is_done);
    snprintf(note, sizeof note, "lz4 is left out: it failed when it was tried (%s).", row);
    assert_true(bench_has_note(bench_files_section(&run), note));
    assert_false(bench_has_note(bench_files_section(&run),
                                "holes")); /* is said of lz4 and of zstd, which is missing */
    assert_int_equal(bench_files_section(&run)->n_measurements, 2 * N_KINDS * (N_OWN_ROWS + 2));
    assert_int_equal(bench_files_section(&run)->tables[2 * N_KINDS + 1]->n_rows, N_OWN_ROWS + 2);
    bench_files_check_rows_of(&run, "cp", "cp");
    bench_files_check_rows_of(&run, "rle127 compress", "rle127 decompress");
    bench_files_check_rows_of(&run, "gzip", "gzip -d");
    bench_files_check_rows_of(&run, "pbmtojbg -q", "jbgtopbm");
    assert_string_equal(
        bench_text_of(bench_files_find(&run, "decompress, plan: gzip -d"), "command"),
        "gzip -d -c IN >OUT");
    bench_files_forget(&run);
}

static void peers_that_fail_are_left_out(void **state)
{
    (void)state;
    bench_files_narrow_path();
    bench_files_put_program("gzip", "for file; do :; done\ncat \"$file\"");
    bench_files_put_program("pbmtojbg", FIND_ENDS COPY);
    bench_files_put_program("jbgtopbm", FIND_ENDS COPY);
    bench_files_put_program("lz4", "exit 3");
    check_left_out("compress, text: lz4");
    bench_files_put_program("lz4", FIND_ENDS IF_DECODING "kill -9 $$\nelse\n" COPY "fi");
    check_left_out("decompress, text: lz4 -d");
    bench_files_put_program("lz4",
                            "echo >>runs\n[ $(wc -l <runs) -le 4 ] || exit 3\n" FIND_ENDS COPY);
    check_left_out("compress, dither: lz4");
    scratch_write("bin/lz4", "\177ELF, or so", 11);
    assert_int_equal(chmod("bin/lz4", 0777), 0);
    check_left_out("compress, text: lz4");
}

static void wrong_bytes_are_refused(void **state)
{
    (void)state;
    bench_files_narrow_path();
    bench_files_put_program("lz4", FIND_ENDS IF_DECODING COPY_ALMOST "else\n" COPY "fi");
    check_refused("decompress, text: lz4 -d", "does not give the image back as it was");
    bench_files_put_program("lz4", FIND_ENDS IF_DECODING COPY "else\n" COPY_ALMOST "fi");
    check_refused("decompress, text: lz4 -d", "does not give the image back as it was");
}

/* A lone row too much, and a wrong byte. */
static void wrong_pixels_are_refused(void **state)
{
    (void)state;
    bench_files_narrow_path();
    bench_files_put_program("pbmtojbg", FIND_ENDS COPY);
    bench_files_put_program("jbgtopbm", FIND_ENDS COPY_ALMOST);
    check_refused("decompress, text: jbgtopbm", "does not give the image back as it was");
    bench_files_put_program(
        "jbgtopbm",
        FIND_ENDS "{ printf 'P4\\n333 211\\n'; tail -c +12 \"$from\"; head -c 42 \"$from\"; } "
                  ">\"$to\"");
    check_refused("decompress, text: jbgtopbm", "does not give the image back as it was");
}

static void wrong_tiff_pixels_are_refused(void **state)
{
    struct bench_files_run run;
    (void)state;
    bench_files_narrow_path();
    bench_files_put_program("tiffcp", FIND_ENDS "[ \"$1\" = -h ] || " COPY);
    bench_files_prepare(&run);
    bench_files_measure(&run);
    assert_true(run.is_done);
    const bool has_tiff = bench_files_find(&run, "compress, text: tiffcp -c g4") != NULL;
    bench_files_forget(&run);
    if (!has_tiff)
        skip();
    bench_files_put_program("tiffcp", FIND_ENDS COPY_ALMOST);
    check_refused("decompress, text: tiffcp of G4", "does not give the image back as it was");
    bench_files_put_program("tiffcp", FIND_ENDS "head -c 300 \"$from\" >\"$to\"");
    check_refused("decompress, text: tiffcp of G4", "does not give the image back as it was");
}

/* Right when each page is proved, and another file later. */
static void later_mistakes_are_refused(void **state)
{
    (void)state;
    bench_files_narrow_path();
    bench_files_put_program("lz4", FIND_ENDS COPY IF_DECODING
                            "exit\nfi\necho >>runs\n[ $(wc -l <runs) -le 3 ] || echo >>\"$to\"");
    check_refused("compress, text: lz4", "has not written the same file as before");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILES_TEST(peers_that_fail_are_left_out),   FILES_TEST(copies_are_right),
        FILES_TEST(commands_that_fail_are_refused), FILES_TEST(wrong_bytes_are_refused),
        FILES_TEST(wrong_pixels_are_refused),       FILES_TEST(wrong_tiff_pixels_are_refused),
        FILES_TEST(later_mistakes_are_refused),
    };
    bench_files_begin();
    const int n_failed = cmocka_run_group_tests(tests, NULL, NULL);
    bench_files_end();
    return n_failed;
}
