/*
 * What --help and --version promise.
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

/* For an option or, where it does not matter for which, for what stands for its value. */
static const char *find_value(const char *option, const char *placeholder)
{
    static const char *const values[][2] = {{"--files-from", "list"}, {"--report", "x.report"},
                                            {"--durable", "none"},    {"--journal", "x.journal"},
                                            {"WHEN", "never"},        {"FILE", "x.out"},
                                            {"DIR", "out"},           {"N", "1"},
                                            {"SECONDS", "100"},       {"FORMAT", "pbm"},
                                            {"METHOD", "otsu"},       {"LEVEL", "scalar"},
                                            {"POOL", "serial"}};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strcmp(values[i][0], option) == 0 || strcmp(values[i][0], placeholder) == 0)
            return values[i][1];
    fail_msg("--help has a value %s", placeholder);
    return NULL;
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
        check_listed(options[i], value ? find_value(options[i], value) : NULL);
    return n_options;
}

static void every_option_of_the_help_is_taken(void **state)
{
    (void)state;
    write_inputs();
    char *rest = strdup(RUN("--help")->out), *const help = rest;
    unsigned n_options = 0;
    scratch_write_text("list", "");
    while (rest) {
        char *const line = rest, *const end = strchr(rest, '\n');
        rest = end ? end + 1 : NULL;
        if (end)
            *end = '\0';
        if (line[0] == ' ' && line[strspn(line, " ")] == '-')
            n_options += try_line(line);
    }
    assert_true(n_options >= 36);
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
        SCRATCH_TEST(help_and_version_go_to_standard_output),
        SCRATCH_TEST(every_level_that_version_names_is_accepted),
        SCRATCH_TEST(every_option_of_the_help_is_taken),
        SCRATCH_TEST(all_commands_take_help_and_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
