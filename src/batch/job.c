/*
 * Jobs as bytes: the job itself, then its strings, each with its end.
 */
#include "job.h"

#include <string.h>

static size_t measure(const char *string)
{
    return string ? strlen(string) + 1 : 0;
}

static char *add_string(char *to, const char *string)
{
    const size_t n_bytes = measure(string);
    if (n_bytes)
        memcpy(to, string, n_bytes);
    return to + n_bytes;
}

size_t rle127_job_pack(const struct rle127_file_job *job, void *bytes)
{
    if (bytes) {
        char *const strings = (char *)bytes + sizeof *job;
        memcpy(bytes, job, sizeof *job);
        add_string(add_string(add_string(strings, job->root), job->input), job->output);
    }
    return sizeof *job + measure(job->root) + measure(job->input) + measure(job->output);
}

/* A string that is none was NULL, and NULL is what it was sent as. */
static const char *take_string(const char **from, const char *sent)
{
    if (!sent)
        return NULL;
    const char *const string = *from;
    *from += strlen(string) + 1;
    return string;
}

void rle127_job_unpack(struct rle127_file_job *job, const void *request)
{
    const char *strings = (const char *)request + sizeof *job;
    memcpy(job, request, sizeof *job);
    job->root = take_string(&strings, job->root);
    job->input = take_string(&strings, job->input);
    job->output = take_string(&strings, job->output);
}

bool rle127_result_unpack(struct rle127_file_result *result, const void *reply, size_t reply_bytes)
{
    if (reply_bytes != sizeof *result)
        return false;
    memcpy(result, reply, sizeof *result);
    struct rle127_outcome *const outcome = &result->outcome;
    outcome->reason[sizeof outcome->reason - 1] = '\0';
    outcome->note[sizeof outcome->note - 1] = '\0';
    return outcome->verdict <= RLE127_STOPPED;
}
