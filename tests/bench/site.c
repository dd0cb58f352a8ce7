/* site FOLDER PATIENTS ENCOUNTERS [EVENTS DAYS]: a site of 200 people, made up. Without EVENTS: its six tables, into
 * FOLDER. With them: so many events of DAYS days on standard output, as rich as real ones and from several sources,
 * whose clocks differ by some seconds; the same each time. At each quarter of them "EVENTS
 * PAIRS" on standard error: how many so far, and how many different pairs of a person and a patient are in them.
 *
 * Each patient belongs to one of 10 units and is seen there every 36 days; that day the unit's people open the record,
 * some 20 events at a time. One look in 500 is at another unit's patient. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PEOPLE = 200, UNITS = 10, ROUND = 36, DAY_S = 86400, OPENS_S = 8 * 3600, OPEN_S = 10 * 3600 };

/* Days before the first event at which the encounters begin: 20 of each patient, 36 days apart, then reach two weeks
 * beyond a year of events. Where they end sooner, nothing explains what is opened, and all of it is kept as evidence.
 */
enum { BEFORE = 340 };

static const int64_t begin_s = 1767571200; /* 2026-01-05, a Monday */

struct site {
    const char *folder;
    uint32_t patients, encounters;
    uint64_t events;
    uint32_t days;
    uint64_t random;
    struct {
        uint32_t patient, left; /* open now, and so many events longer */
    } people[PEOPLE];
    uint8_t *seen; /* pairs: a bit each */
    uint64_t pairs;
};

/* splitmix64 (Steele, Lea, Flood 2014): the same everywhere. */
static uint64_t draw(struct site *site, uint64_t below)
{
    uint64_t mixed = site->random += 0x9e3779b97f4a7c15U;

    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebU;
    return (mixed ^ mixed >> 31) % below;
}

static const char *stamp(char to[32], int64_t time_s, uint64_t ms)
{
    time_t seconds = (time_t)time_s;
    struct tm fields;
    char day[24];

    gmtime_r(&seconds, &fields);
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &fields);
    snprintf(to, 32, "%s.%03dZ", day, (int)ms);
    return to;
}

/* ---- tables ---------------------------------------------------------------------------------- */

static const char *surname(uint64_t number)
{
    static const char *const names[] = {"Ashby",   "Barton",   "Carford", "Dunley",  "Elson", "Farman",
                                        "Gilwood", "Harfield", "Ilford",  "Jarwick", "Kelby", "Lamton",
                                        "Morley",  "Norson",   "Olman",   "Penfield"};

    return names[number % (sizeof names / sizeof names[0])];
}

static FILE *table(const struct site *site, const char *name, const char *columns)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s.csv", site->folder, name);
    file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    fprintf(file, "%s\n", columns);
    return file;
}

static void write_people(struct site *site)
{
    static const char *const roles[] = {"receptionist", "physiotherapist", "nurse", "doctor", "podiatrist"};
    FILE *staff = table(site, "staff", "login,name,kind,role,unit,birth,address,postcode");
    FILE *rota = table(site, "rota", "login,from,to"), *devices = table(site, "devices", "host,room,unit");
    FILE *relations = table(site, "relations", "login,patient,relation");
    char from[32], to[32];

    for (uint32_t who = 0; who < PEOPLE; who++) {
        fprintf(staff, "person.%u,Robin %s,person,%s,Unit %u,1980-01-02,\"%u Staff Street, Leeds\",LS1 %uAB\n", who,
                surname(who), roles[who % 5], who % UNITS, who, who % 9);
        fprintf(devices, "ward-pc-%03u,room %u,Unit %u\n", who, who, who % UNITS);
        fprintf(relations, "person.%u,NHS9%07" PRIu64 ",friend\n", who, draw(site, site->patients));
        for (int64_t day = 0; day < 366; day++)
            fprintf(rota, "person.%u,%s,%s\n", who, stamp(from, begin_s + day * DAY_S + OPENS_S - 1800, 0),
                    stamp(to, begin_s + day * DAY_S + OPENS_S + OPEN_S + 1800, 0));
    }
    fclose(staff), fclose(rota), fclose(devices), fclose(relations);
}

