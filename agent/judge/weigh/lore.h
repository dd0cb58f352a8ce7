/* What is remembered of everybody's accesses, as numbers: of each person and patient together, of each person, of each
 * patient, of each role. Bounded by people times patients, not by time. Pure; changed only by settle.c, in the order
 * of the facts' times. */
#ifndef CONFIDE_JUDGE_LORE_H
#define CONFIDE_JUDGE_LORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bands.h"
#include "fact.h"
#include "habit.h"
#include "index.h"
#include "particulars.h"
#include "sources.h"

/* How often something is so: hits of all. Begins with a few cases that stand for what is common elsewhere. */
struct rate {
    double hits, all;
};

/* One person and one patient. Times in seconds since 1970, 0 = never. */
struct pair {
    uint32_t login, patient;
    uint32_t last_s;      /* accessed at all */
    uint32_t explained_s; /* last explained */
    uint32_t read_s;      /* last read by this person */
    uint32_t written_s;   /* last written to by this person */
    uint32_t beyond_s;    /* they last opened more of it than particulars.h */
    uint32_t slip_s;      /* opened by mistake, instead of a like one: that happens once */
    int32_t day;          /* the last day that counted as unexplained: days since 1970 */
    uint16_t days;        /* such days */
    int32_t points;
    uint64_t grounds; /* rules that have spoken: bits by their place in rules_settled_at */
    uint32_t begun_s; /* people ended a case of the two: their story began anew */
    bool is_told;     /* it is in a case */
    bool is_asked;    /* the person was asked about it */
};

/* An unexplained access, kept as evidence. */
struct kept {
    struct fact fact;
    uint64_t grounds; /* that spoke of it: bits as in pair */
    bool is_taken;    /* into a case */
    bool is_odd;      /* ground_is_odd */
};

/* A patient's latest visitors. */
enum { SUBJECT_VISITS = 8 };
struct visit {
    uint32_t login, time_s, last_s; /* from the first access to the last */
    bool is_explained;
    bool is_written; /* they wrote into the record, or printed from it */
};
struct subject {
    uint32_t patient, next;
    struct visit visits[SUBJECT_VISITS]; /* a ring: `next` is the oldest */
};

/* What one person did lately, for what shows in minutes or hours. */
enum {
    PERSON_LATELY = 208,
    PERSON_OVERRIDES = 16,
    PERSON_SLIPS = 8,
    PERSON_DRIPS = 2,
    PERSON_GONE = 16,
    DAY_HOURS = 24
};
struct seat {
    uint32_t host;    /* the latest that was named */
    uint32_t moved_s; /* since then; 0 = from the beginning */
};
struct lately {
    uint64_t name; /* of the record */
    uint32_t time_s, patient, host, text;
    uint16_t ms; /* of the second */
    uint16_t signs;
    uint8_t source;
    bool is_unexplained, is_new; /* new: this person had never opened this record before */
    bool is_export;
    uint8_t event[EVENT_ID_SIZE];
};
struct slip {
    uint8_t event[EVENT_ID_SIZE];
    uint32_t time_s;
};

/* What happens seldom in a day's work, with how many patients. */
enum deed {
    DEED_MAYBE_ODD = 0,  /* odd (ground_is_odd) as far as can be known at once */
    DEED_ODD,            /* ... and still a day later */
    DEED_MAYBE_OVERRIDE, /* break-glass, unexplained as far as can be known at once */
    DEED_OVERRIDE,       /* ... and still a day later */
    DEED_GONE,           /* deleted */
    DEED_COPIED,         /* exported to files */
    DEEDS,
    DEED_LATEST = 16
};
struct deeds {
    uint32_t count;
    struct {
        uint32_t at, patient, time_s; /* at which of the person's days of work */
    } latest[DEED_LATEST];            /* a ring */
};

/* ... to everybody who works here, all roles together. */
struct workplace {
    uint32_t deeds[DEEDS];
};

struct role;

/* What a person added to a role's counts, while they had it. */
enum { PERSON_TENURES = 4 };
struct tenure {
    const struct role *role;
    uint32_t work_days, deeds[DEEDS];
};

