/*
 * In the place of overlapped_pipeline.c where liburing is missing.
 */
#include "file_pipeline.h"

bool rle127_run_overlapped(const struct rle127_file_list *list)
{
    (void)list;
    return false;
}

const char *rle127_why_no_overlap(void)
{
    return "this build lacks liburing";
}
