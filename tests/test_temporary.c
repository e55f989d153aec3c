/*
 * Temporaries that have a name, as on file systems without unnamed files: locked while they are in
 * use, removed when nobody holds them. openat() is this program's own.
 */
#define _GNU_SOURCE /* O_TMPFILE, flock() */
#include "scratch.h"
#include "stale.h"
#include "temporary.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_AT_ONCE 100

static unsigned n_unnamed_tries;

int openat(int directory, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const bool is_unnamed = (flags & O_TMPFILE) == O_TMPFILE;
    const unsigned mode = flags & O_CREAT || is_unnamed ? va_arg(arguments, unsigned) : 0;
    va_end(arguments);
    n_unnamed_tries += is_unnamed;
    errno = EOPNOTSUPP;
    return is_unnamed ? -1 : (int)syscall(SYS_openat, directory, path, flags, mode);
}

static int enter(void **state)
{
    static int directory_fd;
    if (scratch_enter(state) != 0)
        return -1;
    directory_fd = open(".", O_RDONLY | O_DIRECTORY);
    *state = &directory_fd;
    return directory_fd < 0 ? -1 : 0;
}

static int leave(void **state)
{
    close(*(int *)*state);
    return scratch_leave(state);
}

static void open_one(struct rle127_temporary *temporary, void **state)
{
    assert_int_equal(rle127_temporary_open(temporary, *(int *)*state, 0644), 0);
}

static void a_temporary_is_known_by_its_name_and_gone_when_it_is_closed(void **state)
{
    struct rle127_temporary temporary;
    open_one(&temporary, state);
    assert_int_equal(scratch_count_temporaries("."), 1);
    rle127_temporary_close(&temporary);
    assert_listing(".", "");
}

static void what_a_file_system_cannot_do_is_tried_once(void **state)
{
    struct rle127_temporary temporary;
    open_one(&temporary, state);
    rle127_temporary_close(&temporary);
    const unsigned n_before = n_unnamed_tries;
    open_one(&temporary, state);
    rle127_temporary_close(&temporary);
    assert_int_equal(n_unnamed_tries, n_before);
}

static void it_gets_its_name_or_takes_anothers(void **state)
{
    struct rle127_temporary temporary;
    open_one(&temporary, state);
    assert_int_equal(write(temporary.fd, "new", 3), 3);
    assert_int_equal(rle127_temporary_settle(&temporary), 0);
    scratch_write_text("x", "old");
    assert_int_equal(rle127_temporary_name(&temporary, "x"), EEXIST);
    assert_file_text("x", "old");
    assert_int_equal(rle127_temporary_name_over(&temporary, "x"), 0);
    rle127_temporary_close(&temporary);
    assert_file_text("x", "new");
    assert_listing(".", "x");
}

static void what_is_in_use_is_not_stale(void **state)
{
    struct rle127_temporary temporary;
    open_one(&temporary, state);
    rle127_remove_stale(*(int *)*state);
    assert_int_equal(scratch_count_temporaries("."), 1);
    assert_int_equal(rle127_temporary_settle(&temporary), 0);
    rle127_remove_stale(*(int *)*state);
    assert_int_equal(rle127_temporary_name(&temporary, "x"), 0);
    rle127_temporary_close(&temporary);
    assert_listing(".", "x");
}

static void what_a_killed_process_leaves_is_stale(void **state)
{
    const pid_t pid = fork();
    if (pid == 0) {
        struct rle127_temporary temporary;
        rle127_temporary_open(&temporary, *(int *)*state, 0644);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(scratch_count_temporaries("."), 1);
    rle127_remove_stale(*(int *)*state);
    assert_listing(".", "");
}

static void nothing_else_is_stale(void **state)
{
    scratch_write_text("x.rle", "x");
    scratch_write_text(".rle127", "x");
    scratch_write_text("x.rle127-1", "x");
    scratch_write_text(".rle127-notes", "x");
    scratch_write_text(".rle127-1-2", "x");
    scratch_make_directory(".rle127-d-1-2");
    assert_int_equal(symlink("x.rle", ".rle127-e-1-2"), 0);
    assert_int_equal(mkfifo(".rle127-f-1-2", 0666), 0);
    rle127_remove_stale(*(int *)*state);
    assert_listing(".",
                   ".rle127 .rle127-1-2 .rle127-d-1-2 .rle127-e-1-2 .rle127-f-1-2 .rle127-notes "
                   "x.rle x.rle127-1");
}

static void many_at_once_have_names_of_their_own(void **state)
{
    static struct rle127_temporary temporaries[N_AT_ONCE];
    for (int i = 0; i < N_AT_ONCE; i++)
        open_one(&temporaries[i], state);
    assert_int_equal(scratch_count_temporaries("."), N_AT_ONCE);
    for (int i = 0; i < N_AT_ONCE; i++)
        rle127_temporary_close(&temporaries[i]);
    assert_listing(".", "");
}

static void one_more_than_can_be_guarded_is_refused(void **state)
{
    static int slots[RLE127_GUARDED_FILES_MAX];
    struct rle127_temporary temporary;
    sigset_t before;
    rle127_hold_interrupts(&before);
    for (int i = 0; i < RLE127_GUARDED_FILES_MAX; i++)
        slots[i] = rle127_guard_file(*(int *)*state, "nothing");
    rle127_allow_interrupts(&before);
    assert_int_equal(rle127_temporary_open(&temporary, *(int *)*state, 0644),
                     RLE127_TOO_MANY_FILES);
    assert_listing(".", "");
    rle127_hold_interrupts(&before);
    rle127_release_file(slots[5]);
    rle127_allow_interrupts(&before);
    open_one(&temporary, state);
    rle127_temporary_close(&temporary);
    for (int i = 0; i < RLE127_GUARDED_FILES_MAX; i++)
        rle127_release_file(i);
}

#define TEMPORARY_TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEMPORARY_TEST(a_temporary_is_known_by_its_name_and_gone_when_it_is_closed),
        TEMPORARY_TEST(what_a_file_system_cannot_do_is_tried_once),
        TEMPORARY_TEST(it_gets_its_name_or_takes_anothers),
        TEMPORARY_TEST(what_is_in_use_is_not_stale),
        TEMPORARY_TEST(what_a_killed_process_leaves_is_stale),
        TEMPORARY_TEST(nothing_else_is_stale),
        TEMPORARY_TEST(many_at_once_have_names_of_their_own),
        TEMPORARY_TEST(one_more_than_can_be_guarded_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
