/*
 * What is no usage: exit 2 with words on standard error, nothing on standard output, nothing
 * touched.
 */
#include "command.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_inputs(void)
{
    page_write_tiny_pbm("a.pbm");
    page_write_tiny_pbm("b.pbm");
    page_write_tiny_rle("c.rle");
}

/* `text` must stand in the first line; the usage follows. */
static void check_usage(const char *text, const char *const *arguments)
{
    const struct command_result *const r = command_run(NULL, arguments);
    assert_fails_with(r, 2, text);
    assert_fails_with(r, 2, "usage: rle127 ");
    const char *const found = strstr(r->err, text);
    assert_true(found < strchr(r->err, '\n'));
    assert_int_equal(r->out_bytes, 0);
    assert_listing(".", "a.pbm b.pbm c.rle");
}

#define USAGE(text, ...) check_usage((text), ARGUMENTS(__VA_ARGS__))

static void commands_must_be_known(void **state)
{
    (void)state;
    write_inputs();
    USAGE("usage", NULL);
    USAGE("unknown command 'explode'", "explode", "a.pbm");
    USAGE("unknown command ''", "", "a.pbm");
    USAGE("unknown command '-q'", "-q", "compress", "a.pbm");
    USAGE("unknown command 'comp'", "comp", "a.pbm");
}

static void options_must_be_known(void **state)
{
    (void)state;
    write_inputs();
    USAGE("unknown option --nope", "compress", "--nope", "a.pbm");
    USAGE("unknown option --nope=1", "compress", "--nope=1", "a.pbm");
    USAGE("unknown option -x", "compress", "-x", "a.pbm");
    USAGE("unknown option -x", "compress", "a.pbm", "-x");
    USAGE("unknown option -x", "compress", "-fx", "a.pbm");
    USAGE("unknown option -x", "compress", "-xf", "a.pbm");
    USAGE("unknown option -x", "compress", "--force", "-xf", "a.pbm");
    USAGE("--force", "compress", "--force=1", "a.pbm");
}

static void options_must_have_their_values(void **state)
{
    (void)state;
    write_inputs();
    USAGE("-o needs a value", "compress", "a.pbm", "-o");
    USAGE("-O needs a value", "compress", "a.pbm", "-O");
    USAGE("-T needs a value", "compress", "a.pbm", "-T");
    USAGE("-T needs a value", "compress", "a.pbm", "-fT");
    USAGE("--threads needs a value", "compress", "a.pbm", "--threads");
    USAGE("--level needs a value", "verify", "c.rle", "--level");
    USAGE("--to needs a value", "decompress", "c.rle", "--to");
    USAGE("--binarize needs a value", "compress", "a.pbm", "--binarize");
    static const char *const others[] = {"--files-from", "--files0-from", "--journal",  "--report",
                                         "--retries",    "--timeout",     "--halt",     "--durable",
                                         "--progress",   "--image-pool",  "--row-pool", "--jobs"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char text[48];
        snprintf(text, sizeof text, "%s needs a value", others[i]);
        USAGE(text, "compress", "a.pbm", others[i]);
    }
}

static void options_must_belong_to_the_command(void **state)
{
    (void)state;
    write_inputs();
    USAGE("info takes no option -f", "info", "-f", "c.rle");
    USAGE("info takes no option -v", "info", "-v", "c.rle");
    USAGE("info takes no option --quiet", "info", "--quiet", "c.rle");
    USAGE("verify takes no option -c", "verify", "-c", "c.rle");
    USAGE("compare takes no option --json", "compare", "--json", "a.pbm", "b.pbm");
    USAGE("compress takes no option --canonical", "compress", "--canonical", "a.pbm");
    USAGE("compress takes no option --to", "compress", "--to=pbm", "a.pbm");
    USAGE("decompress takes no option --binarize", "decompress", "--binarize=otsu", "c.rle");
    static const char *const of_outputs[] = {"--journal=x", "--resume", "--update",
                                             "--durable=each", "--row-pool=serial"};
    for (size_t i = 0; i < sizeof of_outputs / sizeof of_outputs[0]; i++)
        USAGE("verify takes no option --", "verify", of_outputs[i], "c.rle");
    static const char *const of_runs[] = {"-j2",         "--image-pool=serial", "--files-from=x",
                                          "--retries=1", "--timeout=1",         "--halt=soon",
                                          "--report=x",  "--progress=never",    "--files0-from=x"};
    for (size_t i = 0; i < sizeof of_runs / sizeof of_runs[0]; i++) {
        USAGE("info takes no option -", "info", of_runs[i], "c.rle");
        USAGE("compare takes no option -", "compare", of_runs[i], "a.pbm", "c.rle");
    }
}

