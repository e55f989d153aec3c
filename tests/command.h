/*
 * Runs rle127 as its users do, and keeps what it said. Which program that is, the environment
 * variable RLE127_COMMAND says, else what was built with the tests. Knows nothing of images.
 *
 * Every test works in a scratch directory of its own (scratch.h), which is the current directory
 * of test and command alike. Results live until the test ends.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A command that runs longer is killed, and its test fails, unless it is allowed more. */
#define COMMAND_SECONDS_MAX 20

enum command_stdin {
    COMMAND_STDIN_BYTES,  /* a pipe with the bytes of `input`, then its end */
    COMMAND_STDIN_OPEN,   /* the same without the end, as long as the command runs */
    COMMAND_STDIN_ENDLESS /* the same, and then zero bytes for ever */
};

/* How a command is run; all zero: nothing on standard input, no limits. */
struct command_setup {
    const char *program; /* NULL: rle127 */
    enum command_stdin stdin_kind;
    const void *input;
    size_t input_bytes;
    size_t piece_bytes;                       /* bytes a write; 0: as many as go */
    size_t file_bytes, memory_bytes, n_files; /* RLIMIT_FSIZE, _AS, _NOFILE; 0: no limit */
    unsigned seconds_max;                     /* 0: COMMAND_SECONDS_MAX */
    void (*prepare)(void);                    /* is called in the child, last before exec */
    const char *stdin_path, *stdout_path;     /* opened instead of the pipes */
    bool is_stdin_closed, is_stdout_closed, is_stderr_closed;
};

struct command_result {
    int exit_code, signal; /* one of them is -1 */
    char *out, *err;       /* all of it, with a NUL behind */
    size_t out_bytes, err_bytes;
    size_t taken_bytes;          /* of standard input, what went into the pipe */
    size_t peak_bytes;           /* of memory */
    double seconds, cpu_seconds; /* from start to end; what it had of the processor */
};

struct command;

/* command_run() with a list of arguments and no setup: RUN("compress", "page.pbm"). */
#define ARGUMENTS(...)     ((const char *const[]){__VA_ARGS__, NULL})
#define RUN(...)           command_run(NULL, ARGUMENTS(__VA_ARGS__))
#define RUN_AS(setup, ...) command_run((setup), ARGUMENTS(__VA_ARGS__))

/* Runs to the end. `arguments` ends with NULL and lacks the program's name. */
const struct command_result *command_run(const struct command_setup *setup,
                                         const char *const *arguments);

/* The same in two steps, for tests that do something meanwhile. */
struct command *command_start(const struct command_setup *setup, const char *const *arguments);
pid_t command_pid(const struct command *command);
const struct command_result *command_finish(struct command *command);

/* Until something is there to be read from standard output, which is left there. */
void command_wait_for_output(const struct command *command);

/* How many files without a name in a directory are open in the commands that run. */
unsigned command_count_unnamed(const char *directory);

/* The path of rle127. */
const char *command_path(void);

double command_clock(void); /* seconds */
void command_sleep(double seconds);

/* Ends what still runs and frees all results; scratch_leave() calls it. */
void command_forget_all(void);

/* What is wrong with an exit status, in words, on standard error of the test; then it fails. */
#define assert_exit(result, code) command_check_exit((result), (code), NULL, __FILE__, __LINE__)
#define assert_succeeds(result)   assert_exit((result), 0)

/* The exit code, and a text that standard error has. */
#define assert_fails_with(result, code, text) \
    command_check_exit((result), (code), (text), __FILE__, __LINE__)

/* Exactly one line on standard error: "rle127: PATH: ", and `text` in what follows. */
#define assert_one_line(result, code, path, text) \
    command_check_line((result), (code), (path), (text), __FILE__, __LINE__)

#define assert_silent(result)          command_check_silent((result), __FILE__, __LINE__)
#define assert_died_by(result, number) command_check_signal((result), (number), __FILE__, __LINE__)

void command_check_exit(const struct command_result *result, int code, const char *text,
                        const char *file, int line);
void command_check_line(const struct command_result *result, int code, const char *path,
                        const char *text, const char *file, int line);
void command_check_silent(const struct command_result *result, const char *file, int line);
void command_check_signal(const struct command_result *result, int number, const char *file,
                          int line);

#endif
