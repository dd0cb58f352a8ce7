/* Decides a case. */
#ifndef CONFIDE_CTL_DECIDE_H
#define CONFIDE_CTL_DECIDE_H

#include <stdint.h>

#include "call.h"

/* As they stood on the command line; NULL where they did not. */
struct decide_words {
    const char *verb, *reason, *until;
};

/* enum decision_verb of "confirm", "explain", "close", "acknowledge"; 0 for any other word. */
uint8_t decide_verb(const char *word);

/* Has the agent decide case `id`, says what follows from it; returns what the process shall end with. */
int decide_case(const struct call *call, const struct config *config, const char *id, const struct decide_words *words);

#endif
