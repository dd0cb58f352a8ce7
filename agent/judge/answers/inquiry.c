/* The inquiry. Owns the questions in memory, and the one outcome that waits for its transaction. Must not own: what an
 * answer is worth (asked.c), the rows (store_asked.c), the words (question_words.c), who may read (inquiry_desk.c).
 * In: questions from the judge, logins, outcomes. Out: rows, a line to show. */
#include "inquiry.h"

#include <string.h>

#include "agent/base/text.h"

#include "agent/judge/logins/origin.h"
#include "question_words.h"
#include "agent/judge/store/store_asked.h"

static bool load_question(void *data, const struct question *question)
{
    asked_put(data, question);
    return true;
}

static bool load_outcome(void *data, const struct answer *answer, enum asked_outcome outcome)
{
    asked_settle(data, answer->id, outcome, answer->answered_ms);
    return true;
}

bool inquiry_take_up(struct inquiry *inquiry, const struct config *config, struct store *store, int64_t now_ms)
{
    int64_t since_ms = now_ms > ASKED_KEEP_MS ? now_ms - ASKED_KEEP_MS : 0;

    inquiry_close(inquiry);
    *inquiry = (struct inquiry){.config = config, .store = store, .asked = asked_new()};
    return inquiry->asked && store_questions(store, since_ms, load_question, inquiry->asked) == STORE_OK &&
           store_outcomes(store, NULL, since_ms, load_outcome, inquiry->asked) == STORE_OK;
}

void inquiry_close(struct inquiry *inquiry)
{
    asked_free(inquiry->asked);
    inquiry->asked = NULL;
}

/* ---- asking ---------------------------------------------------------------------------------- */

enum store_result inquiry_ask(struct inquiry *inquiry, const struct question *question, int64_t now_ms)
{
    struct question asked = *question;
    enum store_result result;

    if (inquiry->config->asking == ASKING_OFF)
        return STORE_NOTHING;
    asked.is_notice = inquiry->config->asking == ASKING_NOTICE;
    if (!asked_put(inquiry->asked, &asked))
        return STORE_NOTHING;
    result = store_put_question(inquiry->store, &asked, now_ms);
    return result == STORE_ALREADY ? STORE_NOTHING : result;
}

enum store_result inquiry_silence(struct inquiry *inquiry, int64_t now_ms, const struct question **overdue)
{
    struct answer none = {.answered_ms = now_ms, .uid = UINT32_MAX};
    enum store_result result;

    *overdue = inquiry->config->asking == ASKING_ASK
                   ? asked_overdue(inquiry->asked, now_ms, inquiry->config->ask_hours * INT64_C(3600000))
                   : NULL;
    if (!*overdue)
        return STORE_OK;
    text_copy(none.id, sizeof none.id, (*overdue)->id);
    result = store_put_outcome(inquiry->store, &none, ASKED_SILENT, now_ms);
    return result == STORE_ALREADY ? STORE_OK : result;
}

/* ---- the line at a login --------------------------------------------------------------------- */

/* Whoever uses su or sudo has read it at the login before. */
static bool can_show(const struct inquiry *inquiry, const struct wire_visit *visit)
{
    const struct origin origin = origin_read(visit->origin, true);

    return inquiry->config->asking != ASKING_OFF && visit->login[0] != '\0' && origin.kind != ORIGIN_USER &&
           text_in_list(inquiry->config->dialogue_services, visit->service);
}

static void note_told(struct inquiry *inquiry, const struct question *question, const struct wire_visit *visit,
                      int64_t now_ms, struct event *told)
{
    struct answer answer = {.answered_ms = now_ms, .uid = UINT32_MAX};

    text_copy(answer.id, sizeof answer.id, question->id);
    inquiry_settle(inquiry, &answer, ASKED_TOLD);
    told->kind = EVENT_ACCESS;
    told->action = ACTION_READ;
    told->outcome = OUTCOME_OK;
    told->uid = UINT32_MAX;
    text_copy(told->login, sizeof told->login, visit->login);
    text_copy(told->program, sizeof told->program, "pam_confide");
    text_copy(told->service, sizeof told->service, visit->service);
    text_format(told->object, sizeof told->object, "the line of question %s, at a login", question->id);
}

void inquiry_line(struct inquiry *inquiry, const struct wire_visit *visit, int64_t now_ms,
                  char notice[sizeof((struct wire_welcome *)0)->notice], struct event *told)
{
    const struct question *first, *next;
    unsigned others = 0;

    notice[0] = '\0';
    if (!can_show(inquiry, visit))
        return;
    first = asked_waiting(inquiry->asked, visit->login, NULL, now_ms);
    if (!first)
        return;
    for (next = first; (next = asked_waiting(inquiry->asked, visit->login, next, now_ms));)
        others += next->is_notice == first->is_notice;
    question_line(notice, sizeof((struct wire_welcome *)0)->notice, first, others, now_ms);
    if (!asked_was_told(inquiry->asked, first->id))
        note_told(inquiry, first, visit, now_ms, told);
}

/* ---- what becomes of a question -------------------------------------------------------------- */

void inquiry_settle(struct inquiry *inquiry, const struct answer *answer, enum asked_outcome outcome)
{
    inquiry->pending = *answer;
    inquiry->outcome = outcome;
}

enum store_result inquiry_keep(struct inquiry *inquiry, int64_t now_ms)
{
    enum store_result result;

    if (inquiry->pending.id[0] == '\0')
        return STORE_OK;
    result = store_put_outcome(inquiry->store, &inquiry->pending, inquiry->outcome, now_ms);
    return result == STORE_ALREADY ? STORE_OK : result;
}

const struct question *inquiry_kept(struct inquiry *inquiry)
{
    const struct question *accepted = NULL;

    if (inquiry->pending.id[0] != '\0')
        asked_settle(inquiry->asked, inquiry->pending.id, inquiry->outcome, inquiry->pending.answered_ms);
    if (inquiry->pending.id[0] != '\0' && inquiry->outcome == ASKED_ACCEPTED)
        accepted = asked_question(inquiry->asked, inquiry->pending.id);
    inquiry->pending = (struct answer){.id = ""};
    return accepted;
}
