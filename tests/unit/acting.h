/* What people do to files, in short notation, and what is told of it.
 *
 * A line in: `MS VERB PID:INO OBJECT [TO]`; verbs are the actions, and closed, usb, elsewhere, printed. Names without a
 * slash lie in P1's folder. `as LOGIN SESSION`, `by PROGRAM`, `size BYTES`, `why EVIDENCE` and `moved` hold from there
 * on. A line out: `MS ACTION OBJECT[ > TO][ xCOUNT][ temporary]`, MS being when it could be taken. */
#ifndef CONFIDE_TESTS_ACTING_H
#define CONFIDE_TESTS_ACTING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/json_event.h"
#include "agent/base/text.h"
#include "agent/watch/acts/acts.h"

#define ACTING_FOLDER "/r/P1/"

enum { ACTING_EVENTS = 512, ACTING_START_MS = 1000000, ACTING_LONGEST_MS = 15000 };

struct acting {
    struct acts *acts;
    struct event now; /* what the next line's event begins as */
    int64_t now_ms;
    char said[16384];
    struct event told[ACTING_EVENTS];
    size_t count;
};

static inline void acting_path(char path[EVENT_PATH_SIZE], const char *name)
{
    text_format(path, EVENT_PATH_SIZE, "%s%s", name[0] && name[0] != '/' ? ACTING_FOLDER : "", name);
}

static inline const char *acting_name(const char *path)
{
    size_t length = strlen(ACTING_FOLDER);

    return strncmp(path, ACTING_FOLDER, length) == 0 ? path + length : path;
}

static inline void acting_hear(struct acting *acting, const struct event *event)
{
    size_t length = strlen(acting->said);

    CU_ASSERT_FATAL(acting->count < ACTING_EVENTS);
    acting->told[acting->count++] = *event;
    length += (size_t)snprintf(acting->said + length, sizeof(acting->said) - length, "%lld %s %s%s%s",
                               (long long)(acting->now_ms - ACTING_START_MS), json_event_action(event->action),
                               acting_name(event->object), event->to[0] ? " > " : "", acting_name(event->to));
    if (event->count != 1)
        length += (size_t)snprintf(acting->said + length, sizeof(acting->said) - length, " x%u", event->count);
    snprintf(acting->said + length, sizeof(acting->said) - length, "%s\n",
             event->signs & SIGN_TEMPORARY ? " temporary" : "");
}

static inline void acting_take(struct acting *acting)
{
    struct event event;

    while (acts_take(acting->acts, acting->now_ms, &event))
        acting_hear(acting, &event);
}

static inline void acting_until(struct acting *acting, int64_t ms)
{
    int64_t quiet_ms = acting->now_ms + ACTING_LONGEST_MS; /* nothing waits longer */

    for (; acting->now_ms < ms && acting->now_ms < quiet_ms; acting->now_ms++)
        acting_take(acting);
    acting->now_ms = ms;
}

static inline enum acts_where acting_verb(const char *verb, uint8_t *action)
{
    static const struct {
        const char *word;
        enum acts_where where;
        enum event_action action;
    } verbs[] = {{"read", ACTS_RECORD, ACTION_READ},       {"create", ACTS_RECORD, ACTION_CREATE},
                 {"update", ACTS_RECORD, ACTION_UPDATE},   {"delete", ACTS_RECORD, ACTION_DELETE},
                 {"rename", ACTS_RECORD, ACTION_RENAME},   {"closed", ACTS_CLOSED, ACTION_UPDATE},
                 {"usb", ACTS_REMOVABLE, ACTION_CREATE},   {"elsewhere", ACTS_ELSEWHERE, ACTION_CREATE},
                 {"printed", ACTS_PRINTED, ACTION_CREATE}, {"search", ACTS_RECORD, ACTION_SEARCH}};

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        if (strcmp(verb, verbs[i].word) == 0) {
            *action = (uint8_t)verbs[i].action;
            return verbs[i].where;
        }
    CU_FAIL_FATAL("no such verb");
    return ACTS_RECORD;
}

static inline void acting_see(struct acting *acting, const char *line)
{
    struct event event = acting->now;
    char verb[16], object[256], to[256] = "";
    long long ms = 0;
    enum acts_where where;

    if (sscanf(line, "as %63s %31s", event.login, event.session) == 2 || sscanf(line, "by %255s", event.program) == 1 ||
        sscanf(line, "why %127[^\n]", event.evidence) == 1 || sscanf(line, "size %lu", &event.bytes) == 1) {
        acting->now = event;
        return;
    }
    if (strncmp(line, "moved", 5) == 0) {
        text_copy(acting->now.reason, sizeof(acting->now.reason), "it was moved in");
        return;
    }
    CU_ASSERT_FATAL(sscanf(line, "%lld %15s %d:%lu %255s %255s", &ms, verb, &event.pid, &event.ino, object, to) >= 5);
    where = acting_verb(verb, &event.action);
    event.dev = event.ino ? 1 : 0;
    event.time_ms = 1700000000000 + ms;
    if (where == ACTS_PRINTED)
        text_copy(event.object, sizeof(event.object), object);
    else
        acting_path(event.object, object);
    if (where == ACTS_RECORD && strncmp(event.object, "/r/", 3) == 0)
        text_format(event.patient, sizeof(event.patient), "%.*s", (int)strcspn(event.object + 3, "/"),
                    event.object + 3);
    if (to[0])
        acting_path(event.to, to);
    acting_until(acting, ACTING_START_MS + ms);
    acts_put(acting->acts, where, &event, acting->now_ms);
    acting_take(acting);
}

/* Plays the lines and waits until all is told. What was told is `said`; freed with acting_end. */
static inline struct acting *acting_play(const char *lines)
{
    struct acting *acting = calloc(1, sizeof(*acting));
    char line[1024];

    CU_ASSERT_PTR_NOT_NULL_FATAL(acting);
    acting->acts = acts_make();
    CU_ASSERT_PTR_NOT_NULL_FATAL(acting->acts);
    acting->now = (struct event){.kind = EVENT_ACCESS,
                                 .source = SOURCE_FILE,
                                 .outcome = OUTCOME_OK,
                                 .count = 1,
                                 .uid = 1000,
                                 .named = NAMED_WAITING,
                                 .login = "anna",
                                 .session = "1",
                                 .program = "/usr/bin/tool",
                                 .evidence = "loginuid=1000 uid=1000 comm=tool"};
    acting->now_ms = ACTING_START_MS;
    for (; *lines; lines += strcspn(lines, "\n") + 1) {
        text_format(line, sizeof(line), "%.*s", (int)strcspn(lines, "\n"), lines);
        acting_see(acting, line);
    }
    acting_until(acting, acting->now_ms + ACTING_LONGEST_MS);
    acting_take(acting);
    return acting;
}

static inline void acting_end(struct acting *acting)
{
    acts_free(acting->acts);
    free(acting);
}

/* The whole of a test: what is told when this is seen. Lines end with a newline, the last one too. */
#define acting_tells(lines, expected)                                                                                  \
    do {                                                                                                               \
        struct acting *acting_ = acting_play(lines);                                                                   \
                                                                                                                       \
        CU_ASSERT_STRING_EQUAL(acting_->said, expected);                                                               \
        if (strcmp(acting_->said, expected) != 0)                                                                      \
            printf("\nwanted:\n%stold:\n%s", expected, acting_->said);                                                 \
        acting_end(acting_);                                                                                           \
    } while (0)

#endif
