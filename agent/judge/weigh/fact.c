/* An access, made small. Owns: what of an event is weighed. Must not own: how. In: events. Out: facts. */
#include "fact.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "agent/base/text.h"
#include "agent/judge/context/likeness.h"
#include "agent/judge/context/names.h"

#include "particulars.h"
#include "touch.h"

static bool holds_any(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcasestr(text, *words))
            return true;
    return false;
}

/* HL7 v3 PurposeOfUse codes, and the words that record systems show for them. Treatment and emergency are not among
 * them: everybody's accesses are for treatment. */
static bool is_declared(const char *purpose)
{
    static const char *const words[] = {"audit",   "recall",   "migrat",   "quality", "HQUALIMP", "HSYSADMIN",
                                        "HOPERAT", "PATADMIN", "research", "HRESCH",  "archiv",   NULL};

    return purpose[0] && holds_any(purpose, words);
}

/* As a word: Howard is none. */
static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = text; (at = strcasestr(at, word)); at++)
        if ((at == text || !isalpha((unsigned char)at[-1])) && !isalpha((unsigned char)at[length]))
            return true;
    return false;
}

static bool is_list(const char *query)
{
    static const char *const words[] = {"list", "worklist", "tasklist", "today", "clinic",
                                        "due",  "recall",   "ward",     "inbox", "queue"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (has_word(query, words[i]))
            return true;
    return false;
}

static uint16_t signs_of(const struct event *event)
{
    uint16_t signs = 0;

    signs |= event->reason[0] ? FACT_REASON : 0;
    signs |= is_declared(event->purpose) || is_declared(event->reason) ? FACT_PURPOSE : 0;
    switch (event->action) {
    case ACTION_EXPORT:
        return signs | FACT_CARRIED | (event->to[0] == '/' ? FACT_COPIED : 0);
    case ACTION_PRINT:
        return signs | FACT_CARRIED;
    case ACTION_CREATE:
        return signs | FACT_CHANGED;
    case ACTION_UPDATE:
    case ACTION_DELETE:
    case ACTION_RENAME:
        return signs | FACT_CHANGED | FACT_ALTERED;
    case ACTION_OVERRIDE:
        return signs | FACT_OVERRIDE;
    case ACTION_READ:
        return signs | (event->source != SOURCE_FILE && particulars_named(event->object) ? FACT_PARTICULARS : 0);
    case ACTION_SEARCH:
        return signs | FACT_SEARCH | (is_list(event->query) ? FACT_LIST : 0);
    default:
        return signs;
    }
}

/* "Ann Smith", "Smith, Ann", "smith". */
static uint32_t surname_in(const char *query)
{
    size_t length = strcspn(query, ",");
    const char *start = query, *blank;
    char surname[EVENT_PATIENT_SIZE];

    if (query[length] == '\0' && (blank = strrchr(query, ' ')) && blank[1])
        start = blank + 1;
    text_format(surname, sizeof surname, "%.*s", (int)(query + length - start), start);
    return likeness_of(surname, "", "", "", "").surname[0];
}

static uint32_t text_of(const struct event *event)
{
    if (event->action == ACTION_SEARCH)
        return surname_in(event->query);
    return event->reason[0] ? (uint32_t)names_hash(0, event->reason) | 1 : 0;
}

bool fact_of(struct fact *fact, const struct event *event, struct names *names)
{
    bool is_search = event->action == ACTION_SEARCH;

    if (event->kind != EVENT_ACCESS || event->source == SOURCE_AGENT || event->login[0] == '\0' ||
        event->outcome == OUTCOME_DENIED || event->outcome == OUTCOME_FAILED ||
        (event->patient[0] == '\0' && !is_search))
        return false;
    *fact = (struct fact){.time_ms = event->time_ms,
                          .name = event->patient[0] || event->object[0] ? touch_record(event) : 0,
                          .login = names_add(names, event->login),
                          .patient = names_add(names, event->patient),
                          .host = names_add(names, event->host),
                          .text = text_of(event),
                          .count = event->count ? event->count : 1,
                          .signs = signs_of(event),
                          .source = event->source,
                          .action = event->action};
    memcpy(fact->event, event->id, sizeof fact->event);
    return fact->login && !fact->patient == !event->patient[0];
}

bool fact_before(const struct fact *one, const struct fact *other)
{
    if (one->time_ms != other->time_ms)
        return one->time_ms < other->time_ms;
    return memcmp(one->event, other->event, sizeof one->event) < 0;
}
