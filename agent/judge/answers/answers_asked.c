/* What was asked and answered, beside a case. Owns: the words for what became of a question. Must not own: the rows
 * (store_asked.c), what an answer is worth (asked.c). In: a case. Out: lines. */
#include "answers_asked.h"

#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "agent/judge/store/store_asked.h"

enum { QUESTIONS_MOST = 8, DAY_MS = 86400000 };

struct found {
    const struct case_report *report;
    struct question questions[QUESTIONS_MOST];
    unsigned count;
};

static bool is_about(const struct case_report *report, const struct question *question)
{
    if (strcmp(question->login, report->login) != 0)
        return false;
    for (unsigned i = 0; i < CASE_PATIENTS_MAX && report->patients[i][0]; i++)
        if (strcmp(report->patients[i], question->patient) == 0)
            return true;
    return false;
}

static bool find(void *data, const struct question *question)
{
    struct found *found = data;

    if (is_about(found->report, question))
        found->questions[found->count++] = *question;
    return found->count < QUESTIONS_MOST;
}

struct lines {
    char *to;
    size_t size;
};

static void add(struct lines *lines, const char *what, int64_t at_ms, const char *said)
{
    size_t used = strlen(lines->to);
    char when[CLOCK_TEXT_SIZE];

    text_format(lines->to + used, lines->size - used, "%s%s %s%s%s", used ? "\n" : "", what, clock_text(when, at_ms),
                *said ? ": " : "", said);
}

static bool tell(void *data, const struct answer *answer, enum asked_outcome outcome)
{
    static const char *const words[] = {
        [ASKED_TOLD] = "the line was given to a login",
        [ASKED_SILENT] = "the time for an answer was over",
        [ASKED_ACCEPTED] = "answered, and that explains those accesses,",
        [ASKED_LATE] = "answered after the time for it",
        [ASKED_FLAGGED] = "answered, which excuses nothing at a relation's record,",
        [ASKED_TOO_MANY] = "answered, which excuses nothing after three within 30 days,",
        [ASKED_AGAIN] = "answered, which excuses nothing a second time for a patient,",
    };

    if (outcome >= ASKED_TOLD && outcome <= ASKED_AGAIN)
        add(data, words[outcome], answer->answered_ms, answer->reason);
    return true;
}

void answers_asked_words(struct asking *asking, const struct case_report *report, char *to, size_t size)
{
    struct found found = {.report = report};
    struct lines lines = {.to = to, .size = size};

    to[0] = '\0';
    if (report->login[0] == '\0' || store_questions(asking->store, report->first_ms - DAY_MS, find, &found) != STORE_OK)
        return;
    for (unsigned i = 0; i < found.count; i++) {
        const struct question *question = &found.questions[i];

        add(&lines, question->is_notice ? "to be told since" : "asked", question->asked_ms, question->id);
        if (store_outcomes(asking->store, question->id, 0, tell, &lines) != STORE_OK)
            return;
    }
}