static void write_patients(struct site *site)
{
    FILE *patients = table(site, "patients", "patient,surname,given,birth,sex,address,postcode,flags");
    FILE *encounters = table(site, "encounters", "patient,from,to,login,unit,kind,recorded");
    static const char *const kinds[] = {"appointment", "admission", "referral", "order", "task"};
    char from[32], to[32], recorded[32];

    for (uint32_t i = 0; i < site->patients; i++)
        fprintf(patients, "NHS9%07u,%s,Kim,19%02u-%02u-11,f,\"%" PRIu64 " Patient Road, Leeds\",LS%u %uAB,%s\n", i,
                surname(draw(site, 1000)), i % 90 + 10, i % 12 + 1, draw(site, 3000), i % 20 + 1, i % 9 + 1,
                i % 5000 ? "" : "restricted");
    for (uint32_t i = 0; i < site->encounters; i++) {
        uint32_t patient = i % site->patients, unit = patient % UNITS;
        int64_t day = patient / UNITS % ROUND + (int64_t)(i / site->patients) * ROUND - BEFORE;
        int64_t at_s = begin_s + day * DAY_S + OPENS_S + (int64_t)draw(site, 30) * 1200;

        fprintf(encounters, "NHS9%07u,%s,%s,", patient, stamp(from, at_s, 0), stamp(to, at_s + 1200, 0));
        if (i % 2)
            fprintf(encounters, "person.%" PRIu64, draw(site, PEOPLE / UNITS) * UNITS + unit);
        fprintf(encounters, ",Unit %u,%s,%s\n", unit, kinds[draw(site, 5)],
                stamp(recorded, at_s - 3600 - (int64_t)draw(site, 2000000), 0));
    }
    fclose(patients), fclose(encounters);
}

/* ---- events ---------------------------------------------------------------------------------- */

static uint32_t patient_of(struct site *site, uint32_t unit, int64_t day)
{
    uint32_t rounds = site->patients / UNITS / ROUND;
    uint32_t phase = (uint32_t)((day + BEFORE) % ROUND);

    if (draw(site, 500) == 0)
        return (uint32_t)draw(site, site->patients);
    return ((uint32_t)draw(site, rounds) * ROUND + phase) * UNITS + unit;
}

static void note_pair(struct site *site, uint32_t who, uint32_t patient)
{
    uint64_t at = (uint64_t)who * site->patients + patient;
    uint8_t bit = (uint8_t)(1u << at % 8);

    site->pairs += !(site->seen[at / 8] & bit);
    site->seen[at / 8] |= bit;
}

/* Half of the people work from 8 to 16, half from 10 to 18 h. */
static uint32_t person_at(struct site *site, int64_t second)
{
    for (;;) {
        uint32_t who = (uint32_t)draw(site, PEOPLE);
        bool is_late = who % (2 * UNITS) >= UNITS;

        if (second < 2 * 3600 ? !is_late : second < 8 * 3600 || is_late)
            return who;
    }
}

