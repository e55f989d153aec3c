/*
 * What kind of file this is, by its first bytes: also the formats that no reader here knows, so
 * that an error can name them. Must not know: how any of them goes on.
 */
#include "sniff.h"
#include "reader.h"

#include <string.h>

/* TGA is last: it has no signature, only fields that can make sense by chance. */
static const struct rle127_reader *const readers[] = {
    &rle127_reader_bmp,          &rle127_reader_pnm,         &rle127_reader_xbm,
#ifdef RLE127_HAVE_LIBPNG
    &rle127_reader_foreign_png,
#endif
#ifdef RLE127_HAVE_GIFLIB
    &rle127_reader_foreign_gif,
#endif
#ifdef RLE127_HAVE_STB
    &rle127_reader_foreign_jpeg, &rle127_reader_foreign_psd, &rle127_reader_foreign_tga,
#endif
};

struct signature {
    const char *format;
    const char *refusal;
    size_t offset;
    const char *bytes;
    size_t n_bytes;
};

#define SIGNATURE(format, offset, bytes)                                                          \
    {                                                                                             \
        format, format " images are not supported by this build", offset, bytes, sizeof bytes - 1 \
    }

static const struct signature signatures[] = {
    SIGNATURE("PNG", 0, "\x89PNG\r\n\x1a\n"),
    SIGNATURE("MNG", 0, "\x8aMNG\r\n\x1a\n"),
    SIGNATURE("GIF", 0, "GIF87a"),
    SIGNATURE("GIF", 0, "GIF89a"),
    SIGNATURE("JPEG", 0, "\xff\xd8\xff"),
    SIGNATURE("JPEG 2000", 0, "\0\0\0\x0cjP  \r\n\x87\n"),
    SIGNATURE("JPEG 2000", 0, "\xff\x4f\xff\x51"),
    SIGNATURE("JBIG2", 0, "\x97JB2\r\n\x1a\n"),
    SIGNATURE("TIFF", 0, "II*\0"),
    SIGNATURE("TIFF", 0, "MM\0*"),
    SIGNATURE("BigTIFF", 0, "II+\0"),
    SIGNATURE("BigTIFF", 0, "MM\0+"),
    SIGNATURE("PSD", 0, "8BPS"),
    SIGNATURE("HDR", 0, "#?RADIANCE\n"),
    SIGNATURE("HDR", 0, "#?RGBE\n"),
    SIGNATURE("PIC", 0, "\x53\x80\xf6\x34"),
    SIGNATURE("WebP", 8, "WEBP"),
    SIGNATURE("DjVu", 0, "AT&TFORM"),
    SIGNATURE("PAM", 0, "P7\n"),
    SIGNATURE("PFM", 0, "PF\n"),
    SIGNATURE("PFM", 0, "Pf\n"),
    SIGNATURE("MSP", 0, "DanM"),
    SIGNATURE("MSP", 0, "LinS"),
    SIGNATURE("XPM", 0, "/* XPM */"),
};

static bool has_signature(const struct signature *signature, const uint8_t *head, size_t head_bytes)
{
    return head_bytes >= signature->offset &&
           head_bytes - signature->offset >= signature->n_bytes &&
           memcmp(head + signature->offset, signature->bytes, signature->n_bytes) == 0;
}

static const struct signature *find_signature(const uint8_t *head, size_t head_bytes)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (has_signature(&signatures[i], head, head_bytes))
            return &signatures[i];
    return NULL;
}

static const struct rle127_reader *find_reader(const uint8_t *head, size_t head_bytes)
{
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (readers[i]->matches(head, head_bytes))
            return readers[i];
    return NULL;
}

const char *rle127_image_format_at(size_t index)
{
    return index < sizeof readers / sizeof *readers ? readers[index]->format : NULL;
}

const char *rle127_image_sniff(const uint8_t *head, size_t head_bytes, bool *is_readable)
{
    const struct rle127_reader *reader = find_reader(head, head_bytes);
    const struct signature *signature = find_signature(head, head_bytes);

    *is_readable = reader != NULL;
    if (reader)
        return reader->format;
    return signature ? signature->format : NULL;
}

/* TGA has no signature: any file may look like one. */
bool rle127_image_is_meant(const uint8_t *head, size_t head_bytes, const char *suffix)
{
    bool is_readable;
    if (rle127_is_image_suffix(suffix))
        return true;
    const char *const format = rle127_image_sniff(head, head_bytes, &is_readable);
    return format && strcmp(format, "TGA") != 0;
}

const char *rle127_find_reader(const uint8_t *head, size_t head_bytes,
                               const struct rle127_reader **reader)
{
    if (head_bytes == 0)
        return "the file is empty";
    *reader = find_reader(head, head_bytes);
    if (*reader)
        return NULL;
    const struct signature *signature = find_signature(head, head_bytes);
    return signature ? signature->refusal : "not a known image format";
}
