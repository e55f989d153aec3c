/*
 * Directories to be entered are names on a stack, each with the length of the path that it hangs
 * on. That path needs not be kept: what was pushed later is below the same directory or below one
 * beside it, so when a name is popped the path in hand still begins with its own.
 */
#include "trail.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 256

/* Behind the NUL of a name on the stack. */
struct hang {
    size_t above_length; /* of the path above it */
    size_t name_length;
};

static bool make_room(char **text, size_t *text_bytes, size_t n_bytes)
{
    if (n_bytes <= *text_bytes)
        return true;
    const size_t grown = *text_bytes + *text_bytes / 2;
    const size_t room = n_bytes < FIRST_BYTES ? FIRST_BYTES : n_bytes < grown ? grown : n_bytes;
    char *const moved = realloc(*text, room);
    if (!moved)
        return false;
    *text = moved;
    *text_bytes = room;
    return true;
}

/* Writes a name behind the first `above_length` bytes of the path. */
static size_t append(struct rle127_trail *trail, size_t above_length, const char *name)
{
    const size_t from = above_length + (above_length ? 1 : 0);
    if (above_length)
        trail->path[above_length] = '/';
    strcpy(trail->path + from, name);
    return from + strlen(name);
}

static bool make_path_room(struct rle127_trail *trail, size_t name_length)
{
    return make_room(&trail->path, &trail->path_bytes, trail->path_length + name_length + 2);
}

bool rle127_trail_start(struct rle127_trail *trail)
{
    trail->path_length = 0;
    trail->used_bytes = 0;
    return rle127_trail_push(trail, "");
}

/* Room for the path is made here, so that what has been pushed can be entered. */
bool rle127_trail_push(struct rle127_trail *trail, const char *name)
{
    const struct hang hang = {trail->path_length, strlen(name)};
    const size_t n_bytes = hang.name_length + 1 + sizeof hang;
    if (!make_path_room(trail, hang.name_length) ||
        !make_room(&trail->pending, &trail->pending_bytes, trail->used_bytes + n_bytes))
        return false;
    char *const at = trail->pending + trail->used_bytes;
    memcpy(at, name, hang.name_length + 1);
    memcpy(at + hang.name_length + 1, &hang, sizeof hang);
    trail->used_bytes += n_bytes;
    return true;
}

size_t rle127_trail_mark(const struct rle127_trail *trail)
{
    return trail->used_bytes;
}

void rle127_trail_forget(struct rle127_trail *trail, size_t mark)
{
    trail->used_bytes = mark;
}

bool rle127_trail_pop(struct rle127_trail *trail)
{
    struct hang hang;
    if (!trail->used_bytes)
        return false;
    trail->used_bytes -= sizeof hang;
    memcpy(&hang, trail->pending + trail->used_bytes, sizeof hang);
    trail->used_bytes -= hang.name_length + 1;
    trail->path_length = append(trail, hang.above_length, trail->pending + trail->used_bytes);
    return true;
}

const char *rle127_trail_path_of(struct rle127_trail *trail, const char *name)
{
    if (!make_path_room(trail, strlen(name)))
        return NULL;
    append(trail, trail->path_length, name);
    return trail->path;
}

void rle127_trail_close(struct rle127_trail *trail)
{
    free(trail->path);
    free(trail->pending);
    memset(trail, 0, sizeof *trail);
}
