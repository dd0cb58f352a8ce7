/* Confide's sockets: SOCK_SEQPACKET in the Unix domain, wire.h on them. Owns socket(2). Every call is non-blocking
 * unless it says otherwise; no call raises SIGPIPE. */
#ifndef CONFIDE_BASE_CHANNEL_H
#define CONFIDE_BASE_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <confide/wire.h>

enum channel_result { CHANNEL_OK = 0, CHANNEL_LATER, CHANNEL_CLOSED, CHANNEL_BAD };

/* Connects to DIR/NAME without waiting. Returns a descriptor (close-on-exec, non-blocking) or -1 with errno: ENOENT or
 * ECONNREFUSED when nobody listens, EAGAIN when the listener's queue is full. */
int channel_connect(const char *dir, const char *name);

/* Listens on DIR/NAME with `mode`, taking the place of what a dead process left there; refuses (EADDRINUSE) where
 * somebody still listens. Returns a descriptor or -1 with errno. */
int channel_listen(const char *dir, const char *name, mode_t mode);

/* Takes one waiting connection: a descriptor (close-on-exec, non-blocking), or -1 with EAGAIN. */
int channel_accept(int listener);

/* The peer's user and group as they were at connect(2) (SO_PEERCRED). */
bool channel_peer(int fd, uid_t *uid, gid_t *gid);

/* Sends one message: head, then `size` bytes of `body`. CHANNEL_LATER when the peer's queue is full. */
enum channel_result channel_send(int fd, enum wire_type type, uint64_t seq, const void *body, size_t size);

/* Sends one message whose body is in two parts. */
enum channel_result channel_send2(int fd, enum wire_type type, uint64_t seq, const void *first, size_t first_size,
                                  const void *second, size_t second_size);

/* Receives one message into `body` of `capacity` bytes. CHANNEL_LATER when none waits, CHANNEL_CLOSED when the peer is
 * gone, CHANNEL_BAD when it is malformed (wrong magic, version, size, or too large): close the connection, never
 * repair. */
enum channel_result channel_receive(int fd, struct wire_head *head, void *body, size_t capacity);

/* Waits until `fd` can be read or `deadline_ms` (clock_monotonic_ms) has passed; true when it can be read. Looks once
 * at least. */
bool channel_wait(int fd, int64_t deadline_ms);

#endif
