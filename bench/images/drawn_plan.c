/*
 * Sheets of floor plans, 1:50 at 400 dots per inch: houses side by side, each with rooms, doors
 * and windows of its own, furniture and dimension lines, in a frame.
 */
#include <stdio.h>

#include "../../samples/dice.h"
#include "../../samples/plan_parts.h"
#include "drawn_images.h"

/* Pixels. */
#define UNIT         32 /* 10 cm */
#define FINE         4
#define BOLD         8
#define FRAME_GAP    40 /* from the edge of the sheet */
#define FRAME_PEN    8
#define PLACE_WIDTH  6800 /* of a house with the paper around it */
#define PLACE_HEIGHT 5200
#define HATCH_PITCH  80
#define LABEL_PITCH  100

/* Units. */
#define WALL          3
#define AROUND        36 /* paper on each side of a house, the least */
#define DIMENSIONS    22 /* of it: with less there are no dimension lines */
#define AROUND_SHARE  5  /* one of so many of a place's side at the most */
#define AROUND_ROLLED 12 /* up to so many more */
#define SIDE_LEAST    20 /* of a house */
#define ROOM_LEAST    32 /* wide */
#define STOREY        50 /* high: a row of rooms */

#define STOPS_MAX 16

static const struct rle127_font label_font = {12, 10}, length_font = {9, 6};

static const char *const names[] = {"LIVING", "STUDY", "BEDROOM", "KITCHEN", "HALL",  "GUESTS",
                                    "BATH",   "STORE", "OFFICE",  "STAIRS",  "LOBBY", "WORKS"};
#define N_NAMES (sizeof names / sizeof names[0])

struct house {
    struct rle127_plan plan;
    struct rle127_plan_box outside;
    int across[STOPS_MAX], down[STOPS_MAX]; /* where dimension lines stop, units */
    size_t n_across, n_down;
    uint32_t dice;
};

static int roll(struct house *house, int n)
{
    return (int)roll_dice(&house->dice, (uint32_t)n);
}

/* Cuts a length into parts of about the same length; n_stops is one more than there are. */
static size_t cut_length(struct house *house, int start, int length, int part, int *stops)
{
    int n_parts = length / part < 1 ? 1 : length / part;
    if (n_parts > STOPS_MAX - 1)
        n_parts = STOPS_MAX - 1;
    stops[0] = start;
    for (int i = 1; i < n_parts; i++)
        stops[i] = start + length * i / n_parts + roll(house, part / 3) - part / 6;
    stops[n_parts] = start + length;
    return (size_t)n_parts + 1;
}

static void draw_label(struct house *house, const struct rle127_plan_box *room)
{
    char area[32];
    const struct rle127_plan *const plan = &house->plan;
    const char *const name = names[roll(house, N_NAMES)];
    const int square_metres_10 = room->width * room->height / 10;
    const int middle = plan->x + (2 * room->x + room->width) * UNIT / 2;
    const int y = plan->y + (2 * room->y + room->height) * UNIT / 2;
    snprintf(area, sizeof area, "%d.%d m2", square_metres_10 / 10, square_metres_10 % 10);
    rle127_font_draw(plan->canvas, &label_font, middle - rle127_font_width(&label_font, name) / 2,
                     y, name, true);
    rle127_font_draw(plan->canvas, &length_font, middle - rle127_font_width(&length_font, area) / 2,
                     y + LABEL_PITCH, area, true);
}

static void tile_floor(const struct rle127_plan *plan, const struct rle127_plan_box *room)
{
    for (int x = room->x + 5; x < room->x + room->width; x += 5)
        rle127_plan_line(plan, x, room->y, x, room->y + room->height);
    for (int y = room->y + 5; y < room->y + room->height; y += 5)
        rle127_plan_line(plan, room->x, y, room->x + room->width, y);
}

static void draw_bed(const struct rle127_plan *plan, int x, int y)
{
    const struct rle127_plan_box parts[] = {
        {x, y, 18, 20}, {x + 1, y + 1, 7, 5}, {x + 10, y + 1, 7, 5}};
    for (int i = 0; i < 3; i++)
        rle127_plan_frame(plan, &parts[i], plan->fine);
}

/* In the room's upper part, so that its label stays free. */
static void furnish(struct house *house, const struct rle127_plan_box *room)
{
    const struct rle127_plan *const plan = &house->plan;
    const struct rle127_plan_box shelf = {room->x + 1, room->y + 1, room->width - 2, 4};
    if (room->width < 24 || room->height < 44)
        return;
    switch (roll(house, 6)) {
    case 0:
        draw_bed(plan, room->x + 2, room->y + 2);
        break;
    case 1:
        rle127_plan_table(plan, room->x + 12, room->y + 12, 4);
        break;
    case 2:
        tile_floor(plan, &(struct rle127_plan_box){room->x, room->y, room->width, 15});
        break;
    case 3:
        rle127_plan_frame(plan, &shelf, plan->fine);
        break;
    default:
        break;
    }
}

/* Its door leads through the wall below it, or out of the house. */
static void draw_room(struct house *house, const struct rle127_plan_box *room, bool is_lowest)
{
    const int wall_y = room->y + room->height;
    if (room->width > 2 * RLE127_DOOR_UNITS && room->height > RLE127_DOOR_UNITS)
        rle127_plan_door(
            &house->plan,
            &(struct rle127_plan_door){.hinge_x = room->x + 2 +
                                                  roll(house, room->width - 2 * RLE127_DOOR_UNITS),
                                       .hinge_y = wall_y,
                                       .wall_y = wall_y,
                                       .wall_height = is_lowest ? WALL : 1,
                                       .to_right = true,
                                       .opens_up = true});
    furnish(house, room);
    if (room->width > ROOM_LEAST / 2 && room->height > 36)
        draw_label(house, room);
}

