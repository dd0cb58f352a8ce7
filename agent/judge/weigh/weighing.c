/* What unexplained accesses weigh. Owns: how points add up to stories, and when a story is told. Must not own: the
 * points (grounds.c), what explains (access.c), cases. */
#include "weighing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agent/judge/context/names.h"

#include "deeds.h"
#include "lately.h"
#include "measure.h"
#include "particulars.h"
#include "rules.h"
#include "seldom.h"
#include "spell.h"

enum { BATCH = 15, EXCESS_FROM = 66, EXCESS_HALF_S = 30 * 24 * 3600 };

/* Of nobody, and of no patient. */
static void tell_silence(struct settle *settle, const struct access *access, uint64_t rules)
{
    struct settled settled = {.login = "",
                              .patient = "",
                              .facts = settle->facts,
                              .patients = settle->patients,
                              .count = 1,
                              .rules = rules,
                              .at_ms = access->as_of_ms};

    settle->facts[0] = settle->lore.sources.news->last;
    settle->patients[0] = "";
    settle->calls.found(settle->data, &settled);
}

static void tell(struct settle *settle, const struct access *access, size_t count, uint64_t rules, int32_t points,
                 bool is_question)
{
    struct settled settled = {.login = access_text(settle, access->fact.login),
                              .patient = access->pair ? access_text(settle, access->fact.patient) : "",
                              .facts = settle->facts,
                              .patients = settle->patients,
                              .count = count,
                              .rules = rules,
                              .points = points,
                              .at_ms = access->as_of_ms};

    for (size_t i = 0; i < count; i++)
        settle->patients[i] = access_text(settle, settle->facts[i].patient);
    if (is_question)
        settle->calls.ask(settle->data, &settled);
    else
        settle->calls.found(settle->data, &settled);
}

static bool belongs(struct settle *settle, const struct rule *rule, const struct kept *kept)
{
    const struct pair *pair =
        rule->is_of_stories ? lore_pair(&settle->lore, kept->fact.login, kept->fact.patient) : NULL;

    return (!pair || pair->points > EXCESS_FROM) && (!rule->belongs || rule->belongs(kept));
}

/* The access itself, then the person's other unexplained ones: with this patient, or with all; those that belong to the
 * rule, where it says which. */
static size_t gather(struct settle *settle, const struct access *access, uint32_t patient, const struct rule *rule)
{
    struct person *person = access->person;
    size_t count = 0;

    settle->facts[count++] = access->fact;
    for (size_t i = person->kept_count; i > 0 && count < SETTLE_FOUND_MAX; i--) {
        struct kept *kept = &person->kept[i - 1];

        if (kept->is_taken || (patient && kept->fact.patient != patient) || (rule && !belongs(settle, rule, kept)))
            continue;
        kept->is_taken = true;
        if (memcmp(kept->fact.event, access->fact.event, EVENT_ID_SIZE) != 0)
            settle->facts[count++] = kept->fact;
    }
    return count;
}

/* What spoke of the two's accesses that are in no case yet: of a case nothing is said that none of them shows. */
static uint64_t spoken(const struct settle *settle, const struct access *access)
{
    uint64_t grounds = 0;

    for (size_t i = 0; i < access->person->kept_count; i++)
        if (access->person->kept[i].fact.patient == access->fact.patient && !access->person->kept[i].is_taken)
            grounds |= access->person->kept[i].grounds;
    if (grounds || access->pair->days < 2)
        return grounds ? grounds : access->pair->grounds;
    /* Once more on the same day: what is certain is that it was before. */
    for (size_t i = 0; i < settle->rule_count; i++)
        grounds |= strcmp(settle->rules[i]->name, "again") == 0 ? UINT64_C(1) << i : 0;
    return grounds;
}

/* What people closed the books on weighs no more, nor can it be told again: by the time at which an access is weighed,
 * so that it comes out the same after a restart, when all of them are weighed once more. */
