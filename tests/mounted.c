/*
 * Scripts in name spaces.
 */
#include "mounted.h"

#include <string.h>

#include "tests.h"

const struct command_result *mounted_run(const char *script)
{
    const struct command_setup setup = {.program = "unshare"};
    const struct command_result *const r =
        RUN_AS(&setup, "-Urm", "sh", "-c", script, "sh", command_path());
    if (r->exit_code == MOUNTED_NOT_POSSIBLE || r->exit_code == 126 || strstr(r->err, "unshare:")) {
        print_message("no file system can be mounted here\n");
        skip();
    }
    return r;
}
