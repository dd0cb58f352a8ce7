/* Asks the running agent. Owns the connection to ctl.sock, and to ask.sock, where everybody answers for themselves. */
#ifndef CONFIDE_CTL_ASK_H
#define CONFIDE_CTL_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/wire.h>

enum ask_result {
    ASK_ANSWERED = 0, /* also when the answer is a refusal: see exit */
    ASK_NOBODY,       /* the agent is not running */
    ASK_FAILED        /* not allowed to ask, or the agent does not answer, or not as it should */
};

struct ask_answer {
    int exit;       /* what the process shall end with: FORMATS section 4 */
    char text[512]; /* why, and what to do; "" when all is well */
};

/* Who is told of the answer. `row` gets one JSON object, NUL-terminated; false stops the listening. Either may be NULL.
 */
struct ask_ear {
    bool (*row)(void *data, const char *json, size_t length);
    void (*progress)(void *data, uint64_t done, uint64_t total);
    void *data;
};

/* What is said, and where. */
struct ask_message {
    const char *socket; /* "ctl.sock", "ask.sock" */
    enum wire_type type;
    const void *body;
    size_t size;
};

/* Says `message` at its socket in RUN and waits for the whole answer, 10 seconds at most from one message to the next.
 */
enum ask_result ask_say(const char *run, const struct ask_message *message, const struct ask_ear *ear,
                        struct ask_answer *answer);

/* The same for a question at ctl.sock. */
enum ask_result ask_agent(const char *run, const struct wire_ask *question, const struct ask_ear *ear,
                          struct ask_answer *answer);

/* Asks a question that is answered with one row, and keeps that in `row` of `size` bytes. ASK_FAILED when there is none
 * though all is said to be well. */
enum ask_result ask_one(const char *run, const struct wire_ask *question, char *row, size_t size,
                        struct ask_answer *answer);

/* Says on standard error why it did not go well, where it did not; returns its exit. */
int ask_end(const struct ask_answer *answer);

#endif
