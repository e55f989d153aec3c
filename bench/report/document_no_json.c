/*
 * In the place of document_json.c where jansson is missing.
 */
#include "renderers.h"

bool rle127_print_document_json(FILE *file, const struct rle127_document *document)
{
    (void)file;
    (void)document;
    return false;
}

bool rle127_can_print_json(void)
{
    return false;
}
