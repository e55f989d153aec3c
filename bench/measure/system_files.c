/*
 * Reading /proc and /sys.
 */
#include "system_files.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

FILE *rle127_open_system_file(const char *root, const char *path)
{
    char whole[PATH_MAX];
    if (snprintf(whole, sizeof whole, "%s%s", root, path) >= (int)sizeof whole)
        return NULL;
    return fopen(whole, "re");
}

bool rle127_read_system_line(const char *root, char *line, int line_bytes, const char *format, ...)
{
    char path[PATH_MAX];
    va_list values;
    va_start(values, format);
    vsnprintf(path, sizeof path, format, values);
    va_end(values);
    *line = '\0';
    FILE *const file = rle127_open_system_file(root, path);
    if (!file)
        return false;
    const bool is_read = fgets(line, line_bytes, file);
    fclose(file);
    line[strcspn(line, "\n")] = '\0';
    return is_read;
}
