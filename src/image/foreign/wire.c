/*
 * Messages over the socket between the command and the decoder program. Must not know: what they
 * mean.
 */
#include "wire.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
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
    return row_bytes < RLE127_WIRE_FILLED_BYTES ? (uint32_t)(RLE127_WIRE_FILLED_BYTES / row_bytes)
                                                : 1;
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
        sent = sendmsg(socket_fd, &envelope, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)n_bytes;
}

bool rle127_wire_wait(int socket_fd, int patience_ms)
{
    struct pollfd waiting = {.fd = socket_fd, .events = POLLIN};
    int n;
    do
        n = poll(&waiting, 1, patience_ms);
    while (n < 0 && errno == EINTR);
    return n != 0;
}

enum rle127_wire_result rle127_wire_receive(int socket_fd, void *message, size_t n_bytes,
                                            int *received_fd)
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
        got = recvmsg(socket_fd, &envelope, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (received_fd)
        *received_fd = got > 0 ? find_fd(&envelope) : -1;
    if (got <= 0)
        return RLE127_WIRE_GONE;
    return got == (ssize_t)n_bytes && !(envelope.msg_flags & MSG_TRUNC) ? RLE127_WIRE_RECEIVED
                                                                        : RLE127_WIRE_NONSENSE;
}
