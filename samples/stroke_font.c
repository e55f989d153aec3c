/*
 * The strokes of a small sans-serif alphabet.
 *
 * A glyph is a list of strokes, a stroke is a list of points, a point is two digits: x from the
 * left, y from the top. Capitals and ascenders start at y = 0, small letters at 2, the base line
 * is 6 and descenders reach 8. A stroke of one point is a dot.
 */
#include "stroke_font.h"

#include <string.h>

#define BASE_LINE RLE127_FONT_ASCENT /* units */
#define GAP       2                  /* units between characters */
#define SPACE     3                  /* units that a character without strokes takes */

static const char *const strokes[128] = {
    ['a'] = "12324346 441405163645",
    ['b'] = "0006 0312324345361605",
    ['c'] = "4332120305163645",
    ['d'] = "4046 4332120305163645",
    ['e'] = "04444332120305163645",
    ['f'] = "30201116 0232",
    ['g'] = "4247381807 4332120305163645",
    ['h'] = "0006 0312324346",
    ['i'] = "0206 00",
    ['j'] = "121708 10",
    ['k'] = "0006 3205 1436",
    ['l'] = "0006",
    ['m'] = "0206 0312223336 3342526366",
    ['n'] = "0206 0312324346",
    ['o'] = "123243453616050312",
    ['p'] = "0208 0312324345361605",
    ['q'] = "4248 4332120305163645",
    ['r'] = "0206 031232",
    ['s'] = "43321203143445361605",
    ['t'] = "10152636 0232",
    ['u'] = "0205163645 4246",
    ['v'] = "022642",
    ['w'] = "0216325662",
    ['x'] = "0246 4206",
    ['y'] = "0226 421808",
    ['z'] = "02420646",
    ['A'] = "062046 1434",
    ['B'] = "0006 003041423303 3344453606",
    ['C'] = "4130100105163645",
    ['D'] = "0006 003041453606",
    ['E'] = "40000646 0333",
    ['F'] = "400006 0333",
    ['G'] = "41301001051636454323",
    ['H'] = "0006 4046 0343",
    ['I'] = "0006",
    ['J'] = "4045361605",
    ['K'] = "0006 4004 1346",
    ['L'] = "000646",
    ['M'] = "0600336066",
    ['N'] = "06004640",
    ['O'] = "103041453616050110",
    ['P'] = "06003041423303",
    ['Q'] = "103041453616050110 2446",
    ['R'] = "06003041423303 2346",
    ['S'] = "413010010213334445361605",
    ['T'] = "0040 2026",
    ['U'] = "000516364540",
    ['V'] = "002640",
    ['W'] = "0016325660",
    ['X'] = "0046 4006",
    ['Y'] = "002340 2326",
    ['Z'] = "00400646",
    ['0'] = "103041453616050110",
    ['1'] = "022026",
    ['2'] = "01103041420646",
    ['3'] = "01103041423313 334445361605",
    ['4'] = "36300444",
    ['5'] = "400003334445361605",
    ['6'] = "4130100105163645443303",
    ['7'] = "004016",
    ['8'] = "103041423313020110 1304051636454433",
    ['9'] = "4313020110304145361605",
    ['.'] = "06",
    [','] = "1607",
    [':'] = "03 06",
    ['-'] = "0434",
    ['('] = "10010516",
    [')'] = "00111506",
};

static const char *find_strokes(char character)
{
    unsigned char code = (unsigned char)character;
    return code < 128 && strokes[code] != NULL ? strokes[code] : "";
}

static int advance_of(const char *points)
{
    char right = '0';
    if (*points == '\0')
        return SPACE;
    for (; *points != '\0'; points += *points == ' ' ? 1 : 2)
        if (*points > right)
            right = *points;
    return right - '0' + GAP;
}

int rle127_font_width(const struct rle127_font *font, const char *text)
{
    int units = 0;
    for (; *text != '\0'; text++)
        units += advance_of(find_strokes(*text));
    return units * font->unit;
}

static void draw_glyph(struct rle127_canvas *canvas, const struct rle127_font *font, int left,
                       int base, const char *points, bool is_black)
{
    int from_x = 0, from_y = 0;
    bool is_start = true;
    for (; *points != '\0'; points++) {
        if (*points == ' ') {
            is_start = true;
            continue;
        }
        int x = left + (points[0] - '0') * font->unit;
        int y = base + (points[1] - '0' - BASE_LINE) * font->unit;
        if (is_start)
            rle127_canvas_draw_line(canvas, x, y, x, y, font->pen, is_black);
        else
            rle127_canvas_draw_line(canvas, from_x, from_y, x, y, font->pen, is_black);
        from_x = x;
        from_y = y;
        is_start = false;
        points++;
    }
}

int rle127_font_draw(struct rle127_canvas *canvas, const struct rle127_font *font, int x, int y,
                     const char *text, bool is_black)
{
    for (; *text != '\0'; text++) {
        const char *points = find_strokes(*text);
        draw_glyph(canvas, font, x, y, points, is_black);
        x += advance_of(points) * font->unit;
    }
    return x;
}
