/*
 * src/cli/progress.h on a pseudo-terminal, whose screen is kept here, and in a pipe.
 */
#define _XOPEN_SOURCE 700
#include "../src/cli/messages.h"
#include "../src/cli/progress.h"
#include "command.h"
#include "tests.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCREEN_BYTES 65536
#define LINE_BYTES   512

/* What a run has printed, and what a terminal shows of it: its lines, each with a \n behind, and
 * the last one without. */
struct screen {
    char raw[SCREEN_BYTES], lines[SCREEN_BYTES], last[LINE_BYTES];
    size_t raw_bytes;
};

static const struct rle127_progress_state some = {
    .files_done = 12, .files_known = 34, .pixels = 5000, .bytes_in = 6000, .bytes_out = 700};

static void draw(struct rle127_progress *progress)
{
    progress->next = 0; /* as if it were time to */
    rle127_progress_show(progress, &some);
}

/* Standard error of the child that runs `run` is `slave`. */
static pid_t start_child(void (*run)(void), int slave, int master)
{
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child)
        return child;
    close(master);
    setenv("TERM", "xterm", 1);
    if (dup2(slave, STDERR_FILENO) < 0)
        _exit(99);
    close(slave);
    run();
    _exit(0);
}

static void read_all(int fd, struct screen *screen)
{
    ssize_t n;
    screen->raw_bytes = 0;
    while ((n = read(fd, screen->raw + screen->raw_bytes, SCREEN_BYTES - 1 - screen->raw_bytes)) >
           0)
        screen->raw_bytes += (size_t)n;
    screen->raw[screen->raw_bytes] = '\0';
}

static void reap(pid_t child)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void fill_gap(char *line, size_t column)
{
    for (size_t at = strlen(line); at < column; at++) {
        line[at] = ' ';
        line[at + 1] = '\0';
    }
}

static void put_character(char *line, size_t column, char c)
{
    assert_true(column + 1 < LINE_BYTES && c >= ' ' && c <= '~');
    fill_gap(line, column);
    if (!line[column])
        line[column + 1] = '\0';
    line[column] = c;
}

/* Plays what was printed. Anything but \r, \n, ESC[K and characters fails. */
static void play(struct screen *screen)
{
    size_t column = 0;
    screen->lines[0] = screen->last[0] = '\0';
    for (const char *at = screen->raw; *at; at++) {
        if (*at == '\r') {
            column = 0;
        } else if (*at == '\n') {
            const size_t length = strlen(screen->lines);
            snprintf(screen->lines + length, SCREEN_BYTES - length, "%s\n", screen->last);
            screen->last[0] = '\0';
        } else if (strncmp(at, "\033[K", 3) == 0) {
            if (strlen(screen->last) > column)
                screen->last[column] = '\0';
            at += 2;
        } else {
            put_character(screen->last, column++, *at);
        }
    }
}

static void run_on_terminal(void (*run)(void), unsigned short columns, struct screen *screen)
{
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        skip();
    const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    const struct winsize size = {.ws_row = 24, .ws_col = columns};
    assert_true(slave >= 0);
    assert_int_equal(ioctl(slave, TIOCSWINSZ, &size), 0);
    const pid_t child = start_child(run, slave, master);
    close(slave);
    read_all(master, screen);
    close(master);
    reap(child);
    play(screen);
}

static void run_in_pipe(void (*run)(void), struct screen *screen)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    const pid_t child = start_child(run, fds[1], fds[0]);
    close(fds[1]);
    read_all(fds[0], screen);
    close(fds[0]);
    reap(child);
}

static void draw_and_stay(void)
{
    struct rle127_progress progress;
    rle127_progress_open(&progress, RLE127_PROGRESS_AUTO);
    draw(&progress);
    draw(&progress);
}

static void the_line_is_drawn_in_its_place(void **state)
{
    (void)state;
    struct screen screen;
    run_on_terminal(draw_and_stay, 100, &screen);
    assert_string_equal(screen.lines, "");
    assert_non_null(strstr(screen.last, "12/34+ files"));
    assert_non_null(strstr(screen.last, "6.00 kB ->  700 B"));
}

static void the_line_is_shorter_than_the_terminal_is_wide(void **state)
{
    (void)state;
    struct screen screen;
    for (unsigned short columns = 1; columns < 70; columns++) {
        run_on_terminal(draw_and_stay, columns, &screen);
        assert_true(strlen(screen.last) < columns);
    }
}

static void draw_in_15_columns(void)
{
    setenv("COLUMNS", "15", 1);
    draw_and_stay();
}

static void a_terminal_that_does_not_know_its_width_has_that_of_the_environment(void **state)
{
    (void)state;
    struct screen screen;
    run_on_terminal(draw_in_15_columns, 0, &screen);
    assert_string_equal(screen.last, "12/34+ files");
}

static void draw_and_talk(void)
{
    struct rle127_progress progress;
    rle127_say("a", "before");
    rle127_progress_open(&progress, RLE127_PROGRESS_ALWAYS);
    draw(&progress);
    rle127_say("b.pbm", "cut short");
    draw(&progress);
    rle127_say_plain("one\033[2J");
    rle127_say_plain("two");
    draw(&progress);
    rle127_progress_close(&progress);
    rle127_say_plain("after");
}

