/* How people ask the running receiver: one socket in its run folder. The database has one connection in one process, so
 * nobody else ever opens it. Both ends are here. */
#ifndef CONFIDE_RECEIVE_CONTROL_H
#define CONFIDE_RECEIVE_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTROL_SOCKET "receive.sock"

enum { CONTROL_PEERS = 8 };

enum control_verb { CONTROL_LIST = 1, CONTROL_MACHINES, CONTROL_ACKNOWLEDGE };

struct control_ask {
    uint32_t verb; /* enum control_verb */
    char what[64]; /* CONTROL_ACKNOWLEDGE: "R-12", or a case's id */
    char by[64];   /* who says so */
};

struct control;

/* Answers one question: rows with control_row, then a code as FORMATS has them, with one line in `why` when it is not
 * 0. */
typedef int control_answer(void *data, const struct control_ask *ask, struct control *control, char *why, size_t size);

/* Listens in the folder `run`. NULL with one line in `error`. */
struct control *control_open(const char *run, control_answer *answer, void *data, char *error, size_t size);
void control_close(struct control *control);

/* Fills `fds` with what to wait for: at most CONTROL_PEERS + 1. How many. */
struct pollfd;
size_t control_fds(const struct control *control, struct pollfd *fds);

/* Does what can be done without waiting; a question's answer waits for its reader a second at most. */
void control_run(struct control *control);

/* While a question is answered: one JSON object. False when nobody reads any more. */
bool control_row(struct control *control, const char *json, size_t length);

/* The other end: asks, and calls `each` for every row. The code of the answer; 3 with one line in `why` when nobody
 * answers. */
int control_call(const char *run, const struct control_ask *ask,
                 void (*each)(void *data, const char *json, size_t length), void *data, char *why, size_t size);

#endif
