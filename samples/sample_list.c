/*
 * The samples. README.md says what each is for.
 */
#include "sample_list.h"

#include <string.h>

const struct rle127_sample rle127_samples[] = {
    {"page.pbm", 2480, 3508, rle127_draw_page},
    {"plan.pbm", 5000, 3600, rle127_draw_plan},
    {"halftone.pbm", 1200, 900, rle127_draw_halftone},
    {"checkerboard.pbm", 255, 255, rle127_draw_checkerboard},
    {"logo.pbm", 400, 160, rle127_draw_logo},
    {"seal.bmp", 597, 597, rle127_draw_seal},
    {"gradient.pgm", 600, 480, NULL},
    {"width-1.pbm", 1, 24, rle127_draw_telling_rows},
    {"width-126.pbm", 126, 24, rle127_draw_telling_rows},
    {"width-127.pbm", 127, 24, rle127_draw_telling_rows},
    {"width-128.pbm", 128, 24, rle127_draw_telling_rows},
    {"width-129.pbm", 129, 24, rle127_draw_telling_rows},
    {"width-255.pbm", 255, 24, rle127_draw_telling_rows},
    {NULL, 0, 0, NULL},
};

const struct rle127_sample *rle127_find_sample(const char *name)
{
    const struct rle127_sample *sample = rle127_samples;
    while (sample->name && strcmp(sample->name, name) != 0)
        sample++;
    return sample->name ? sample : NULL;
}
