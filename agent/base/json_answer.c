/* An endpoint's answer. Owns, with the other json_*.c, jansson, and which members of an answer count. Must not own:
 * what follows from them. In: up to 64 KiB of hostile bytes. Out: plain data, each text fit for a log and a table. */
#include "json_answer.h"

#include <jansson.h>
#include <string.h>

#include "text.h"

/* Looked at before the parser is: it goes 2,048 deep by itself. */
static bool is_shallow(const char *text, size_t length)
{
    unsigned depth = 0;
    bool in_text = false;

    for (size_t i = 0; i < length; i++) {
        if (in_text && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            in_text = !in_text;
        else if (!in_text && (text[i] == '{' || text[i] == '['))
            depth++;
        else if (!in_text && (text[i] == '}' || text[i] == ']') && depth > 0)
            depth--;
        if (depth > JSON_ANSWER_DEPTH)
            return false;
    }
    return true;
}

static bool is_printable(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

/* A text, or a whole number as text; left out where it does not fit whole. */
static void take_text(char *to, size_t size, const json_t *value)
{
    const char *text = json_string_value(value);

    if (to[0])
        return;
    if (json_is_integer(value))
        text_format(to, size, "%lld", (long long)json_integer_value(value));
    else if (text && strlen(text) < size && is_printable(text))
        text_copy(to, size, text);
}

/* "Alert TYPE:SOURCE:REF already exist in this organisation". Its "Observable already exists" means that an alert was
 * NOT made. */
static bool is_duplicate(const json_t *root)
{
    const char *message = json_string_value(json_object_get(root, "message"));

    return message && strncmp(message, "Alert ", strlen("Alert ")) == 0 && strstr(message, " already exist");
}

bool json_answer_read(struct json_answer *answer, const char *text, size_t length)
{
    json_t *root = is_shallow(text, length) ? json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    bool is_object = json_is_object(root);
    json_int_t anchor = json_integer_value(json_object_get(root, "anchor"));

    memset(answer, 0, sizeof *answer);
    if (is_object) {
        answer->anchor = anchor > 0 ? (uint64_t)anchor : 0;
        answer->is_duplicate = is_duplicate(root);
        take_text(answer->state, sizeof answer->state, json_object_get(root, "state"));
        take_text(answer->reference, sizeof answer->reference, json_object_get(root, "reference"));
        take_text(answer->reference, sizeof answer->reference,
                  json_object_get(json_object_get(root, "result"), "number"));
        take_text(answer->reference, sizeof answer->reference, json_object_get(root, "number"));
        take_text(answer->reference, sizeof answer->reference, json_object_get(root, "_id"));
        take_text(answer->reference, sizeof answer->reference, json_object_get(root, "dedup_key"));
    }
    json_decref(root);
    return is_object;
}
