/* What the law asks of a report, as far as the agent knows it, and what a person must still decide. Pure. */
#ifndef CONFIDE_REPORT_SKELETON_H
#define CONFIDE_REPORT_SKELETON_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/case.h>

enum { SKELETON_TEXT = 256, SKELETON_MEASURES = 8 };

/* GDPR article 4(12), EDPB 9/2022: what became of the data. Flags: a case may be several. */
enum skeleton_breach { BREACH_CONFIDENTIALITY = 1, BREACH_INTEGRITY = 2, BREACH_AVAILABILITY = 4 };

/* What the agent knows of itself and its clinic, beside the case. */
struct skeleton_facts {
    bool has_personal_logins;  /* [login] mode = enforce */
    bool has_strong_passwords; /* the module checks them */
    bool is_watched;           /* an eye is here and speaks */
    bool is_history_whole;     /* its own history was checked, and nothing was found */
    uint32_t vulnerable;       /* of the case's patients, those whom patients.csv calls so */
    uint32_t children;         /* of them under 18 when it happened, where the birth date is known */
    bool knows_patients;       /* patients.csv is there */
};

/* Proposals say why; nothing here is a decision. */
struct skeleton {
    unsigned breach;                      /* enum skeleton_breach */
    char nature[SKELETON_TEXT];           /* article 33(3)(a), one or two sentences without a name */
    char consequences[SKELETON_TEXT];     /* (c), proposed */
    char measures[SKELETON_MEASURES][96]; /* (d), in place, read from our own state; "" ends the list */
    char taken[SKELETON_TEXT];            /* (d), proposed: what to do now */
    uint32_t subjects, records;           /* distinct, exact unless `at_least` */
    bool subjects_at_least, records_at_least;
    uint32_t vulnerable, children;
    bool knows_patients;
    bool is_cyber;                 /* ICO: a cyber incident; proposed */
    bool is_near_miss;             /* DSPT: might have happened */
    unsigned likelihood, severity; /* DSPT's axes, 1 to 5, proposed */
    char likelihood_why[SKELETON_TEXT], severity_why[SKELETON_TEXT];
    bool tell_ico;  /* likelihood >= 3 and severity >= 2: both axes, never their product */
    bool tell_dhsc; /* likelihood >= 3 and severity >= 4 */
};

/* Fills it from a case and what is known beside it. */
void skeleton_make(struct skeleton *skeleton, const struct case_report *report, const struct skeleton_facts *facts);

/* The grid: whom to tell, by both axes. */
bool skeleton_tell_ico(unsigned likelihood, unsigned severity);
bool skeleton_tell_dhsc(unsigned likelihood, unsigned severity);

/* "confidentiality", "integrity and availability": by enum skeleton_breach; "nothing that is known" for 0. */
const char *skeleton_breach(unsigned breach);

/* "2 of 5: not likely", "3 of 5: potentially some adverse effect": the grid's own words for a value of an axis. */
const char *skeleton_likelihood(unsigned likelihood);
const char *skeleton_severity(unsigned severity);

#endif
