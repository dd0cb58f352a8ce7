/* A clinic's tables as text, loaded by way of real files. */
#ifndef CONFIDE_TESTS_CLINIC_H
#define CONFIDE_TESTS_CLINIC_H

#include "judging.h"

/* NULL = there is no such table. */
struct clinic {
    const char *staff, *patients, *encounters, *rota, *relations, *devices;
};

static inline void clinic_write(const char *folder, const struct clinic *clinic)
{
    trial_file(folder, "staff.csv", clinic->staff);
    trial_file(folder, "patients.csv", clinic->patients);
    trial_file(folder, "encounters.csv", clinic->encounters);
    trial_file(folder, "rota.csv", clinic->rota);
    trial_file(folder, "relations.csv", clinic->relations);
    trial_file(folder, "devices.csv", clinic->devices);
}

/* What context_load answered; its error into `error`. */
static inline bool clinic_load(struct context *context, const struct clinic *clinic, char error[512])
{
    const struct clinic nothing = {0};
    char folder[] = "/tmp/confide-unit-XXXXXX", path[128];
    bool is_read;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    clinic_write(folder, clinic);
    text_format(path, sizeof path, "%s/staff.csv", folder);
    is_read = context_load(context, path, folder, NULL, error, 512);
    clinic_write(folder, &nothing);
    rmdir(folder);
    return is_read;
}

/* A small clinic with all six. */
#define STAFF_ROWS     "login,name,kind\nanna,Anna Okafor,person\nben,Ben Strand,person\n"
#define PATIENT_ROWS   "patient,surname\nP1,Okafor\nP2,Smith\n"
#define ENCOUNTER_ROWS "patient,from,to,login\nP2,2026-11-02,,ben\nP1,2026-11-01,,anna\nP2,2026-11-01,,ben\n"
#define ROTA_ROWS      "login,from,to\nben,2026-11-02T08:00,2026-11-02T17:00\n"
#define RELATION_ROWS  "login,patient\nanna,P1\n"
#define DEVICE_ROWS    "host,unit\npc1,Surgery\n"

static const struct clinic clinic_whole = {.staff = STAFF_ROWS,
                                           .patients = PATIENT_ROWS,
                                           .encounters = ENCOUNTER_ROWS,
                                           .rota = ROTA_ROWS,
                                           .relations = RELATION_ROWS,
                                           .devices = DEVICE_ROWS};

/* A folder with a clinic's tables. */
struct place {
    char folder[64], staff[96];
};

static inline void place_open(struct place *place, const struct clinic *clinic)
{
    text_copy(place->folder, sizeof place->folder, "/tmp/confide-unit-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(place->folder));
    text_format(place->staff, sizeof place->staff, "%s/staff.csv", place->folder);
    clinic_write(place->folder, clinic);
}

static inline void place_close(struct place *place)
{
    const struct clinic nothing = {0};

    clinic_write(place->folder, &nothing);
    CU_ASSERT_EQUAL(rmdir(place->folder), 0);
}

static inline void place_load(struct place *place, struct context *context)
{
    char error[512];

    context_load(context, place->staff, place->folder, NULL, error, sizeof error);
}

#endif
