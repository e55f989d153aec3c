/*
 * Open addressing with linear probing. A slot that is all zero is free; whether the key that is all
 * zero is in the set stands beside the slots.
 */
#include "key_set.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 64u

/* More would not have a slot each: see find_slot(). */
#define SLOTS_MAX (UINT32_C(1) << 31)

static bool is_same(struct rle127_key a, struct rle127_key b)
{
    return a.high == b.high && a.low == b.low;
}

static bool is_free(struct rle127_key slot)
{
    return !slot.high && !slot.low;
}

/* Keys such as inodes differ in few bits: odd factors and shifts spread each over the upper half.
 */
static uint64_t mix(struct rle127_key key)
{
    uint64_t x = key.low ^ key.high * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 32) * 0xd6e8feb86659fd93u;
    return (x ^ x >> 32) * 0xd6e8feb86659fd93u;
}

/* Where a key is or would be. A product of 32-bit numbers makes a slot of any number of slots, so
 * that the table can grow by less than twice. */
static struct rle127_key *find_slot(const struct rle127_key_set *set, struct rle127_key key)
{
    size_t slot = (size_t)((mix(key) >> 32) * set->n_slots >> 32);
    while (!is_free(set->slots[slot]) && !is_same(set->slots[slot], key))
        slot = slot + 1 < set->n_slots ? slot + 1 : 0;
    return &set->slots[slot];
}

static bool grow(struct rle127_key_set *set)
{
    struct rle127_key_set grown = *set;
    grown.n_slots = set->n_slots ? set->n_slots + set->n_slots / 2 : FIRST_SLOTS;
    if (grown.n_slots > SLOTS_MAX)
        return false;
    grown.slots = calloc(grown.n_slots, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < set->n_slots; i++)
        if (!is_free(set->slots[i]))
            *find_slot(&grown, set->slots[i]) = set->slots[i];
    free(set->slots);
    *set = grown;
    return true;
}

static enum rle127_key_added add_zero(struct rle127_key_set *set)
{
    const bool was_there = set->has_zero;
    set->has_zero = true;
    return was_there ? RLE127_KEY_PRESENT : RLE127_KEY_ADDED;
}

enum rle127_key_added rle127_key_set_add(struct rle127_key_set *set, struct rle127_key key)
{
    if (is_free(key))
        return add_zero(set);
    if (set->n_slots && is_same(*find_slot(set, key), key))
        return RLE127_KEY_PRESENT;
    if (set->n_keys >= set->n_slots - set->n_slots / 4 && !grow(set))
        return RLE127_KEY_NO_MEMORY;
    *find_slot(set, key) = key;
    set->n_keys++;
    return RLE127_KEY_ADDED;
}

void rle127_key_set_close(struct rle127_key_set *set)
{
    free(set->slots);
    memset(set, 0, sizeof *set);
}