static void begin_anew(struct settle *settle, struct access *access)
{
    struct pair *pair = access->pair;
    struct person *person = access->person;
    int64_t ended_ms =
        settle->calls.ended(settle->data, access_text(settle, access->fact.login),
                            access_text(settle, access->fact.patient), access->as_of_ms + SETTLE_AFTER_MS);

    if (ended_ms / 1000 <= (int64_t)pair->begun_s)
        return;
    person->excess -= pair->points > EXCESS_FROM ? pair->points - EXCESS_FROM : 0;
    person->excess = person->excess > 0 ? person->excess : 0;
    pair->begun_s = (uint32_t)(ended_ms / 1000);
    pair->points = 0;
    pair->grounds = 0;
    pair->days = 0;
    pair->is_told = false;
    for (size_t i = 0; i < person->kept_count; i++)
        if (person->kept[i].fact.patient == access->fact.patient)
            person->kept[i].is_taken = true;
}

/* Each rule speaks once of a pair; those that belong to a day, once a day. */
static bool may_speak(const struct access *access, const struct rule *rule, size_t at, bool is_new_day)
{
    return rule->is_daily ? is_new_day : !(access->pair->grounds & UINT64_C(1) << at);
}

static int32_t weigh(struct settle *settle, struct access *access, uint64_t *spoke)
{
    int32_t day = (int32_t)(access->fact.time_ms / SETTLE_DAY_MS), sum = 0;
    bool is_new_day = day != access->pair->day;

    *spoke = 0;
    for (size_t i = 0; i < settle->rule_count; i++) {
        const struct rule *rule = settle->rules[i];
        int32_t points;

        if (!rule->weighs || !settle->can[i] || !may_speak(access, rule, i, is_new_day))
            continue;
        points = ground_points(rule, &access->given);
        sum += points;
        *spoke |= points ? UINT64_C(1) << i : 0;
    }
    return sum;
}

/* A single look weighs up to EXCESS_FROM; what stories weigh beyond adds up. */
static void add_excess(struct access *access, int32_t before, int32_t after)
{
    struct person *person = access->person;
    uint32_t now_s = (uint32_t)(access->fact.time_ms / 1000);
    double added = (after > EXCESS_FROM ? after - EXCESS_FROM : 0) - (before > EXCESS_FROM ? before - EXCESS_FROM : 0);

    if (person->excess_s && now_s > person->excess_s)
        person->excess *= exp2(-(double)(now_s - person->excess_s) / EXCESS_HALF_S);
    person->excess_s = now_s > person->excess_s ? now_s : person->excess_s;
    person->excess = person->excess + added > 0 ? person->excess + added : 0;
}

static void enter(struct settle *settle, struct access *access, int32_t points, uint64_t spoke)
{
    struct pair *pair = access->pair;
    int32_t day = (int32_t)(access->fact.time_ms / SETTLE_DAY_MS);

    measure_unexplained(access->role, &access->given, day != pair->day);
    add_excess(access, pair->points, pair->points + points);
    pair->points += points;
    pair->grounds |= spoke;
    pair->days = (uint16_t)(pair->days + (day != pair->day));
    pair->day = day;
    if (lore_keep(access->person, &access->fact, spoke, settle->config->story_days * 86400u))
        access->person->kept[access->person->kept_count - 1].is_odd = access->was_odd;
    else
        settle->is_short = true;
}

static int32_t weighted(struct settle *settle, const struct access *access, int32_t points)
{
    unsigned weight = settle->calls.weight(settle->data, access_text(settle, access->fact.login),
                                           access_text(settle, access->fact.patient), access->fact.time_ms);

    return points > 0 ? (int32_t)((int64_t)points * weight / 100) : points;
}

/* The pair's story after what was just entered. */
void weighing_tell(struct settle *settle, struct access *access, bool anyway)
{
    struct pair *pair = access->pair;
    int32_t points = weighted(settle, access, pair->points);
    uint64_t grounds;

    if (pair->is_told || anyway || points >= (int32_t)settle->config->alert_points) {
        pair->is_told = true;
        grounds = spoken(settle, access); /* before they are taken */
        tell(settle, access, gather(settle, access, access->fact.patient, NULL), grounds, points, false);
    } else if (!pair->is_asked && points >= (int32_t)settle->config->ask_points) {
        pair->is_asked = true;
        settle->facts[0] = access->fact;
        tell(settle, access, 1, pair->grounds, points, true);
    }
}

/* Programs work through many records at a time; of a long run the ring holds only the end. */
static bool is_batch(const struct access *access)
{
    const struct person *person = access->person;
    const struct lately *oldest = &person->lately[person->lately_next];
    int64_t at_s = access->fact.time_ms / 1000;
    size_t count = 0;

    for (size_t i = 0; i < person->lately_count; i++)
        count += llabs((long long)person->lately[i].time_s - at_s) <= SETTLE_BATCH_S;
    return count >= BATCH || (person->lately_count == PERSON_LATELY && oldest->time_s >= at_s);
}

