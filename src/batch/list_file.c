/*
 * Entries are read byte by byte into a fixed buffer, so that no list, whatever is in it, takes
 * memory.
 */
#include "list_file.h"

#include <errno.h>

#include "interrupt.h"

static int read_byte(struct rle127_list_file *list)
{
    int byte;
    while ((byte = getc_unlocked(list->file)) == EOF && ferror(list->file)) {
        if (errno != EINTR || rle127_is_interrupted()) {
            list->error = errno;
            return EOF;
        }
        clearerr(list->file);
    }
    return byte;
}

/* One entry, which may be empty; false at the end of the list. What a failed call cut short is no
 * entry. */
static bool read_entry(struct rle127_list_file *list, size_t *length, int *error)
{
    int byte;
    *length = 0;
    *error = 0;
    while ((byte = read_byte(list)) != EOF && byte != (unsigned char)list->end) {
        if (byte == '\0')
            *error = EINVAL;
        if (*length < sizeof list->entry - 1)
            list->entry[(*length)++] = (char)byte;
        else
            *error = ENAMETOOLONG;
    }
    list->entry[*length] = '\0';
    return !list->error && (byte != EOF || *length);
}

bool rle127_list_file_next(struct rle127_list_file *list, int *error)
{
    size_t length;
    do
        if (!read_entry(list, &length, error))
            return false;
    while (!length);
    return true;
}
