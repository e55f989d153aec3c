/*
 * What is no usage: exit 2 with words on standard error, nothing on standard output, nothing
 * touched. And what --help and --version promise.
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
        USAGE("needs a number", "verify", "--threads", threads[i], "c.rle");
    }
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

static void help_and_version_go_to_standard_output(void **state)
{
    (void)state;
    static const char *const options[] = {"--help", "-h", "--version", "-V"};
    for (size_t i = 0; i < 4; i++) {
        const struct command_result *const r = RUN(options[i]);
        assert_succeeds(r);
        assert_int_equal(r->err_bytes, 0);
        assert_true(r->out_bytes > 0);
    }
    const char *const version = RUN("--version")->out;
    assert_non_null(strstr(version, "rle127 " RLE127_VERSION "\n"));
    assert_non_null(strstr(version, "levels: "));
    assert_non_null(strstr(version, "scalar"));
    assert_string_equal(RUN("compress", "--help")->out, RUN("--help")->out);
}

static void every_level_that_version_names_is_accepted(void **state)
{
    (void)state;
    write_inputs();
    char *const levels = strstr(RUN("--version")->out, "levels:") + strlen("levels:");
    *strchr(levels, '\n') = '\0';
    for (char *name = strtok(levels, " "); name; name = strtok(NULL, " ")) {
        if (name[0] == '(')
            continue;
        assert_succeeds(RUN("compress", "-f", "--level", name, "a.pbm"));
        assert_file("a.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
    }
}

static const char *find_value(const char *placeholder)
{
    static const char *const values[][2] = {{"FILE", "x.out"},  {"DIR", "out"},
                                            {"N", "1"},         {"FORMAT", "pbm"},
                                            {"METHOD", "otsu"}, {"LEVEL", "scalar"}};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strcmp(values[i][0], placeholder) == 0)
            return values[i][1];
    return "1";
}

/* Whether at least one command, or the program itself, takes the option. */
static void check_listed(const char *option, const char *value)
{
    static const char *const commands[] = {"compress", "decompress", "info", "verify", "compare"};
    const char *const input = "c.rle";
    unsigned n_taken = RUN(option)->exit_code == 0;
    for (size_t i = 0; i < 5; i++) {
        const char *const image = i == 0 ? "a.pbm" : input;
        const char *const second = i == 4 ? input : NULL;
        n_taken += value ? RUN(commands[i], option, value, image, second)->exit_code < 2
                         : RUN(commands[i], option, image, second)->exit_code < 2;
    }
    if (!n_taken)
        fail_msg("--help lists %s, but nothing takes it", option);
}

/* Tries the options of one line: "  -T, --threads=N   words", "  -h, --help  -V, --version". */
static unsigned try_line(char *line)
{
    unsigned n_options = 0;
    char *state = NULL;
    const char *options[4] = {0}, *value = NULL;
    for (char *word = strtok_r(line, " ,", &state); word && n_options < 4;
         word = strtok_r(NULL, " ,", &state)) {
        char *const equals = strchr(word, '=');
        if (word[0] != '-') {
            value = strcmp(word, "FILE") == 0 || strcmp(word, "DIR") == 0 ? word : value;
            break;
        }
        if (equals)
            *equals = '\0';
        value = equals ? equals + 1 : value;
        options[n_options++] = word;
    }
    for (unsigned i = 0; i < n_options; i++)
        check_listed(options[i], value ? find_value(value) : NULL);
    return n_options;
}

static void every_option_of_the_help_is_taken(void **state)
{
    (void)state;
    write_inputs();
    char *rest = strdup(RUN("--help")->out), *const help = rest;
    unsigned n_options = 0;
    while (rest) {
        char *const line = rest, *const end = strchr(rest, '\n');
        rest = end ? end + 1 : NULL;
        if (end)
            *end = '\0';
        if (line[0] == ' ' && line[strspn(line, " ")] == '-')
            n_options += try_line(line);
    }
    assert_true(n_options >= 20);
    free(help);
}

/* "Options of all commands" names them. */
static void all_commands_take_help_and_version(void **state)
{
    (void)state;
    static const char *const commands[] = {"compress", "decompress", "info", "verify", "compare"};
    for (size_t i = 0; i < 5; i++) {
        assert_succeeds(RUN(commands[i], "--help"));
        assert_succeeds(RUN(commands[i], "-h"));
        assert_succeeds(RUN(commands[i], "--version"));
        assert_succeeds(RUN(commands[i], "-V"));
    }
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
        SCRATCH_TEST(formats_that_are_not_written_are_refused),
        SCRATCH_TEST(the_case_of_a_suffix_does_not_matter),
        SCRATCH_TEST(very_many_threads_are_fewer_with_a_note),
        SCRATCH_TEST(the_environment_of_openmp_does_no_harm),
        SCRATCH_TEST(help_and_version_go_to_standard_output),
        SCRATCH_TEST(every_level_that_version_names_is_accepted),
        SCRATCH_TEST(every_option_of_the_help_is_taken),
        SCRATCH_TEST(all_commands_take_help_and_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
