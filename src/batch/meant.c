/*
 * Looking at first bytes.
 */
#include "meant.h"

#include <unistd.h>

#include "../image/image.h"
#include "input.h"
#include "names.h"

const char *rle127_find_out_meant(struct rle127_source *source, const char *name, bool *is_meant)
{
    const uint8_t *head;
    size_t n_bytes;
    const char *const reason =
        rle127_source_peek_head(source, RLE127_IMAGE_HEAD_BYTES, &head, &n_bytes);
    *is_meant = !reason && rle127_image_is_meant(head, n_bytes, rle127_suffix_of(name));
    return reason;
}

bool rle127_is_image_file(void *context, int directory_fd, const char *name)
{
    struct rle127_input input;
    struct rle127_outcome outcome;
    bool is_meant;
    (void)context;
    if (!rle127_input_open(&input, directory_fd, name, false, RLE127_IMAGE_HEAD_BYTES, &outcome))
        return rle127_is_image_suffix(rle127_suffix_of(name));
    rle127_find_out_meant(&input.source, name, &is_meant);
    rle127_input_close(&input);
    return is_meant;
}
