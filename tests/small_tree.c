/*
 * All files of a kind are hard links to one, so that a large tree costs no more than its outputs.
 */
#include "small_tree.h"
#include "command.h"
#include "pages.h"
#include "patterns.h"
#include "reference.h"
#include "scratch.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_KINDS       7
#define N_BAD_KINDS   3
#define PER_DIRECTORY 50
#define BAD_OF_EACH   20
#define BAD_PLACE     7
#define NAME_BYTES    64

static const char old_output[] = "old";

struct kind {
    char name[NAME_BYTES];
    uint8_t *output;
    size_t output_bytes;
};

struct small_tree {
    unsigned n_files;
    bool has_bad;
    struct kind kinds[N_KINDS];
    char bad_names[N_BAD_KINDS][NAME_BYTES];
    uint8_t *room; /* for the largest output and a byte, so that what is too long is seen */
    size_t room_bytes;
};

static void write_page(struct kind *kind, unsigned i, uint32_t width, uint32_t height, bool is_bmp)
{
    struct page page = page_make(width, height);
    const struct page_bytes *const bytes = is_bmp ? &page.bmp : &page.pbm;
    snprintf(kind->name, sizeof kind->name, "kinds/%u.%s", i, is_bmp ? "bmp" : "pbm");
    scratch_write(kind->name, bytes->data, bytes->n);
    page_free(&page);
}

static void write_noise(struct kind *kind, unsigned i, unsigned width, unsigned height)
{
    uint64_t random = i;
    char head[40];
    const size_t head_bytes =
        (size_t)snprintf(head, sizeof head, "P5\n%u %u\n255\n", width, height);
    const size_t n_bytes = head_bytes + (size_t)width * height;
    uint8_t *const file = pattern_allocate(n_bytes);
    memcpy(file, head, head_bytes);
    for (size_t at = head_bytes; at < n_bytes; at++)
        file[at] = (uint8_t)reference_random(&random);
    snprintf(kind->name, sizeof kind->name, "kinds/%u.pgm", i);
    scratch_write(kind->name, file, n_bytes);
    free(file);
}

/* A PNG is decoded by a process that belongs to the worker. */
static void write_foreign(struct kind *kind, unsigned i)
{
    struct page page = page_make(900, 700);
    scratch_write("page.rle", page.rle.data, page.rle.n);
    page_free(&page);
    snprintf(kind->name, sizeof kind->name, "kinds/%u.png", i);
    assert_succeeds(RUN("decompress", "-o", kind->name, "page.rle"));
}

static void write_bad_kinds(struct small_tree *tree)
{
    snprintf(tree->bad_names[0], NAME_BYTES, "kinds/short.pbm");
    scratch_write_text(tree->bad_names[0], "P4\n1000 1000\nno thousand rows");
    snprintf(tree->bad_names[1], NAME_BYTES, "kinds/none.bmp");
    scratch_write_text(tree->bad_names[1], "a letter");
    snprintf(tree->bad_names[2], NAME_BYTES, "kinds/cut.png");
    scratch_write_text(tree->bad_names[2], "\x89PNG\r\n\x1A\n");
}

/* What an undisturbed run makes of a kind. */
static void learn_output(struct small_tree *tree, struct kind *kind)
{
    assert_succeeds(RUN("compress", "-qf", "-o", "kind.rle", kind->name));
    kind->output = scratch_read("kind.rle", &kind->output_bytes);
    if (kind->output_bytes >= tree->room_bytes)
        tree->room_bytes = kind->output_bytes + 1;
}

static void write_kinds(struct small_tree *tree)
{
    struct kind *const kinds = tree->kinds;
    scratch_make_directory("kinds");
    write_page(&kinds[0], 0, 700, 500, false);
    write_page(&kinds[1], 1, 640, 403, true);
    write_noise(&kinds[2], 2, 400, 300);
    write_page(&kinds[3], 3, 2000, 1500, false);
    write_page(&kinds[4], 4, 1201, 900, true);
    write_noise(&kinds[5], 5, 900, 700);
    if (page_can_become("png"))
        write_foreign(&kinds[6], 6);
    else
        write_page(&kinds[6], 6, 900, 700, false);
    write_bad_kinds(tree);
    for (unsigned i = 0; i < N_KINDS; i++)
        learn_output(tree, &kinds[i]);
}

bool small_tree_is_bad(const struct small_tree *tree, unsigned i)
{
    return tree->has_bad && i % BAD_OF_EACH == BAD_PLACE;
}

static const struct kind *kind_of(const struct small_tree *tree, unsigned i)
{
    return &tree->kinds[i % N_KINDS];
}

static void make_path(char *path, const char *root, unsigned i, const char *suffix)
{
    snprintf(path, NAME_BYTES, "%s/d%03u/f%05u%s", root, i / PER_DIRECTORY, i, suffix);
}

static void make_directories(const char *root, unsigned n_files)
{
    char path[NAME_BYTES];
    scratch_make_directory(root);
    for (unsigned i = 0; i < n_files; i += PER_DIRECTORY) {
        snprintf(path, sizeof path, "%s/d%03u", root, i / PER_DIRECTORY);
        scratch_make_directory(path);
    }
}

