/* One PAM transaction, from pam_start to pam_end: what has been decided stays decided, and the agent is told. */
#ifndef CONFIDE_PAM_TRANSACTION_H
#define CONFIDE_PAM_TRANSACTION_H

#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <security/pam_modules.h>

#include <confide/event.h>
#include <confide/wire.h>

#include "agent/base/config.h"
#include "pam_module/identity.h"

/* What a line of the PAM stack says after the module's name. */
struct options {
    const char *config;
    const char *mode; /* over the config's; NULL: as the config says */
    bool failed;      /* this line stands where only a failed authentication comes by */
    bool use_authtok;
    int64_t tries;
};

struct transaction {
    struct config config;
    bool blind, audit;
    pid_t pid;                    /* a child that inherited it must not speak for its parent */
    int64_t left_ms;              /* for all talk with the agent */
    char login[EVENT_LOGIN_SIZE]; /* an account of this machine, or "" */
    char service[256];            /* the name of a file in pam.d; cut, it would be another service's */
    bool asked;                   /* authentication has begun and nothing shows yet how it ended */
    bool knocking;                /* the agent counts a password that is being tried: it must hear what became of it */
    bool proven;                  /* a password was right */
    bool opened;                  /* a session */
    bool greeted;                 /* the line on the last use was shown, or is not to be */
    bool judged, refused;         /* refused: or would be, in audit mode */
    bool entered;                 /* ... and let in all the same, by EMERGENCY */
    enum identity_verdict verdict;
    char other[EVENT_LOGIN_SIZE]; /* IDENTITY_TWIN: the login to use instead */
};

struct options transaction_options(pam_handle_t *pamh, int argc, const char **argv);

/* This transaction's state, begun if need be: libpam frees it. NULL without memory. */
struct transaction *transaction_of(pam_handle_t *pamh, const struct options *options);

/* Is it a login service, one that the config names? All others are left alone. */
bool transaction_is_login(const struct transaction *transaction);

/* The account that `name` belongs to, or NULL: what stands in its place may be a password typed too early, and is
 * neither kept, logged nor told. Another account than before is judged anew. Borrowed from libpam. */
const struct passwd *transaction_account(pam_handle_t *pamh, struct transaction *transaction, const char *name);

/* Tells the agent, or the spool, one fact of this transaction. */
void transaction_tell(pam_handle_t *pamh, struct transaction *transaction, enum event_action action,
                      enum event_outcome outcome, const char *object, const char *reason);
void transaction_tell_failure(pam_handle_t *pamh, struct transaction *transaction);

/* Logs and tells a refusal, or what would have been one in audit mode. `word`: why, in one. */
void transaction_note_refusal(pam_handle_t *pamh, struct transaction *transaction, const char *object,
                              const char *word);

/* Asks the agent at a step of the login. False, and `welcome` all zeros, when there is no answer in time. */
bool transaction_visit(pam_handle_t *pamh, struct transaction *transaction, enum wire_step step,
                       struct wire_welcome *welcome);

#endif
