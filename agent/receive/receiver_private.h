/* The inside of the receiver, shared by the receiver*.c and by nobody else. */
#ifndef CONFIDE_RECEIVE_RECEIVER_PRIVATE_H
#define CONFIDE_RECEIVE_RECEIVER_PRIVATE_H

#include <sys/types.h>

#include "hush.h"
#include "roster.h"
#include "letter.h"
#include "receiver.h"
#include "shelf.h"
#include "shelf_alerts.h"
#include "shelf_cases.h"
#include "shelf_machines.h"

/* Why something was refused. */
enum receiver_cause {
    CAUSE_MALFORMED,
    CAUSE_FORGED,
    CAUSE_STRANGER,
    CAUSE_TIME,
    CAUSE_REPLAYED,
    CAUSE_REUSED,
    CAUSE_UNREADABLE,
    CAUSE_NO_ROOM,
    CAUSES
};

struct receiver_refusal {
    struct hush hush;
    char last[256]; /* about the last one: what, and from where */
    char machine[SHELF_NAME_SIZE];
};

/* How much a machine made the database grow by today, so that none takes the room of the others. In memory: nobody but
 * the employer can begin it anew. */
struct receiver_spent {
    int64_t day; /* since 1970, UTC */
    uint64_t bytes;
    bool is_told; /* that it was too much */
};

struct receiver {
    struct settings settings;
    struct shelf *shelf;
    struct roster known;
    struct receiver_spent spent[ROSTER_MAX]; /* as in known */
    struct believe_secret secret;
    bool is_printed, is_lost;
    struct silence_clock clock;
    int64_t looked_ms;    /* when we last looked around, monotonic */
    int64_t self_kept_ms; /* when `clock` was last written, monotonic */
    int64_t forgotten_ms; /* when what is no case was last forgotten, monotonic */
    struct receiver_refusal refusals[CAUSES];
    struct letter letter; /* on its way */
    pid_t mailing;        /* 0 = none */
    int64_t mail_due_ms;  /* not before, monotonic */
    unsigned mail_failures;
};

/* A message that is believed; what became of it. */
enum receiver_kept {
    KEPT_NEW,
    KEPT_ALREADY,    /* it was kept before */
    KEPT_REPLAYED,   /* a heartbeat that came before */
    KEPT_REUSED,     /* its id came before with another body */
    KEPT_UNREADABLE, /* it carries no statement as it must */
    KEPT_TOO_MUCH,   /* it was not: the machine sent too much today */
    KEPT_NO_ROOM
};

struct receiver_message {
    const struct believe_message *message;
    size_t which; /* of known */
    struct told told;
    int64_t now_ms;
    /* What came of it. */
    uint64_t anchor;
    int64_t incident;
    bool is_acknowledged;
    char why[192]; /* KEPT_UNREADABLE */
};

/* Keeps it, in one transaction with all that follows from it. */
enum receiver_kept receiver_keep(struct receiver *receiver, struct receiver_message *message);

/* Puts an alert into the open transaction. */
enum shelf_result receiver_alert(struct receiver *receiver, const struct alert *alert);

/* Tells what was not told yet. */
void receiver_say(struct receiver *receiver);

/* Something was refused: tells it, or counts it until it is due. */
void receiver_refuse(struct receiver *receiver, enum receiver_cause cause, const char *machine, const char *about);

/* Takes note of a failure of the shelf. */
void receiver_fail(struct receiver *receiver, enum shelf_result result);

/* Lets time pass, on the clock by which silence is measured. */
void receiver_pass(struct receiver *receiver);

/* Writes that clock down. */
enum shelf_result receiver_keep_clock(struct receiver *receiver);

#endif
