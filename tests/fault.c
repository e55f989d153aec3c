/*
 * The shim is preloaded by a link in the scratch directory: LD_PRELOAD takes no path with a space.
 */
#include "fault.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MARK "mark"

static const char *current_rules;

int fault_enter(void **state)
{
    return scratch_enter(state) == 0 ? symlink(RLE127_FAULT_SHIM_PATH, "shim") : -1;
}

static void preload(void)
{
    setenv("LD_PRELOAD", "./shim", 1);
    setenv("RLE127_FAULT", current_rules, 1);
    setenv("RLE127_FAULT_MARK", MARK, 1);
}

struct command *fault_start(const struct command_setup *setup, const char *rules,
                            const char *const *arguments)
{
    struct command_setup faulty = setup ? *setup : (struct command_setup){0};
    faulty.prepare = preload;
    current_rules = rules;
    remove(MARK);
    return command_start(&faulty, arguments);
}

const struct command_result *fault_run(const struct command_setup *setup, const char *rules,
                                       const char *const *arguments)
{
    return command_finish(fault_start(setup, rules, arguments));
}

bool fault_has_happened(void)
{
    return scratch_exists(MARK);
}
