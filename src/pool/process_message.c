/*
 * Packets of a socket pair.
 */
#include "process_message.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define HEAD_BYTES sizeof(struct rle127_message_head)

/* A socket whose other side ended with messages unread says so once, before it gives what that side
 * had sent. */
static ssize_t receive_bytes(int socket_fd, void *bytes, size_t n_bytes, int flags)
{
    ssize_t got;
    do
        got = recv(socket_fd, bytes, n_bytes, flags);
    while (got < 0 && (errno == EINTR || errno == ECONNRESET));
    return got;
}

enum rle127_message_result rle127_message_receive(int socket_fd, struct rle127_message *message,
                                                  bool waits)
{
    /* With MSG_TRUNC the length is that of the packet, also where it is longer than there is room.
     */
    const ssize_t got =
        receive_bytes(socket_fd, message, sizeof *message, MSG_TRUNC | (waits ? 0 : MSG_DONTWAIT));
    if (got <= 0)
        return got < 0 && errno == EAGAIN ? RLE127_MESSAGE_NOTHING : RLE127_MESSAGE_GONE;
    const size_t n_bytes = (size_t)got;
    if (n_bytes < HEAD_BYTES || n_bytes > sizeof *message)
        return RLE127_MESSAGE_GARBAGE;
    return n_bytes == HEAD_BYTES + message->head.n_bytes ? RLE127_MESSAGE_RECEIVED
                                                         : RLE127_MESSAGE_GARBAGE;
}

int rle127_message_send(int socket_fd, enum rle127_message_what what, rle127_ticket ticket,
                        const void *bytes, size_t n_bytes, bool waits)
{
    struct rle127_message_head head = {
        .what = what, .n_bytes = (uint32_t)n_bytes, .ticket = ticket};
    struct iovec parts[2] = {{&head, HEAD_BYTES}, {(void *)bytes, n_bytes}};
    const struct msghdr envelope = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t sent;
    do
        sent = sendmsg(socket_fd, &envelope, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT));
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? errno : 0;
}
