/* The desk where people answer. Owns: who may read and answer what. Must not own: the questions (inquiry.c), what an
 * answer is worth (asked.c). In: messages of people, with the uid that the kernel gives them. Out: their own questions,
 * an answer kept. */
#include "inquiry_desk.h"

#include <pwd.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "asking.h"
#include "agent/judge/clerk_people.h"
#include "agent/judge/store/store_asked.h"

static const char no_question[] = "there is no open question of that name to you: `confidectl answer` lists yours";
static const char too_often[] = "you have asked or answered more within the hour than anybody has to: try again later";
static const char not_recorded[] = "this cannot be recorded now (is the disk full?), so nothing was shown or kept";

struct person {
    struct asking asking;
    struct inquiry *inquiry;
    struct guest_quota *quota;
    int64_t now_ms;
    char login[EVENT_LOGIN_SIZE];
};

/* The first login of this uid, as the watch names it too. A name too long for a login is nobody's. */
static bool find_login(struct person *person)
{
    struct passwd entry, *found = NULL;
    char buffer[4096];

    return getpwuid_r(desk_peer_uid(person->asking.peer), &entry, buffer, sizeof buffer, &found) == 0 && found &&
           text_copy(person->login, sizeof person->login, entry.pw_name) && person->login[0] != '\0';
}

/* Commits; with it, inside the same transaction, what was settled before. NULL, or why not. */
static const char *record(struct person *person, enum event_action action, const char *what)
{
    struct event event = {.kind = EVENT_ACCESS, .action = (uint8_t)action, .outcome = OUTCOME_OK};

    if (!guest_may_tell(person->quota, desk_peer_uid(person->asking.peer), clock_monotonic_ms()))
        return too_often;
    event.uid = (uint32_t)desk_peer_uid(person->asking.peer);
    text_copy(event.login, sizeof event.login, person->login);
    text_copy(event.program, sizeof event.program, "confidectl");
    text_copy(event.object, sizeof event.object, what);
    return reception_tell(person->asking.about->reception, &event) ? NULL : not_recorded;
}

/* ---- one's own questions --------------------------------------------------------------------- */

static const struct question *next_question(const struct person *person, const struct question *question)
{
    do
        question = asked_waiting(person->inquiry->asked, person->login, question, person->now_ms);
    while (question && question->is_notice);
    return question;
}

/* The patient's id is shown here and nowhere else, and to the one person who has opened the record. */
static void show(struct person *person, const struct question *question)
{
    int64_t until_ms = question->asked_ms + person->inquiry->config->ask_hours * INT64_C(3600000);
    char asked[CLOCK_TEXT_SIZE], until[CLOCK_TEXT_SIZE], first[CLOCK_TEXT_SIZE], last[CLOCK_TEXT_SIZE];
    struct event event = {.kind = 0};

    if (question->event_total > 0)
        store_event(person->asking.store, question->events[0], &event);
    const struct json_field fields[] = {
        {"question", question->id, 0},
        {"asked", clock_text(asked, question->asked_ms), 0},
        {"until", clock_text(until, until_ms), 0},
        {"first", clock_text(first, question->first_ms), 0},
        {"last", clock_text(last, question->last_ms), 0},
        {"count", NULL, question->count},
        {"patient", question->patient, 0},
        {"host", event.host, 0},
        {"program", event.program, 0},
    };
    asking_fields(&person->asking, fields, sizeof fields / sizeof fields[0]);
}

static const struct question *next_answered(const struct person *person, const struct question *question)
{
    return asked_answered(person->inquiry->asked, person->login, question, person->now_ms - ASKED_PERIOD_MS);
}

/* What was said last. */
struct said {
    struct answer answer;
    enum asked_outcome outcome; /* ASKED_NO_MATTER: nothing is known of it */
};

static bool keep_answer(void *data, const struct answer *answer, enum asked_outcome outcome)
{
    if (outcome >= ASKED_ACCEPTED)
        *(struct said *)data = (struct said){*answer, outcome};
    return true;
}

