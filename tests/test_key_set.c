/*
 * src/batch/key_set.h: each key is added once, whatever the keys are.
 */
#include "key_set.h"
#include "tests.h"

#include <string.h>

#define N_KEYS 100000u

static void add(struct rle127_key_set *set, uint64_t high, uint64_t low,
                enum rle127_key_added expected)
{
    assert_int_equal(rle127_key_set_add(set, (struct rle127_key){high, low}), expected);
}

static void a_key_is_added_once(void **state)
{
    (void)state;
    struct rle127_key_set set = {0};
    add(&set, 1, 2, RLE127_KEY_ADDED);
    add(&set, 1, 2, RLE127_KEY_PRESENT);
    rle127_key_set_close(&set);
    add(&set, 1, 2, RLE127_KEY_ADDED);
    rle127_key_set_close(&set);
}

static void both_halves_of_a_key_count(void **state)
{
    (void)state;
    struct rle127_key_set set = {0};
    add(&set, 1, 2, RLE127_KEY_ADDED);
    add(&set, 2, 1, RLE127_KEY_ADDED);
    add(&set, 1, 1, RLE127_KEY_ADDED);
    add(&set, 2, 2, RLE127_KEY_ADDED);
    rle127_key_set_close(&set);
}

static void the_key_of_zeros_is_a_key(void **state)
{
    (void)state;
    struct rle127_key_set set = {0};
    add(&set, 0, 0, RLE127_KEY_ADDED);
    add(&set, 0, 0, RLE127_KEY_PRESENT);
    add(&set, 0, 1, RLE127_KEY_ADDED);
    add(&set, 1, 0, RLE127_KEY_ADDED);
    add(&set, 0, 0, RLE127_KEY_PRESENT);
    rle127_key_set_close(&set);
}

/* Keys that differ by `step` in one half, as inodes do, or in few bits. */
static void check_many(uint64_t high_step, uint64_t low_step)
{
    struct rle127_key_set set = {0};
    for (uint64_t i = 1; i <= N_KEYS; i++)
        add(&set, i * high_step, i * low_step, RLE127_KEY_ADDED);
    for (uint64_t i = 1; i <= N_KEYS; i++)
        add(&set, i * high_step, i * low_step, RLE127_KEY_PRESENT);
    assert_true(set.n_slots < 3 * N_KEYS);
    rle127_key_set_close(&set);
}

static void many_keys_are_all_kept(void **state)
{
    (void)state;
    check_many(0, 1);
    check_many(0, UINT64_C(1) << 40);
    check_many(UINT64_C(1) << 44, 0);
    check_many(UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xd6e8feb86659fd93));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_added_once),
        cmocka_unit_test(both_halves_of_a_key_count),
        cmocka_unit_test(the_key_of_zeros_is_a_key),
        cmocka_unit_test(many_keys_are_all_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
