/*
 * Files that are built into the program, and the SHA-256 of their bytes in base64.
 */
#ifndef RLE127_PAGE_FILES_H
#define RLE127_PAGE_FILES_H

extern const char rle127_page_css[], rle127_page_css_sha256[];
extern const char rle127_page_js[], rle127_page_js_sha256[];

#endif
