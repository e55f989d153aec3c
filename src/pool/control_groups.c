/*
 * Control groups. A container may see the group's directory as the root of the mounted tree while
 * /proc tells its path from outside, so files that are missing mean nothing, and the root is
 * visited like every other group on the way up.
 */
#include "control_groups.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define MOUNT      "/sys/fs/cgroup"
#define LINE_BYTES (PATH_MAX + 256)

struct visit {
    const char *root, *controller;
    rle127_visit_group *call;
    void *context;
};

bool rle127_read_group_line(const char *directory, const char *name, char *line, int line_bytes)
{
    char path[LINE_BYTES];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path)
        return false;
    FILE *const file = fopen(path, "re");
    if (!file)
        return false;
    const bool is_read = fgets(line, line_bytes, file);
    fclose(file);
    return is_read;
}

/* The group at `path` below the mounted tree, and all those around it up to the tree's root. */
static void visit_path(const struct visit *visit, const char *tree, const char *path, bool is_v2)
{
    char directory[LINE_BYTES];
    const int base = snprintf(directory, sizeof directory, "%s" MOUNT "%s", visit->root, tree);
    if (base < 0 || (size_t)base + strlen(path) >= sizeof directory)
        return;
    strcpy(directory + base, path);
    for (char *end = directory + base + strlen(path); end;) {
        *end = '\0';
        visit->call(visit->context, directory, is_v2);
        end = strrchr(directory + base, '/');
    }
}

/* Whether a list of controllers, "cpu,cpuacct", has that one. */
static bool has_controller(const char *controllers, const char *wanted)
{
    const char *at = controllers;
    for (;;) {
        const size_t length = strcspn(at, ",");
        if (length == strlen(wanted) && memcmp(at, wanted, length) == 0)
            return true;
        if (!at[length])
            return false;
        at += length + 1;
    }
}

/* A line of /proc/self/cgroup, "4:cpu,cpuacct:/a/b" or, of version 2, "0::/a/b". A tree of version
 * 1 has its controllers' names, or a link of one of them. */
static void visit_line(const struct visit *visit, char *line)
{
    char tree[LINE_BYTES];
    char *const controllers = strchr(line, ':');
    char *const path = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!path)
        return;
    line[strcspn(line, "\n")] = '\0';
    *path = '\0';
    if (!controllers[1]) {
        visit_path(visit, "", path + 1, true);
        return;
    }
    if (!has_controller(controllers + 1, visit->controller))
        return;
    *controllers = '/';
    snprintf(tree, sizeof tree, "/%s", visit->controller);
    visit_path(visit, tree, path + 1, false);
    if (strcmp(tree, controllers) != 0)
        visit_path(visit, controllers, path + 1, false);
}

void rle127_visit_groups(const char *root, const char *controller, rle127_visit_group *visit,
                         void *context)
{
    const struct visit all = {
        .root = root, .controller = controller, .call = visit, .context = context};
    char path[PATH_MAX], line[LINE_BYTES];
    if (snprintf(path, sizeof path, "%s/proc/self/cgroup", root) >= (int)sizeof path)
        return;
    FILE *const file = fopen(path, "re");
    if (!file)
        return;
    while (fgets(line, sizeof line, file))
        visit_line(&all, line);
    fclose(file);
}
