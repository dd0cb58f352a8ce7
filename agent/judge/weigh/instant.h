/* The rules that decide at once, on one event and what is known around it: loss, damage, tampering, logins, and logins
 * that may not be used. They wait for nothing, and the order in which events arrive does not matter to them. */
#ifndef CONFIDE_JUDGE_INSTANT_H
#define CONFIDE_JUDGE_INSTANT_H

#include "rules.h"

/* Ended by a row without a name. */
extern const struct rule instant_rules[];

#endif
