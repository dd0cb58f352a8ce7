/* One connection at the desk. */
#ifndef CONFIDE_JUDGE_DESK_PEER_H
#define CONFIDE_JUDGE_DESK_PEER_H

#include "desk.h"

enum desk_role desk_peer_role(const struct desk_peer *peer);

/* A number that no other connection of this desk ever has, and the peer that has it (NULL when it is gone). */
uint64_t desk_peer_number(const struct desk_peer *peer);
struct desk_peer *desk_peer_find(const struct desk *desk, uint64_t number);

/* The peer's user when it connected. */
uid_t desk_peer_uid(const struct desk_peer *peer);

/* True when the peer has gone although the desk has not come to it yet. */
bool desk_peer_hung_up(const struct desk_peer *peer);

/* Sends a message, or keeps it until the peer takes it (at most 64 MiB a peer, then the connection ends). */
void desk_peer_send(struct desk_peer *peer, enum wire_type type, uint64_t seq, const void *body, size_t size);
void desk_peer_send2(struct desk_peer *peer, enum wire_type type, uint64_t seq, const void *first, size_t first_size,
                     const void *second, size_t second_size);

#endif
