/* Owns: the questions that wait to be handed out, their ids, and at which rules an answer excuses nothing. Must not
 * own: when to ask (settle.c), what was asked before (asked.c). In: settled accesses. Out: questions. */
#include "asker.h"

#include <string.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"

#include "fact.h"
#include "rules.h"
#include "settle.h"

/* A relation is the very reason that no duty gives, and whoever looked for one knows what to write. A copy that left
 * the record system cannot be talked back. */
static const char *const flags[] = {"own-record",        "same-home",       "same-surname", "colleague-record",
                                    "restricted-record", "deceased-record", "after-care",   "taken-along"};

bool asker_flags(uint64_t rules)
{
    const struct rule *rule;

    for (size_t n = 0; (rule = rules_settled_at(n)); n++)
        for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
            if (rules & UINT64_C(1) << n && strcmp(rule->name, flags[i]) == 0)
                return true;
    return false;
}

void asker_begin(struct asker *asker, const struct asked *asked, const uint8_t salt[ASKER_SALT_SIZE])
{
    *asker = (struct asker){.asked = asked};
    if (salt)
        memcpy(asker->salt, salt, ASKER_SALT_SIZE);
}

/* The same on every run over the same events. */
static void make_id(char id[QUESTION_ID_SIZE], const struct asker *asker, const struct settled *settled)
{
    uint8_t hash[CRYPTO_HASH_SIZE];
    char hex[17];
    const struct crypto_part parts[] = {
        {"confide:question:v1", 19},
        {asker->salt, sizeof asker->salt},
        {settled->login, strlen(settled->login)},
        {settled->patient, strlen(settled->patient)},
        {settled->facts[0].event, EVENT_ID_SIZE},
    };

    crypto_digest(hash, parts, sizeof parts / sizeof parts[0]);
    text_hex(hex, hash, 8);
    text_format(id, QUESTION_ID_SIZE, "Q-%s", hex);
}

static void add_access(struct question *question, const struct fact *fact)
{
    if (question->event_total == 0 || fact->time_ms < question->first_ms)
        question->first_ms = fact->time_ms;
    if (question->event_total == 0 || fact->time_ms > question->last_ms)
        question->last_ms = fact->time_ms;
    if (question->event_total < QUESTION_EVENTS_MAX)
        memcpy(question->events[question->event_total], fact->event, EVENT_ID_SIZE);
    question->event_total++;
    question->count += fact->count;
}

/* Several about one pair, or more of one person than may wait, can come together before the first is asked. */
static bool waits_already(const struct asker *asker, const char *login, const char *patient)
{
    unsigned waiting = 0;

    for (size_t i = 0; i < asker->count; i++) {
        if (strcmp(asker->waiting[i].login, login) != 0)
            continue;
        if (strcmp(asker->waiting[i].patient, patient) == 0)
            return true;
        waiting++;
    }
    return waiting >= ASKED_OPEN_MOST;
}

bool asker_take(struct asker *asker, const struct settled *settled)
{
    struct question *question;

    if (!asker->asked || asker->count == ASKER_MOST || settled->count == 0 || settled->login[0] == '\0' ||
        settled->patient[0] == '\0' || waits_already(asker, settled->login, settled->patient) ||
        !asked_may(asker->asked, settled->login, settled->patient, settled->at_ms))
        return false;
    question = &asker->waiting[asker->count];
    *question = (struct question){.is_flagged = asker_flags(settled->rules)};
    if (!text_copy(question->login, sizeof question->login, settled->login) ||
        !text_copy(question->patient, sizeof question->patient, settled->patient))
        return false;
    make_id(question->id, asker, settled);
    for (size_t i = 0; i < settled->count; i++)
        add_access(question, &settled->facts[i]);
    asker->count++;
    return true;
}

const struct question *asker_next(struct asker *asker, int64_t now_ms)
{
    if (asker->count == 0)
        return NULL;
    asker->count--;
    asker->waiting[asker->count].asked_ms = now_ms;
    return &asker->waiting[asker->count];
}
