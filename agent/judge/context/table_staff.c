/* staff.csv in memory, or in its place the machine's register, which knows no roles and no units yet knows who may log
 * in; and the colleagues that the judge asks for. In: the files. Out: context.staff, context.colleagues. */
#include "tables.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"
#include "pam_module/register.h"

#include "births.h"
#include "find.h"
#include "names.h"
#include "by_name.h"
#include "rows.h"

/* For whoever shows them: staff_file.c reads them. */
const char *const table_staff_columns[] = {"login",   "name",     "kind",       "role",     "unit",    "registration",
                                           "starts",  "ends",     "leave_from", "leave_to", "surname", "birth",
                                           "address", "postcode", "patient",    "manager",  NULL};

bool table_staff_read(struct context *context, const char *file, struct csv_outcome *outcome)
{
    struct births births = {0};

    context->has_staff = staff_file_read(&context->staff, file, outcome->error, sizeof outcome->error);
    outcome->rows = (unsigned)context->staff.count;
    for (size_t i = 0; i < context->staff.count; i++)
        births_count(&births, context->staff.members[i].birth, 0);
    if (context->has_staff)
        births_tell(&births, file, outcome);
    return context->has_staff;
}

static int by_login(const void *left, const void *right)
{
    const struct staff_member *a = left, *b = right;

    return strcmp(a->login, b->login);
}

bool table_staff_read_register(struct context *context, const char *file, struct csv_outcome *outcome)
{
    long count = register_read(file, &context->staff.members, outcome->error, sizeof outcome->error);

    if (count < 0) {
        context->staff = (struct staff_list){0};
        return false;
    }
    context->staff.count = (size_t)count;
    outcome->rows = (unsigned)count;
    if (count > 0)
        qsort(context->staff.members, context->staff.count, sizeof *context->staff.members, by_login);
    context->has_staff = true;
    return true;
}

bool table_staff_keep(struct context *context, const struct context *last)
{
    size_t count = last->staff.count;

    staff_file_free(&context->staff);
    context->has_staff = last->has_staff;
    if (count == 0)
        return true;
    context->staff.members = reallocarray(NULL, count, sizeof *context->staff.members);
    if (!context->staff.members)
        return false;
    memcpy(context->staff.members, last->staff.members, count * sizeof *context->staff.members);
    context->staff.count = count;
    return true;
}

static bool fill(struct context *context, struct colleague *colleague, const struct staff_member *row)
{
    *colleague = (struct colleague){
        .row = row, .alike = likeness_of_person(row->name, row->surname, row->birth, row->address, row->postcode)};
    return rows_name(context->names, row->login, &colleague->login) &&
           rows_name(context->names, row->unit, &colleague->unit) &&
           rows_name(context->names, row->role, &colleague->role) &&
           rows_name(context->names, row->manager, &colleague->manager) &&
           rows_name(context->names, row->patient, &colleague->patient);
}

static int by_number(const void *left, const void *right)
{
    const struct colleague *a = left, *b = right;

    return (a->login > b->login) - (a->login < b->login);
}

/* Both are sorted by login, so one walk finds each colleague's shifts. */
static void join_shifts(struct context *context)
{
    size_t at = 0;

    for (size_t i = 0; i < context->staff.count; i++) {
        struct colleague *colleague = &context->colleagues[i];

        while (at < context->shift_count && context->shifts[at].login < colleague->login)
            at++;
        colleague->shift = (uint32_t)at;
        while (at < context->shift_count && context->shifts[at].login == colleague->login)
            at++;
        colleague->shifts = (uint32_t)at - colleague->shift;
    }
}

static struct patient *patient_of(struct context *context, uint32_t number)
{
    const struct patient *found = find_patient(context, number);

    return found ? &context->patients[found - context->patients] : NULL;
}

/* Either table may say that a patient works here: what one says, both know. */
static void join_records(struct context *context)
{
    for (size_t i = 0; i < context->staff.count; i++) {
        struct patient *patient = patient_of(context, context->colleagues[i].patient);

        if (patient && !patient->staff)
            patient->staff = context->colleagues[i].login;
    }
    for (size_t i = 0; i < context->patient_count; i++) {
        const struct colleague *found = find_colleague(context, context->patients[i].staff);

        if (found && !found->patient)
            context->colleagues[found - context->colleagues].patient = context->patients[i].patient;
    }
}

bool table_staff_join(struct context *context)
{
    size_t count = context->staff.count;
    bool good = true;

    if (count) {
        context->colleagues = reallocarray(NULL, count, sizeof *context->colleagues);
        good = context->colleagues != NULL;
    }
    for (size_t i = 0; good && i < count; i++)
        good = fill(context, &context->colleagues[i], &context->staff.members[i]);
    if (!good) {
        free(context->colleagues);
        context->colleagues = NULL;
        return false;
    }
    rows_sort(context->colleagues, count, sizeof *context->colleagues, by_number);
    join_shifts(context);
    good = by_name_make(context);
    join_records(context);
    return good;
}