/* Rooms side by side, with a partition behind each but the last one. */
static void draw_storey(struct house *house, int y, int height, bool is_lowest, const int *stops,
                        size_t n_stops)
{
    for (size_t i = 0; i + 1 < n_stops; i++) {
        const bool is_last = i + 2 == n_stops;
        const struct rle127_plan_box room = {stops[i], y, stops[i + 1] - stops[i] - !is_last,
                                             height};
        if (!is_last)
            rle127_plan_fill(&house->plan,
                             &(struct rle127_plan_box){stops[i + 1] - 1, y, 1, height}, true);
        draw_room(house, &room, is_lowest);
    }
}

static void draw_storeys(struct house *house)
{
    const struct rle127_plan_box *const outside = &house->outside;
    const int left = outside->x + WALL, width = outside->width - 2 * WALL;
    int stops[STOPS_MAX];
    house->n_down =
        cut_length(house, outside->y + WALL, outside->height - 2 * WALL, STOREY, house->down);
    for (size_t i = 0; i + 1 < house->n_down; i++) {
        const bool is_lowest = i + 2 == house->n_down;
        const int y = house->down[i], height = house->down[i + 1] - y - !is_lowest;
        const size_t n_stops =
            cut_length(house, left, width, ROOM_LEAST + roll(house, ROOM_LEAST), stops);
        if (!is_lowest)
            rle127_plan_fill(&house->plan, &(struct rle127_plan_box){left, y + height, width, 1},
                             true);
        draw_storey(house, y, height, is_lowest, stops, n_stops);
        if (i > 0)
            continue;
        for (size_t j = 0; j < n_stops; j++)
            house->across[j] = stops[j];
        house->n_across = n_stops;
    }
}

/* One above each room of the first row, and some on the left. */
static void draw_windows(struct house *house)
{
    const struct rle127_plan_box *const outside = &house->outside;
    for (size_t i = 0; i + 1 < house->n_across; i++) {
        const int width = (house->across[i + 1] - house->across[i]) / 2;
        rle127_plan_window(&house->plan, &(struct rle127_plan_box){house->across[i] + width / 2,
                                                                   outside->y, width, WALL});
    }
    for (size_t i = 0; i + 1 < house->n_down; i++) {
        const int height = (house->down[i + 1] - house->down[i]) / 2;
        rle127_plan_window(
            &house->plan,
            &(struct rle127_plan_box){outside->x, house->down[i] + height / 2, WALL, height});
    }
}

static void draw_dimensions(const struct house *house)
{
    const struct rle127_plan_box *const outside = &house->outside;
    const int width[2] = {outside->x, outside->x + outside->width};
    const int height[2] = {outside->y, outside->y + outside->height};
    rle127_plan_dimension_across(&house->plan, outside->y - 6, house->across, house->n_across);
    rle127_plan_dimension_across(&house->plan, outside->y - 14, width, 2);
    rle127_plan_dimension_down(&house->plan, outside->x - 6, house->down, house->n_down);
    rle127_plan_dimension_down(&house->plan, outside->x - 16, height, 2);
}

/* Two lines that cross: where there is no room for a house. */
static void draw_cross(struct rle127_canvas *canvas, int x, int y, int width, int height)
{
    rle127_canvas_draw_line(canvas, x, y, x + width, y + height, FINE, true);
    rle127_canvas_draw_line(canvas, x, y + height, x + width, y, FINE, true);
}

/* Paper at both ends of a side, of which *start is at its start; returns what is left. */
static int leave_paper(struct house *house, int side, int *start)
{
    const int least = side / AROUND_SHARE < AROUND ? side / AROUND_SHARE : AROUND;
    const int rolled = least * AROUND_ROLLED / AROUND + 1;
    *start = least + roll(house, rolled);
    return side - *start - least - roll(house, rolled);
}

static void draw_house(struct house *house, int width, int height)
{
    const struct rle127_plan *const plan = &house->plan;
    struct rle127_plan_box *const outside = &house->outside;
    outside->width = leave_paper(house, width / UNIT, &outside->x);
    outside->height = leave_paper(house, height / UNIT, &outside->y);
    if (outside->width < SIDE_LEAST || outside->height < SIDE_LEAST) {
        draw_cross(plan->canvas, plan->x, plan->y, width, height);
        return;
    }
    rle127_plan_walls(plan, outside, WALL, HATCH_PITCH);
    draw_storeys(house);
    draw_windows(house);
    if (outside->x >= DIMENSIONS && outside->y >= DIMENSIONS)
        draw_dimensions(house);
}

static int count_places(int side, int place)
{
    return side / place < 1 ? 1 : side / place;
}

bool rle127_draw_plan_sheet(struct rle127_canvas *canvas, uint32_t dice)
{
    struct house house = {.dice = dice};
    const int n_across = count_places(canvas->width, PLACE_WIDTH);
    const int n_down = count_places(canvas->height, PLACE_HEIGHT);
    const int width = canvas->width / n_across, height = canvas->height / n_down;
    rle127_canvas_frame_rect(canvas, FRAME_GAP, FRAME_GAP, canvas->width - 2 * FRAME_GAP,
                             canvas->height - 2 * FRAME_GAP, FRAME_PEN);
    for (int i = 0; i < n_across * n_down; i++) {
        house.plan = (struct rle127_plan){.canvas = canvas,
                                          .x = i % n_across * width,
                                          .y = i / n_across * height,
                                          .unit = UNIT,
                                          .fine = FINE,
                                          .bold = BOLD,
                                          .lengths = &length_font};
        draw_house(&house, width, height);
    }
    return true;
}
