/* What people decided about earlier cases. Owns: what of it still holds. Must not own: the decisions (the store keeps
 * all of them for ever), what a case is. In: decisions, and the cases as they stood. Out: is it accepted, how much does
 * it weigh.
 *
 * The last decision on a case counts. One exception: a close after a confirmation leaves it confirmed, for it says that
 * nothing more will be done, not that it never happened; while a close after an explanation takes the acceptance back.
 * What was decided bears on the class of inappropriate access alone. */
#include "decided.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"
#include "agent/judge/context/names.h"

enum {
    KNOWN_MAX = 8192, /* cases; beyond that the one decided longest ago goes */
    BUCKETS = 4096,
    WEIGHT = 100,
    WEIGHT_REPEATED = 200
};

#define REPEAT_MS INT64_C(31536000000) /* 365 days */

enum key_kind { KEY_CASE = 1, KEY_LOGIN, KEY_PATIENT };

/* One way to find a case: its id, its login, one of its patients. */
struct key {
    struct key *next; /* in the bucket */
    uint64_t hash;
    struct known *known;
    const char *text; /* borrowed from `known` */
};

/* A case that somebody decided. */
struct known {
    struct decision last;    /* of all */
    struct decision opinion; /* of those that say whether it was wrong: no close; verb 0 = there is none */
    uint32_t version;        /* of the case, whose patients these are */
    int64_t ended_ms;        /* explained or closed for the first time; INT64_MAX = never */
    bool is_access;          /* of the class that decisions bear on */
    int64_t first_ms;
    char login[EVENT_LOGIN_SIZE];
    char *patients; /* one after the other, each with its NUL */
    struct key *keys;
    size_t key_count;
};

struct decided {
    struct known **all;
    size_t count;
    struct key *buckets[BUCKETS];
};

struct decided *decided_new(void)
{
    struct decided *decided = calloc(1, sizeof *decided);

    if (decided && (decided->all = calloc(KNOWN_MAX + 1, sizeof *decided->all)))
        return decided;
    free(decided);
    return NULL;
}

/* ---- ways to find a case --------------------------------------------------------------------- */

static uint64_t hash_of(enum key_kind kind, const char *text)
{
    return names_hash((uint64_t)kind, text);
}

static void add_key(struct decided *decided, struct known *known, enum key_kind kind, const char *text)
{
    struct key *key = &known->keys[known->key_count++];
    struct key **bucket;

    *key = (struct key){.hash = hash_of(kind, text), .known = known, .text = text};
    bucket = &decided->buckets[key->hash % BUCKETS];
    key->next = *bucket;
    *bucket = key;
}

static void drop_keys(struct decided *decided, struct known *known)
{
    for (size_t i = 0; i < known->key_count; i++) {
        struct key **link = &decided->buckets[known->keys[i].hash % BUCKETS];

        while (*link != &known->keys[i])
            link = &(*link)->next;
        *link = known->keys[i].next;
    }
    known->key_count = 0;
}

/* The next one of the same kind and text after `key`; NULL begins. */
static const struct key *next_key(const struct decided *decided, const struct key *key, enum key_kind kind,
                                  const char *text)
{
    const uint64_t hash = hash_of(kind, text);

    for (key = key ? key->next : decided->buckets[hash % BUCKETS]; key; key = key->next)
        if (key->hash == hash && strcmp(key->text, text) == 0)
            return key;
    return NULL;
}

/* ---- taking ---------------------------------------------------------------------------------- */

static void free_known(struct known *known)
{
    if (!known)
        return;
    free(known->patients);
    free(known->keys);
    free(known);
}

void decided_free(struct decided *decided)
{
    if (!decided)
        return;
    for (size_t i = 0; i < decided->count; i++)
        free_known(decided->all[i]);
    free(decided->all);
    free(decided);
}

/* Did `left` come after `right`? The same for whoever is asked first. */
static bool is_later(const struct decision *left, const struct decision *right)
{
    if (left->decided_ms != right->decided_ms)
        return left->decided_ms > right->decided_ms;
    return left->version != right->version ? left->version > right->version : left->verb > right->verb;
}

