/*
 * Runs rle127 with fault_shim.c before it, whose rules are the texts here: "write:2:ENOSPC".
 */
#ifndef FAULT_H
#define FAULT_H

#include "command.h"

/* SCRATCH_TEST() for tests that use these functions; the directory has a file "shim" more. */
int fault_enter(void **state);
#define FAULT_TEST(f) cmocka_unit_test_setup_teardown(f, fault_enter, scratch_leave)

/* As command_start() and command_run(); setup->prepare is not for the caller here. */
struct command *fault_start(const struct command_setup *setup, const char *rules,
                            const char *const *arguments);
const struct command_result *fault_run(const struct command_setup *setup, const char *rules,
                                       const char *const *arguments);

/* Whether a rule of the last command has been applied. */
bool fault_has_happened(void);

#define RUN_FAULTY(rules, ...) fault_run(NULL, (rules), ARGUMENTS(__VA_ARGS__))

#endif
