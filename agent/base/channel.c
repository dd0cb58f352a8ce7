/* Confide's sockets. Owns socket(2). Non-blocking throughout; MSG_NOSIGNAL instead of a signal handler, for this is
 * linked into login programs too. A malformed message is the caller's reason to close, never repaired here. */
#include "channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "channel_connect.h"
#include "clock.h"
#include "text.h"

static int open_socket(void)
{
    return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static bool address_of(struct sockaddr_un *address, const char *dir, const char *name)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (text_format(address->sun_path, sizeof address->sun_path, "%s/%s", dir, name))
        return true;
    errno = ENAMETOOLONG;
    return false;
}

static void close_quietly(int fd)
{
    int saved = errno;

    close(fd);
    errno = saved;
}

int channel_connect(const char *dir, const char *name)
{
    struct sockaddr_un address;
    int fd;

    if (!address_of(&address, dir, name) || (fd = open_socket()) < 0)
        return -1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close_quietly(fd);
    return -1;
}

/* Those who wait in connect(2) itself are served as places become free; whoever only tried again would lose to all who
 * try faster. */
int channel_connect_by(const char *dir, const char *name, int64_t deadline_ms)
{
    struct sockaddr_un address;
    int64_t left_ms;
    int fd;

    if (!address_of(&address, dir, name) || (fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) < 0)
        return -1;
    do {
        left_ms = deadline_ms - clock_monotonic_ms();
        if (left_ms < 1)
            left_ms = 1; /* 0 would mean for ever */
        const struct timeval wait = {.tv_sec = left_ms / 1000, .tv_usec = left_ms % 1000 * 1000};

        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
        if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
            return fd;
    } while (errno == EINTR && clock_monotonic_ms() < deadline_ms);
    close_quietly(fd);
    return -1;
}

int channel_listen(const char *dir, const char *name, mode_t mode)
{
    struct sockaddr_un address;
    int fd = -1, other;

    other = channel_connect(dir, name);
    if (other >= 0 || errno == EAGAIN) {
        if (other >= 0)
            close(other);
        errno = EADDRINUSE;
        return -1;
    }
    if (!address_of(&address, dir, name) || (fd = open_socket()) < 0)
        return -1;
    if (unlink(address.sun_path) != 0 && errno != ENOENT)
        goto out;
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && chmod(address.sun_path, mode) == 0 &&
        listen(fd, SOMAXCONN) == 0)
        return fd;
out:
    close_quietly(fd);
    return -1;
}

int channel_accept(int listener)
{
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

bool channel_peer(int fd, uid_t *uid, gid_t *gid)
{
    struct ucred peer;
    socklen_t size = sizeof peer;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    *uid = peer.uid;
    *gid = peer.gid;
    return true;
}

enum channel_result channel_send(int fd, enum wire_type type, uint64_t seq, const void *body, size_t size)
{
    return channel_send2(fd, type, seq, body, size, NULL, 0);
}

/* struct iovec has no const, sendmsg(2) only reads. */
static struct iovec part_of(const void *bytes, size_t size)
{
    struct iovec part = {.iov_len = size};

    memcpy(&part.iov_base, &bytes, sizeof bytes);
    return part;
}

enum channel_result channel_send2(int fd, enum wire_type type, uint64_t seq, const void *first, size_t first_size,
                                  const void *second, size_t second_size)
{
    struct wire_head head = {.magic = WIRE_MAGIC, .version = WIRE_VERSION, .type = (uint16_t)type, .seq = seq};
    struct iovec parts[3];
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 3};
    ssize_t sent;

    if (first_size > WIRE_BODY_MAX || second_size > WIRE_BODY_MAX - first_size)
        return CHANNEL_BAD;
    head.size = (uint32_t)(first_size + second_size);
    parts[0] = part_of(&head, sizeof head);
    parts[1] = part_of(first, first_size);
    parts[2] = part_of(second, second_size);
    do
        sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return CHANNEL_OK;
    return errno == EAGAIN || errno == ENOBUFS ? CHANNEL_LATER : CHANNEL_CLOSED;
}

enum channel_result channel_receive(int fd, struct wire_head *head, void *body, size_t capacity)
{
    struct iovec parts[2] = {{head, sizeof *head}, {body, capacity}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t got;

    do
        got = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno == EAGAIN ? CHANNEL_LATER : CHANNEL_CLOSED;
    if (got == 0)
        return CHANNEL_CLOSED;
    if (message.msg_flags & MSG_TRUNC || (size_t)got < sizeof *head || head->magic != WIRE_MAGIC ||
        head->version != WIRE_VERSION || head->size != (size_t)got - sizeof *head)
        return CHANNEL_BAD;
    return CHANNEL_OK;
}

bool channel_wait(int fd, int64_t deadline_ms)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};

    for (;;) {
        int64_t left = deadline_ms - clock_monotonic_ms();
        int ready = poll(&one, 1, left <= 0 ? 0 : left > 1000 ? 1000 : (int)left);

        if (ready > 0) /* also when we come late, on a busy machine, and the answer is there */
            return true;
        if ((ready < 0 && errno != EINTR) || left <= 0)
            return false;
    }
}
