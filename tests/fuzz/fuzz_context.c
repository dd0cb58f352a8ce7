/* All context tables from hostile bytes: whatever is taken is sorted, found again, and survives a reload. The first
 * byte chooses the table. */
#include <string.h>

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"
#include "tests/fuzz/fuzz.h"

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void expect_sorted(const struct context *context)
{
    for (size_t i = 1; i < context->encounter_count; i++) {
        const struct encounter *before = &context->encounters[i - 1], *one = &context->encounters[i];

        must(before->patient < one->patient || (before->patient == one->patient && before->from_s <= one->from_s));
    }
    for (size_t i = 1; i < context->patient_count; i++)
        must(context->patients[i - 1].patient < context->patients[i].patient);
    for (size_t i = 1; i < context->relation_count; i++)
        must(context->relations[i - 1].login <= context->relations[i].login);
}

static void expect_found(const struct context *context)
{
    size_t count;
    bool is_known;

    for (size_t i = 0; i < context->encounter_count; i++)
        must(find_encounters(context, context->encounters[i].patient, &count) && count > 0);
    for (size_t i = 0; i < context->patient_count; i++) {
        const struct patient *patient = &context->patients[i];
        const struct crowd_count crowd = find_crowd(context, &patient->alike);

        must(find_patient(context, patient->patient) == patient);
        must(crowd.all == context->patient_count && crowd.home <= crowd.all && crowd.home_surnames <= crowd.home);
        must(!patient->alike.home || crowd.home > 0);
        must(!patient->alike.surname[0] || crowd.surname > 0);
    }
    for (size_t i = 0; i < context->relation_count; i++)
        must(find_relation(context, context->relations[i].login, context->relations[i].patient));
    for (size_t i = 0; i < context->device_count; i++)
        must(find_device(context, names_text(context->names, context->devices[i].host)) != NULL);
    for (size_t i = 0; i < context->staff.count; i++)
        find_on_duty(context, find_colleague(context, context->colleagues[i].login), 1700000000000, 60, &is_known);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum context_table table = size ? data[0] % CONTEXT_TABLES : TABLE_STAFF;
    struct context context, again;
    char path[64], name[64], error[512];

    as_file(path, data + (size > 0), size - (size > 0));
    snprintf(name, sizeof name, "%s.csv", context_table_name(table));
    if (rename(path, name) != 0)
        abort();
    context_load(&context, "staff.csv", ".", NULL, error, sizeof error);
    expect_sorted(&context);
    expect_found(&context);
    as_file(path, (const uint8_t *)"\"", 1); /* broken: the last rows are kept */
    if (rename(path, name) != 0)
        abort();
    must(context_reload(&again, &context, "staff.csv", ".", error, sizeof error));
    must(again.encounter_count == context.encounter_count && again.patient_count == context.patient_count);
    expect_sorted(&again);
    expect_found(&again);
    context_free(&again);
    context_free(&context);
    unlink(name);
    return 0;
}
