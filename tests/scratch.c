/*
 * Scratch directories: made under $TMPDIR, removed with all that is in them.
 */
#define _XOPEN_SOURCE 700 /* nftw() */
#include "scratch.h"
#include "command.h"
#include "tests.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[4096];

const char *scratch_path(void)
{
    return directory;
}

int scratch_enter(void **state)
{
    (void)state;
    command_path(); /* is relative to where the test was started */
    const char *const root = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/rle127-test-XXXXXX", root ? root : "/tmp");
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *found, int type, struct FTW *position)
{
    (void)found;
    (void)type;
    (void)position;
    return remove(path);
}

static int open_up(const char *path, const struct stat *found, int type, struct FTW *position)
{
    (void)position;
    if (type == FTW_D || type == FTW_DNR)
        chmod(path, found->st_mode | S_IRWXU);
    return 0;
}

int scratch_leave(void **state)
{
    (void)state;
    command_forget_all();
    if (chdir("/") != 0)
        return -1;
    nftw(directory, open_up, 16, FTW_PHYS);
    return nftw(directory, remove_one, 16, FTW_PHYS | FTW_DEPTH);
}

void scratch_write(const char *path, const void *bytes, size_t n_bytes)
{
    FILE *const file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, n_bytes, file) != n_bytes || fclose(file) != 0)
        fail_msg("%s: %s", path, strerror(errno));
}

void scratch_write_text(const char *path, const char *text)
{
    scratch_write(path, text, strlen(text));
}

void scratch_write_deep(const char *path, const char *text)
{
    char part[256];
    for (const char *end = strchr(path, '/'); end; end = strchr(end + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(end - path), path);
        if (!scratch_exists(part))
            scratch_make_directory(part);
    }
    scratch_write_text(path, text);
}

uint8_t *scratch_read(const char *path, size_t *n_bytes)
{
    struct stat found;
    FILE *const file = fopen(path, "rb");
    if (!file || fstat(fileno(file), &found) != 0)
        fail_msg("%s: %s", path, strerror(errno));
    *n_bytes = (size_t)found.st_size;
    uint8_t *const bytes = calloc(*n_bytes + 1, 1);
    assert_non_null(bytes);
    if (fread(bytes, 1, *n_bytes, file) != *n_bytes)
        fail_msg("%s: cannot be read", path);
    fclose(file);
    return bytes;
}

bool scratch_exists(const char *path)
{
    struct stat found;
    return lstat(path, &found) == 0;
}

void scratch_make_directory(const char *path)
{
    if (mkdir(path, 0777) != 0)
        fail_msg("%s: %s", path, strerror(errno));
}

static int is_name(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

const char *scratch_list(const char *path)
{
    static char list[16384];
    struct dirent **entries;
    const int n = scandir(path, &entries, is_name, compare_names);
    if (n < 0)
        fail_msg("%s: %s", path, strerror(errno));
    list[0] = '\0';
    for (int i = 0; i < n; i++) {
        const size_t length = strlen(list);
        snprintf(list + length, sizeof list - length, "%s%s", i ? " " : "", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return list;
}

unsigned scratch_count_temporaries(const char *path)
{
    unsigned n = 0;
    for (const char *at = scratch_list(path); (at = strstr(at, ".rle127-")); at++)
        n++;
    return n + command_count_unnamed(path);
}

void scratch_wait_for_temporaries(const char *path, unsigned n)
{
    const double start = command_clock();
    while (scratch_count_temporaries(path) < n) {
        if (command_clock() - start > 10)
            fail_msg("no temporary is made in %s", path);
        command_sleep(0.002);
    }
}

void scratch_check_file(const char *path, const void *bytes, size_t n_bytes, const char *file,
                        int line)
{
    if (!scratch_exists(path)) {
        print_error("%s is missing\n", path);
        _fail(file, line);
    }
    size_t n_found, at = 0;
    uint8_t *const found = scratch_read(path, &n_found);
    while (at < n_bytes && at < n_found && found[at] == ((const uint8_t *)bytes)[at])
        at++;
    free(found);
    if (at == n_bytes && at == n_found)
        return;
    print_error("%s: %zu bytes, %zu expected; the first %zu agree\n", path, n_found, n_bytes, at);
    _fail(file, line);
}

void scratch_check_listing(const char *path, const char *names, const char *file, int line)
{
    const char *const list = scratch_list(path);
    if (strcmp(list, names) == 0)
        return;
    print_error("in %s: \"%s\", expected \"%s\"\n", path, list, names);
    _fail(file, line);
}

void scratch_check_no_trace(const char *path, const char *output, const char *file, int line)
{
    if (scratch_exists(output)) {
        print_error("%s is there\n", output);
        _fail(file, line);
    }
    const char *const list = scratch_list(path);
    if (!strstr(list, ".rle127-"))
        return;
    print_error("a temporary is left: \"%s\"\n", list);
    _fail(file, line);
}