struct person {
    uint32_t login;
    uint32_t lately_next, lately_count;
    struct lately lately[PERSON_LATELY]; /* a ring */
    uint32_t hours[DAY_HOURS];           /* the hours since 1970 in which anything was opened, each at its place */
    uint32_t odd_hours[DAY_HOURS];       /* ... off duty, or from a computer that is new to the role */
    uint32_t override_next;
    struct lately overrides[PERSON_OVERRIDES]; /* a ring */
    int32_t work_day;                          /* the last one: days since 1970 */
    uint32_t work_days;
    struct deeds deeds[DEEDS];
    uint32_t tenure_next;
    struct tenure tenures[PERSON_TENURES]; /* a ring: the latest roles */
    double drip[PERSON_DRIPS]; /* Page 1954: evidence of 2, of 4 times what is usual in the role: bits, never below 0 */
    uint32_t gone_next;
    struct lately gone[PERSON_GONE]; /* a ring: deletions */
    uint32_t copied_next;
    struct lately copied[PERSON_GONE]; /* a ring: exports to files */
    double excess; /* points of all stories beyond what a single look weighs; halved every 30 days */
    uint32_t excess_s;
    uint32_t hour;               /* since 1970: the one that is counted */
    uint32_t this_hour, busiest; /* patients newly opened in it; in the busiest hour before it */
    struct bands cared;          /* patients whom they had a reason to open, each once */
    struct habit habit;
    struct particulars *particulars; /* NULL = none yet */
    struct seat seats[SOURCES];      /* where they are, as each source tells it */
    uint16_t uses[SOURCES];          /* of their accesses so many were told of by each; halved when they are many */
    struct kept *kept;               /* oldest first */
    size_t kept_count, kept_room;
    struct fact slip; /* the last access that nothing explained yet */
    uint32_t slip_next;
    struct slip slips[PERSON_SLIPS]; /* a ring: wrong records of a like name, left at once for the right one */
};

enum feature {
    FEATURE_UNEXPLAINED = 0, /* of all accesses */
    FEATURE_AFTER,           /* explained by old care alone, of all */
    FEATURE_ALONE,           /* nobody else there within a day, of the unexplained */
    FEATURE_STRANGER,        /* never explained before, of the unexplained */
    FEATURE_AGAIN,           /* another day, of the unexplained */
    FEATURE_OFF_DUTY,
    FEATURE_CARRIED,
    FEATURE_WORKED, /* the person also wrote into it that day, of the unexplained */
    FEATURE_OTHER_UNIT,
    FEATURE_ODD,     /* unexplained, alone and a stranger, of all */
    FEATURE_NEAR,    /* explained by the clinic's appointments alone, of what nothing else explains: how units work that
                        serve all others */
    FEATURE_ALTERED, /* after care had ended, of the unexplained */
    FEATURE_SEARCHED,   /* looked for by name just before, of the unexplained */
    FEATURE_SHUT,       /* at a computer whose room was closed, of the unexplained */
    FEATURE_UNUSUAL,    /* at an hour that is unusual for the person, of the unexplained */
    FEATURE_NO_COMPANY, /* nobody else there within a day, of all: where there are no encounters */
    FEATURES
};
enum { ROLE_HOSTS = 64 };
struct role_host {
    uint32_t host, login, since_s; /* by whom first, since when */
    bool is_shared;                /* others came from there, too */
};
struct role {
    uint64_t name; /* stands for the role's text */
    struct rate rates[FEATURES];
    struct bands cared; /* as of a person */
    struct particulars_usual particulars;
    uint32_t work_days, deeds[DEEDS];   /* of all its members */
    struct workplace *workplace;        /* whose role it is */
    struct role_host hosts[ROLE_HOSTS]; /* where accesses of this role come from, the first so many */
    uint32_t host_count;
};

enum { LORE_ROLES = 64, LORE_PERSONS = 16384 }; /* some 14 KiB each: beyond, nobody new is weighed */
struct lore {
    struct pair *pairs;
    size_t pair_count, pair_room;
    struct index pair_index;
    struct subject *subjects;
    size_t subject_count, subject_room;
    struct index subject_index;
    struct person **persons;
    size_t person_count, person_room;
    struct index person_index;
    struct role roles[LORE_ROLES]; /* [0]: for whoever has none, and when there are too many */
    size_t role_count;
    struct workplace workplace;
    struct sources sources;
};

void lore_free(struct lore *lore);

/* Found, or made. NULL when memory is short. Good until the next one of its kind is made (a person's: for good). */
struct pair *lore_pair(struct lore *lore, uint32_t login, uint32_t patient);
struct subject *lore_subject(struct lore *lore, uint32_t patient);
struct person *lore_person(struct lore *lore, uint32_t login);
struct role *lore_role(struct lore *lore, const char *role);

/* Keeps an unexplained access of the person; what is older than `horizon_s`, and the oldest beyond a bound, goes. False
 * when memory is short. */
bool lore_keep(struct person *person, const struct fact *fact, uint64_t grounds, uint32_t horizon_s);

#endif
