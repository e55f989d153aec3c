/*
 * Writing the report of a run. An error is kept until the end: the files are worth more than it.
 */
#include "run_report.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json.h"

#define BUFFER_BYTES 65536 /* a line with two paths of 4 kB, each byte of them written as six */

#define FIRST_BYTES "{\"type\":\""

/* Whether a regular file may be replaced; else *reason says why not. */
static bool is_replaceable(int fd, const char **reason)
{
    char text[sizeof FIRST_BYTES - 1];
    const ssize_t n = pread(fd, text, sizeof text, 0);
    if (n == 0 || (n == (ssize_t)sizeof text && memcmp(text, FIRST_BYTES, sizeof text) == 0))
        return true;
    *reason = n < 0 ? strerror(errno) : "exists and is no report";
    return false;
}

static const char *use_opened(int fd)
{
    struct stat found;
    const char *reason = NULL;
    if (fstat(fd, &found) != 0)
        return strerror(errno);
    if (!S_ISREG(found.st_mode))
        return NULL;
    if (!is_replaceable(fd, &reason))
        return reason;
    return ftruncate(fd, 0) == 0 ? NULL : strerror(errno);
}

/* FIFOs and devices are opened for writing alone: who reads a FIFO shall see its end. What is in a
 * file is looked at only where that matters. */
static int open_report(const char *path)
{
    struct stat found;
    const bool is_special = stat(path, &found) == 0 && !S_ISREG(found.st_mode);
    const int access = is_special ? O_WRONLY : O_RDWR;
    int fd;
    do
        fd = open(path, access | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
    while (fd < 0 && errno == EINTR);
    return fd;
}

static const char *open_file(struct rle127_run_report *report, const char *path)
{
    const int fd = open_report(path);
    if (fd < 0)
        return strerror(errno);
    const char *reason = use_opened(fd);
    if (!reason) {
        report->file = fdopen(fd, "w");
        reason = report->file ? NULL : strerror(errno);
    }
    if (reason)
        close(fd);
    return reason;
}

const char *rle127_run_report_open(struct rle127_run_report *report, const char *path)
{
    *report = (struct rle127_run_report){.name = path};
    if (strcmp(path, "-") == 0) {
        report->name = "standard output";
        report->file = stdout;
    } else {
        const char *const reason = open_file(report, path);
        if (reason)
            return reason;
    }
    setvbuf(report->file, NULL, _IOFBF, BUFFER_BYTES);
    return NULL;
}

static const char *name_status(enum rle127_verdict verdict)
{
    switch (verdict) {
    case RLE127_CONVERTED:
        return "converted";
    case RLE127_SKIPPED:
        return "skipped";
    default:
        return "failed";
    }
}

static void print_text(FILE *file, const char *name, const char *text)
{
    fprintf(file, ",\"%s\":", name);
    if (text)
        rle127_print_json_string(file, text);
    else
        fputs("null", file);
}

static void print_path(FILE *file, const char *name, const char *path)
{
    if (!path) {
        print_text(file, name, NULL);
        return;
    }
    putc(',', file);
    rle127_print_json_path(file, name, path);
}

static void print_side(FILE *file, const char *name, uint32_t side)
{
    if (side)
        fprintf(file, ",\"%s\":%" PRIu32, name, side);
    else
        print_text(file, name, NULL);
}

/* JSON has no NaN, no infinity; nor does time run backwards. */
static void print_seconds(FILE *file, double seconds)
{
    fprintf(file, ",\"seconds\":%.6f", seconds > 0 && seconds < 1e12 ? seconds : 0.0);
}

static void end_line(struct rle127_run_report *report)
{
    errno = 0;
    if ((fputs("}\n", report->file) < 0 || fflush(report->file) != 0 || ferror(report->file)) &&
        !report->error)
        report->error = errno ? errno : EIO;
}

void rle127_run_report_file(struct rle127_run_report *report, const struct rle127_outcome *outcome,
                            const char *input, const char *output, double seconds)
{
    FILE *const file = report->file;
    const bool is_converted = outcome->verdict == RLE127_CONVERTED;
    fputs("{\"type\":\"file\"", file);
    print_path(file, "path", input ? input : "-");
    print_path(file, "output", output);
    print_text(file, "status", name_status(outcome->verdict));
    print_text(file, "reason", is_converted || !outcome->reason[0] ? NULL : outcome->reason);
    print_side(file, "width", outcome->width);
    print_side(file, "height", outcome->height);
    fprintf(file, ",\"bytes_in\":%" PRIu64 ",\"bytes_out\":%" PRIu64, outcome->bytes_in,
            is_converted ? outcome->bytes_out : 0);
    print_seconds(file, seconds);
    end_line(report);
}

static const char *name_end(enum rle127_run_end end)
{
    switch (end) {
    case RLE127_RUN_HALTED:
        return "halted";
    case RLE127_RUN_STOPPED:
        return "stopped";
    case RLE127_RUN_INTERRUPTED:
        return "interrupted";
    default:
        return "done";
    }
}

void rle127_run_report_summary(struct rle127_run_report *report, const struct rle127_totals *totals,
                               enum rle127_run_end end)
{
    fprintf(report->file,
            "{\"type\":\"summary\",\"converted\":%" PRIu64 ",\"skipped\":%" PRIu64
            ",\"failed\":%" PRIu64 ",\"bytes_in\":%" PRIu64 ",\"bytes_out\":%" PRIu64,
            totals->n_converted, totals->n_skipped, totals->n_failed, totals->bytes_in,
            totals->bytes_out);
    print_seconds(report->file, totals->seconds);
    fprintf(report->file, ",\"end\":\"%s\",\"interrupted\":%s", name_end(end),
            end == RLE127_RUN_INTERRUPTED ? "true" : "false");
    end_line(report);
}

enum rle127_exit rle127_run_report_close(struct rle127_run_report *report, enum rle127_exit code)
{
    if (report->file != stdout && fclose(report->file) != 0 && !report->error)
        report->error = errno;
    if (!report->error)
        return code;
    rle127_say(report->name, "%s", strerror(report->error));
    return RLE127_EXIT_STOPPED;
}