/* Written apart from its value, or in a cluster: still the option is named, nothing else. */
static void an_option_that_does_not_belong_is_named(void **state)
{
    (void)state;
    write_inputs();
    USAGE("info takes no option -o", "info", "-o", "out.txt", "c.rle");
    USAGE("verify takes no option -f", "verify", "-fq", "c.rle");
    USAGE("compress takes no option --to", "compress", "--to", "pbm", "a.pbm");
    USAGE("verify takes no option -O", "verify", "-qO", "out", "c.rle");
}

static void outputs_exclude_each_other(void **state)
{
    (void)state;
    write_inputs();
    USAGE("one input", "compress", "-o", "x.rle", "a.pbm", "b.pbm");
    USAGE("one input", "compress", "-c", "a.pbm", "b.pbm");
    USAGE("exclude each other", "compress", "-o", "x.rle", "-O", "out", "a.pbm");
    USAGE("exclude each other", "compress", "-c", "-o", "x.rle", "a.pbm");
    USAGE("exclude each other", "compress", "-c", "-O", "out", "a.pbm");
    USAGE("exclude each other", "compress", "-O", "out", "-");
    USAGE("one input", "compress", "-", "a.pbm");
    USAGE("only once", "compress", "-", "-");
    USAGE("only once", "compare", "-", "-");
    USAGE("only once", "verify", "-", "-");
}

static void inputs_must_be_named(void **state)
{
    (void)state;
    static const char *const commands[] = {"compress", "decompress", "info", "verify"};
    write_inputs();
    for (size_t i = 0; i < 4; i++)
        USAGE("no input", commands[i], NULL);
    USAGE("no input", "compress", "-f", "--", NULL);
    USAGE("two files", "compare", "a.pbm");
    USAGE("two files", "compare", "a.pbm", "b.pbm", "c.rle");
    USAGE("", "compare", NULL);
}

static void values_must_mean_something(void **state)
{
    (void)state;
    write_inputs();
    static const char *const threads[] = {"0",  "-1", "abc", "",    "1x",
                                          " 1", "+1", "0x2", "1.5", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
        USAGE("-T needs a number", "compress", "-T", threads[i], "a.pbm");
        USAGE("-j needs a number", "compress", "-j", threads[i], "a.pbm");
        USAGE("needs a number", "verify", "--threads", threads[i], "c.rle");
    }
    static const char *const pools[] = {"", "processes", "Thread", "serial,"};
    for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++)
        USAGE("--row-pool takes", "compress", "--row-pool", pools[i], "a.pbm");
    for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++)
        USAGE("--image-pool takes", "verify", "--image-pool", pools[i], "c.rle");
    USAGE("-T needs a pool", "compress", "--row-pool=serial", "-T2", "a.pbm");
    USAGE("takes no option --row-pool", "verify", "--row-pool=serial", "c.rle");
    static const char *const methods[] = {"",
                                          "Pillow",
                                          "threshold",
                                          "threshold:",
                                          "none ",
                                          "threshold:256",
                                          "threshold:-1",
                                          "threshold:1x",
                                          "floyd",
                                          "threshold:0x10",
                                          "threshold:99999999999999999"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        USAGE("--binarize takes", "compress", "--binarize", methods[i], "a.pbm");
    USAGE("no level 'avx9'", "compress", "--level=avx9", "a.pbm");
    USAGE("no level ''", "verify", "--level=", "c.rle");
    USAGE("'xcf'", "decompress", "--to=xcf", "c.rle");
    USAGE("''", "decompress", "--to=", "c.rle");
}

static void values_that_control_a_run_must_mean_something(void **state)
{
    (void)state;
    write_inputs();
    static const char *const words[] = {"", "Never", "now", "soon,", "eachx", "1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        USAGE("--halt takes", "compress", "--halt", words[i], "a.pbm");
        USAGE("--durable takes", "compress", "--durable", words[i], "a.pbm");
        USAGE("--progress takes", "compress", "--progress", words[i], "a.pbm");
    }
    static const char *const retries[] = {"", "-1", "1x", "1001", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof retries / sizeof retries[0]; i++)
        USAGE("--retries", "compress", "--retries", retries[i], "a.pbm");
    static const char *const seconds[] = {"", "0", "-1", "abc", "1x", "nan", "inf", "0x10"};
    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++)
        USAGE("--timeout", "compress", "--timeout", seconds[i], "a.pbm");
}