static void messages_are_whole_lines_above_it(void **state)
{
    (void)state;
    struct screen screen;
    run_on_terminal(draw_and_talk, 100, &screen);
    assert_string_equal(screen.lines, "rle127: a: before\nrle127: b.pbm: cut short\n"
                                      "one\\x1b[2J\ntwo\nafter\n");
    assert_string_equal(screen.last, "");
}

static void talk_over_it(void)
{
    struct rle127_progress progress;
    rle127_progress_open(&progress, RLE127_PROGRESS_AUTO);
    draw(&progress);
    rle127_say_plain("one");
}

static void the_line_is_there_again_after_a_message(void **state)
{
    (void)state;
    struct screen screen;
    run_on_terminal(talk_over_it, 100, &screen);
    assert_string_equal(screen.lines, "one\n");
    assert_non_null(strstr(screen.last, "12/34+ files"));
}

static void draw_busily(void)
{
    struct rle127_progress progress;
    rle127_progress_open(&progress, RLE127_PROGRESS_AUTO);
    const double start = command_clock();
    while (command_clock() - start < 0.55)
        rle127_progress_show(&progress, &some);
    rle127_progress_close(&progress);
}

static void it_is_drawn_ten_times_a_second_at_the_most(void **state)
{
    (void)state;
    struct screen screen;
    unsigned n = 0;
    run_on_terminal(draw_busily, 100, &screen);
    for (const char *at = screen.raw; (at = strstr(at, "files")); at++)
        n++;
    assert_true(n >= 1 && n <= 5);
    assert_string_equal(screen.last, "");
}

static void draw_on_dumb_terminal(void)
{
    struct rle127_progress progress;
    setenv("TERM", "dumb", 1);
    rle127_progress_open(&progress, RLE127_PROGRESS_AUTO);
    draw(&progress);
    rle127_progress_close(&progress);
}

static void a_dumb_terminal_gets_lines(void **state)
{
    (void)state;
    struct screen screen;
    run_on_terminal(draw_on_dumb_terminal, 100, &screen);
    assert_null(strchr(screen.raw, '\033'));
    assert_non_null(strstr(screen.lines, "rle127: 12/34+ files, "));
}

static void draw_never(void)
{
    struct rle127_progress progress;
    rle127_progress_open(&progress, RLE127_PROGRESS_NEVER);
    draw(&progress);
    rle127_progress_close(&progress);
}

static void never_is_never(void **state)
{
    (void)state;
    struct screen screen;
    run_on_terminal(draw_never, 100, &screen);
    assert_string_equal(screen.raw, "");
    run_in_pipe(draw_never, &screen);
    assert_string_equal(screen.raw, "");
}

/* Moves the clock on by that much, from the view of this progress; says the state then. */
static void wait_for(struct rle127_progress *progress, double seconds)
{
    progress->start -= seconds;
    progress->next -= seconds;
    rle127_progress_show(progress, &some);
}

static void log_for_minutes(void)
{
    struct rle127_progress progress;
    rle127_progress_open(&progress, RLE127_PROGRESS_AUTO);
    for (int seconds = 1; seconds <= 200; seconds++) {
        wait_for(&progress, 1);
        if (seconds == 9 || seconds == 29 || seconds == 69 || seconds == 129 || seconds == 189)
            rle127_say_plain("%d", seconds);
    }
    rle127_progress_close(&progress);
}

/* The clock goes on by itself, too: so a line comes a moment early, never late. */
static void a_log_gets_lines_at_growing_intervals(void **state)
{
    (void)state;
    struct screen screen;
    run_in_pipe(log_for_minutes, &screen);
    const char *at = screen.raw;
    static const char *const numbers[] = {"9\n", "29\n", "69\n", "129\n", "189\n"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_int_equal(strncmp(at, numbers[i], strlen(numbers[i])), 0);
        at += strlen(numbers[i]);
        assert_int_equal(strncmp(at, "rle127: 12/34+ files, ", 22), 0);
        at = strchr(at, '\n') + 1;
    }
    assert_string_equal(at, "");
}

static void log_always(void)
{
    struct rle127_progress progress;
    rle127_progress_open(&progress, RLE127_PROGRESS_ALWAYS);
    for (int i = 0; i < 7; i++)
        wait_for(&progress, 0.5);
    rle127_progress_close(&progress);
}

static void always_is_a_line_each_second(void **state)
{
    (void)state;
    struct screen screen;
    unsigned n = 0;
    run_in_pipe(log_always, &screen);
    for (const char *at = screen.raw; (at = strchr(at, '\n')); at++)
        n++;
    assert_int_equal(n, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_drawn_in_its_place),
        cmocka_unit_test(the_line_is_shorter_than_the_terminal_is_wide),
        cmocka_unit_test(a_terminal_that_does_not_know_its_width_has_that_of_the_environment),
        cmocka_unit_test(messages_are_whole_lines_above_it),
        cmocka_unit_test(the_line_is_there_again_after_a_message),
        cmocka_unit_test(it_is_drawn_ten_times_a_second_at_the_most),
        cmocka_unit_test(a_dumb_terminal_gets_lines),
        cmocka_unit_test(never_is_never),
        cmocka_unit_test(a_log_gets_lines_at_growing_intervals),
        cmocka_unit_test(always_is_a_line_each_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
