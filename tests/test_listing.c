/*
 * src/batch/listing.h: a directory's names in their order, whatever they are and however many.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "listing.h"
#include "scratch.h"
#include "tests.h"
#include "walked.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How readdir() behaves: no types, as on some file systems; an error after so many names. */
static bool hides_types;
static unsigned n_until_error;

struct dirent *readdir(DIR *directory)
{
    static struct dirent *(*real)(DIR *);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, sizeof(off_t) > sizeof(long) ? "readdir64" : "readdir");
    if (n_until_error && --n_until_error == 0) {
        errno = EIO;
        return NULL;
    }
    struct dirent *const entry = real(directory);
    if (entry && hides_types)
        entry->d_type = DT_UNKNOWN;
    return entry;
}

static int leave(void **state)
{
    hides_types = false;
    n_until_error = 0;
    return scratch_leave(state);
}

#define LISTING_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_enter, leave)

static int read_directory(struct rle127_listing *listing, const char *path)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY);
    assert_true(fd >= 0);
    const int error = rle127_listing_read(listing, fd);
    assert_int_equal(close(fd), 0);
    return error;
}

/* The names in the current directory, each followed by '|'; of directories '/', of others '?'. */
static void check_names(const char *expected)
{
    static const char marks[] = {
        [RLE127_FILE] = '|', [RLE127_DIRECTORY] = '/', [RLE127_OTHER] = '?'};
    char names[4096] = "";
    struct rle127_listing listing;
    assert_int_equal(read_directory(&listing, "."), 0);
    for (size_t i = 0; i < listing.n_names; i++) {
        const size_t length = strlen(names);
        snprintf(names + length, sizeof names - length, "%s%c", rle127_listing_name(&listing, i),
                 marks[rle127_listing_kind(&listing, i)]);
    }
    rle127_listing_close(&listing);
    assert_string_equal(names, expected);
}

static void an_empty_directory_has_no_names(void **state)
{
    (void)state;
    check_names("");
}

static void names_are_ordered_by_stem_then_by_suffix(void **state)
{
    (void)state;
    MAKE_FILES("b.png", "a.png", "a-b.png", "a.bmp", "ab.png", "a", "a.", "B.png", "a.b.c");
    check_names("B.png|a|a.|a.bmp|a.png|a-b.png|a.b.c|ab.png|b.png|");
}

static void a_dot_that_begins_a_name_begins_no_suffix(void **state)
{
    (void)state;
    MAKE_FILES(".a", ".a.b", "..a", "..a.b", "...", "a");
    check_names("..a|...|..a.b|.a|.a.b|a|");
}

static void bytes_are_compared_without_sign(void **state)
{
    (void)state;
    MAKE_FILES("\xff.png", "\x7f.png", "\x01.png", "a\xc3\xa4", "a\x1b", "a\n.png", "a\n.\xfe");
    check_names("\x01.png|a\n.png|a\n.\xfe|a\x1b|a\xc3\xa4|\x7f.png|\xff.png|");
}

static void temporaries_of_this_program_are_left_out(void **state)
{
    (void)state;
    MAKE_FILES(".rle127-1-2-3", ".rle127-", ".rle127", "rle127-1");
    check_names(".rle127|.rle127-|rle127-1|");
}

static void make_kinds(void)
{
    MAKE_FILES("file");
    scratch_make_directory("directory");
    assert_int_equal(symlink("file", "link"), 0);
    assert_int_equal(symlink("directory", "link to directory"), 0);
    assert_int_equal(symlink("nowhere", "link to nowhere"), 0);
    assert_int_equal(mkfifo("fifo", 0666), 0);
}

static const char kinds[] = "directory/fifo?file|link?link to directory?link to nowhere?";

static void kinds_are_told_and_links_not_followed(void **state)
{
    (void)state;
    make_kinds();
    check_names(kinds);
}

static void kinds_are_told_where_the_file_system_does_not(void **state)
{
    (void)state;
    make_kinds();
    hides_types = true;
    check_names(kinds);
}

static void a_directory_that_breaks_off_has_no_names(void **state)
{
    (void)state;
    struct rle127_listing listing;
    MAKE_FILES("a", "b", "c");
    for (unsigned n = 1; n < 6; n++) {
        n_until_error = n;
        assert_int_equal(read_directory(&listing, "."), EIO);
        assert_int_equal(listing.n_names, 0);
        rle127_listing_close(&listing);
    }
}

