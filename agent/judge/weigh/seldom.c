/* What one person does more often than chance would have it. Owns: what is looked at. Must not own: how it is counted
 * (deeds.c). In: a person, what was settled or weighed last. Out: chances. */
#include "seldom.h"

#include <math.h>

enum { PATIENTS = 3, RING_S = 30 * 24 * 3600, POINTS_A_BIT = 8, MOST_MORE = 60 };

int32_t seldom_points(double chance, int32_t least)
{
    double more = POINTS_A_BIT * log2(DEED_SELDOM / (chance > 0 ? chance : DEED_SELDOM / 1e6));

    if (chance >= DEED_SELDOM)
        return 0;
    return least + (int32_t)lround(more < MOST_MORE ? more : MOST_MORE);
}

/* What is done at once is shown from rings of its own, what is waited for from what is kept as evidence. */
static double again(const struct spell_given *given, enum deed now, enum deed before, unsigned least)
{
    struct deeds_ask ask = {.fact = given->fact, .now = now, .before = before, .least = least};

    ask.within_s = before == DEED_GONE || before == DEED_COPIED ? RING_S : given->limits->story_days * 86400u;
    return deeds_chance(given->person, given->role, &ask);
}

/* D1, where it is done slowly: whatever the reasons to open the records, deleting is hardly anybody's daily work. */
static double slow_delete(const struct spell_given *given)
{
    return given->fact->action == ACTION_DELETE ? again(given, DEED_GONE, DEED_GONE, PATIENTS) : 1;
}

/* C3, done slowly: copies of records, to files of one's own. */
static double slow_copy(const struct spell_given *given)
{
    return given->fact->signs & FACT_COPIED ? again(given, DEED_COPIED, DEED_COPIED, PATIENTS) : 1;
}

/* A13: reasons are cheap; that no appointment, admission or call follows is not. */
static double many_overrides(const struct spell_given *given)
{
    enum deed now = given->is_hasty ? DEED_MAYBE_OVERRIDE : DEED_OVERRIDE;

    return given->fact->signs & FACT_OVERRIDE ? again(given, now, DEED_OVERRIDE, 2) : 1;
}

/* C2, as soon as chance does not explain it. */
static double cluster(const struct spell_given *given)
{
    enum deed now = given->is_hasty ? DEED_MAYBE_ODD : DEED_ODD;

    return given->is_odd ? again(given, now, DEED_ODD, given->is_hasty ? PATIENTS : 2) : 1;
}

static bool is_override(const struct kept *one)
{
    return one->fact.signs & FACT_OVERRIDE;
}

static bool is_odd(const struct kept *one)
{
    return one->is_odd;
}

#define SELDOM(IS_LATE, NAME, CLASS, SEVERITY, NEEDS, CHANCES, BELONGS, RING, WORDS, SOURCE)                           \
    {                                                                                                                  \
        .name = NAME, .class = CASE_##CLASS, .certainty = CERTAINTY_SUSPECTED, .severity = SEVERITY, .needs = NEEDS,   \
        .chances = CHANCES, .belongs = BELONGS, .ring_s = RING, .words = WORDS, .source = SOURCE, .is_late = IS_LATE   \
    }
#define SOON(...) SELDOM(false, __VA_ARGS__)
#define LATE(...) SELDOM(true, __VA_ARGS__)

const struct rule seldom_rules[] = {
    SOON("slow-delete", LOSS, 4, 0, slow_delete, NULL, RING_S,
         "one person deletes records of several patients, a few at a time, which colleagues hardly ever do",
         "D1: 3 patients, by a scan statistic (Naus 1965) below 1 in 1000 days of work"),
    SOON("slow-copy", INAPPROPRIATE, 4, 0, slow_copy, NULL, RING_S,
         "one person copies records of several patients to files of their own, which colleagues hardly ever do",
         "C3: 3 patients, as slow-delete"),
    LATE("many-overrides", INAPPROPRIATE, 3, 1u << TABLE_ENCOUNTERS, many_overrides, is_override, RING_S,
         "one person breaks the glass for several patients, and nothing ever explains it",
         "A13: 2 patients, as slow-delete"),
    LATE("cluster", INAPPROPRIATE, 3, 1u << TABLE_ENCOUNTERS, cluster, is_odd, 0,
         "one person opens records of several patients without a reason, closer together than colleagues ever do",
         "C2: 2 patients, as slow-delete"),
    {0},
};
