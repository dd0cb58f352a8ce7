/* How many patients share a surname, a home, a street. Owns three sorted lists of what patients have, one entry for
 * each who has it, and which home an address without a postcode means. In: the patients and the colleagues. Out:
 * counts. */
#include "crowd.h"

#include <stdlib.h>

#include "rows.h"

/* First one for each patient, then, settled, one for each key. */
struct entry {
    uint32_t key, with;
    uint32_t count, different; /* how many there were of this key; how many different `with`s other than 0 */
};

struct entries {
    struct entry *rows; /* sorted by key, then by `with` */
    size_t count;
};

struct crowd {
    struct entries surnames; /* with: 0 */
    struct entries homes;    /* with: the surname */
    struct entries streets;  /* with: 0 */
    uint32_t all;
};

static int by_key(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->with > b->with) - (a->with < b->with);
}

static bool make(struct entries *entries, size_t most)
{
    entries->rows = reallocarray(NULL, most + 1, sizeof *entries->rows);
    return entries->rows != NULL;
}

static void put(struct entries *entries, uint32_t key, uint32_t with)
{
    if (key)
        entries->rows[entries->count++] = (struct entry){key, with, 1, with != 0};
}

static void settle(struct entries *entries)
{
    struct entry *rows = entries->rows;
    size_t kept = 0;

    rows_sort(rows, entries->count, sizeof *rows, by_key);
    for (size_t i = 0; i < entries->count; i++) {
        if (kept && rows[kept - 1].key == rows[i].key) {
            rows[kept - 1].different += rows[i].with != rows[kept - 1].with;
            rows[kept - 1].with = rows[i].with;
            rows[kept - 1].count++;
        } else {
            rows[kept++] = rows[i];
        }
    }
    entries->count = kept;
    entries->rows = rows_trim(rows, kept, sizeof *rows);
}

/* A count of 0 where there is no such key. */
static struct entry of_key(const struct entries *entries, uint32_t key)
{
    const struct entry wanted = {.key = key};
    size_t low = 0, high = entries->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (entries->rows[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return key && low < entries->count && entries->rows[low].key == key ? entries->rows[low] : wanted;
}

/* The homes that rows give in full, by what an incomplete row may still know of them. */
struct full {
    struct entries houses; /* house -> home */
    struct entries placed; /* house and town -> home */
    struct entries doors;  /* door -> home */
};

static uint32_t placed_key(const struct likeness *alike, uint32_t town)
{
    return alike->house ? alike->house * 2654435761U ^ town : 0; /* Knuth's multiplier, so that the two do not cancel */
}

static void put_full(struct full *full, const struct likeness *alike)
{
    if (!alike->house || !alike->door)
        return;
    put(&full->houses, alike->house, alike->home);
    put(&full->placed, placed_key(alike, alike->town), alike->home);
    put(&full->doors, alike->door, alike->home);
}

/* The only home of that key; 0 when there is none, or more than one. */
static uint32_t only(const struct entries *entries, uint32_t key)
{
    struct entry found = of_key(entries, key);

    return found.different == 1 ? found.with : 0;
}

/* Two houses of one number and street in two towns leave an address without a postcode as it is; and where both say
 * their town, the towns must be the same. */
static void complete(const struct full *full, struct likeness *alike)
{
    uint32_t home = 0;

    if (alike->door && !alike->house)
        home = only(&full->doors, alike->door);
    else if (alike->house && !alike->door && !alike->town)
        home = only(&full->houses, alike->house);
    else if (alike->house && !alike->door)
        home = only(&full->placed, placed_key(alike, alike->town));
    if (!home && alike->house && !alike->door)
        home = only(&full->placed, placed_key(alike, 0));
    if (home)
        alike->home = home;
}

static bool complete_all(struct context *context)
{
    size_t most = context->patient_count + context->staff.count;
    struct full full = {0};
    bool good = make(&full.houses, most) && make(&full.placed, most) && make(&full.doors, most);

    for (size_t i = 0; good && i < context->patient_count; i++)
        put_full(&full, &context->patients[i].alike);
    for (size_t i = 0; good && i < context->staff.count; i++)
        put_full(&full, &context->colleagues[i].alike);
    if (good) {
        settle(&full.houses);
        settle(&full.placed);
        settle(&full.doors);
    }
    for (size_t i = 0; good && i < context->patient_count; i++)
        complete(&full, &context->patients[i].alike);
    for (size_t i = 0; good && i < context->staff.count; i++)
        complete(&full, &context->colleagues[i].alike);
    free(full.houses.rows);
    free(full.placed.rows);
    free(full.doors.rows);
    return good;
}

static void count_patient(struct crowd *crowd, const struct likeness *alike)
{
    for (size_t i = 0; i < LIKENESS_SURNAMES; i++)
        if (i == 0 || alike->surname[i] != alike->surname[0])
            put(&crowd->surnames, alike->surname[i], 0);
    put(&crowd->homes, alike->home, alike->surname[0]);
    put(&crowd->streets, alike->street, 0);
    crowd->all++;
}

bool crowd_settle(struct context *context)
{
    struct crowd *crowd = calloc(1, sizeof *crowd);
    size_t count = context->patient_count;

    context->crowd = crowd;
    if (!crowd || !complete_all(context) || !make(&crowd->surnames, LIKENESS_SURNAMES * count) ||
        !make(&crowd->homes, count) || !make(&crowd->streets, count))
        return false;
    for (size_t i = 0; i < count; i++)
        count_patient(crowd, &context->patients[i].alike);
    settle(&crowd->surnames);
    settle(&crowd->homes);
    settle(&crowd->streets);
    return true;
}

void crowd_free(struct crowd *crowd)
{
    if (!crowd)
        return;
    free(crowd->surnames.rows);
    free(crowd->homes.rows);
    free(crowd->streets.rows);
    free(crowd);
}

size_t crowd_size(const struct crowd *crowd)
{
    size_t entries = crowd ? crowd->surnames.count + crowd->homes.count + crowd->streets.count : 0;

    return crowd ? sizeof *crowd + entries * sizeof(struct entry) : 0;
}

struct crowd_count crowd_count_of(const struct crowd *crowd, const struct likeness *alike)
{
    struct entry home = of_key(&crowd->homes, alike->home);
    struct crowd_count sum = {.home = home.count, .home_surnames = home.different, .all = crowd->all};

    sum.street = of_key(&crowd->streets, alike->street).count;
    for (size_t i = 0; i < LIKENESS_SURNAMES; i++) {
        uint32_t count = of_key(&crowd->surnames, alike->surname[i]).count;

        sum.surname = count > sum.surname ? count : sum.surname;
    }
    return sum;
}
