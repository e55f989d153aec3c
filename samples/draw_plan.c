/*
 * The plan sample: the ground floor of a house with hatched outer walls, partitions, doors,
 * windows, furniture, dimension lines and a title block, on a framed sheet.
 *
 * Building parts are given in units of 10 cm, from the sheet's upper left corner.
 */
#include "pictures.h"
#include "stroke_font.h"

#include <stdio.h>

#define UNIT 20 /* pixels */
#define FINE 3  /* pixels, of dimension lines, hatching and furniture */
#define BOLD 6  /* pixels, of the edges of what is cut */

#define HOUSE_X      45 /* units */
#define HOUSE_Y      34
#define HOUSE_WIDTH  160
#define HOUSE_HEIGHT 100
#define WALL         3

struct box {
    int x, y, width, height; /* units */
};

/* A door in a wall that lies across the sheet. */
struct door {
    int hinge_x, hinge_y; /* units; the hinge is on the side to which the door opens */
    int wall_y, wall_height;
    bool to_right; /* the opening is to the right of the hinge */
    bool opens_up;
};

struct label {
    int x, y; /* units */
    const char *name, *area;
};

static const struct box partitions[] = {
    {48, 78, 154, 1}, {48, 92, 154, 1}, {100, 37, 1, 41}, {145, 37, 1, 41},
    {85, 93, 1, 38},  {115, 93, 1, 38}, {155, 93, 1, 38},
};

static const struct box windows[] = {
    {60, 34, 28, 3},   {110, 34, 26, 3}, {158, 34, 32, 3}, {56, 131, 20, 3}, {126, 131, 18, 3},
    {166, 131, 28, 3}, {45, 46, 3, 22},  {202, 46, 3, 20}, {202, 81, 3, 9},  {202, 102, 3, 18},
};

#define DOOR 9 /* units wide */

static const struct door doors[] = {
    {62, 78, 78, 1, true, true},    {132, 78, 78, 1, false, true}, {150, 78, 78, 1, true, true},
    {76, 93, 92, 1, false, false},  {96, 93, 92, 1, true, false},  {120, 93, 92, 1, true, false},
    {176, 93, 92, 1, false, false}, {96, 131, 131, 3, true, true},
};

static const struct label labels[] = {
    {67, 61, "LIVING", "21.3 m2"},   {116, 61, "STUDY", "18.0 m2"}, {166, 61, "BEDROOM", "23.0 m2"},
    {68, 111, "KITCHEN", "14.1 m2"}, {98, 109, "HALL", "11.0 m2"},  {160, 111, "GUESTS", "17.5 m2"},
};

static const int columns_above[] = {45, 100, 145, 205}, columns_below[] = {45, 85, 115, 155, 205},
                 rows_left[] = {34, 78, 92, 134};

static const struct rle127_font label_font = {7, 6}, small_font = {6, 4}, title_font = {12, 12};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static void fill_box(struct rle127_canvas *canvas, const struct box *box, bool is_black)
{
    rle127_canvas_fill_rect(canvas, box->x * UNIT, box->y * UNIT, box->width * UNIT,
                            box->height * UNIT, is_black);
}

static void frame_box(struct rle127_canvas *canvas, const struct box *box, int pen)
{
    rle127_canvas_frame_rect(canvas, box->x * UNIT, box->y * UNIT, box->width * UNIT,
                             box->height * UNIT, pen);
}

static void hatch_box(struct rle127_canvas *canvas, const struct box *box, int pitch)
{
    rle127_canvas_hatch_rect(canvas, box->x * UNIT, box->y * UNIT, box->width * UNIT,
                             box->height * UNIT, pitch, FINE);
}

static void draw_line(struct rle127_canvas *canvas, int x0, int y0, int x1, int y1)
{
    rle127_canvas_draw_line(canvas, x0 * UNIT, y0 * UNIT, x1 * UNIT, y1 * UNIT, FINE, true);
}

static void draw_walls(struct rle127_canvas *canvas)
{
    const struct box outside = {HOUSE_X, HOUSE_Y, HOUSE_WIDTH, HOUSE_HEIGHT};
    const struct box inside = {HOUSE_X + WALL, HOUSE_Y + WALL, HOUSE_WIDTH - 2 * WALL,
                               HOUSE_HEIGHT - 2 * WALL};
    hatch_box(canvas, &outside, 14);
    fill_box(canvas, &inside, false);
    frame_box(canvas, &outside, BOLD);
    rle127_canvas_frame_rect(canvas, inside.x * UNIT - BOLD, inside.y * UNIT - BOLD,
                             inside.width * UNIT + 2 * BOLD, inside.height * UNIT + 2 * BOLD, BOLD);
    for (size_t i = 0; i < LENGTH(partitions); i++)
        fill_box(canvas, &partitions[i], true);
}

