/*
 * In the place of kernels_json.c where jansson is missing.
 */
#include "kernels_report.h"

bool rle127_print_json(FILE *file, const struct rle127_report *report)
{
    (void)file;
    (void)report;
    return false;
}

bool rle127_can_print_json(void)
{
    return false;
}
