/* Owns: the questions in memory, sorted by login and then by age, and the limits on what an answer excuses. Must not
 * own: the rows (store_asked.c), who may read a question (inquiry.c), when to ask (the judge). In: questions, answers,
 * times. Out: verdicts. */
#include "asked.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

#include "asked_book.h"

enum { LETTERS_LEAST = 8 };

struct entry {
    struct question question;
    bool told, answered, silent;
    int64_t answered_ms, accepted_ms; /* 0 = not */
};

struct asked {
    size_t count;
    struct entry *entries[ASKED_MOST];
};

struct asked *asked_new(void)
{
    return calloc(1, sizeof(struct asked));
}

void asked_free(struct asked *asked)
{
    for (size_t i = 0; asked && i < asked->count; i++)
        free(asked->entries[i]);
    free(asked);
}

/* ---- finding --------------------------------------------------------------------------------- */

static size_t first_of(const struct asked *asked, const char *login)
{
    size_t low = 0, high = asked->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(asked->entries[middle]->question.login, login) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_of(const struct asked *asked, size_t at, const char *login)
{
    return at < asked->count && strcmp(asked->entries[at]->question.login, login) == 0;
}

static struct entry *find(const struct asked *asked, const char *id)
{
    for (size_t i = 0; i < asked->count; i++)
        if (strcmp(asked->entries[i]->question.id, id) == 0)
            return asked->entries[i];
    return NULL;
}

/* ---- what an answer is worth ----------------------------------------------------------------- */

static bool is_about(const struct entry *entry, const char *patient)
{
    return strcmp(entry->question.patient, patient) == 0;
}

static unsigned accepted_since(const struct asked *asked, const char *login, int64_t since_ms)
{
    unsigned count = 0;

    for (size_t i = first_of(asked, login); is_of(asked, i, login); i++)
        count += asked->entries[i]->accepted_ms > since_ms;
    return count;
}

static bool accepted_about(const struct asked *asked, const char *login, const char *patient)
{
    for (size_t i = first_of(asked, login); is_of(asked, i, login); i++)
        if (asked->entries[i]->accepted_ms && is_about(asked->entries[i], patient))
            return true;
    return false;
}

enum asked_outcome asked_answer(const struct asked *asked, const char *login, const struct answer *answer)
{
    const struct entry *entry = find(asked, answer->id);
    int64_t since_ms = answer->answered_ms - ASKED_PERIOD_MS;

    if (!entry || strcmp(entry->question.login, login) != 0 || entry->answered || entry->question.is_notice)
        return ASKED_NO_MATTER;
    if (entry->silent)
        return ASKED_LATE;
    if (entry->question.is_flagged)
        return ASKED_FLAGGED;
    if (accepted_about(asked, login, entry->question.patient))
        return ASKED_AGAIN;
    return accepted_since(asked, login, since_ms > 0 ? since_ms : 0) < ASKED_ACCEPTED_MOST ? ASKED_ACCEPTED
                                                                                           : ASKED_TOO_MANY;
}

/* Letters and digits, and the characters of every other script. */
static bool is_letter(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte >= 0xc2;
}

const char *asked_reason_wrong(const char *reason, size_t size)
{
    size_t length = strnlen(reason, size);
    unsigned letters = 0;

    if (length == size)
        return "that is too long: say it in two sentences";
    if (!text_is_utf8(reason, length))
        return "that is no text: write it in UTF-8";
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)reason[i], next = (unsigned char)reason[i + 1];

        if (byte < ' ' || byte == 0x7f || (byte == 0xc2 && next < 0xa0))
            return "there is a control character in it: write it anew on one line";
        letters += is_letter(byte);
    }
    return letters < LETTERS_LEAST ? "say in a few words why you opened it" : NULL;
}

