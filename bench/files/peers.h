/*
 * The commands that are compared: how each is called, and which of them are installed. Must not
 * know: pages, clocks.
 */
#ifndef RLE127_PEERS_H
#define RLE127_PEERS_H

#include "../experiments/coding_direction.h"
#include "../measure/child.h"
#include "../workspace.h"

#define RLE127_PEER_WORDS 12

/* What a command reads before it codes, and writes when it has decoded. */
enum rle127_page_form { RLE127_FORM_PBM, RLE127_FORM_TIFF };

enum rle127_peer_family {
    RLE127_FAMILY_COPY,
    RLE127_FAMILY_OWN,
    RLE127_FAMILY_GENERAL, /* codes any bytes */
    RLE127_FAMILY_BILEVEL  /* knows that it codes an image of 1 bit a pixel */
};
#define RLE127_N_FAMILIES 4

struct rle127_peer {
    const char *names[RLE127_BOTH_DIRECTIONS]; /* of its rows: unlike all others */
    /* NULL behind the last. The words below stand for files. */
    const char *words[RLE127_BOTH_DIRECTIONS][RLE127_PEER_WORDS];
    enum rle127_peer_family family;
    enum rle127_page_form form;
    bool keeps_bytes;           /* what comes back is the same file, not only the same picture */
    const char *suffix;         /* of coded files */
    const char *version_option; /* prints something whose first line tells the version */
    const char *package;        /* Debian's */
    const char *note;           /* what has to be known about its figures; NULL: nothing */
};

/* Words that stand for the input, the output, and for the output where it is standard output. */
extern const char rle127_word_input[], rle127_word_output[], rle127_word_stdout[];

struct rle127_found_peer {
    const struct rle127_peer *peer;
    char programs[RLE127_BOTH_DIRECTIONS][RLE127_WORK_PATH_BYTES];
};

#define RLE127_PEERS_MAX 16

struct rle127_peer_list {
    struct rle127_found_peer found[RLE127_PEERS_MAX]; /* cp first, rle127 second */
    size_t n_found;
    const struct rle127_peer *missing[RLE127_PEERS_MAX];
    size_t n_missing;
};

/* Looks for all of them. `command` is the path of rle127; copies_whole: cp has to be told not to
 * share blocks. Where cp itself is missing, it is not the first. */
void rle127_find_peers(struct rle127_peer_list *list, const char *command, bool copies_whole);

/* A call, with the memory for its words. The paths stay the caller's. */
struct rle127_peer_call {
    struct rle127_program_call call;
    char *argv[RLE127_PEER_WORDS + 1];
};

void rle127_make_peer_call(struct rle127_peer_call *call, const struct rle127_found_peer *found,
                           enum rle127_coding_direction direction, const char *input,
                           const char *output);

/* "gzip -n -c PBM >GZ", in n_bytes. */
void rle127_print_peer_call(const struct rle127_peer *peer, enum rle127_coding_direction direction,
                            char *text, size_t n_bytes);

/* The first line of what it says about its version, "" where it says nothing; in n_bytes. False
 * where it was interrupted, or cannot be asked, which is said. */
bool rle127_ask_version(const struct rle127_found_peer *found,
                        const struct rle127_workspace *workspace, char *version, size_t n_bytes);

#endif