static void what_is_no_directory_cannot_be_read(void **state)
{
    (void)state;
    struct rle127_listing listing;
    MAKE_FILES("a");
    const int fd = open("a", O_RDONLY);
    assert_int_equal(rle127_listing_read(&listing, fd), ENOTDIR);
    rle127_listing_close(&listing);
    assert_int_equal(close(fd), 0);
    assert_int_equal(rle127_listing_read(&listing, fd), EBADF);
    rle127_listing_close(&listing);
}

static void names_of_one_stem_are_told(void **state)
{
    (void)state;
    struct rle127_listing listing;
    MAKE_FILES("a.b", "a.png", "a", "a.b.c", "ab");
    assert_int_equal(read_directory(&listing, "."), 0);
    assert_string_equal(rle127_listing_suffix(&listing, 0), "");
    assert_string_equal(rle127_listing_suffix(&listing, 1), ".b");
    assert_string_equal(rle127_listing_suffix(&listing, 3), ".c");
    assert_true(rle127_listing_has_same_stem(&listing, 0, 1));
    assert_true(rle127_listing_has_same_stem(&listing, 2, 0));
    assert_false(rle127_listing_has_same_stem(&listing, 2, 3));
    assert_false(rle127_listing_has_same_stem(&listing, 0, 4));
    rle127_listing_close(&listing);
}

/* Order by its definition. */
static int compare(const void *left, const void *right)
{
    const char *const a = *(char *const *)left, *const b = *(char *const *)right;
    const char *dot_a = strrchr(a, '.'), *dot_b = strrchr(b, '.');
    dot_a = dot_a && dot_a != a ? dot_a : a + strlen(a);
    dot_b = dot_b && dot_b != b ? dot_b : b + strlen(b);
    const size_t stem_a = (size_t)(dot_a - a), stem_b = (size_t)(dot_b - b);
    const int by_stem = memcmp(a, b, stem_a < stem_b ? stem_a : stem_b);
    return by_stem ? by_stem : stem_a != stem_b ? (stem_a < stem_b ? -1 : 1) : strcmp(dot_a, dot_b);
}

/* A name of few different bytes, so that many share stems and prefixes. */
static void draw_name(char *name, size_t n_most, uint64_t *random)
{
    static const char bytes[] = "aab..\xff";
    const size_t n = 1 + (*random >> 33) % n_most;
    for (size_t i = 0; i < n; i++) {
        *random = *random * UINT64_C(6364136223846793005) + 1442695040888963407;
        name[i] = bytes[(*random >> 33) % (sizeof bytes - 1)];
    }
    name[n] = '\0';
}

static bool make_new_file(const char *name)
{
    const int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static void check_drawn_names(size_t n_most, uint64_t random)
{
    enum { N_TRIES = 3000 };
    static char names[N_TRIES][256];
    char *order[N_TRIES];
    struct rle127_listing listing;
    size_t n = 0;
    for (unsigned i = 0; i < N_TRIES; i++) {
        draw_name(names[n], n_most, &random);
        order[n] = names[n];
        n += make_new_file(names[n]);
    }
    qsort(order, n, sizeof *order, compare);
    assert_int_equal(read_directory(&listing, "."), 0);
    assert_int_equal(listing.n_names, n);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(rle127_listing_name(&listing, i), order[i]);
        assert_int_equal(unlink(order[i]), 0);
    }
    rle127_listing_close(&listing);
}

static void any_names_are_ordered(void **state)
{
    (void)state;
    check_drawn_names(6, 1);
    check_drawn_names(12, 2);
    check_drawn_names(255, 3); /* more than one block of names */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LISTING_TEST(an_empty_directory_has_no_names),
        LISTING_TEST(names_are_ordered_by_stem_then_by_suffix),
        LISTING_TEST(a_dot_that_begins_a_name_begins_no_suffix),
        LISTING_TEST(bytes_are_compared_without_sign),
        LISTING_TEST(temporaries_of_this_program_are_left_out),
        LISTING_TEST(kinds_are_told_and_links_not_followed),
        LISTING_TEST(kinds_are_told_where_the_file_system_does_not),
        LISTING_TEST(a_directory_that_breaks_off_has_no_names),
        LISTING_TEST(what_is_no_directory_cannot_be_read),
        LISTING_TEST(names_of_one_stem_are_told),
        LISTING_TEST(any_names_are_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
