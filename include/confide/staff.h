/* A row of HR's staff list (staff.csv), and of the machine's register made from it (login, kind, times only). */
#ifndef CONFIDE_STAFF_H
#define CONFIDE_STAFF_H

#include <stdint.h>

#include "event.h"

/* STAFF_UNOWNED: listed as a person's, but with nobody's name. */
enum staff_kind { STAFF_PERSON = 1, STAFF_SERVICE, STAFF_EMERGENCY, STAFF_SHARED, STAFF_UNOWNED };

/* Bounds are half open, [starts, ends), in milliseconds since 1970; INT64_MIN and INT64_MAX where the list gives none.
 * A date in `ends` or `leave_to` includes that day: ends_ms is the next midnight, local time. */
struct staff_member {
    char login[EVENT_LOGIN_SIZE];
    uint8_t kind; /* enum staff_kind */
    uint8_t zero[3];
    uint32_t line; /* of staff.csv; 0 in a row of the register */
    int64_t starts_ms, ends_ms;
    int64_t leave_from_ms, leave_to_ms; /* both 0 when there is no leave */
    char name[128];
    char surname[64];
    char role[64];
    char unit[64];
    char registration[32];
    char birth[16];
    char address[128];
    char postcode[16];
    char patient[EVENT_PATIENT_SIZE]; /* their own record, if they are a patient here */
    char manager[EVENT_LOGIN_SIZE];
};

#endif
