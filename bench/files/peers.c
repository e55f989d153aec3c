/*
 * The list of commands, and how they are called. All of them keep their input, and write a file
 * that is not there yet; none prints anything.
 */
#include "peers.h"

#include <stdio.h>
#include <string.h>

#include "../find_program.h"

const char rle127_word_input[] = "{input}";
const char rle127_word_output[] = "{output}";
const char rle127_word_stdout[] = "{standard output}";

#define IN     rle127_word_input
#define OUT    rle127_word_output
#define STDOUT rle127_word_stdout

#define OWN_NAME "rle127"

static const struct rle127_peer copy = {
    .names = {"cp", "cp"},
    .words = {{"cp", IN, OUT}, {"cp", IN, OUT}},
    .family = RLE127_FAMILY_COPY,
    .keeps_bytes = true,
    .suffix = "copy",
    .version_option = "--version",
    .package = "coreutils",
};

static const struct rle127_peer whole_copy = {
    .names = {"cp", "cp"},
    .words = {{"cp", "--reflink=never", IN, OUT}, {"cp", "--reflink=never", IN, OUT}},
    .family = RLE127_FAMILY_COPY,
    .keeps_bytes = true,
    .suffix = "copy",
    .version_option = "--version",
    .package = "coreutils",
    .note = "The file system can copy a file by sharing its blocks; cp is told not to, as nothing "
            "would be copied.",
};

static const struct rle127_peer others[] = {
    {
        .names = {OWN_NAME " compress", OWN_NAME " decompress"},
        .words = {{OWN_NAME, "compress", "-q", "-o", OUT, IN},
                  {OWN_NAME, "decompress", "-q", "--to=pbm", "-o", OUT, IN}},
        .family = RLE127_FAMILY_OWN,
        .suffix = "rle",
        .version_option = "--version",
        .package = "rle127",
    },
    {
        .names = {"lz4", "lz4 -d"},
        .words = {{"lz4", "-q", IN, OUT}, {"lz4", "-q", "-d", IN, OUT}},
        .family = RLE127_FAMILY_GENERAL,
        .keeps_bytes = true,
        .suffix = "lz4",
        .version_option = "--version",
        .package = "lz4",
        .note = "lz4 -d writes no blocks of zeros: the file has holes there.",
    },
    {
        .names = {"zstd -1", "zstd -d"},
        .words = {{"zstd", "-q", "-1", IN, "-o", OUT}, {"zstd", "-q", "-d", IN, "-o", OUT}},
        .family = RLE127_FAMILY_GENERAL,
        .keeps_bytes = true,
        .suffix = "zst",
        .version_option = "--version",
        .package = "zstd",
        .note = "zstd has one thread that codes, and beside it may have others that read and "
                "write; zstd -d writes no blocks of zeros: the file has holes there.",
    },
    {
        .names = {"gzip", "gzip -d"},
        .words = {{"gzip", "-n", "-c", IN, STDOUT}, {"gzip", "-d", "-c", IN, STDOUT}},
        .family = RLE127_FAMILY_GENERAL,
        .keeps_bytes = true,
        .suffix = "gz",
        .version_option = "--version",
        .package = "gzip",
        .note = "gzip runs at its default level, and with -n: no name and no time in the file, so "
                "that it is the same in each run.",
    },
    {
        .names = {"tiffcp -c g4", "tiffcp of G4"},
        .words = {{"tiffcp", "-r", "65535", "-c", "g4", IN, OUT},
                  {"tiffcp", "-r", "65535", "-c", "none", IN, OUT}},
        .family = RLE127_FAMILY_BILEVEL,
        .form = RLE127_FORM_TIFF,
        .suffix = "g4.tif",
        .version_option = "-h",
        .package = "libtiff-tools",
        .note = "tiffcp gets the image as a TIFF file without compression, and writes it as one "
                "strip (-r 65535), which is where G4 is smallest and fastest.",
    },
    {
        .names = {"tiffcp -c packbits", "tiffcp of PackBits"},
        .words = {{"tiffcp", "-r", "65535", "-c", "packbits", IN, OUT},
                  {"tiffcp", "-r", "65535", "-c", "none", IN, OUT}},
        .family = RLE127_FAMILY_BILEVEL,
        .form = RLE127_FORM_TIFF,
        .suffix = "packbits.tif",
        .version_option = "-h",
        .package = "libtiff-tools",
    },
    {
        .names = {"pbmtojbg -q", "jbgtopbm"},
        .words = {{"pbmtojbg", "-q", IN, OUT}, {"jbgtopbm", IN, OUT}},
        .family = RLE127_FAMILY_BILEVEL,
        .suffix = "jbg",
        .version_option = "--help",
        .package = "jbigkit-bin",
        .note = "pbmtojbg runs with -q (no layers of lower resolution), which takes less time.",
    },
};

