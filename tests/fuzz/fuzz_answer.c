/* The body of an endpoint's answer: whatever it holds, what is taken from it is whole and fit for a log, and what is
 * taken is read again as the same. */
#include <stdlib.h>
#include <string.h>

#include "agent/base/json_answer.h"
#include "tests/fuzz/fuzz.h"

static void must_be_printable(const char *text, size_t size)
{
    if (!memchr(text, '\0', size))
        abort();
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct json_answer none;
    struct json_answer answer, again;
    bool is_object = json_answer_read(&answer, (const char *)data, size);

    must_be_printable(answer.reference, sizeof answer.reference);
    must_be_printable(answer.state, sizeof answer.state);
    if (!is_object && memcmp(&answer, &none, sizeof answer) != 0)
        abort();
    if (json_answer_read(&again, (const char *)data, size) != is_object || again.anchor != answer.anchor ||
        strcmp(again.reference, answer.reference) != 0 || strcmp(again.state, answer.state) != 0)
        abort();
    return 0;
}
