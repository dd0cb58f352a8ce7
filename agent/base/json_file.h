/* A case's file: all that is kept of one case, as confided hands it to confidectl (a row a part) and as a report of it
 * is written for programs (all in one object). Strict: what lacks a member, or holds one of another kind, is refused.
 * With the other json_*.c the owner of jansson. */
#ifndef CONFIDE_BASE_JSON_FILE_H
#define CONFIDE_BASE_JSON_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>
#include <confide/decision.h>
#include <confide/wire.h>

enum {
    FILE_VERSIONS = 64, /* the last of them */
    FILE_EVENTS = CASE_EVENTS_MAX,
    FILE_DECISIONS = 32,
    FILE_MESSAGES = 128,
    FILE_TURNS = 512,
    FILE_TYPED = 8
};

struct file_version {
    uint32_t version;
    int64_t written_ms;
    uint8_t severity, certainty;
    uint32_t events; /* how many the case had then */
};

/* No path: a file's name may hold a patient's. */
struct file_event {
    uint8_t id[EVENT_ID_SIZE];
    int64_t time_ms, stored_ms;
    uint8_t action, source, outcome;
    uint32_t count;
    char patient[EVENT_PATIENT_SIZE];
    char host[64];
};

enum file_state { FILE_PENDING = 1, FILE_DELIVERED, FILE_QUARANTINED, FILE_SUPERSEDED };

struct file_message {
    char id[REPORT_ID_SIZE];
    char endpoint[WIRE_NAME]; /* "" = the first, [post] */
    uint8_t state;            /* enum file_state */
    uint8_t severity;
    uint32_t attempts;
    int64_t stored_ms, due_ms, delivered_ms;
    char words[192]; /* of the last attempt */
};

/* One attempt or other turn in a message's life. */
struct file_turn {
    char message[REPORT_ID_SIZE];
    char endpoint[WIRE_NAME];
    uint32_t attempt;
    uint8_t state; /* enum file_state: what it was then */
    int64_t at_ms;
    int32_t transfer, status;
    char words[192];
};

/* Whose file it is, and what the agent knows of itself. Times: milliseconds since 1970, 0 = not so far. */
struct file_about {
    char clinic[128], contact[64]; /* "" = not configured */
    char machine[64];              /* a random id of this installation */
    int64_t made_ms;               /* this file */
    int64_t seen_ms;               /* the first of the deciding events was stored */
    int64_t delivered_ms;          /* an endpoint accepted the first report */
    int64_t acknowledged_ms;
    int64_t report_by_ms;
    uint32_t vulnerable, children; /* among the patients, where patients.csv knows them */
    bool knows_patients;
    bool has_personal_logins, has_strong_passwords, is_watched, is_history_whole;
    bool has_endpoint; /* somebody is told at all */
};

enum file_part {
    FILE_CASE = 0,
    FILE_ABOUT,
    FILE_VERSION,
    FILE_EVENT,
    FILE_DECISION,
    FILE_MESSAGE,
    FILE_TURN,
    FILE_TYPED_REASON,
    FILE_PARTS
};

/* Some 400 KiB: not for the stack. All zeros is an empty one. */
struct case_file {
    struct case_report report;
    struct file_about about;
    struct file_version versions[FILE_VERSIONS]; /* oldest first, here and below */
    struct file_event events[FILE_EVENTS];       /* as the case names them: the deciding ones first */
    struct decision decisions[FILE_DECISIONS];   /* case_id is not told again */
    struct file_message messages[FILE_MESSAGES];
    struct file_turn turns[FILE_TURNS];
    char typed[FILE_TYPED][EVENT_REASON_SIZE]; /* what was typed at the logins among the events */
    uint32_t counts[FILE_PARTS];               /* how many of each part there are */
};

/* One row a part: {"event": {...}}. Its length; 0 when there is no such one, or `size` is too little (JSON_CASE_SIZE +
 * 64 suffices). */
size_t json_file_row(const struct case_file *file, enum file_part part, size_t index, char *to, size_t size);

/* Adds such a row to `file`. False, with one line in `error`, when it is none or `file` can hold no more of its part.
 */
bool json_file_take(struct case_file *file, const char *row, size_t length, char *error, size_t size);

/* All of it as one object ({"case": {...}, "versions": [...], ...}), for the caller to add to, write and release; NULL
 * when memory is short. */
struct json_t;
struct json_t *json_file_object(const struct case_file *file);

/* Reads such an object; other members are passed over. False, with one line in `error`, when it is none. */
bool json_file_read(struct case_file *file, const char *text, size_t length, char *error, size_t size);

/* "pending", "delivered", "kept back", "superseded". */
const char *json_file_state(unsigned state);

#endif
