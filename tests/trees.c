/*
 * Trees, entry by entry.
 */
#include "trees.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void tree_make(const char *directory)
{
    char *const path = strdup(directory);
    assert_non_null(path);
    for (char *at = path; (at = strchr(at, '/')); at++) {
        *at = '\0';
        if (*path && mkdir(path, 0777) != 0 && errno != EEXIST)
            fail_msg("%s: %s", path, strerror(errno));
        *at = '/';
    }
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        fail_msg("%s: %s", path, strerror(errno));
    free(path);
}

void tree_write(const char *path, const void *bytes, size_t n_bytes)
{
    const char *const slash = strrchr(path, '/');
    if (slash) {
        char *const directory = strndup(path, (size_t)(slash - path));
        tree_make(directory);
        free(directory);
    }
    scratch_write(path, bytes, n_bytes);
}

void tree_write_text(const char *path, const char *text)
{
    tree_write(path, text, strlen(text));
}

void tree_write_pbm(const char *path)
{
    tree_write(path, PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
}

void tree_write_rle(const char *path)
{
    tree_write(path, PAGE_TINY_RLE, PAGE_TINY_BYTES);
}

static char *join(const char *directory, const char *name)
{
    const size_t n_bytes = strlen(directory) + strlen(name) + 2;
    char *const path = malloc(n_bytes);
    assert_non_null(path);
    snprintf(path, n_bytes, "%s/%s", directory, name);
    return path;
}

static int is_name(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void list_below(FILE *file, const char *directory, size_t root_length)
{
    struct dirent **entries;
    struct stat found;
    const int n = scandir(directory, &entries, is_name, compare_names);
    if (n < 0)
        fail_msg("%s: %s", directory, strerror(errno));
    for (int i = 0; i < n; i++) {
        char *const path = join(directory, entries[i]->d_name);
        const int is_directory = lstat(path, &found) == 0 && S_ISDIR(found.st_mode);
        fprintf(file, "%s%s%s", ftell(file) ? " " : "", path + root_length + 1,
                is_directory ? "/" : "");
        if (is_directory)
            list_below(file, path, root_length);
        free(path);
        free(entries[i]);
    }
    free(entries);
}

char *tree_list(const char *directory)
{
    char *text = NULL;
    size_t n_bytes;
    FILE *const file = open_memstream(&text, &n_bytes);
    assert_non_null(file);
    list_below(file, directory, strlen(directory));
    fclose(file);
    return text;
}

void tree_check(const char *directory, const char *paths, const char *file, int line)
{
    char *const list = tree_list(directory);
    const int is_same = strcmp(list, paths) == 0;
    if (!is_same)
        print_error("below %s: \"%s\", expected \"%s\"\n", directory, list, paths);
    free(list);
    if (!is_same)
        _fail(file, line);
}

static void check_same_files(const char *a, const char *b, const char *file, int line)
{
    size_t n_bytes;
    uint8_t *const bytes = scratch_read(a, &n_bytes);
    scratch_check_file(b, bytes, n_bytes, file, line);
    free(bytes);
}

void tree_check_same(const char *a, const char *b, const char *file, int line)
{
    char *const list = tree_list(a), *state = NULL;
    tree_check(b, list, file, line);
    for (char *path = strtok_r(list, " ", &state); path; path = strtok_r(NULL, " ", &state)) {
        if (path[strlen(path) - 1] == '/')
            continue;
        char *const first = join(a, path), *const second = join(b, path);
        check_same_files(first, second, file, line);
        free(first);
        free(second);
    }
    free(list);
}
