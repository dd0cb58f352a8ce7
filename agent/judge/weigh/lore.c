/* What is remembered, as numbers. Owns: the arrays and how entries are found. Must not own: what they mean. */
#include "lore.h"

#include <stdlib.h>
#include <string.h>

#include "agent/judge/context/names.h"

enum { FIRST_ROOM = 64, KEPT_MAX = 2048 };

void lore_free(struct lore *lore)
{
    for (size_t i = 0; i < lore->person_count; i++) {
        free(lore->persons[i]->kept);
        free(lore->persons[i]->particulars);
        free(lore->persons[i]);
    }
    free(lore->persons);
    free(lore->pairs);
    free(lore->subjects);
    index_free(&lore->pair_index);
    index_free(&lore->subject_index);
    index_free(&lore->person_index);
    *lore = (struct lore){0};
}

/* Room for one more of `size` bytes in `*all`. */
static bool widen(void **all, size_t count, size_t *room, size_t size)
{
    size_t wider = *room ? 2 * *room : FIRST_ROOM;
    void *array;

    if (count < *room)
        return true;
    array = realloc(*all, wider * size);
    if (!array)
        return false;
    *all = array;
    *room = wider;
    return true;
}

struct pair *lore_pair(struct lore *lore, uint32_t login, uint32_t patient)
{
    uint64_t key = (uint64_t)login << 32 | patient;
    uint32_t at = index_find(&lore->pair_index, key);
    void *all = lore->pairs;

    if (at != UINT32_MAX)
        return &lore->pairs[at];
    if (!widen(&all, lore->pair_count, &lore->pair_room, sizeof *lore->pairs))
        return NULL;
    lore->pairs = all;
    if (!index_put(&lore->pair_index, key, (uint32_t)lore->pair_count))
        return NULL;
    lore->pairs[lore->pair_count] = (struct pair){.login = login, .patient = patient, .day = INT32_MIN};
    return &lore->pairs[lore->pair_count++];
}

struct subject *lore_subject(struct lore *lore, uint32_t patient)
{
    uint32_t at = index_find(&lore->subject_index, patient);
    void *all = lore->subjects;

    if (at != UINT32_MAX)
        return &lore->subjects[at];
    if (!widen(&all, lore->subject_count, &lore->subject_room, sizeof *lore->subjects))
        return NULL;
    lore->subjects = all;
    if (!index_put(&lore->subject_index, patient, (uint32_t)lore->subject_count))
        return NULL;
    lore->subjects[lore->subject_count] = (struct subject){.patient = patient};
    return &lore->subjects[lore->subject_count++];
}

struct person *lore_person(struct lore *lore, uint32_t login)
{
    uint32_t at = index_find(&lore->person_index, login);
    void *all = lore->persons;
    struct person *person;

    if (at != UINT32_MAX)
        return lore->persons[at];
    if (!widen(&all, lore->person_count, &lore->person_room, sizeof(struct person *)))
        return NULL;
    lore->persons = all;
    person = lore->person_count < LORE_PERSONS ? calloc(1, sizeof *person) : NULL;
    if (!person || !index_put(&lore->person_index, login, (uint32_t)lore->person_count)) {
        free(person);
        return NULL;
    }
    person->login = login;
    return lore->persons[lore->person_count++] = person;
}

/* Before anything was seen: what is common where care is recorded fairly well. Each stands for so few cases that some
 * days of a clinic outweigh it. */
static const struct rate usual[FEATURES] = {
    [FEATURE_UNEXPLAINED] = {4, 100}, [FEATURE_AFTER] = {4, 100},       [FEATURE_ALONE] = {10, 20},
    [FEATURE_STRANGER] = {10, 20},    [FEATURE_AGAIN] = {4, 40},        [FEATURE_OFF_DUTY] = {2, 100},
    [FEATURE_CARRIED] = {5, 100},     [FEATURE_WORKED] = {10, 40},      [FEATURE_OTHER_UNIT] = {10, 20},
    [FEATURE_ODD] = {2, 200},         [FEATURE_NEAR] = {40, 80},        [FEATURE_ALTERED] = {2, 40},
    [FEATURE_SEARCHED] = {6, 20},     [FEATURE_NO_COMPANY] = {40, 100}, [FEATURE_SHUT] = {2, 100},
    [FEATURE_UNUSUAL] = {2, 100},
};

struct role *lore_role(struct lore *lore, const char *role)
{
    uint64_t name = names_hash(1, role);
    struct role *made;

    for (size_t i = 0; i < lore->role_count; i++)
        if (lore->roles[i].name == name)
            return &lore->roles[i];
    if (lore->role_count == LORE_ROLES)
        return &lore->roles[0];
    made = &lore->roles[lore->role_count++];
    made->name = name;
    made->workplace = &lore->workplace;
    memcpy(made->rates, usual, sizeof made->rates);
    return made;
}

static void drop_oldest(struct person *person, size_t dropped)
{
    person->kept_count -= dropped;
    memmove(person->kept, person->kept + dropped, person->kept_count * sizeof *person->kept);
}

bool lore_keep(struct person *person, const struct fact *fact, uint64_t grounds, uint32_t horizon_s)
{
    void *all = person->kept;
    size_t old = 0;

    if (person->kept_count == person->kept_room) {
        while (old < person->kept_count && person->kept[old].fact.time_ms < fact->time_ms - horizon_s * INT64_C(1000))
            old++;
        if (old == 0 && person->kept_count >= KEPT_MAX)
            old = KEPT_MAX / 8;
        if (old > 0) /* at first there is no array to move within */
            drop_oldest(person, old);
    }
    if (!widen(&all, person->kept_count, &person->kept_room, sizeof *person->kept))
        return false;
    person->kept = all;
    person->kept[person->kept_count++] = (struct kept){.fact = *fact, .grounds = grounds};
    return true;
}
