/* What the receiver does: believes messages or not, keeps them, holds each statement to the one before, tells what it
 * finds, notices silence. */
#ifndef CONFIDE_RECEIVE_RECEIVER_H
#define CONFIDE_RECEIVE_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "listener.h"
#include "settings.h"

enum { RECEIVER_LOOK_MS = 500 };

struct receiver;

/* Opens the database and reads the keys. `is_printed`: alerts go to standard output too. NULL with one line in `error`.
 */
struct receiver *receiver_open(const struct settings *settings, bool is_printed, char *error, size_t size);
void receiver_close(struct receiver *receiver);

/* Answers one request: a listener_take. What is answered with 200 is on disk. */
void receiver_take(void *receiver, const struct listener_request *request, struct listener_answer *answer);

/* Looks around, each RECEIVER_LOOK_MS: silence, what was held back, mail. */
void receiver_look(struct receiver *receiver);

/* Reads the machines file again. Where it is not good the last one stays, and the log says why. */
void receiver_reload(struct receiver *receiver);

/* Before the end: remembers until when we listened. */
void receiver_stop(struct receiver *receiver);

/* Why it cannot go on (the disk failed), or NULL. */
const char *receiver_lost(const struct receiver *receiver);

#endif
