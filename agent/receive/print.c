/* Rows as lines for people. Owns how they look. What a machine said stands in them: so nothing is printed that could
 * move a terminal's cursor. In: JSON. Out: lines. */
#include "print.h"

#include <stdio.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/json_told.h"
#include "agent/base/text.h"

#include "witness.h"

/* The longest is a whole sentence, each byte of which may be shown as four. */
enum { RAW_SIZE = TOLD_SAYS_SIZE, VALUE_SIZE = 4 * RAW_SIZE };

_Static_assert((int)RAW_SIZE >= (int)WITNESS_SAYS, "a finding's sentence has room");

struct value {
    char text[VALUE_SIZE];
};

static const char *get(struct value *value, const char *json, size_t length, const char *name)
{
    char raw[RAW_SIZE] = "";

    json_field_read(json, length, name, raw, sizeof raw);
    return text_escape(value->text, sizeof value->text, raw);
}

/* Who decided that it was explained, or closed it, has seen to it, and nothing is to be reported any more. */
static bool is_over(const char *state)
{
    return strcmp(state, "explained") == 0 || strcmp(state, "closed") == 0;
}

void print_case(void *data, const char *json, size_t length)
{
    struct value value, other;
    bool is_open = true;

    (void)data;
    printf("%s", get(&value, json, length, "reference"));
    printf("  %s", get(&value, json, length, "machine"));
    printf("  %s version %s", get(&value, json, length, "case"), get(&other, json, length, "version"));
    if (get(&value, json, length, "severity")[0])
        printf("  severity %s", value.text);
    if (get(&value, json, length, "class")[0])
        printf("  %s", value.text);
    if (get(&value, json, length, "state")[0]) {
        printf("  %s", value.text);
        is_open = !is_over(value.text);
    }
    printf("\n    %s\n", get(&value, json, length, "says"));
    if (is_open && get(&value, json, length, "report_by")[0])
        printf("    to be reported by %s\n", value.text);
    if (get(&value, json, length, "acknowledged")[0])
        printf("    acknowledged by %s at %s\n", get(&other, json, length, "by"), value.text);
    else if (is_open)
        printf("    nobody has acknowledged it: confide-receive --acknowledge %s\n",
               get(&value, json, length, "reference"));
}

void print_machine(void *data, const char *json, size_t length)
{
    struct value value, other;

    (void)data;
    printf("%s", get(&value, json, length, "machine"));
    if (get(&value, json, length, "state")[0])
        printf("  %s", value.text);
    printf("  last heard %s", get(&value, json, length, "heard"));
    if (get(&value, json, length, "anchor")[0])
        printf("  history held up to entry %s", value.text);
    printf("\n    key %s\n", get(&value, json, length, "fingerprint"));
    if (get(&value, json, length, "last_finding")[0])
        printf("    findings: %s, the last: %s\n", get(&other, json, length, "findings"), value.text);
}

void print_row(void *data, const char *json, size_t length)
{
    (void)data;
    printf("%.*s\n", (int)length, json);
}
