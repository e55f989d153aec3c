/*
 * The plan sample: the ground floor of a house with hatched outer walls, partitions, doors,
 * windows, furniture, dimension lines and a title block, on a framed sheet.
 *
 * Building parts are given in units of 10 cm, from the sheet's upper left corner.
 */
#include "pictures.h"
#include "plan_parts.h"

#define UNIT 20 /* pixels */
#define FINE 3  /* pixels, of dimension lines, hatching and furniture */
#define BOLD 6  /* pixels, of the edges of what is cut */

#define HOUSE_X      45 /* units */
#define HOUSE_Y      34
#define HOUSE_WIDTH  160
#define HOUSE_HEIGHT 100
#define WALL         3

struct label {
    int x, y; /* units */
    const char *name, *area;
};

static const struct rle127_plan_box partitions[] = {
    {48, 78, 154, 1}, {48, 92, 154, 1}, {100, 37, 1, 41}, {145, 37, 1, 41},
    {85, 93, 1, 38},  {115, 93, 1, 38}, {155, 93, 1, 38},
};

static const struct rle127_plan_box windows[] = {
    {60, 34, 28, 3},   {110, 34, 26, 3}, {158, 34, 32, 3}, {56, 131, 20, 3}, {126, 131, 18, 3},
    {166, 131, 28, 3}, {45, 46, 3, 22},  {202, 46, 3, 20}, {202, 81, 3, 9},  {202, 102, 3, 18},
};

