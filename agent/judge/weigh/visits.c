/* A patient's latest visitors. Owns: the ring in struct subject. Must not own: what company means. */
#include "visits.h"

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

enum { DAY_S = 24 * 3600, WEEK_S = 7 * DAY_S, HOUR_S = 3600 };

/* The same person within an hour is one visit: so the ring holds a day of them. */
void visits_note(struct subject *subject, const struct fact *fact, bool is_explained)
{
    uint32_t time_s = (uint32_t)(fact->time_ms / 1000);
    bool is_written = fact->signs & (FACT_CHANGED | FACT_CARRIED);

    for (unsigned i = 0; i < SUBJECT_VISITS; i++) {
        struct visit *visit = &subject->visits[i];

        if (visit->login == fact->login && time_s - visit->time_s < HOUR_S) {
            visit->is_explained = visit->is_explained || is_explained;
            visit->is_written = visit->is_written || is_written;
            visit->last_s = time_s;
            return;
        }
    }
    subject->visits[subject->next] = (struct visit){fact->login, time_s, time_s, is_explained, is_written};
    subject->next = (subject->next + 1) % SUBJECT_VISITS;
}

static bool is_within(const struct visit *visit, const struct fact *fact, int64_t within_s)
{
    int64_t time_s = fact->time_ms / 1000;

    return visit->login && time_s >= (int64_t)visit->time_s - within_s && time_s <= (int64_t)visit->last_s + within_s;
}

static bool is_near(const struct visit *visit, const struct fact *fact)
{
    return is_within(visit, fact, DAY_S);
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

bool visits_carers(const struct subject *subject, const struct fact *fact)
{
    for (unsigned i = 0; i < SUBJECT_VISITS; i++) {
        const struct visit *visit = &subject->visits[i];

        if (visit->login != fact->login && is_near(visit, fact) && (visit->is_explained || visit->is_written))
            return true;
    }
    return false;
}

unsigned visits_onlookers(const struct subject *subject, const struct fact *fact)
{
    uint32_t seen[SUBJECT_VISITS];
    unsigned count = 0;

    for (unsigned i = 0; i < SUBJECT_VISITS; i++) {
        const struct visit *visit = &subject->visits[i];
        unsigned j = 0;

        if (!is_within(visit, fact, WEEK_S))
            continue;
        if (visit->is_explained || visit->is_written)
            return 0;
        while (j < count && seen[j] != visit->login)
            j++;
        if (j == count && visit->login != fact->login)
            seen[count++] = visit->login;
    }
    return count;
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
