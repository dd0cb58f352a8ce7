/* What is wrong with a context table, row by row. Must not own: what a bad row is (table_*.c, staff_file.c). In: a
 * file. Out: its bad rows; the good ones are let go. */
#include "faults.h"

#include "agent/base/text.h"

#include "names.h"
#include "tables.h"

void faults_read(enum context_table table, const char *file, struct csv_outcome *outcome)
{
    static table_read *const readers[CONTEXT_TABLES] = {
        [TABLE_PATIENTS] = table_patients_read, [TABLE_ENCOUNTERS] = table_encounters_read,
        [TABLE_ROTA] = table_rota_read,         [TABLE_RELATIONS] = table_relations_read,
        [TABLE_DEVICES] = table_devices_read,
    };
    struct context context = {.names = names_new()};

    *outcome = (struct csv_outcome){0};
    if (table == TABLE_STAFF)
        staff_file_check(file, outcome);
    else if (context.names)
        readers[table](&context, file, outcome);
    else
        text_format(outcome->error, sizeof outcome->error, "%s: not enough memory to read it", file);
    context_free(&context);
}