static const struct rle127_plan_door doors[] = {
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

static void draw_walls(const struct rle127_plan *plan)
{
    static const struct rle127_plan_box outside = {HOUSE_X, HOUSE_Y, HOUSE_WIDTH, HOUSE_HEIGHT};
    rle127_plan_walls(plan, &outside, WALL, 14);
    for (size_t i = 0; i < LENGTH(partitions); i++)
        rle127_plan_fill(plan, &partitions[i], true);
}

/* The bathroom's floor, and the stairs in the hall. */
static void draw_floors(const struct rle127_plan *plan)
{
    for (int x = 119; x < 155; x += 3)
        rle127_plan_line(plan, x, 93, x, 131);
    for (int y = 96; y < 131; y += 3)
        rle127_plan_line(plan, 116, y, 155, y);
    for (int y = 112; y < 131; y += 2)
        rle127_plan_line(plan, 86, y, 94, y);
    rle127_plan_line(plan, 94, 112, 94, 131);
    rle127_plan_line(plan, 90, 130, 90, 113);
    rle127_plan_line(plan, 90, 113, 89, 115);
    rle127_plan_line(plan, 90, 113, 91, 115);
}

static void draw_furniture(const struct rle127_plan *plan)
{
    struct rle127_canvas *canvas = plan->canvas;
    static const struct rle127_plan_box frames[] = {
        {180, 40, 20, 16},  {192, 41, 7, 6},  {192, 49, 7, 6},  /* bed */
        {182, 112, 18, 14}, {192, 113, 7, 5}, {192, 120, 7, 5}, /* bed of the guests */
        {104, 39, 16, 8},   {109, 48, 6, 5},                    /* desk and chair */
        {50, 123, 33, 7},   {54, 124, 6, 5},  {62, 124, 6, 5},  /* kitchen */
        {50, 40, 7, 20},    {50, 40, 2, 20},                    /* sofa */
    };
    static const struct rle127_plan_box bath = {134, 94, 18, 9};
    for (size_t i = 0; i < LENGTH(frames); i++)
        rle127_plan_frame(plan, &frames[i], FINE);
    rle127_plan_table(plan, 74, 49, 4);
    rle127_plan_table(plan, 57, 101, 3);
    rle127_plan_fill(plan, &bath, false);
    rle127_plan_frame(plan, &bath, BOLD);
    rle127_canvas_draw_ring(canvas, 149 * UNIT, 98 * UNIT + UNIT / 2, UNIT, FINE,
                            RLE127_QUARTER_ALL);
}

static void draw_dimensions(const struct rle127_plan *plan)
{
    static const int whole_width[2] = {HOUSE_X, HOUSE_X + HOUSE_WIDTH},
                     whole_height[2] = {HOUSE_Y, HOUSE_Y + HOUSE_HEIGHT};
    rle127_plan_dimension_across(plan, 26, columns_above, LENGTH(columns_above));
    rle127_plan_dimension_across(plan, 18, whole_width, LENGTH(whole_width));
    rle127_plan_dimension_across(plan, 142, columns_below, LENGTH(columns_below));
    rle127_plan_dimension_down(plan, 35, rows_left, LENGTH(rows_left));
    rle127_plan_dimension_down(plan, 22, whole_height, LENGTH(whole_height));
}

static void draw_legend(const struct rle127_plan *plan)
{
    struct rle127_canvas *canvas = plan->canvas;
    static const struct rle127_plan_box masonry = {214, 90, 6, 4}, partition = {214, 98, 6, 1};
    rle127_plan_hatch(plan, &masonry, 14);
    rle127_plan_frame(plan, &masonry, BOLD);
    rle127_font_draw(canvas, &small_font, 222 * UNIT, 93 * UNIT, "masonry", true);
    rle127_plan_fill(plan, &partition, true);
    rle127_font_draw(canvas, &small_font, 222 * UNIT, 99 * UNIT, "partition", true);
    rle127_canvas_draw_ring(canvas, 227 * UNIT, 45 * UNIT, 8 * UNIT, BOLD, RLE127_QUARTER_ALL);
    rle127_canvas_draw_line(canvas, 227 * UNIT, 55 * UNIT, 227 * UNIT, 35 * UNIT, BOLD, true);
    for (int dx = -30; dx <= 30; dx += 3)
        rle127_canvas_draw_line(canvas, 227 * UNIT, 33 * UNIT, 227 * UNIT + dx, 39 * UNIT, 4, true);
    rle127_font_draw(canvas, &label_font, 226 * UNIT + 6, 31 * UNIT, "N", true);
}

static void draw_title_block(const struct rle127_plan *plan)
{
    struct rle127_canvas *canvas = plan->canvas;
    static const struct rle127_plan_box block = {152, 150, 94, 26};
    rle127_plan_frame(plan, &block, BOLD);
    rle127_plan_line(plan, 152, 162, 246, 162);
    rle127_plan_line(plan, 152, 169, 246, 169);
    rle127_plan_line(plan, 200, 162, 200, 176);
    rle127_font_draw(canvas, &title_font, 155 * UNIT, 158 * UNIT, "GROUND FLOOR", true);
    rle127_font_draw(canvas, &small_font, 154 * UNIT, 167 * UNIT, "House at the chunk edge", true);
    rle127_font_draw(canvas, &small_font, 202 * UNIT, 167 * UNIT, "Scale 1:50", true);
    rle127_font_draw(canvas, &small_font, 154 * UNIT, 174 * UNIT, "Drawn for rle127", true);
    rle127_font_draw(canvas, &small_font, 202 * UNIT, 174 * UNIT, "Sheet 1 of 1", true);
}

void rle127_draw_plan(struct rle127_canvas *canvas)
{
    const struct rle127_plan plan = {
        .canvas = canvas, .unit = UNIT, .fine = FINE, .bold = BOLD, .lengths = &small_font};
    rle127_canvas_frame_rect(canvas, 40, 40, canvas->width - 80, canvas->height - 80, 8);
    draw_walls(&plan);
    draw_floors(&plan);
    draw_furniture(&plan);
    for (size_t i = 0; i < LENGTH(windows); i++)
        rle127_plan_window(&plan, &windows[i]);
    for (size_t i = 0; i < LENGTH(doors); i++)
        rle127_plan_door(&plan, &doors[i]);
    for (size_t i = 0; i < LENGTH(labels); i++) {
        const struct label *label = &labels[i];
        int x = label->x * UNIT, y = label->y * UNIT;
        rle127_font_draw(canvas, &label_font, x, y, label->name, true);
        rle127_font_draw(canvas, &small_font, x, y + 80, label->area, true);
    }
    draw_dimensions(&plan);
    draw_legend(&plan);
    draw_title_block(&plan);
}
