/* What the running receiver answers to people. */
#ifndef CONFIDE_RECEIVE_RECEIVER_ANSWER_H
#define CONFIDE_RECEIVE_RECEIVER_ANSWER_H

#include "control.h"

/* A control_answer; `data` is a struct receiver. */
int receiver_answer(void *data, const struct control_ask *ask, struct control *control, char *why, size_t size);

#endif
