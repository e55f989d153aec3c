/*
 * Messages over the socket between the command and the decoder program. Must not know: what they
 * mean.
 */
#define _DEFAULT_SOURCE /* syscall() */
#include "wire.h"

#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "../image.h"

size_t rle127_wire_row_bytes(uint32_t width, uint32_t kind)
{
    if (kind == RLE127_KIND_BILEVEL)
        return rle127_row_bytes(width);
    return kind == RLE127_KIND_COLOUR ? 3 * (size_t)width : width;
}

uint32_t rle127_wire_slot_rows(size_t row_bytes)
{
    return (uint32_t)(RLE127_WIRE_SLOT_BYTES / row_bytes);
}

/* Room for one descriptor beside a message. */
union control {
    struct cmsghdr header; /* aligns the bytes */
    char bytes[CMSG_SPACE(sizeof(int))];
};

static void add_fd(struct msghdr *envelope, union control *control, int fd)
{
    memset(control, 0, sizeof *control);
    envelope->msg_control = control->bytes;
    envelope->msg_controllen = sizeof control->bytes;
    struct cmsghdr *const header = CMSG_FIRSTHDR(envelope);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
}

static int find_fd(struct msghdr *envelope)
{
    const struct cmsghdr *const header = CMSG_FIRSTHDR(envelope);
    int fd = -1;
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof fd))
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

bool rle127_wire_send(int socket_fd, const void *message, size_t n_bytes, int sent_fd)
{
    struct iovec part = {.iov_base = (void *)message, .iov_len = n_bytes};
    struct msghdr envelope = {.msg_iov = &part, .msg_iovlen = 1};
    union control control;
    ssize_t sent;
    if (sent_fd >= 0)
        add_fd(&envelope, &control, sent_fd);
    do
        sent = sendmsg(socket_fd, &envelope, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)n_bytes;
}

enum rle127_wire_result rle127_wire_receive(int socket_fd, void *message, size_t n_bytes,
                                            int *received_fd, bool waits)
{
    struct iovec part = {.iov_base = message, .iov_len = n_bytes};
    struct msghdr envelope = {.msg_iov = &part, .msg_iovlen = 1};
    union control control;
    ssize_t got;
    if (received_fd) {
        envelope.msg_control = control.bytes;
        envelope.msg_controllen = sizeof control.bytes;
    }
    do
        got = recvmsg(socket_fd, &envelope, MSG_CMSG_CLOEXEC | (waits ? 0 : MSG_DONTWAIT));
    while (got < 0 && errno == EINTR);
    if (received_fd)
        *received_fd = got > 0 ? find_fd(&envelope) : -1;
    if (got <= 0)
        return got < 0 && errno == EAGAIN ? RLE127_WIRE_NOTHING : RLE127_WIRE_GONE;
    return got == (ssize_t)n_bytes && !(envelope.msg_flags & MSG_TRUNC) ? RLE127_WIRE_RECEIVED
                                                                        : RLE127_WIRE_NONSENSE;
}

/* A socket would do as well, but the kernel runs the process that it wakes by a socket on the
 * processor of the one that sends, where it takes the latter's place instead of running beside it.
 */
void rle127_wire_tell(_Atomic uint32_t *events)
{
    atomic_fetch_add(events, 1);
    syscall(SYS_futex, events, FUTEX_WAKE, 1, NULL, NULL, 0);
}

void rle127_wire_await(_Atomic uint32_t *events, uint32_t seen)
{
    const struct timespec limit = {.tv_nsec = RLE127_WIRE_AWAIT_US * 1000L};
    syscall(SYS_futex, events, FUTEX_WAIT, seen, &limit, NULL, 0);
}
