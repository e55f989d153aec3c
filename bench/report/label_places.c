/*
 * Each name takes the first free place: beside its point, then on circles around it.
 */
#include "label_places.h"

#include <math.h>

#define HEIGHT     13.0 /* of a text */
#define MARK       5.5  /* half of a point's size */
#define GAP        2.5
#define RINGS      9
#define FIRST_RING 16.0
#define NEXT_RING  11.0
#define DIRECTIONS 16
#define STEPS      12 /* at which a line is looked at */
#define PI         3.14159265358979323846

struct direction {
    double x, y; /* -1 to 1: where the middle of the text lies */
};

static bool overlap(const struct rle127_box *a, const struct rle127_box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static bool crosses(const struct rle127_label *label, const struct rle127_box *box)
{
    for (int i = 0; i <= STEPS; i++) {
        const double share = (double)i / STEPS;
        const double x = label->from_x + share * (label->to_x - label->from_x);
        const double y = label->from_y + share * (label->to_y - label->from_y);
        if (x > box->left && x < box->right && y > box->top && y < box->bottom)
            return true;
    }
    return false;
}

static struct rle127_box mark_of(const struct rle127_label *label)
{
    return (struct rle127_box){label->x - MARK, label->y - MARK, label->x + MARK, label->y + MARK};
}

static bool is_within(const struct rle127_box *box, const struct rle127_box *area)
{
    return box->left >= area->left && box->right <= area->right && box->top >= area->top &&
           box->bottom <= area->bottom;
}

/* Whether a label, with its line, keeps away from another one that has a place. */
static bool keeps_away(const struct rle127_label *label, const struct rle127_label *other)
{
    if (!other->has_place)
        return true;
    return !overlap(&label->box, &other->box) && !(label->is_far && crosses(label, &other->box)) &&
           !(other->is_far && crosses(other, &label->box));
}

static bool is_free(const struct rle127_label *labels, size_t n, size_t index,
                    const struct rle127_label *label, const struct rle127_box *area)
{
    if (!is_within(&label->box, area))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct rle127_box mark = mark_of(&labels[i]);
        if (overlap(&label->box, &mark) || !keeps_away(label, &labels[i]))
            return false;
        if (i != index && label->is_far && crosses(label, &mark))
            return false;
    }
    return true;
}

/* Puts the text where its nearest edge is that far from the point. */
static void try_place(struct rle127_label *label, struct direction direction, double distance)
{
    const double middle_x = label->x + direction.x * (distance + label->width / 2);
    const double middle_y = label->y + direction.y * (distance + HEIGHT / 2);
    label->box = (struct rle127_box){middle_x - label->width / 2, middle_y - HEIGHT / 2,
                                     middle_x + label->width / 2, middle_y + HEIGHT / 2};
    label->from_x = label->x + MARK * direction.x;
    label->from_y = label->y + MARK * direction.y;
    label->to_x = fmax(label->box.left, fmin(label->x, label->box.right));
    label->to_y = fmax(label->box.top, fmin(label->y, label->box.bottom));
}

static bool place_beside(struct rle127_label *labels, size_t n, size_t index,
                         const struct rle127_box *area)
{
    static const struct direction directions[] = {{1, 0},  {-1, 0}, {0, -1},  {0, 1},
                                                  {1, -1}, {1, 1},  {-1, -1}, {-1, 1}};
    for (size_t i = 0; i < sizeof directions / sizeof directions[0]; i++) {
        const bool is_diagonal = directions[i].x != 0 && directions[i].y != 0;
        struct rle127_label label = labels[index];
        try_place(&label, directions[i], is_diagonal ? GAP : MARK + GAP);
        if (!is_free(labels, n, index, &label, area))
            continue;
        label.has_place = true;
        labels[index] = label;
        return true;
    }
    return false;
}

static void place_around(struct rle127_label *labels, size_t n, size_t index,
                         const struct rle127_box *area)
{
    for (int i = 0; i < RINGS * DIRECTIONS; i++) {
        const double angle = 2 * PI * (i % DIRECTIONS) / DIRECTIONS;
        const double distance = FIRST_RING + NEXT_RING * (double)(i / DIRECTIONS);
        struct rle127_label label = labels[index];
        label.is_far = true;
        try_place(&label, (struct direction){cos(angle), sin(angle)}, distance);
        if (!is_free(labels, n, index, &label, area))
            continue;
        label.has_place = true;
        labels[index] = label;
        return;
    }
}

void rle127_place_labels(struct rle127_label *labels, size_t n, const struct rle127_box *area)
{
    for (size_t i = 0; i < n; i++)
        labels[i].has_place = labels[i].is_far = false;
    for (size_t i = 0; i < n; i++)
        if (labels[i].width > 0 && !place_beside(labels, n, i, area))
            place_around(labels, n, i, area);
}