static void draw_window(struct rle127_canvas *canvas, const struct box *box)
{
    fill_box(canvas, box, false);
    frame_box(canvas, box, FINE);
    int x = box->x * UNIT, y = box->y * UNIT;
    int width = box->width * UNIT, height = box->height * UNIT;
    if (width > height)
        rle127_canvas_frame_rect(canvas, x, y + height / 3, width, height / 3, FINE);
    else
        rle127_canvas_frame_rect(canvas, x + width / 3, y, width / 3, height, FINE);
}

static void draw_door(struct rle127_canvas *canvas, const struct door *door)
{
    const struct box opening = {door->to_right ? door->hinge_x : door->hinge_x - DOOR, door->wall_y,
                                DOOR, door->wall_height};
    fill_box(canvas, &opening, false);
    int x = door->hinge_x * UNIT, y = door->hinge_y * UNIT;
    int leaf_y = door->opens_up ? y - DOOR * UNIT : y + DOOR * UNIT;
    unsigned quarter = door->opens_up ? RLE127_QUARTER_NW : RLE127_QUARTER_SW;
    if (door->to_right)
        quarter = door->opens_up ? RLE127_QUARTER_NE : RLE127_QUARTER_SE;
    rle127_canvas_draw_line(canvas, x, y, x, leaf_y, BOLD, true);
    rle127_canvas_draw_ring(canvas, x, y, DOOR * UNIT, FINE, quarter);
}

/* The bathroom's floor, and the stairs in the hall. */
static void draw_floors(struct rle127_canvas *canvas)
{
    for (int x = 119; x < 155; x += 3)
        draw_line(canvas, x, 93, x, 131);
    for (int y = 96; y < 131; y += 3)
        draw_line(canvas, 116, y, 155, y);
    for (int y = 112; y < 131; y += 2)
        draw_line(canvas, 86, y, 94, y);
    draw_line(canvas, 94, 112, 94, 131);
    draw_line(canvas, 90, 130, 90, 113);
    draw_line(canvas, 90, 113, 89, 115);
    draw_line(canvas, 90, 113, 91, 115);
}

static void draw_table(struct rle127_canvas *canvas, int x, int y, int radius)
{
    static const int chair_x[4] = {1, -1, 0, 0}, chair_y[4] = {0, 0, 1, -1};
    rle127_canvas_draw_ring(canvas, x * UNIT, y * UNIT, radius * UNIT, FINE, RLE127_QUARTER_ALL);
    for (int i = 0; i < 4; i++)
        rle127_canvas_draw_ring(canvas, (x + chair_x[i] * (radius + 3)) * UNIT,
                                (y + chair_y[i] * (radius + 3)) * UNIT, 2 * UNIT, FINE,
                                RLE127_QUARTER_ALL);
}

static void draw_furniture(struct rle127_canvas *canvas)
{
    static const struct box frames[] = {
        {180, 40, 20, 16},  {192, 41, 7, 6},  {192, 49, 7, 6},  /* bed */
        {182, 112, 18, 14}, {192, 113, 7, 5}, {192, 120, 7, 5}, /* bed of the guests */
        {104, 39, 16, 8},   {109, 48, 6, 5},                    /* desk and chair */
        {50, 123, 33, 7},   {54, 124, 6, 5},  {62, 124, 6, 5},  /* kitchen */
        {50, 40, 7, 20},    {50, 40, 2, 20},                    /* sofa */
    };
    static const struct box bath = {134, 94, 18, 9};
    for (size_t i = 0; i < LENGTH(frames); i++)
        frame_box(canvas, &frames[i], FINE);
    draw_table(canvas, 74, 49, 4);
    draw_table(canvas, 57, 101, 3);
    fill_box(canvas, &bath, false);
    frame_box(canvas, &bath, BOLD);
    rle127_canvas_draw_ring(canvas, 149 * UNIT, 98 * UNIT + UNIT / 2, UNIT, FINE,
                            RLE127_QUARTER_ALL);
}

static void draw_tick(struct rle127_canvas *canvas, int x, int y)
{
    rle127_canvas_draw_line(canvas, x * UNIT - 16, y * UNIT + 16, x * UNIT + 16, y * UNIT - 16,
                            BOLD, true);
}

/* Metres with two places: a unit is 10 cm. */
static void draw_length(struct rle127_canvas *canvas, int x, int y, int units)
{
    char text[32];
    snprintf(text, sizeof(text), "%d.%d0", units / 10, units % 10);
    x -= rle127_font_width(&small_font, text) / 2;
    rle127_font_draw(canvas, &small_font, x, y, text, true);
}

