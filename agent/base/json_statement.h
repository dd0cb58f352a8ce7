/* What the agent swears to in every report and heartbeat: its place in its own history, what it lost, how it is set.
 * The employer's side holds the next one to it. With the other json_*.c the owner of jansson. */
#ifndef CONFIDE_BASE_JSON_STATEMENT_H
#define CONFIDE_BASE_JSON_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct statement {
    char machine[64];       /* a random id of this installation, no name */
    char key[50];           /* "whpk_" and base64: the public half of the key that signs, "" = it is not told */
    char chain_id[33];      /* hex; another one = another history */
    uint64_t seq;           /* of the last entry */
    char head[65];          /* its hash, hex */
    uint64_t previous_seq;  /* how far this endpoint held our history before; 0 = we know of no such time */
    char previous_head[65]; /* the hash of that entry as it stands now, "" = there is none any more */
    int64_t time_ms;
    char boot[37];      /* /proc/sys/kernel/random/boot_id */
    int64_t started_ms; /* when this agent began */
    bool is_ending;     /* the last one: it stops because somebody told it to */
    uint64_t events;    /* stored; never falls within one chain */
    uint64_t gaps;      /* windows in which something may have gone unseen; never falls within one chain */
    uint64_t refused;   /* messages that were malformed or forged, since the start */
    uint64_t pending;   /* messages not delivered yet, to any endpoint */
    uint64_t held;      /* messages that an endpoint will never take */
    int64_t oldest_ms;  /* since when the oldest of the pending waits, 0 = none does */
    uint64_t purged;    /* entries whose content was erased when its time was over */
    bool is_watched;    /* an eye is here and speaks */
    uint64_t checked;   /* so far its own history was checked since it started */
    uint64_t first_bad; /* the first entry that did not fit, 0 = none */
    char version[16];   /* of the agent */
    char register_sha256[65], config_sha256[65];
};

/* Reads the statement out of any body that carries one. False, with one line in `error`, where it lacks a member or
 * holds one of another kind. The body is at most 64 KiB; unknown members are passed over. */
bool json_statement_read(struct statement *statement, const char *body, size_t length, char *error, size_t size);

/* Puts it into `data`, the member "data" of a body that another json_*.c or render_*.c is making: as "machine",
 * "key", "chain" {id, seq, head, previous {seq, head}} and "agent" {...}. */
struct json_t;
void json_statement_put(struct json_t *data, const struct statement *statement);

/* A heartbeat's whole body: type "confide.heartbeat". Its length, 0 when `size` is too little (2 KiB suffice). */
size_t json_heartbeat_write(const struct statement *statement, char *to, size_t size);

#endif