struct small_tree *small_tree_make(unsigned n_files, bool has_bad)
{
    struct small_tree *const tree = calloc(1, sizeof *tree);
    char path[NAME_BYTES];
    assert_non_null(tree);
    tree->n_files = n_files;
    tree->has_bad = has_bad;
    write_kinds(tree);
    tree->room = pattern_allocate(tree->room_bytes);
    make_directories("in", n_files);
    for (unsigned i = 0; i < n_files; i++) {
        const char *const from = small_tree_is_bad(tree, i)
                                     ? tree->bad_names[i / BAD_OF_EACH % N_BAD_KINDS]
                                     : kind_of(tree, i)->name;
        make_path(path, "in", i, strrchr(from, '.'));
        assert_int_equal(link(from, path), 0);
    }
    return tree;
}

void small_tree_free(struct small_tree *tree)
{
    for (unsigned i = 0; i < N_KINDS; i++)
        free(tree->kinds[i].output);
    free(tree->room);
    free(tree);
}

unsigned small_tree_index(const struct small_tree *tree, const char *path)
{
    unsigned directory, i;
    if (sscanf(path, "in/d%3u/f%5u.", &directory, &i) != 2 || i >= tree->n_files)
        fail_msg("no file of the tree: %s", path);
    return i;
}

void small_tree_fill(const struct small_tree *tree)
{
    char path[NAME_BYTES];
    make_directories("out", tree->n_files);
    for (unsigned i = 0; i < tree->n_files; i++) {
        make_path(path, "out", i, ".rle");
        scratch_write_text(path, old_output);
    }
}

static bool is_whole(const void *room, size_t n_bytes, const void *bytes, size_t n_expected)
{
    return n_bytes == n_expected && memcmp(room, bytes, n_expected) == 0;
}

enum small_tree_look small_tree_look_at(const struct small_tree *tree, unsigned i)
{
    const struct kind *const kind = kind_of(tree, i);
    char path[NAME_BYTES];
    make_path(path, "out", i, ".rle");
    const int fd = open(path, O_RDONLY);
    if (fd < 0)
        return errno == ENOENT ? SMALL_TREE_ABSENT : SMALL_TREE_WRONG;
    const ssize_t n = read(fd, tree->room, tree->room_bytes);
    close(fd);
    if (n < 0)
        return SMALL_TREE_WRONG;
    if (is_whole(tree->room, (size_t)n, kind->output, kind->output_bytes))
        return small_tree_is_bad(tree, i) ? SMALL_TREE_WRONG : SMALL_TREE_RIGHT;
    return is_whole(tree->room, (size_t)n, old_output, sizeof old_output - 1) ? SMALL_TREE_OLD
                                                                              : SMALL_TREE_WRONG;
}

unsigned small_tree_count(const struct small_tree *tree)
{
    unsigned n_right = 0;
    for (unsigned i = 0; i < tree->n_files; i++)
        n_right += small_tree_look_at(tree, i) == SMALL_TREE_RIGHT;
    return n_right;
}

struct small_tree_watch {
    struct small_tree tree; /* with room of its own */
    pthread_t thread;
    bool may_be_old;
    atomic_bool must_stop;
    atomic_ulong n_looks;
    atomic_int wrong; /* the first file that was, or -1 */
};

static void *watch_outputs(void *argument)
{
    struct small_tree_watch *const watch = argument;
    while (!atomic_load(&watch->must_stop))
        for (unsigned i = 0; i < watch->tree.n_files && !atomic_load(&watch->must_stop); i++) {
            const enum small_tree_look look = small_tree_look_at(&watch->tree, i);
            int none = -1;
            atomic_fetch_add(&watch->n_looks, 1);
            if (look == SMALL_TREE_WRONG || (look == SMALL_TREE_OLD && !watch->may_be_old))
                atomic_compare_exchange_strong(&watch->wrong, &none, (int)i);
        }
    return NULL;
}

struct small_tree_watch *small_tree_watch_start(const struct small_tree *tree, bool may_be_old)
{
    struct small_tree_watch *const watch = calloc(1, sizeof *watch);
    assert_non_null(watch);
    watch->tree = *tree;
    watch->tree.room = pattern_allocate(tree->room_bytes);
    watch->may_be_old = may_be_old;
    atomic_store(&watch->wrong, -1);
    assert_int_equal(pthread_create(&watch->thread, NULL, watch_outputs, watch), 0);
    return watch;
}

void small_tree_watch_stop(struct small_tree_watch *watch)
{
    while (atomic_load(&watch->n_looks) < watch->tree.n_files) /* once each at least */
        command_sleep(0.001);
    atomic_store(&watch->must_stop, true);
    assert_int_equal(pthread_join(watch->thread, NULL), 0);
    const int wrong = atomic_load(&watch->wrong);
    free(watch->tree.room);
    free(watch);
    if (wrong >= 0)
        fail_msg("output %d was there and was not whole", wrong);
}

static unsigned n_counted;

static int count_file(const char *path, const struct stat *found, int type)
{
    (void)found;
    (void)path;
    n_counted += type == FTW_F;
    return 0;
}

unsigned small_tree_check_part(const struct small_tree *tree)
{
    const unsigned n_right = small_tree_count(tree);
    n_counted = 0;
    ftw("out", count_file, 16);
    if (n_counted != n_right)
        fail_msg("%u files in out, %u of them outputs that are right", n_counted, n_right);
    return n_right;
}

void small_tree_check(const struct small_tree *tree)
{
    unsigned n_bad = 0;
    for (unsigned i = 0; i < tree->n_files; i++)
        n_bad += small_tree_is_bad(tree, i);
    assert_int_equal(small_tree_check_part(tree), tree->n_files - n_bad);
}