static void dimension_across(struct rle127_canvas *canvas, int y, const int *stops, size_t n_stops)
{
    draw_line(canvas, stops[0] - 2, y, stops[n_stops - 1] + 2, y);
    for (size_t i = 0; i < n_stops; i++) {
        draw_tick(canvas, stops[i], y);
        draw_line(canvas, stops[i], y - 2, stops[i], y + 2);
        if (i > 0)
            draw_length(canvas, (stops[i - 1] + stops[i]) * UNIT / 2, y * UNIT - 18,
                        stops[i] - stops[i - 1]);
    }
}

static void dimension_down(struct rle127_canvas *canvas, int x, const int *stops, size_t n_stops)
{
    draw_line(canvas, x, stops[0] - 2, x, stops[n_stops - 1] + 2);
    for (size_t i = 0; i < n_stops; i++) {
        draw_tick(canvas, x, stops[i]);
        draw_line(canvas, x - 2, stops[i], x + 2, stops[i]);
        if (i > 0)
            draw_length(canvas, x * UNIT - 90, (stops[i - 1] + stops[i]) * UNIT / 2,
                        stops[i] - stops[i - 1]);
    }
}

static void draw_dimensions(struct rle127_canvas *canvas)
{
    static const int whole_width[2] = {HOUSE_X, HOUSE_X + HOUSE_WIDTH},
                     whole_height[2] = {HOUSE_Y, HOUSE_Y + HOUSE_HEIGHT};
    dimension_across(canvas, 26, columns_above, LENGTH(columns_above));
    dimension_across(canvas, 18, whole_width, LENGTH(whole_width));
    dimension_across(canvas, 142, columns_below, LENGTH(columns_below));
    dimension_down(canvas, 35, rows_left, LENGTH(rows_left));
    dimension_down(canvas, 22, whole_height, LENGTH(whole_height));
}

static void draw_legend(struct rle127_canvas *canvas)
{
    static const struct box masonry = {214, 90, 6, 4}, partition = {214, 98, 6, 1};
    hatch_box(canvas, &masonry, 14);
    frame_box(canvas, &masonry, BOLD);
    rle127_font_draw(canvas, &small_font, 222 * UNIT, 93 * UNIT, "masonry", true);
    fill_box(canvas, &partition, true);
    rle127_font_draw(canvas, &small_font, 222 * UNIT, 99 * UNIT, "partition", true);
    rle127_canvas_draw_ring(canvas, 227 * UNIT, 45 * UNIT, 8 * UNIT, BOLD, RLE127_QUARTER_ALL);
    rle127_canvas_draw_line(canvas, 227 * UNIT, 55 * UNIT, 227 * UNIT, 35 * UNIT, BOLD, true);
    for (int dx = -30; dx <= 30; dx += 3)
        rle127_canvas_draw_line(canvas, 227 * UNIT, 33 * UNIT, 227 * UNIT + dx, 39 * UNIT, 4, true);
    rle127_font_draw(canvas, &label_font, 226 * UNIT + 6, 31 * UNIT, "N", true);
}

static void draw_title_block(struct rle127_canvas *canvas)
{
    static const struct box block = {152, 150, 94, 26};
    frame_box(canvas, &block, BOLD);
    draw_line(canvas, 152, 162, 246, 162);
    draw_line(canvas, 152, 169, 246, 169);
    draw_line(canvas, 200, 162, 200, 176);
    rle127_font_draw(canvas, &title_font, 155 * UNIT, 158 * UNIT, "GROUND FLOOR", true);
    rle127_font_draw(canvas, &small_font, 154 * UNIT, 167 * UNIT, "House at the chunk edge", true);
    rle127_font_draw(canvas, &small_font, 202 * UNIT, 167 * UNIT, "Scale 1:50", true);
    rle127_font_draw(canvas, &small_font, 154 * UNIT, 174 * UNIT, "Drawn for rle127", true);
    rle127_font_draw(canvas, &small_font, 202 * UNIT, 174 * UNIT, "Sheet 1 of 1", true);
}

void rle127_draw_plan(struct rle127_canvas *canvas)
{
    rle127_canvas_frame_rect(canvas, 40, 40, canvas->width - 80, canvas->height - 80, 8);
    draw_walls(canvas);
    draw_floors(canvas);
    draw_furniture(canvas);
    for (size_t i = 0; i < LENGTH(windows); i++)
        draw_window(canvas, &windows[i]);
    for (size_t i = 0; i < LENGTH(doors); i++)
        draw_door(canvas, &doors[i]);
    for (size_t i = 0; i < LENGTH(labels); i++) {
        const struct label *label = &labels[i];
        int x = label->x * UNIT, y = label->y * UNIT;
        rle127_font_draw(canvas, &label_font, x, y, label->name, true);
        rle127_font_draw(canvas, &small_font, x, y + 80, label->area, true);
    }
    draw_dimensions(canvas);
    draw_legend(canvas);
    draw_title_block(canvas);
}
