/*
 * src/image/foreign/confine.c: what a decoder that was taken over cannot do. Each attempt is made
 * by a child of its own.
 */
#define _GNU_SOURCE
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "foreign/call_filter.h"
#include "foreign/confine.h"

#define COULD     0
#define COULD_NOT 1

/* The child's end is its exit status: COULD, COULD_NOT, or a signal. */
static int attempt(int (*act)(void))
{
    int status;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (!rle127_confine())
            _exit(99);
        _exit(act());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void expect_success(int (*act)(void))
{
    const int status = attempt(act);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), COULD);
}

static int answer(bool could)
{
    return could ? COULD : COULD_NOT;
}

static int open_a_file(void)
{
    return answer(open("/dev/null", O_RDONLY) >= 0);
}

static int make_a_file(void)
{
    return answer(open("/tmp", O_TMPFILE | O_RDWR, 0600) >= 0);
}

static int look_at_a_file(void)
{
    struct stat found;
    return answer(stat("/", &found) == 0);
}

static int write_to_a_descriptor(void)
{
    return answer(write(STDOUT_FILENO, "", 0) == 0);
}

static int open_a_socket(void)
{
    return answer(socket(AF_INET, SOCK_STREAM, 0) >= 0);
}

static int start_a_process(void)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    return answer(child > 0);
}

static int start_a_program(void)
{
    char *const arguments[] = {"/bin/true", NULL};
    execv("/bin/true", arguments);
    return COULD_NOT;
}

static int signal_the_parent(void)
{
    return answer(kill(getppid(), 0) == 0);
}

static int put_code_in_memory(void)
{
    return answer(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                       -1, 0) != MAP_FAILED);
}

static int map_a_file(void)
{
    return answer(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, STDOUT_FILENO, 0) !=
                  MAP_FAILED);
}

static int set_a_timer(void)
{
    const struct itimerval limit = {.it_value = {.tv_sec = 100}};
    return answer(setitimer(ITIMER_PROF, &limit, NULL) == 0);
}

static int make_memory_executable(void)
{
    void *const page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return answer(mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0);
}

static int raise_a_limit(void)
{
    const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    return answer(setrlimit(RLIMIT_AS, &unlimited) == 0);
}

static int read_the_first_path_entry(void)
{
    char path[100];
    return answer(readlink("/proc/self/exe", path, sizeof path) > 0);
}

static void other_system_calls_end_the_process(void **state)
{
    int (*const attempts[])(void) = {
        open_a_file,        make_a_file,
        look_at_a_file,     write_to_a_descriptor,
        open_a_socket,      start_a_process,
        start_a_program,    signal_the_parent,
        put_code_in_memory, map_a_file,
        set_a_timer,        make_memory_executable,
        raise_a_limit,      read_the_first_path_entry,
    };
    (void)state;
    if (!rle127_has_call_filter())
        skip();
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        const int status = attempt(attempts[i]);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
            fail_msg("attempt %zu: wait status %#x", i, (unsigned)status);
    }
}

static int use_memory(void)
{
    for (size_t n_bytes = 1; n_bytes < (size_t)600 << 20; n_bytes *= 3) {
        uint8_t *memory = malloc(n_bytes);
        if (!memory)
            return COULD_NOT;
        memory[n_bytes - 1] = 1;
        memory = realloc(memory, n_bytes * 2);
        if (!memory || memory[n_bytes - 1] != 1)
            return COULD_NOT;
        free(memory);
    }
    return COULD;
}

static void memory_can_be_used(void **state)
{
    (void)state;
    expect_success(use_memory);
}

static int use_too_much_memory(void)
{
    void *volatile memory = malloc((size_t)7 << 30);
    return answer(memory == NULL && errno == ENOMEM);
}

static void memory_is_limited(void **state)
{
    (void)state;
    expect_success(use_too_much_memory);
}

static int memory_fd;

static int read_what_is_open(void)
{
    char bytes[4];
    return answer(pread(memory_fd, bytes, sizeof bytes, 1) == 3 && memcmp(bytes, "bcd", 3) == 0);
}

/* The decoder's own descriptors are 0 and 1; others are closed. */
static void own_descriptors_can_be_read_and_others_are_closed(void **state)
{
    const int saved = dup(STDOUT_FILENO);
    (void)state;
    memory_fd = memfd_create("test", 0);
    assert_int_equal(write(memory_fd, "abcd", 4), 4);
    const int other_status = attempt(read_what_is_open);
    dup2(memory_fd, STDOUT_FILENO);
    close(memory_fd);
    memory_fd = STDOUT_FILENO;
    const int own_status = attempt(read_what_is_open);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    assert_true(WIFEXITED(own_status) && WEXITSTATUS(own_status) == COULD);
    assert_true(WIFEXITED(other_status) && WEXITSTATUS(other_status) == COULD_NOT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_system_calls_end_the_process),
        cmocka_unit_test(memory_can_be_used),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(own_descriptors_can_be_read_and_others_are_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
