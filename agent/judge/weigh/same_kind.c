/* A radiographer who looks up women (Stewart). Owns: which patients are compared with which. Must not own: what is
 * beyond chance (bands.c). In: a person's unexplained accesses of 30 days. Out: odd or not. A midwife sees women and a
 * children's nurse children: so what nothing explains is compared with what is explained of the same person, of the
 * role and of the house, whichever comes nearest. */
#include "same_kind.h"

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

#include "bands.h"

enum { DAYS_S = 30 * 24 * 3600, SEEN_MAX = 256 };

void same_kind_care(struct access *access, bool is_explained)
{
    const struct patient *patient;

    if (!is_explained || access->pair->explained_s)
        return;
    patient = find_patient(access->ask.context, access->ask.patient);
    bands_add(&access->person->cared, patient, access->fact.time_ms);
    bands_add(&access->role->cared, patient, access->fact.time_ms);
}

/* Each patient once; the last access is the last of them. False when its patient was there before: nothing is new. */
static bool gather(const struct spell_given *given, struct bands *seen)
{
    const struct person *person = given->person;
    int64_t from_ms = given->fact->time_ms - DAYS_S * INT64_C(1000);
    uint32_t patients[SEEN_MAX];
    unsigned count = 0;

    for (size_t n = person->kept_count; n > 0 && count < SEEN_MAX; n--) {
        const struct fact *fact = &person->kept[n - 1].fact;
        unsigned i = 0;

        if (fact->time_ms < from_ms)
            continue;
        while (i < count && patients[i] != fact->patient)
            i++;
        if (i == 0 && count > 0)
            return false;
        if (i < count)
            continue;
        patients[count++] = fact->patient;
    }
    for (unsigned i = 0; i < count; i++) {
        uint32_t number = find_number(given->context, names_text(given->names, patients[i]));

        if (!given->who || !number || number != given->who->patient)
            bands_add(seen, find_patient(given->context, number), given->fact->time_ms);
    }
    return true;
}

bool same_kind(const struct spell_given *given)
{
    struct bands seen = {0}, house = {0};
    const struct bands *usual[] = {&given->person->cared, &given->role->cared, &house};

    if (!gather(given, &seen))
        return false;
    for (size_t i = 0; i < given->lore->role_count; i++)
        bands_sum(&house, &given->lore->roles[i].cared);
    return bands_are_odd(&seen, usual, sizeof usual / sizeof usual[0]);
}
