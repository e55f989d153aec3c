/*
 * What is done between fork and exec.
 */
#include "conditions.h"
#include "tests.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOT_POSSIBLE 77 /* exit code of a child that could not become what it should */

static void become_nobody(void)
{
    if (geteuid() == 0 && (setgid(CONDITION_NOBODY) != 0 || setuid(CONDITION_NOBODY) != 0))
        _exit(NOT_POSSIBLE);
    if (access(command_path(), X_OK) != 0)
        _exit(NOT_POSSIBLE);
}

const struct command_result *condition_run_bound(const char *const *arguments, bool is_open)
{
    const struct command_setup setup = {.prepare = become_nobody};
    assert_int_equal(chmod(".", is_open ? 0777 : 0755), 0);
    const struct command_result *const r = command_run(&setup, arguments);
    if (r->exit_code == NOT_POSSIBLE)
        skip();
    return r;
}

void condition_fill_stderr(void)
{
    if (dup2(open("/dev/full", O_WRONLY), 2) < 0)
        _exit(NOT_POSSIBLE);
}

void condition_close_all(void)
{
    close(0);
    close(1);
    close(2);
}