/* The case as it stood last: its texts and the ways to find it. False when memory is short: then it is as before. */
static bool describe(struct decided *decided, struct known *known, const struct case_report *report)
{
    size_t count = 0, size = 0;
    struct key *keys;
    char *patients, *at;

    while (count < CASE_PATIENTS_MAX && report->patients[count][0])
        size += strlen(report->patients[count++]) + 1;
    keys = calloc(count + 2, sizeof *keys);
    patients = at = malloc(size + 1);
    if (!keys || !patients) {
        free(keys);
        free(patients);
        return false;
    }
    drop_keys(decided, known);
    free(known->keys);
    free(known->patients);
    known->keys = keys;
    known->patients = patients;
    known->version = report->version;
    known->is_access = report->class == CASE_INAPPROPRIATE;
    known->first_ms = report->first_ms;
    text_copy(known->login, sizeof known->login, report->login);
    add_key(decided, known, KEY_CASE, known->last.case_id);
    add_key(decided, known, KEY_LOGIN, known->login);
    for (size_t i = 0; i < count; i++) {
        text_copy(at, EVENT_PATIENT_SIZE, report->patients[i]);
        add_key(decided, known, KEY_PATIENT, at);
        at += strlen(at) + 1;
    }
    return true;
}

static void forget_oldest(struct decided *decided)
{
    size_t oldest = 0;

    for (size_t i = 1; i < decided->count; i++)
        if (is_later(&decided->all[oldest]->last, &decided->all[i]->last))
            oldest = i;
    drop_keys(decided, decided->all[oldest]);
    free_known(decided->all[oldest]);
    decided->all[oldest] = decided->all[--decided->count];
}

static struct known *add_known(struct decided *decided, const struct decision *decision,
                               const struct case_report *report)
{
    struct known *known = calloc(1, sizeof *known);

    if (!known)
        return NULL;
    known->last = *decision;
    known->ended_ms = INT64_MAX;
    if (!describe(decided, known, report)) {
        free(known);
        return NULL;
    }
    decided->all[decided->count++] = known;
    return known;
}

bool decided_take(struct decided *decided, const struct decision *decision, const struct case_report *report)
{
    const struct key *key = next_key(decided, NULL, KEY_CASE, decision->case_id);
    struct known *known = key ? key->known : NULL;

    if (decision->verb == DECISION_ACKNOWLEDGE)
        return true;
    if (!known)
        known = add_known(decided, decision, report);
    if (!known || (report->version > known->version && !describe(decided, known, report)))
        return false;
    if (is_later(decision, &known->last))
        known->last = *decision;
    if (decision->verb != DECISION_CLOSE && (known->opinion.verb == 0 || is_later(decision, &known->opinion)))
        known->opinion = *decision;
    if (decision->verb != DECISION_CONFIRM && decision->decided_ms < known->ended_ms)
        known->ended_ms = decision->decided_ms;
    if (decided->count > KNOWN_MAX)
        forget_oldest(decided);
    return true;
}

/* ---- asking ---------------------------------------------------------------------------------- */

bool decided_accepts(const struct decided *decided, const char *login, const char *patient, int64_t time_ms)
{
    const struct key *key = NULL;

    if (login[0] == '\0' || patient[0] == '\0')
        return false;
    while ((key = next_key(decided, key, KEY_PATIENT, patient))) {
        const struct known *known = key->known;

        if (known->is_access && known->last.verb == DECISION_EXPLAIN && strcmp(known->login, login) == 0 &&
            time_ms >= known->first_ms && time_ms < known->last.until_ms)
            return true;
    }
    return false;
}

static bool has_repeat(const struct decided *decided, enum key_kind kind, const char *text, int64_t time_ms)
{
    const struct key *key = NULL;

    while (text[0] && (key = next_key(decided, key, kind, text))) {
        const struct known *known = key->known;
        int64_t since_ms = time_ms - known->opinion.decided_ms;

        if (known->is_access && known->opinion.verb == DECISION_CONFIRM && since_ms >= 0 && since_ms < REPEAT_MS)
            return true;
    }
    return false;
}

unsigned decided_weight(const struct decided *decided, const char *login, const char *patient, int64_t time_ms)
{
    return has_repeat(decided, KEY_LOGIN, login, time_ms) || has_repeat(decided, KEY_PATIENT, patient, time_ms)
               ? WEIGHT_REPEATED
               : WEIGHT;
}

const struct decision *decided_on(const struct decided *decided, const char *case_id)
{
    const struct key *key = next_key(decided, NULL, KEY_CASE, case_id);

    return key ? &key->known->last : NULL;
}

bool decided_ends(const struct decided *decided, const char *case_id)
{
    const struct key *key = next_key(decided, NULL, KEY_CASE, case_id);

    return key && key->known->ended_ms < INT64_MAX;
}

int64_t decided_ended(const struct decided *decided, const char *login, const char *patient, int64_t time_ms)
{
    const struct key *key = NULL;
    int64_t last_ms = INT64_MIN;

    while (login[0] && patient[0] && (key = next_key(decided, key, KEY_PATIENT, patient))) {
        const struct known *known = key->known;

        if (known->is_access && strcmp(known->login, login) == 0 && known->ended_ms <= time_ms &&
            known->ended_ms > last_ms)
            last_ms = known->ended_ms;
    }
    return last_ms;
}