/* What the rule gives: at least what is told, 0 where it does not hold. */
static int32_t spelt(const struct settle *settle, const struct rule *rule, const struct spell_given *given)
{
    int32_t least = (int32_t)settle->config->alert_points;

    if (rule->spells)
        return rule->spells(given) ? least : 0;
    return rule->chances ? seldom_points(rule->chances(given), least) : 0;
}

static struct spell_given given_of(const struct settle *settle, const struct access *access)
{
    return (struct spell_given){.person = access->person,
                                .role = access->role,
                                .lore = &settle->lore,
                                .context = settle->context,
                                .limits = settle->config,
                                .who = access->ask.who,
                                .names = settle->names,
                                .fact = &access->fact};
}

void weighing_spells(struct settle *settle, struct access *access, bool is_late)
{
    bool of_service = access_is_service(access);
    struct spell_given given = given_of(settle, access);

    given.is_batch = of_service && is_batch(access);
    given.is_odd = is_late && !of_service && access->was_odd;
    for (size_t i = 0; i < settle->rule_count; i++) {
        const struct rule *rule = settle->rules[i];
        int32_t points;
        size_t count;

        if (rule->is_late != is_late || rule->of_service != of_service || !settle->can[i] ||
            (points = spelt(settle, rule, &given)) == 0)
            continue;
        if (rule->of_source) {
            tell_silence(settle, access, UINT64_C(1) << i);
            continue;
        }
        count = is_late && !of_service
                    ? gather(settle, access, 0, rule)
                    : lately_gather(access->person, &access->fact, rule, settle->facts, SETTLE_FOUND_MAX);
        tell(settle, access, count, UINT64_C(1) << i, points, false);
    }
}

/* Is there anything of the kind that no case tells yet? */
static bool is_untold(struct settle *settle, const struct access *access, const struct rule *rule)
{
    const struct person *person = access->person;

    for (size_t i = person->kept_count; i > 0; i--)
        if (!person->kept[i - 1].is_taken && person->kept[i - 1].fact.patient != access->fact.patient &&
            belongs(settle, rule, &person->kept[i - 1]))
            return true;
    return false;
}

void weighing_hasten(struct settle *settle, struct access *access)
{
    struct spell_given given = given_of(settle, access);

    given.is_hasty = true;
    given.is_odd = ground_may_be_odd(&access->given);
    for (size_t i = 0; i < settle->rule_count; i++) {
        const struct rule *rule = settle->rules[i];
        int32_t points;

        if (!rule->chances || !rule->is_late || !settle->can[i] || !is_untold(settle, access, rule) ||
            (points = spelt(settle, rule, &given)) == 0)
            continue;
        tell(settle, access, gather(settle, access, 0, rule), UINT64_C(1) << i, points, false);
    }
}

void weighing_enter(struct settle *settle, struct access *access, enum explanation found)
{
    uint64_t spoke;
    int32_t points;

    begin_anew(settle, access);
    access_fill(settle, access, found);
    access->was_odd = ground_is_odd(&access->given);
    points = weigh(settle, access, &spoke);
    enter(settle, access, points, spoke);
    settle->counts.unexplained++;
    weighing_tell(settle, access, false);
    lately_drip(access->person, access->role, access->was_odd);
    if (!particulars_note(access))
        settle->is_short = true;
    weighing_spells(settle, access, true);
    if (access->was_odd)
        deeds_note(access->person, access->role, DEED_ODD, &access->fact);
    if (access->fact.signs & FACT_OVERRIDE)
        deeds_note(access->person, access->role, DEED_OVERRIDE, &access->fact);
}

/* Waiting would change nothing: it is certain, or it has been waited for with this patient before and is now enough. */
bool weighing_is_sure(struct settle *settle, struct access *access, enum explanation found)
{
    uint64_t spoke;
    int32_t points;

    begin_anew(settle, access);
    if (found == EXPLAIN_OWN_RECORD || access->pair->is_told)
        return true;
    access_fill(settle, access, found);
    if (access->pair->days < 1)
        return false;
    points = weigh(settle, access, &spoke);
    return weighted(settle, access, access->pair->points + points) >= (int32_t)settle->config->alert_points;
}
