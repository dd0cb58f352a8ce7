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

#endif
