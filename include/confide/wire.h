/* What Confide's programs say to each other over SOCK_SEQPACKET: one packet, one message, this head first. All on one
 * machine, so integers are in its own order. A message that does not fit its type ends the connection (channel.h). */
#ifndef CONFIDE_WIRE_H
#define CONFIDE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "case.h"
#include "decision.h"
#include "event.h"
#include "question.h"

enum { WIRE_MAGIC = 0x31444643, WIRE_VERSION = 1, WIRE_BODY_MAX = 96 * 1024 };

enum wire_type {
    WIRE_EVENT = 1, /* source -> judge: struct event; head.seq is the source's own count on this connection, from 1 */
    WIRE_ACK,       /* judge -> source: no body; every event up to and including head.seq is committed to disk */
    WIRE_NAK,       /* judge -> source: no body; event head.seq cannot be stored now: keep it and come back */
    WIRE_READY,     /* voice -> judge: struct wire_ready; I am free, give me one report when there is one */
    WIRE_REPORT,    /* judge -> voice: struct wire_report, then the body's bytes */
    WIRE_RESULT,    /* voice -> judge: struct wire_result */
    WIRE_ASK,       /* hands -> judge: struct wire_ask */
    WIRE_ROW,       /* judge -> hands: one JSON object, not NUL-terminated */
    WIRE_PROGRESS,  /* judge -> hands: struct wire_progress */
    WIRE_END,       /* judge -> hands: struct wire_end; nothing follows for this question */
    WIRE_VISIT,     /* module -> judge: struct wire_visit: answered at once, nothing is stored for it */
    WIRE_WELCOME,   /* judge -> module: struct wire_welcome */
    WIRE_STATE,     /* eye -> judge: struct wire_state, first on a connection and then every second */
    WIRE_ANSWER,    /* a person's hands -> judge: struct wire_answer; WIRE_END follows */
    WIRE_DECIDE     /* hands -> judge: struct decision (case, verb, date, reason; who, it knows); a row, WIRE_END */
};

struct wire_head {
    uint32_t magic;
    uint16_t version;
    uint16_t type; /* enum wire_type */
    uint32_t size; /* of what follows this head, in bytes */
    uint32_t zero;
    uint64_t seq;
};

enum { REPORT_ID_SIZE = 64, WIRE_NAME = 17, WIRE_SIGNATURE = 64 };

/* A voice speaks with one endpoint. */
struct wire_ready {
    char endpoint[WIRE_NAME]; /* as confide.conf names it: "" = [post] */
};

/* A message on its way out. The id is the same on every retry: webhook-id and Idempotency-Key. */
struct wire_report {
    char id[REPORT_ID_SIZE];
    char endpoint[WIRE_NAME];
    uint32_t attempt;                  /* from 1 */
    uint32_t size;                     /* of the body that follows, in bytes */
    int64_t time_s;                    /* webhook-timestamp: of this attempt */
    uint8_t signature[WIRE_SIGNATURE]; /* the agent's (Ed25519) over "id.time.body"; zeros = none */
};

/* What became of one attempt: facts only, the judge draws the conclusion. */
struct wire_result {
    char id[REPORT_ID_SIZE];
    int32_t transfer;        /* libcurl's code, 0 when the whole exchange went well */
    int32_t status;          /* HTTP status (mail: SMTP's last code), 0 when there was none */
    int32_t retry_after_s;   /* what the endpoint asked for, -1 when it did not */
    uint32_t answer_size;    /* bytes of the answer's body that were read, 64 KiB at most */
    uint8_t answer_hash[32]; /* SHA-256 of them */
    int64_t date_ms;         /* the answer's Date, 0 when it had none */
    uint64_t anchor_seq;     /* the answer's "anchor": how far the endpoint holds our history; 0 = it does not say */
    char reference[64];      /* the answer's "reference": the endpoint's own name for the incident, or "" */
    char state[32];          /* the answer's "state", such as "acknowledged"; or "" */
    char error[192];         /* one line for people; "" when all went well */
};

/* What the module asks in a login's course. It decides alone who gets in: an answer adds a wait or a line to read. */
enum wire_step {
    VISIT_KNOCK = 1, /* a password is about to be asked for */
    VISIT_ENTER,     /* the account is let in */
    VISIT_LEAVE      /* the prompt was broken off: what the knock put down is taken back */
};

