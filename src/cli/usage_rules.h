/*
 * Which options and inputs go together. Everything that can be known to be wrong before any file is
 * touched is found here.
 */
#ifndef RLE127_USAGE_RULES_H
#define RLE127_USAGE_RULES_H

#include "options.h"

/* False where that is no usage, which has been said. Else what follows from the options is filled
 * in, as the output's format. */
bool rle127_check_usage(struct rle127_arguments *arguments);

/* Makes fewer of more workers than make sense, and says so. */
void rle127_limit_workers(struct rle127_arguments *arguments);

#endif
