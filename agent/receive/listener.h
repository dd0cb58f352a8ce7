/* The door: HTTPS, POST only, bodies of at most 64 KiB. Owns libmicrohttpd and its TLS, and every bound on what a
 * stranger may cost us. Single-threaded: the caller's loop runs it. */
#ifndef CONFIDE_RECEIVE_LISTENER_H
#define CONFIDE_RECEIVE_LISTENER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "believe.h"

enum {
    LISTENER_BODY_MAX = 64 * 1024,
    LISTENER_ANSWER = 512,
    LISTENER_CONNECTIONS = 256,   /* at the same time */
    LISTENER_FROM_ONE = 64,       /* of them from one address */
    LISTENER_WHOLE_MS = 20 * 1000 /* a connection's whole life, from the first byte to the answer's last */
};

struct listener;

struct listener_settings {
    const char *address;           /* numeric */
    uint16_t port;                 /* 0 = any */
    const char *certificate, *key; /* PEM; copied */
    const char *client_ca;         /* PEM; NULL = no client certificate is asked for */
};

struct listener_request {
    struct believe_message message; /* its headers and body live as long as the call */
    char from[64];                  /* the sender's address */
};

struct listener_answer {
    unsigned status;
    unsigned retry_after_s; /* 0 = does not say */
    char body[LISTENER_ANSWER];
};

/* Answers one whole request. */
typedef void listener_take(void *data, const struct listener_request *request, struct listener_answer *answer);

/* NULL with one line in `error` that names the remedy. */
struct listener *listener_open(const struct listener_settings *settings, listener_take *take, void *data, char *error,
                               size_t size);
void listener_close(struct listener *listener);

/* The port that it listens at. */
uint16_t listener_port(const struct listener *listener);

/* The descriptor to wait for, and how long at most, in milliseconds. */
int listener_fd(const struct listener *listener);
int64_t listener_wait_ms(const struct listener *listener, int64_t most_ms);

/* Does what can be done without waiting, and ends connections that took too long. Call it when listener_fd can be read
 * or listener_wait_ms is over. */
void listener_run(struct listener *listener, int64_t now_ms);

/* No new connections from now on; how many are open still. */
unsigned listener_drain(struct listener *listener);

#endif
