/*
 * The kinds of images by their names.
 */
#include "drawn_images.h"

#include <string.h>

#include "../../samples/dice.h"
#include "../../src/cli/messages.h"
#include "image_set.h"

/* Knuth's multiplier, prime and near the golden section of 2^32: neighbours come to lie far from
 * each other. */
#define SCATTER 2654435761u

#define N_SHAKES 8

static const struct {
    const char *name;
    rle127_draw_kind *draw; /* NULL: paper */
} kinds[] = {
    [RLE127_DRAWN_TEXT] = {"text", rle127_draw_text_sheet},
    [RLE127_DRAWN_PLAN] = {"plan", rle127_draw_plan_sheet},
    [RLE127_DRAWN_DITHER] = {"dither", rle127_draw_dithered_picture},
    [RLE127_DRAWN_BLANK] = {"blank", NULL},
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

const char *rle127_drawn_kind_name(enum rle127_drawn_kind kind)
{
    return kinds[kind].name;
}

bool rle127_find_drawn_kind(const char *name, enum rle127_drawn_kind *kind)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *kind = (enum rle127_drawn_kind)i;
            return true;
        }
    }
    return false;
}

/* Dice start from anything but 0, and what they show first is close to that. */
static uint32_t shake_dice(unsigned index)
{
    uint32_t dice = (index + 1) * SCATTER;
    if (!dice)
        dice = DICE_SEED;
    for (int i = 0; i < N_SHAKES; i++)
        roll_dice(&dice, 2);
    return dice;
}

bool rle127_draw_image(struct rle127_canvas *canvas, enum rle127_drawn_kind kind, unsigned index)
{
    if (!kinds[kind].draw || kinds[kind].draw(canvas, shake_dice(index)))
        return true;
    rle127_say(NULL, "out of memory");
    return false;
}
