/* Owns: the names of what a check found, as scripts read them (FORMATS section 4). Must not own: what it found. Pure.
 */
#include "agent/base/json_case.h"

#include "verify.h"

void verify_row(const struct verify_outcome *outcome, char *row, size_t size)
{
    const struct json_field fields[] = {
        {"good", outcome->good ? "yes" : "no", 0},
        {"entries", NULL, (int64_t)outcome->entries},
        {"events", NULL, (int64_t)outcome->events},
        {"cases", NULL, (int64_t)outcome->cases},
        {"reports", NULL, (int64_t)outcome->reports},
        {"deliveries", NULL, (int64_t)outcome->deliveries},
        {"decisions", NULL, (int64_t)outcome->decisions},
        {"questions", NULL, (int64_t)outcome->questions},
        {"answers", NULL, (int64_t)outcome->answers},
        {"purged", NULL, (int64_t)outcome->purged},
        {"chain", outcome->chain_id, 0},
        {"head", outcome->head, 0},
        {"first_bad", NULL, (int64_t)outcome->first_bad},
        {"words", outcome->words, 0},
    };

    json_fields_write(fields, sizeof fields / sizeof fields[0], row, size);
}