bool asked_excuses(const struct asked *asked, const char *login, const char *patient, int64_t time_ms)
{
    for (size_t i = first_of(asked, login); is_of(asked, i, login); i++) {
        const struct entry *entry = asked->entries[i];

        if (entry->accepted_ms && is_about(entry, patient) && time_ms >= entry->question.first_ms - ASKED_DAY_MS &&
            time_ms <= entry->question.last_ms + ASKED_DAY_MS)
            return true;
    }
    return false;
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* Nothing is awaited of it any more. */
static bool is_closed(const struct entry *entry)
{
    return entry->silent || entry->accepted_ms || (entry->question.is_notice && entry->told);
}

/* A notice to somebody who never logs in must not keep its place for ever. */
static bool may_go(const struct entry *entry)
{
    return is_closed(entry) || entry->question.is_notice;
}

static size_t oldest_closed(const struct asked *asked)
{
    size_t found = asked->count;

    for (size_t i = 0; i < asked->count; i++)
        if (may_go(asked->entries[i]) &&
            (found == asked->count || asked->entries[i]->question.asked_ms < asked->entries[found]->question.asked_ms))
            found = i;
    return found;
}

static bool has_room(const struct asked *asked)
{
    return asked->count < ASKED_MOST || oldest_closed(asked) < asked->count;
}

bool asked_may(const struct asked *asked, const char *login, const char *patient, int64_t now_ms)
{
    int64_t since_ms = now_ms > ASKED_PERIOD_MS ? now_ms - ASKED_PERIOD_MS : 0;
    unsigned open = 0;

    for (size_t i = first_of(asked, login); is_of(asked, i, login); i++) {
        if (is_about(asked->entries[i], patient))
            return false;
        open += !is_closed(asked->entries[i]);
    }
    return open < ASKED_OPEN_MOST && accepted_since(asked, login, since_ms) < ASKED_ACCEPTED_MOST && has_room(asked);
}

static void make_room(struct asked *asked)
{
    size_t at = asked->count < ASKED_MOST ? asked->count : oldest_closed(asked);

    if (at == asked->count)
        return;
    free(asked->entries[at]);
    asked->count--;
    memmove(asked->entries + at, asked->entries + at + 1, (asked->count - at) * sizeof asked->entries[0]);
}

bool asked_put(struct asked *asked, const struct question *question)
{
    struct entry *entry;
    size_t at;

    if (find(asked, question->id))
        return false;
    make_room(asked);
    if (asked->count == ASKED_MOST || !(entry = calloc(1, sizeof *entry)))
        return false;
    entry->question = *question;
    for (at = first_of(asked, question->login); is_of(asked, at, question->login); at++)
        if (asked->entries[at]->question.asked_ms > question->asked_ms)
            break;
    memmove(asked->entries + at + 1, asked->entries + at, (asked->count - at) * sizeof asked->entries[0]);
    asked->entries[at] = entry;
    asked->count++;
    return true;
}

/* ---- what becomes of a question -------------------------------------------------------------- */

void asked_settle(struct asked *asked, const char *id, enum asked_outcome outcome, int64_t at_ms)
{
    struct entry *entry = find(asked, id);

    if (!entry)
        return;
    if (outcome == ASKED_TOLD)
        entry->told = true;
    else if (outcome == ASKED_SILENT)
        entry->silent = true;
    else if (outcome >= ASKED_ACCEPTED)
        entry->answered = true, entry->answered_ms = at_ms;
    if (outcome == ASKED_ACCEPTED)
        entry->accepted_ms = at_ms > 0 ? at_ms : 1;
}

const struct question *asked_overdue(struct asked *asked, int64_t now_ms, int64_t silence_ms)
{
    struct entry *oldest = NULL;

    for (size_t i = 0; i < asked->count; i++) {
        struct entry *entry = asked->entries[i];

        if (!is_closed(entry) && !entry->question.is_notice && now_ms - entry->question.asked_ms >= silence_ms &&
            (!oldest || entry->question.asked_ms < oldest->question.asked_ms))
            oldest = entry;
    }
    if (oldest)
        oldest->silent = true;
    return oldest ? &oldest->question : NULL;
}

static bool is_waiting(const struct entry *entry, int64_t now_ms)
{
    return !entry->answered && !(entry->question.is_notice && entry->told) &&
           now_ms - entry->question.asked_ms < ASKED_PERIOD_MS;
}

const struct question *asked_waiting(const struct asked *asked, const char *login, const struct question *after,
                                     int64_t now_ms)
{
    bool is_next = !after;

    for (size_t i = first_of(asked, login); is_of(asked, i, login); i++) {
        const struct entry *entry = asked->entries[i];

        if (is_next && is_waiting(entry, now_ms))
            return &entry->question;
        is_next = is_next || &entry->question == after;
    }
    return NULL;
}

const struct question *asked_answered(const struct asked *asked, const char *login, const struct question *after,
                                      int64_t since_ms)
{
    bool is_next = !after;

    for (size_t i = first_of(asked, login); is_of(asked, i, login); i++) {
        const struct entry *entry = asked->entries[i];

        if (is_next && entry->answered && entry->answered_ms >= since_ms)
            return &entry->question;
        is_next = is_next || &entry->question == after;
    }
    return NULL;
}

const struct question *asked_question(const struct asked *asked, const char *id)
{
    const struct entry *entry = find(asked, id);

    return entry ? &entry->question : NULL;
}

bool asked_was_told(const struct asked *asked, const char *id)
{
    const struct entry *entry = find(asked, id);

    return entry && entry->told;
}

const char *asked_words(const struct asked *asked, const char *login, const char *patient)
{
    const struct entry *last = NULL;

    for (size_t i = first_of(asked, login); is_of(asked, i, login); i++)
        if (is_about(asked->entries[i], patient))
            last = asked->entries[i];
    if (!last)
        return NULL;
    if (last->question.is_notice)
        return last->told ? "the person's own reason (told that nothing explains it, not asked)"
                          : "the person's own reason (not told yet)";
    return last->accepted_ms ? "the person's own reason (given, for an earlier access)"
           : last->answered  ? "the person's own reason (given, and to be weighed by a person)"
                             : "the person's own reason (asked, no answer came)";
}
