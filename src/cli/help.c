/*
 * --help and --version.
 */
#include "help.h"

#include "../batch/decoding.h"
#include "../image/foreign/call_filter.h"
#include "../image/image.h"
#include "../image/writer.h"

const char *rle127_usage(unsigned command)
{
    switch (command) {
    case RLE127_COMPRESS:
        return "usage: rle127 compress [-o FILE | -O DIR | -c] [options] INPUT...";
    case RLE127_DECOMPRESS:
        return "usage: rle127 decompress [-o FILE | -O DIR | -c] [--to=FORMAT] [options] INPUT...";
    case RLE127_INFO:
        return "usage: rle127 info [--json] [options] FILE...";
    case RLE127_VERIFY:
        return "usage: rle127 verify [--canonical] [options] INPUT...";
    case RLE127_COMPARE:
        return "usage: rle127 compare [options] A B";
    default:
        return "usage: rle127 compress|decompress|info|verify|compare [options] FILE...";
    }
}

void rle127_print_help(FILE *file)
{
    fputs(
        "rle127: run-length coding of 1-bit images, in chunks of 127 pixels\n"
        "\n"
        "  rle127 compress   [options] INPUT...  images -> .rle\n"
        "  rle127 decompress [options] INPUT...  .rle -> images\n"
        "  rle127 info       [options] FILE...   size, runs, ratio, black share\n"
        "  rle127 verify     [options] INPUT...  check every row\n"
        "  rle127 compare    [options] A B       same pixels? any two readable images\n"
        "\n"
        "An INPUT is a file, a directory with all that is below it, or -, standard input, which\n"
        "means -c. The output of page.bmp is page.rle, beside it.\n"
        "  -o FILE                this file (one input)\n"
        "  -O DIR                 into this directory, which is made where missing; a directory\n"
        "                         needs this\n"
        "  -c                     standard output (one input)\n"
        "  -f, --force            replace outputs that exist\n"
        "  -n, --dry-run          say what would be done, write nothing\n"
        "      --verify           decode each result and compare before it gets its name\n"
        "\n"
        "Options of compress, decompress and verify\n"
        "      --files-from=FILE  more files, a line each; --files0-from: with a NUL behind each\n"
        "  -j, --jobs=N           workers over files, or auto\n"
        "      --image-pool=POOL  of process, thread, serial; auto (default)\n"
        "      --timeout=SECONDS  that a file may take (processes)\n"
        "      --retries=N        of a file that failed (default 0)\n"
        "      --halt=WHEN        never (default), or soon after the first failure\n"
        "      --report=FILE      what became of each file, as JSON Lines\n"
        "      --progress=WHEN    auto (default: a bar on a terminal), always, never\n"
        "Options of compress and decompress\n"
        "      --row-pool=POOL    who codes the rows of an image: thread, process, serial, auto\n"
        "      --update           skip outputs that are not older than their inputs\n"
        "      --journal=FILE     write down what is done; --resume skips what is, and is whole\n"
        "      --durable=WHEN     outputs outlive a power cut: none (default), each, batch\n"
        "Options of compress and compare\n"
        "      --binarize=METHOD  pillow (default: palettes by luma, grey and colour dithered),\n"
        "                         threshold:N (luma >= N is white), otsu,\n"
        "                         none (refuse what is not 1 bit a pixel)\n"
        "Options of decompress\n"
        "      --to=FORMAT       ",
        file);
    for (size_t i = 0; rle127_writer_at(i); i++)
        fprintf(file, "%s %s", i ? "," : "", rle127_writer_suffix(rle127_writer_at(i)));
    fputs("; default: the suffix of -o, else bmp\n"
          "Options of info and verify\n"
          "      --json             info: one JSON object a line\n"
          "      --canonical        verify: fail where a run could be longer\n"
          "\n"
          "Options of all commands\n"
          "  -T, --threads=N        workers over the rows of one image, or auto\n"
          "      --level=LEVEL      kernel level: one that --version names\n"
          "  -q, --quiet            no notes, no progress, no summary (not info)\n"
          "  -v, --verbose          a line for each file (not info)\n"
          "  -h, --help  -V, --version\n"
          "\n"
          "Exit: 0 all done; 1 some inputs failed, the rest is done (compare: they differ);\n"
          "2 usage, nothing touched (compare: trouble); 3 the run could not go on.\n",
          file);
}

/* What this build lacks. */
static void print_notes(FILE *file)
{
#ifndef RLE127_HAVE_LIBPNG
    fprintf(file, "note: built without libpng: PNG is %s\n",
            rle127_find_writer("png") ? "not read" : "neither read nor written");
#endif
#ifndef RLE127_HAVE_GIFLIB
    fputs("note: built without giflib: GIF is not read\n", file);
#endif
#ifndef RLE127_HAVE_STB
    fputs("note: built without stb: JPEG, PSD and TGA are not read, TGA is not written\n", file);
#endif
#ifndef RLE127_HAVE_XXHASH
    fputs("note: built without xxhash: --journal is refused\n", file);
#endif
    for (size_t i = 0; rle127_writer_at(i); i++)
        if (rle127_writer_note(rle127_writer_at(i)))
            fprintf(file, "note: %s\n", rle127_writer_note(rle127_writer_at(i)));
}

#if defined(RLE127_HAVE_LIBPNG) || defined(RLE127_HAVE_GIFLIB) || defined(RLE127_HAVE_STB)
#define HAS_DECODER true
#else
#define HAS_DECODER false
#endif

/* How the program is confined that decodes what others' libraries read. */
static const char *describe_decoder(void)
{
    if (!HAS_DECODER)
        return "none";
    if (!rle127_decoding_is_possible())
        return "missing where this command belongs to";
    if (rle127_has_call_filter())
        return "confined by limits and a filter of system calls";
#if defined(RLE127_SANITIZED)
    return "not confined: built with sanitizers";
#elif defined(RLE127_HAVE_SECCOMP)
    return "confined by limits alone: this kernel has no filters of system calls";
#else
    return "confined by limits alone: built without libseccomp";
#endif
}

void rle127_print_version(FILE *file)
{
    fputs("rle127 " RLE127_VERSION "\nlevels:", file);
    const char *const *const levels = rle127_levels();
    for (size_t i = 0; levels[i]; i++)
        fprintf(file, " %s%s", levels[i], i ? "" : " (used)");
#ifdef RLE127_HAVE_OPENMP
    fputs("\nthreads: OpenMP\n", file);
#else
    fputs("\nthreads: none, built without OpenMP\n", file);
#endif
    fputs("reads:", file);
    for (size_t i = 0; rle127_image_format_at(i); i++)
        fprintf(file, " %s", rle127_image_format_at(i));
    fputs("\nwrites:", file);
    for (size_t i = 0; rle127_writer_at(i); i++)
        fprintf(file, " %s", rle127_writer_suffix(rle127_writer_at(i)));
    fprintf(file, "\ndecoder program: %s\n", describe_decoder());
    print_notes(file);
}