static bool find_own(char *path, const char *command)
{
    return snprintf(path, RLE127_WORK_PATH_BYTES, "%s", command) < RLE127_WORK_PATH_BYTES;
}

static bool find_programs(struct rle127_found_peer *found, const char *command)
{
    for (int i = 0; i < RLE127_BOTH_DIRECTIONS; i++) {
        const bool is_found =
            found->peer->family == RLE127_FAMILY_OWN
                ? find_own(found->programs[i], command)
                : rle127_find_program(found->peer->words[i][0], found->programs[i]);
        if (!is_found)
            return false;
    }
    return true;
}

static void look_for(struct rle127_peer_list *list, const struct rle127_peer *peer,
                     const char *command)
{
    struct rle127_found_peer *const found = &list->found[list->n_found];
    found->peer = peer;
    if (find_programs(found, command))
        list->n_found++;
    else
        list->missing[list->n_missing++] = peer;
}

void rle127_find_peers(struct rle127_peer_list *list, const char *command, bool copies_whole)
{
    list->n_found = list->n_missing = 0;
    look_for(list, copies_whole ? &whole_copy : &copy, command);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        look_for(list, &others[i], command);
}

/* argv is of type char *const[] for programs' sake; nobody writes to the words. */
void rle127_make_peer_call(struct rle127_peer_call *call, const struct rle127_found_peer *found,
                           enum rle127_coding_direction direction, const char *input,
                           const char *output)
{
    const char *const *const words = found->peer->words[direction];
    size_t n = 0;
    *call = (struct rle127_peer_call){.call = {.argv = call->argv}};
    call->argv[n++] = (char *)found->programs[direction];
    for (size_t i = 1; words[i]; i++) {
        if (words[i] == rle127_word_stdout)
            call->call.output_path = output;
        else
            call->argv[n++] = (char *)(words[i] == rle127_word_input    ? input
                                       : words[i] == rle127_word_output ? output
                                                                        : words[i]);
    }
    call->argv[n] = NULL;
}

void rle127_print_peer_call(const struct rle127_peer *peer, enum rle127_coding_direction direction,
                            char *text, size_t n_bytes)
{
    const char *const *const words = peer->words[direction];
    size_t length = 0;
    *text = '\0';
    for (size_t i = 0; words[i] && length < n_bytes; i++) {
        const char *const word = words[i] == rle127_word_input    ? "IN"
                                 : words[i] == rle127_word_output ? "OUT"
                                 : words[i] == rle127_word_stdout ? ">OUT"
                                                                  : words[i];
        length += (size_t)snprintf(text + length, n_bytes - length, "%s%s", i ? " " : "", word);
    }
}

/* Takes ornaments and explanations off: "*** Zstandard CLI ***", "PBMtoJBIG 2.1 -- creates". */
static void trim(char *line)
{
    line[strcspn(line, "\n")] = '\0';
    char *const explanation = strstr(line, " -- ");
    if (explanation)
        *explanation = '\0';
    const size_t lead = strspn(line, "* ");
    memmove(line, line + lead, strlen(line + lead) + 1);
    for (size_t n = strlen(line); n && strchr("* ", line[n - 1]); n--)
        line[n - 1] = '\0';
}

static void read_first_line(const char *path, char *line, size_t n_bytes)
{
    FILE *const file = fopen(path, "r");
    *line = '\0';
    if (!file)
        return;
    if (!fgets(line, (int)n_bytes, file))
        *line = '\0';
    fclose(file);
    trim(line);
}

/* Some tell it on standard error, and end as after a mistake. */
bool rle127_ask_version(const struct rle127_found_peer *found,
                        const struct rle127_workspace *workspace, char *version, size_t n_bytes)
{
    char path[RLE127_WORK_PATH_BYTES];
    char *const argv[] = {"/bin/sh",
                          "-c",
                          "\"$0\" \"$1\" 2>&1; exit 0",
                          (char *)found->programs[RLE127_THERE],
                          (char *)found->peer->version_option,
                          NULL};
    struct rle127_sample sample;
    rle127_workspace_path(workspace, path, "version");
    const struct rle127_program_call call = {.argv = argv, .output_path = path};
    if (!rle127_sample_program(&call, &sample))
        return false;
    read_first_line(path, version, n_bytes);
    remove(path);
    return true;
}