/* What each source tells beside the common fields. */
static void write_source(struct site *site, uint32_t who, uint32_t patient, uint64_t n)
{
    static const char *const actions[] = {"read", "read", "read",   "read",   "read",
                                          "read", "read", "create", "update", "print"};
    const char *action = actions[draw(site, 10)];
    uint64_t kind = draw(site, 100);

    if (kind < 2) {
        printf("\"action\":\"search\",\"login\":\"person.%u\",\"query\":\"%s\",\"object\":\"Patient?name=%s&_count="
               "50\",\"source\":\"ehr\","
               "\"program\":\"/opt/record-system/client\",\"purpose\":\"TREAT\",",
               who, n % 2 ? "worklist today" : surname(n), surname(n));
        return;
    }
    printf("\"action\":\"%s\",\"login\":\"person.%u\",\"patient\":\"NHS9%07u\",", action, who, patient);
    if (kind < 60)
        printf("\"object\":\"Observation/2026/lab/%08" PRIu64 "/result\",\"source\":\"ehr\","
               "\"program\":\"/opt/record-system/client\",\"purpose\":\"TREAT\",",
               draw(site, 100000000));
    else if (kind < 75)
        printf("\"object\":\"1.2.840.113619.2.55.3.604688119.971.%010" PRIu64 ".%03u\",\"source\":\"pacs\","
               "\"program\":\"/opt/viewer/bin/viewer\",",
               draw(site, 10000000000), patient % 1000);
    else
        printf("\"object\":\"/srv/records/NHS9%07u/2026/letters/letter-%05" PRIu64
               ".pdf\",\"source\":\"file\",\"named\":\"waiting\","
               "\"uid\":%u,\"pid\":%" PRIu64 ",\"dev\":64769,\"ino\":%" PRIu64 ",\"program\":\"/usr/bin/evince\",",
               patient, draw(site, 40), 64000 + who, 1000 + draw(site, 100000), 1000000 + draw(site, 9000000));
}

static void write_event(struct site *site, uint64_t n)
{
    uint64_t day = n * site->days / site->events, within = n * site->days % site->events;
    int64_t second = (int64_t)(within * OPEN_S / site->events),
            time_s = begin_s + (int64_t)day * DAY_S + OPENS_S + second;
    uint32_t who = person_at(site, second), patient;
    char text[32];

    if (site->people[who].left == 0) {
        site->people[who].patient = patient_of(site, who % UNITS, (int64_t)day);
        site->people[who].left = 1 + (uint32_t)draw(site, 39);
    }
    site->people[who].left--;
    patient = site->people[who].patient;
    note_pair(site, who, patient);
    printf("{\"id\":\"%016" PRIx64 "%016" PRIx64 "\",\"time\":\"%s\",\"kind\":\"access\",", draw(site, UINT64_MAX),
           n + 1, stamp(text, time_s - (int64_t)draw(site, 30), draw(site, 1000)));
    write_source(site, who, patient, n);
    printf("\"host\":\"ward-pc-%03u.clinic.example\",\"session\":\"c%" PRIu64 "\",\"outcome\":\"ok\",\"bytes\":%" PRIu64
           ",\"count\":1,\"evidence\":\"audit-2026-%010" PRIu64 "\"}\n",
           who, day * 1000 + who, draw(site, 1000000), n);
}

static void write_events(struct site *site)
{
    site->seen = calloc(((size_t)site->patients * PEOPLE + 7) / 8, 1);
    if (!site->seen)
        exit(1);
    for (uint64_t n = 0; n < site->events; n++) {
        write_event(site, n);
        if ((n + 1) % (site->events / 4) == 0) {
            fflush(stdout);
            sleep(1); /* the reader takes what is in the pipe */
            fprintf(stderr, "%" PRIu64 " %" PRIu64 "\n", n + 1, site->pairs);
            sleep(1); /* and is looked at before more comes, or the end */
        }
    }
    free(site->seen);
}

int main(int argc, char **argv)
{
    struct site site = {.random = 7};

    if (argc != 4 && argc != 6)
        return 2;
    site.folder = argv[1];
    site.patients = (uint32_t)strtoul(argv[2], NULL, 10);
    site.encounters = (uint32_t)strtoul(argv[3], NULL, 10);
    if (site.patients < UNITS * ROUND || (argc == 6 && strtoull(argv[4], NULL, 10) < 4))
        return 2;
    if (argc == 4) {
        write_people(&site);
        write_patients(&site);
        return 0;
    }
    site.events = strtoull(argv[4], NULL, 10);
    site.days = (uint32_t)strtoul(argv[5], NULL, 10);
    write_events(&site);
    return 0;
}
