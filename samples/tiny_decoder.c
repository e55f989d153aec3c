/*
 * A whole decoder for a display's firmware: no library, no memory but the picture's. Reads a .rle
 * file from standard input and writes PBM, whose bits are 1 = black, to standard output.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint8_t bits[800 * 480 / 8]; /* as large as the display */

/* Decodes a file of n_bytes. Returns 0 if it is wrong or larger than the display. */
static int decode(const uint8_t *file, size_t n_bytes, unsigned *width, unsigned *height)
{
    size_t at = 4;
    *width = n_bytes < 4 ? 0 : file[0] | file[1] * 256u;
    *height = n_bytes < 4 ? 0 : file[2] | file[3] * 256u;
    const size_t row_bytes = (*width + 7) / 8;
    if (!*width || !*height || row_bytes * *height > sizeof bits)
        return 0;
    memset(bits, 0, sizeof bits);
    for (unsigned y = 0; y < *height; y++) {
        for (unsigned x = 0; x < *width; at++) {
            if (at == n_bytes || !(file[at] & 127) || (file[at] & 127) > *width - x)
                return 0;
            for (unsigned end = x + (file[at] & 127); x < end; x++)
                if (!(file[at] & 128))
                    bits[y * row_bytes + x / 8] |= (uint8_t)(0x80 >> x % 8);
        }
    }
    return at == n_bytes;
}

int main(void)
{
    static uint8_t file[4 + 800 * 480];
    unsigned width, height;
    if (!decode(file, fread(file, 1, sizeof file, stdin), &width, &height))
        return 1;
    printf("P4\n%u %u\n", width, height);
    fwrite(bits, 1, (width + 7) / 8 * height, stdout);
    return 0;
}
