/*
 * Which outputs are taken: inputs that are found one by one, in several trees or in a list, may
 * have one output, and nobody could compare them before. The first one has it.
 */
#ifndef RLE127_CLAIMS_H
#define RLE127_CLAIMS_H

#include "naming.h"
#include "outcome.h"
#include "run_state.h"

/* Claims the output `name` for what was found, which is called `shown`. False where the outcome
 * says why it cannot have it. What will be passed over claims nothing. */
bool rle127_claim(struct rle127_run *run, const struct rle127_found *found,
                  const struct rle127_name *name, const char *shown,
                  struct rle127_outcome *outcome);

#endif