struct wire_visit {
    uint32_t step;                /* enum wire_step */
    uint32_t proven;              /* VISIT_ENTER: 1 when a password was right in this very transaction */
    char login[EVENT_LOGIN_SIZE]; /* an account of this machine, or "" */
    char service[32];
    char origin[128]; /* as struct event's evidence: "tty=... rhost=... ruser=..." */
};

struct wire_welcome {
    int64_t delay_ms;   /* VISIT_KNOCK: how long a wrong password is to wait (pam_fail_delay) */
    int64_t refuse_ms;  /* VISIT_KNOCK: 0, or how long no password is to be tried at all; INT64_MAX: until IT helps */
    int64_t last_ms;    /* VISIT_ENTER: when this login was last used, 0 when that is not known */
    char last_host[64]; /* from where, "" = at this computer */
    char notice[192];   /* VISIT_ENTER: one more line to show, printable ASCII; "" = none, and is then left out */
};

/* Without a notice a welcome ends before it, as it did before there were any: a module of either version, long mapped
 * by a running login program, reads it. With one it is whole. */
enum { WIRE_WELCOME_PLAIN = offsetof(struct wire_welcome, notice) };

/* How the eye is. Sent by confide-watch alone; the judge keeps the last one for `confidectl status`, and is told by it
 * that this source is an eye: there is one, and its silence is a finding. */
struct wire_state {
    int64_t started_ms;
    uint64_t events;                                  /* told since the start */
    uint32_t events_per_s;                            /* over the last ten seconds */
    uint32_t wait_p50_us, wait_p99_us, wait_worst_us; /* of held opens, from reading the event to the answer */
    uint32_t folders;                                 /* watched */
    uint32_t folders_told;                            /* of them, those where opens do not wait */
    uint32_t marks;                                   /* in the kernel: folders, file systems, single files */
    uint32_t unseen;                          /* windows since the start in which something may have gone unseen */
    int64_t unseen_from_ms, unseen_until_ms;  /* the last of them; 0 = none */
    uint64_t inventory_done, inventory_total; /* files; under way while done < total */
    int64_t inventory_ms;                     /* when the last one ended, 0 = none yet */
};

enum wire_verb {
    ASK_STATUS = 1, /* one row */
    ASK_CASES,      /* a row a case, latest version, oldest first */
    ASK_CASE,       /* argument: case id; one row; the look is itself recorded */
    ASK_EVENTS,     /* the last `limit` events since `since_ms`, oldest first; the look is itself recorded */
    ASK_VERIFY,     /* progress, then one row */
    ASK_SELFTEST,   /* plant a harmless event; one row {"report": id} */
    ASK_REPORT,     /* argument: report id; one row with its state */
    ASK_RELOAD,     /* read staff.csv and the context tables again now; one row */
    ASK_WHY,        /* argument: a login; a row for each place where it has to wait, and for each of its sessions */
    ASK_FORGIVE,    /* argument: a login; forgets its wrong passwords; one row */
    ASK_MINE, /* at ask.sock: a row for each question to this peer that awaits an answer, or got one in the last 30 days
               * ("answered"); the look is recorded */
    ASK_LOOK, /* argument: a login, or with limit 1 a patient, whose rows of the context tables the hands are about
               * to show; no row: good when that is recorded, and only then they show them */
    ASK_FILE, /* argument: case id; its file, a row a part (agent/base/json_file.h); the look is itself recorded */
};

struct wire_ask {
    uint32_t verb; /* enum wire_verb */
    uint32_t limit;
    int64_t since_ms;
    char argument[64];
};

/* The answer to a question, from the person who was asked: the peer's uid says who that is. At ask.sock, which is open
 * to everybody; ASK_MINE is the one other thing that may be said there. */
struct wire_answer {
    char id[QUESTION_ID_SIZE];
    char reason[256];
};

struct wire_progress {
    uint64_t done, total;
};

struct wire_end {
    int32_t exit;   /* FORMATS section 4: 0 good, 1 a finding, 2 wrong usage, 3 could not do it */
    char text[252]; /* why, when exit is not 0 */
};

#endif
