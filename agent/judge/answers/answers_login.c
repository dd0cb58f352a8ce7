/* Answers about one login. Owns: the rows' names. Must not own: counters (pace.c), sessions (takeover.c). In: a login.
 * Out: rows. */
#include "answers_login.h"

#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "agent/judge/logins/doorman.h"
#include "agent/judge/logins/pace_book.h"
#include "agent/judge/logins/takeover.h"

struct telling {
    struct asking *asking;
    int64_t now_ms;
    bool is_refused;
};

static void tell_wait(void *data, const struct pace_record *record, const struct pace_answer *answer)
{
    struct telling *telling = data;
    const struct origin origin = origin_called(record->origin);
    char words[ORIGIN_SIZE + 32], since[CLOCK_TEXT_SIZE], last[CLOCK_TEXT_SIZE], until[CLOCK_TEXT_SIZE] = "";
    bool is_for_ever = answer->refuse_ms == INT64_MAX;

    telling->is_refused = telling->is_refused || answer->refuse_ms;
    if (answer->refuse_ms && !is_for_ever)
        clock_text(until, telling->now_ms + answer->refuse_ms);
    origin_words(words, sizeof words, &origin);
    if (record->login[0] == '\0')
        text_copy(words + strlen(words), sizeof words - strlen(words), ", over all logins");
    const struct json_field fields[] = {
        {"what", "wait", 0},
        {"login", record->login, 0},
        {"origin", record->origin, 0},
        {"where", words, 0},
        {"wrong", NULL, record->row},
        {"since", clock_text(since, record->first_ms), 0},
        {"last", clock_text(last, record->last_ms), 0},
        {"delay_ms", NULL, answer->delay_ms},
        {"refused",
         answer->refuse_ms == 0 ? "no"
         : is_for_ever          ? "until helped"
                                : "for a time",
         0},
        {"until", until, 0},
    };
    asking_fields(telling->asking, fields, sizeof fields / sizeof fields[0]);
}

static void tell_session(void *data, const struct seats_session *session)
{
    static const char *const kinds[] = {"", "console", "graphical", "remote"};
    struct telling *telling = data;
    char since[CLOCK_TEXT_SIZE];
    const struct json_field fields[] = {
        {"what", "session", 0},
        {"login", session->login, 0},
        {"id", session->id, 0},
        {"kind", kinds[seats_what(session)], 0},
        {"place", session->place, 0},
        {"host", session->host, 0},
        {"service", session->service, 0},
        {"since", clock_text(since, session->since_ms), 0},
        {"locked", session->locked ? "yes" : "no", 0},
    };

    asking_fields(telling->asking, fields, sizeof fields / sizeof fields[0]);
}

void answer_why(struct asking *asking, const char *login)
{
    struct telling telling = {.asking = asking, .now_ms = clock_now_ms()};

    pace_why(doorman_pace(reception_doorman(asking->about->reception)), login, telling.now_ms, tell_wait, &telling);
    if (asking->about->takeover)
        takeover_rows(asking->about->takeover, login, tell_session, &telling);
    asking_end(asking, telling.is_refused, "");
}

void answer_forgive(struct asking *asking, const char *login)
{
    bool was_there;

    if (desk_peer_uid(asking->peer) != 0) {
        asking_end(asking, 3, "wrong passwords are forgotten at root's word alone: use sudo");
        return;
    }
    was_there = pace_forgive(doorman_pace(reception_doorman(asking->about->reception)), login);
    log_info("the wrong passwords of %s are forgotten, as root asked", login);
    const struct json_field fields[] = {{"login", login, 0}, {"forgotten", was_there ? "yes" : "no", 0}};
    asking_fields(asking, fields, sizeof fields / sizeof fields[0]);
    asking_end(asking, 0, "");
}
