/* May this login log in now? Pure: the row and the time are arguments. Used by the module, the judge and confidectl. */
#ifndef CONFIDE_PAM_IDENTITY_H
#define CONFIDE_PAM_IDENTITY_H

#include <stdint.h>

#include <confide/staff.h>

enum identity_verdict {
    IDENTITY_MAY = 0,
    IDENTITY_EMERGENCY, /* may, and it is reported */
    IDENTITY_SHARED,
    IDENTITY_SERVICE,
    IDENTITY_UNLISTED,
    IDENTITY_ENDED,
    IDENTITY_NOT_STARTED,
    IDENTITY_ON_LEAVE,
    IDENTITY_UNOWNED, /* stands on the list, with nobody's name */
    IDENTITY_TWIN     /* shares its uid with another login: seen in the accounts, not in a row */
};

/* `row` is the login's row, or NULL when it stands in none. `now_ms`: milliseconds since 1970. */
enum identity_verdict identity_judge(const struct staff_member *row, int64_t now_ms);

/* True for the verdicts that refuse. */
int identity_refuses(enum identity_verdict verdict);

/* One word for logs and events: "shared", "unlisted", "ended", ... */
const char *identity_word(enum identity_verdict verdict);

#endif
