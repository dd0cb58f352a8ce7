/* Answers about one login: who waits, why, until when; where it is logged in; and the help IT can give. */
#ifndef CONFIDE_JUDGE_ANSWERS_LOGIN_H
#define CONFIDE_JUDGE_ANSWERS_LOGIN_H

#include "asking.h"

/* A row {"what": "wait", ...} for each origin with wrong passwords, a row {"what": "session", ...} for each session.
 * Ends with 1 when a password is not even tried somewhere. */
void answer_why(struct asking *asking, const char *login);

/* Forgets the login's wrong passwords: root alone may ask for that. */
void answer_forgive(struct asking *asking, const char *login);

#endif