static void options_that_contradict_each_other_are_refused(void **state)
{
    (void)state;
    write_inputs();
    USAGE("--resume needs --journal", "compress", "--resume", "a.pbm");
    USAGE("need outputs that are files", "compress", "--journal=j", "-c", "a.pbm");
    USAGE("need outputs that are files", "compress", "--update", "-");
    USAGE("need outputs that are files", "compress", "--durable=each", "-o-", "a.pbm");
    USAGE("-n writes nothing", "compress", "-n", "--journal=j", "a.pbm");
    USAGE("cannot both go", "compress", "--report=-", "-c", "a.pbm");
    USAGE("cannot be one file", "compress", "--report=j", "--journal=j", "a.pbm");
    USAGE("--timeout needs processes", "compress", "--timeout=1", "--image-pool=thread", "a.pbm");
    USAGE("--timeout needs processes", "verify", "--timeout=1", "--image-pool=serial", "c.rle");
    USAGE("-j needs a pool", "compress", "-j2", "--image-pool=serial", "a.pbm");
    USAGE("-T needs a pool", "compress", "--threads=2", "--row-pool=serial", "a.pbm");
    USAGE("only one list", "verify", "--files-from=l", "--files0-from=l");
    USAGE("take one input", "compress", "-c", "--files-from=l");
    USAGE("take one input", "compress", "-o", "x.rle", "--files-from=l", "a.pbm");
    USAGE("only once", "verify", "--files-from=-", "-");
    USAGE("name after -o or -O is empty", "compress", "-O", "", "a.pbm");
}

/* PNG and TGA are in the list of formats only where they are built in. */
static void formats_that_are_not_written_are_refused(void **state)
{
    (void)state;
    static const char *const formats[] = {"gif", "jpeg", "tiff", "psd", "pgm", "png", "tga"};
    write_inputs();
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char output[16], quoted[16];
        if (page_can_become(formats[i]))
            continue;
        snprintf(output, sizeof output, "x.%s", formats[i]);
        snprintf(quoted, sizeof quoted, "'%s'", formats[i]);
        USAGE(quoted, "decompress", "-o", output, "c.rle");
        USAGE(quoted, "decompress", "--to", formats[i], "c.rle");
    }
}

/* Scanners and old systems write PAGE.BMP: what matters is not the case. */
static void the_case_of_a_suffix_does_not_matter(void **state)
{
    (void)state;
    write_inputs();
    USAGE("does not write", "decompress", "-o", "x.GIF", "c.rle");
    assert_succeeds(RUN("decompress", "-o", "A.PBM", "c.rle"));
    assert_file("A.PBM", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
}

static void very_many_threads_are_fewer_with_a_note(void **state)
{
    (void)state;
    write_inputs();
    const struct command_result *const r = RUN("compress", "-T", "1000000000", "a.pbm");
    assert_fails_with(r, 0, "note: -T 1000000000 is taken as");
    assert_file("a.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
}

static void set_bad_threads(void)
{
    setenv("OMP_NUM_THREADS", "abc", 1);
}

static void set_many_threads(void)
{
    setenv("OMP_NUM_THREADS", "1000000", 1);
}

static void the_environment_of_openmp_does_no_harm(void **state)
{
    (void)state;
    static const struct command_setup setups[] = {{.prepare = set_bad_threads},
                                                  {.prepare = set_many_threads}};
    struct page page = page_write_all(2000, 1500);
    for (size_t i = 0; i < 2; i++) {
        assert_succeeds(RUN_AS(&setups[i], "compress", "-f", "-o", "x.rle", "page.pbm"));
        assert_succeeds(RUN_AS(&setups[i], "compress", "-T2", "-f", "-o", "x.rle", "page.pbm"));
        assert_file("x.rle", page.rle.data, page.rle.n);
    }
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(commands_must_be_known),
        SCRATCH_TEST(options_must_be_known),
        SCRATCH_TEST(options_must_have_their_values),
        SCRATCH_TEST(options_must_belong_to_the_command),
        SCRATCH_TEST(an_option_that_does_not_belong_is_named),
        SCRATCH_TEST(outputs_exclude_each_other),
        SCRATCH_TEST(inputs_must_be_named),
        SCRATCH_TEST(values_must_mean_something),
        SCRATCH_TEST(values_that_control_a_run_must_mean_something),
        SCRATCH_TEST(options_that_contradict_each_other_are_refused),
        SCRATCH_TEST(formats_that_are_not_written_are_refused),
        SCRATCH_TEST(the_case_of_a_suffix_does_not_matter),
        SCRATCH_TEST(very_many_threads_are_fewer_with_a_note),
        SCRATCH_TEST(the_environment_of_openmp_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
