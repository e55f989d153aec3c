/*
 * A decoder program that does what the "image" tells it to, for instance to lie, to die or to
 * hang. It shows what the command makes of a decoder that was taken over, or that breaks.
 *
 * Behind 8 bytes of signature the image is a list of orders, each ended by ';':
 *
 *     header WIDTH HEIGHT KIND LUMA   of the current job, LUMA of colour 1
 *     pixels BYTE BYTE                the first two bytes of the first slot
 *     slots N                         adds N to the slots that are filled
 *     end TEXT  fail TEXT             as in wire.h
 *     say WHAT                        a reply that there is not
 *     bytes N                         a reply of so many bytes
 *     job N                           the job's number from now on, as a difference
 *     signal N                        raise a signal
 *     once N                          the same, unless this is the first file
 *     work N                          compute for N milliseconds
 *     exit  spin  sleep  stay         stay: hang up, but go on
 *     tick  flood                     for ever: count events; answer other jobs
 */
#define _DEFAULT_SOURCE /* usleep() */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "foreign/wire.h"

#define SIGNATURE_BYTES 8
#define ORDERS_BYTES    1024

static struct rle127_wire_memory *memory;
static uint32_t job;
static unsigned n_files;

static void send_reply(struct rle127_wire_reply reply)
{
    reply.job = job;
    rle127_wire_send(RLE127_WIRE_SOCKET_FD, &reply, sizeof reply, -1);
    rle127_wire_tell(&memory->decoder_events);
}

static void send_text(uint32_t what, const char *text)
{
    struct rle127_wire_reply reply = {.what = what};
    memcpy(reply.text, text, strnlen(text, sizeof reply.text)); /* perhaps without an end */
    send_reply(reply);
}

static void send_bytes(size_t n_bytes)
{
    static const char bytes[2 * sizeof(struct rle127_wire_reply)];
    rle127_wire_send(RLE127_WIRE_SOCKET_FD, bytes, n_bytes, -1);
    rle127_wire_tell(&memory->decoder_events);
}

static void spin(void)
{
    for (volatile unsigned i = 0;; i++)
        ;
}

static void tick(void)
{
    for (;;) {
        rle127_wire_tell(&memory->decoder_events);
        usleep(1000);
    }
}

static void flood(void)
{
    for (job += 1000;; job++)
        send_text(RLE127_WIRE_FAILED, "of another job");
}

static void sleep_for_ever(void)
{
    for (;;)
        pause();
}

static void work(unsigned milliseconds)
{
    while (clock() < (clock_t)milliseconds * (CLOCKS_PER_SEC / 1000))
        ;
}

static void obey(const char *order)
{
    char word[16] = "";
    unsigned n[4] = {0, 0, 0, 0};
    sscanf(order, "%15s %u %u %u %u", word, &n[0], &n[1], &n[2], &n[3]);
    if (strcmp(word, "header") == 0)
        send_reply((struct rle127_wire_reply){.what = RLE127_WIRE_HEADER,
                                              .width = n[0],
                                              .height = n[1],
                                              .kind = n[2],
                                              .luma_1000 = {0, n[3]}});
    else if (strcmp(word, "pixels") == 0)
        memory->slots[0][0] = (uint8_t)n[0], memory->slots[0][1] = (uint8_t)n[1];
    else if (strcmp(word, "slots") == 0)
        atomic_fetch_add(&memory->filled, n[0]), rle127_wire_tell(&memory->decoder_events);
    else if (strcmp(word, "end") == 0)
        send_text(RLE127_WIRE_END, order + strcspn(order, " "));
    else if (strcmp(word, "fail") == 0)
        send_text(RLE127_WIRE_FAILED, order + strcspn(order, " ") + 1);
    else if (strcmp(word, "say") == 0)
        send_reply((struct rle127_wire_reply){.what = n[0]});
    else if (strcmp(word, "bytes") == 0)
        send_bytes(n[0]);
    else if (strcmp(word, "job") == 0)
        job += n[0];
    else if (strcmp(word, "signal") == 0 || (strcmp(word, "once") == 0 && n_files > 1))
        signal((int)n[0], SIG_DFL), raise((int)n[0]); /* a sanitizer has a handler */
    else if (strcmp(word, "exit") == 0)
        exit(0);
    else if (strcmp(word, "spin") == 0)
        spin();
    else if (strcmp(word, "tick") == 0)
        tick();
    else if (strcmp(word, "flood") == 0)
        flood();
    else if (strcmp(word, "work") == 0)
        work(n[0]);
    else if (strcmp(word, "stay") == 0)
        shutdown(RLE127_WIRE_SOCKET_FD, SHUT_RDWR), sleep_for_ever();
    else if (strcmp(word, "sleep") == 0)
        sleep_for_ever();
}

static void serve(int fd)
{
    char orders[ORDERS_BYTES] = "";
    if (pread(fd, orders, sizeof orders - 1, SIGNATURE_BYTES) < 0)
        exit(1);
    n_files++;
    for (char *order = orders, *end; (end = strchr(order, ';')); order = end + 1) {
        *end = '\0';
        obey(order);
    }
}

int main(void)
{
    struct rle127_wire_request request;
    int fd;
    memory =
        mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, RLE127_WIRE_MEMORY_FD, 0);
    while (memory != MAP_FAILED &&
           rle127_wire_receive(RLE127_WIRE_SOCKET_FD, &request, sizeof request, &fd, true) ==
               RLE127_WIRE_RECEIVED) {
        job = request.job;
        atomic_store(&memory->filled, 0);
        serve(fd);
        close(fd);
    }
    return 0;
}
