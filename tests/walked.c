/*
 * Walks as text.
 */
#include "walked.h"
#include "scratch.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *name_error(int error)
{
    static const struct {
        int error;
        const char *name;
    } names[] = {{ENOENT, "ENOENT"},
                 {EACCES, "EACCES"},
                 {ENOTDIR, "ENOTDIR"},
                 {EISDIR, "EISDIR"},
                 {ENAMETOOLONG, "ENAMETOOLONG"},
                 {EINVAL, "EINVAL"},
                 {ELOOP, "ELOOP"},
                 {EIO, "EIO"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].error == error)
            return names[i].name;
    return strerror(error);
}

const char *walked_one(const struct rle127_found *found)
{
    static char *text;
    static size_t n_bytes;
    free(text);
    FILE *const out = open_memstream(&text, &n_bytes);
    assert_non_null(out);
    if (found->root)
        fprintf(out, "%s:", found->root);
    fprintf(out, "%s%s", found->is_listed ? "+" : "", found->path ? found->path : "-");
    if (found->bytes)
        fprintf(out, "=%llu", (unsigned long long)found->bytes);
    if (found->error)
        fprintf(out, "!%s", name_error(found->error));
    else if (found->passed_over)
        fputc('?', out);
    if (found->meets)
        fprintf(out, "~%s", found->meets_with);
    fclose(out);
    return text;
}

const char *walked_all(const struct rle127_walk_setup *setup)
{
    static char *text;
    static size_t n_bytes;
    const char *reason;
    struct rle127_found found;
    struct rle127_walk *const walk = rle127_walk_open(setup, &reason);
    assert_non_null(walk);
    free(text);
    FILE *const out = open_memstream(&text, &n_bytes);
    assert_non_null(out);
    for (const char *between = ""; rle127_walk_next(walk, &found); between = " ")
        fprintf(out, "%s%s", between, walked_one(&found));
    fclose(out);
    rle127_walk_close(walk);
    return text;
}

const char *walked_inputs(char *const *inputs)
{
    struct rle127_walk_setup setup = {.inputs = inputs};
    while (inputs[setup.n_inputs])
        setup.n_inputs++;
    return walked_all(&setup);
}

struct rle127_walk *walked_open(char *const *root)
{
    const struct rle127_walk_setup setup = {.inputs = root, .n_inputs = 1};
    const char *reason;
    struct rle127_walk *const walk = rle127_walk_open(&setup, &reason);
    assert_non_null(walk);
    return walk;
}

const char *walked_next(struct rle127_walk *walk)
{
    struct rle127_found found;
    return rle127_walk_next(walk, &found) ? walked_one(&found) : "";
}

void walked_make_files(const char *const *paths)
{
    for (; *paths; paths++)
        scratch_write(*paths, "", 0);
}

static int open_directory(int above, const char *name)
{
    const int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        fail_msg("%s: %s", name, strerror(errno));
    return fd;
}

void walked_make_chain(const char *root, const char *name, unsigned n, const char *file)
{
    int fd = open_directory(AT_FDCWD, root);
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(mkdirat(fd, name, 0777), 0);
        const int below = open_directory(fd, name);
        close(fd);
        fd = below;
    }
    const int last = openat(fd, file, O_WRONLY | O_CREAT, 0666);
    assert_true(last >= 0);
    close(last);
    close(fd);
}

/* The chain's second directory is moved up beside the first, which is empty then, until one is
 * left. */
void walked_remove_chain(const char *root, const char *name, unsigned n, const char *file)
{
    const int root_fd = open_directory(AT_FDCWD, root);
    for (unsigned i = 1; i < n; i++) {
        const int fd = open_directory(root_fd, name);
        assert_int_equal(renameat(fd, name, root_fd, "moved up"), 0);
        close(fd);
        assert_int_equal(unlinkat(root_fd, name, AT_REMOVEDIR), 0);
        assert_int_equal(renameat(root_fd, "moved up", root_fd, name), 0);
    }
    const int fd = open_directory(root_fd, name);
    assert_int_equal(unlinkat(fd, file, 0), 0);
    close(fd);
    close(root_fd);
}
