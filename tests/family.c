/*
 * /proc/PID/stat: the state and the parent are the two fields behind the name, which has brackets
 * round it and may have brackets in it.
 */
#include "family.h"
#include "command.h"
#include "tests.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAUSE_SECONDS 0.002

static bool read_stat(pid_t pid, char *state, pid_t *parent)
{
    char path[64], text[512];
    int parent_number;
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    FILE *const file = fopen(path, "r");
    if (!file)
        return false;
    const size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = '\0';
    const char *const behind = strrchr(text, ')');
    if (!behind || sscanf(behind + 1, " %c %d", state, &parent_number) != 2)
        return false;
    *parent = (pid_t)parent_number;
    return *state != 'Z' && *state != 'X';
}

bool family_lives(pid_t pid)
{
    char state;
    pid_t parent;
    return read_stat(pid, &state, &parent);
}

static void add(struct family *family, pid_t pid)
{
    if (family->n < FAMILY_MAX && family_lives(pid))
        family->pids[family->n++] = pid;
}

/* Some kernels list a thread's children, which is faster than to look at all processes. */
static bool add_listed(struct family *family, pid_t parent)
{
    char path[64];
    long pid;
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)parent, (long)parent);
    FILE *const file = fopen(path, "r");
    if (!file)
        return false;
    while (fscanf(file, "%ld", &pid) == 1)
        add(family, (pid_t)pid);
    fclose(file);
    return true;
}

static void add_found(struct family *family, pid_t parent)
{
    char state;
    pid_t found_parent;
    const struct dirent *entry;
    DIR *const directory = opendir("/proc");
    assert_non_null(directory);
    while ((entry = readdir(directory))) {
        const pid_t pid = (pid_t)atol(entry->d_name);
        if (pid > 0 && read_stat(pid, &state, &found_parent) && found_parent == parent)
            add(family, pid);
    }
    closedir(directory);
}

static void add_children(struct family *family, pid_t parent)
{
    if (!add_listed(family, parent))
        add_found(family, parent);
}

struct family family_find(pid_t parent, bool all)
{
    struct family family = {0};
    add_children(&family, parent);
    for (unsigned i = 0; all && i < family.n; i++)
        add_children(&family, family.pids[i]);
    return family;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

bool family_has_open(pid_t pid, const char *end)
{
    char path[320], link[4096];
    const struct dirent *entry;
    bool has = false;
    snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
    DIR *const descriptors = opendir(path);
    while (descriptors && !has && (entry = readdir(descriptors))) {
        snprintf(path, sizeof path, "/proc/%ld/fd/%s", (long)pid, entry->d_name);
        const ssize_t length = readlink(path, link, sizeof link - 1);
        link[length > 0 ? length : 0] = '\0';
        has = ends_with(link, end);
    }
    if (descriptors)
        closedir(descriptors);
    return has;
}

bool family_await_children(pid_t parent, unsigned n, double seconds)
{
    const double start = command_clock();
    while (family_find(parent, false).n != n) {
        if (command_clock() - start > seconds)
            return false;
        command_sleep(PAUSE_SECONDS);
    }
    return true;
}

static bool is_any_alive(const struct family *family)
{
    for (unsigned i = 0; i < family->n; i++)
        if (family_lives(family->pids[i]))
            return true;
    return false;
}

bool family_await_ends(const struct family *family, double seconds)
{
    const double start = command_clock();
    while (is_any_alive(family)) {
        if (command_clock() - start > seconds)
            return false;
        command_sleep(PAUSE_SECONDS);
    }
    return true;
}
