/* A patient's latest visitors. Owns: the ring in struct subject. Must not own: what company means. */
#include "visits.h"

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

enum { DAY_S = 24 * 3600, HOUR_S = 3600 };

/* The same person within an hour is one visit: so the ring holds a day of them. */
void visits_note(struct subject *subject, const struct fact *fact, bool is_explained)
{
    uint32_t time_s = (uint32_t)(fact->time_ms / 1000);

    for (unsigned i = 0; i < SUBJECT_VISITS; i++) {
        struct visit *visit = &subject->visits[i];

        if (visit->login == fact->login && time_s - visit->time_s < HOUR_S) {
            visit->is_explained = visit->is_explained || is_explained;
            visit->last_s = time_s;
            return;
        }
    }
    subject->visits[subject->next] = (struct visit){fact->login, time_s, time_s, is_explained};
    subject->next = (subject->next + 1) % SUBJECT_VISITS;
}

static bool is_near(const struct visit *visit, const struct fact *fact)
{
    int64_t time_s = fact->time_ms / 1000;

    return visit->login && time_s >= (int64_t)visit->time_s - DAY_S && time_s <= (int64_t)visit->last_s + DAY_S;
}

void visits_excuse(struct subject *subject, const struct fact *fact)
{
    for (unsigned i = 0; i < SUBJECT_VISITS; i++)
        if (subject->visits[i].login == fact->login && is_near(&subject->visits[i], fact))
            subject->visits[i].is_explained = true;
}

bool visits_company(const struct subject *subject, const struct fact *fact)
{
    for (unsigned i = 0; i < SUBJECT_VISITS; i++)
        if (subject->visits[i].login != fact->login && is_near(&subject->visits[i], fact))
            return true;
    return false;
}

bool visits_team(const struct subject *subject, const struct fact *fact, const struct names *names,
                 const struct context *context, const struct colleague *who)
{
    for (unsigned i = 0; who && who->unit && i < SUBJECT_VISITS; i++) {
        const struct visit *visit = &subject->visits[i];
        const struct colleague *other;

        if (!visit->is_explained || visit->login == fact->login || !is_near(visit, fact))
            continue;
        other = find_colleague(context, find_number(context, names_text(names, visit->login)));
        if (other && other->unit == who->unit)
            return true;
    }
    return false;
}
