/* What one person did in minutes, hours or weeks, whoever the patients: rules that need no single patient's story. The
 * event that was settled last is part of the person. Pure. */
#ifndef CONFIDE_JUDGE_SPELL_H
#define CONFIDE_JUDGE_SPELL_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/base/config.h"
#include "agent/judge/context/context.h"

#include "lore.h"
#include "rules.h"

struct names;

struct spell_given {
    const struct person *person;
    const struct role *role;
    const struct lore *lore;
    const struct context *context;
    const struct config *limits;
    const struct colleague *who;
    const struct names *names; /* of the facts */
    const struct fact *fact;   /* what was settled, or weighed, last */
    bool is_batch;             /* of a service: one of many in a short time, as programs work */
    bool is_odd;               /* what was weighed: ground_is_odd; what is hasty: ground_may_be_odd */
    bool is_hasty;             /* late rows may still explain it */
};

/* Ended by a row without a name. */
extern const struct rule spell_rules[];

#endif
