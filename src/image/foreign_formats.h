/*
 * How files of the foreign formats begin: asked by the command, which passes them on, and by the
 * decoder program, which reads them.
 */
#ifndef RLE127_FOREIGN_FORMATS_H
#define RLE127_FOREIGN_FORMATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool rle127_is_png(const uint8_t *head, size_t head_bytes);
bool rle127_is_gif(const uint8_t *head, size_t head_bytes);
bool rle127_is_jpeg(const uint8_t *head, size_t head_bytes);
bool rle127_is_psd(const uint8_t *head, size_t head_bytes);

/* TGA has no signature: every field of its header has to make sense. To be asked last. */
bool rle127_is_tga(const uint8_t *head, size_t head_bytes);

#endif
