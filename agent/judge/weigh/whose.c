/* Whose story an event belongs to. Owns: who is meant where nobody could be named. */
#include "whose.h"

#include "agent/judge/context/names.h"

struct story_who whose_is(const struct event *event)
{
    if (event->kind == EVENT_INTEGRITY && (event->login[0] == '\0' || event->source != SOURCE_AGENT))
        return (struct story_who){'h', {event->host, ""}};
    if (event->kind == EVENT_DEVICE)
        return (struct story_who){'d', {event->host, event->object}};
    if (event->login[0])
        return (struct story_who){'p', {event->login, ""}};
    if (event->named == NAMED_NOBODY || event->named == NAMED_BY_SOURCE)
        return (struct story_who){'n', {event->program, event->host}};
    return (struct story_who){'g', {event->host, ""}};
}

uint64_t whose_number(const struct story_who *who)
{
    return names_hash(names_hash((unsigned char)who->tag, who->text[0]), who->text[1]);
}