/* Whether it excused is not said here either: see take. */
static void show_answered(struct person *person, const struct question *question)
{
    char asked[CLOCK_TEXT_SIZE], answered[CLOCK_TEXT_SIZE], first[CLOCK_TEXT_SIZE], last[CLOCK_TEXT_SIZE];
    struct said said = {.outcome = ASKED_NO_MATTER};

    if (store_outcomes(person->asking.store, question->id, 0, keep_answer, &said) != STORE_OK ||
        said.outcome == ASKED_NO_MATTER)
        return;
    const struct json_field fields[] = {
        {"question", question->id, 0},
        {"asked", clock_text(asked, question->asked_ms), 0},
        {"first", clock_text(first, question->first_ms), 0},
        {"last", clock_text(last, question->last_ms), 0},
        {"count", NULL, question->count},
        {"patient", question->patient, 0},
        {"answered", clock_text(answered, said.answer.answered_ms), 0},
        {"reason", said.answer.reason, 0},
        {"became", said.outcome == ASKED_LATE ? "late" : "in time", 0},
    };
    asking_fields(&person->asking, fields, sizeof fields / sizeof fields[0]);
}

static void list(struct person *person)
{
    const struct question *question = next_question(person, NULL);
    bool is_any = question || next_answered(person, NULL);
    const char *wrong = is_any ? record(person, ACTION_READ, "the questions to oneself") : NULL;

    if (wrong) {
        asking_end(&person->asking, 3, wrong);
        return;
    }
    for (question = next_question(person, NULL); question; question = next_question(person, question))
        show(person, question);
    for (question = next_answered(person, NULL); question; question = next_answered(person, question))
        show_answered(person, question);
    asking_end(&person->asking, 0, "");
}

/* ---- an answer ------------------------------------------------------------------------------- */

static void drop(struct person *person)
{
    const struct answer none = {.id = ""};

    inquiry_settle(person->inquiry, &none, ASKED_NO_MATTER);
}

/* Whether it excuses is not said: whoever could try out what does would. */
static void take(struct person *person, const struct wire_answer *said)
{
    struct answer answer = {.answered_ms = person->now_ms, .uid = (uint32_t)desk_peer_uid(person->asking.peer)};
    enum asked_outcome outcome;
    char what[96];
    const char *wrong;

    text_copy(answer.id, sizeof answer.id, said->id);
    text_copy(answer.reason, sizeof answer.reason, said->reason);
    outcome = asked_answer(person->inquiry->asked, person->login, &answer);
    if (outcome == ASKED_NO_MATTER) {
        asking_end(&person->asking, 1, no_question);
        return;
    }
    inquiry_settle(person->inquiry, &answer, outcome);
    text_format(what, sizeof what, "the answer to question %s", answer.id);
    wrong = record(person, ACTION_CREATE, what);
    if (wrong) {
        drop(person);
        asking_end(&person->asking, 3, wrong);
        return;
    }
    const struct json_field fields[] = {{"question", answer.id, 0}, {"kept", "yes", 0}};
    asking_fields(&person->asking, fields, sizeof fields / sizeof fields[0]);
    asking_end(&person->asking, 0, "");
}

static bool take_answer(struct person *person, const void *body)
{
    struct wire_answer said;
    const char *wrong;

    memcpy(&said, body, sizeof said);
    if (!memchr(said.id, '\0', sizeof said.id))
        return false;
    wrong = asked_reason_wrong(said.reason, sizeof said.reason);
    if (wrong)
        asking_end(&person->asking, 2, wrong);
    else
        take(person, &said);
    return true;
}

bool inquiry_message(const struct answers_about *about, struct guest_quota *quota, struct desk_peer *peer,
                     const struct wire_head *head, const void *body)
{
    struct clerk *clerk = reception_clerk(about->reception);
    struct person person = {.asking = {.about = about, .peer = peer, .store = clerk_store(clerk)},
                            .inquiry = clerk_inquiry(clerk),
                            .quota = quota,
                            .now_ms = clock_now_ms()};
    struct wire_ask ask;
    bool is_answer = head->type == WIRE_ANSWER && head->size == sizeof(struct wire_answer);

    if (!is_answer && (head->type != WIRE_ASK || head->size != sizeof ask))
        return false;
    if (!find_login(&person)) {
        asking_end(&person.asking, 3, "your user has no login on this machine, so nothing was asked of it");
        return true;
    }
    if (is_answer)
        return take_answer(&person, body);
    memcpy(&ask, body, sizeof ask);
    if (ask.verb == ASK_MINE)
        list(&person);
    return ask.verb == ASK_MINE;
}
