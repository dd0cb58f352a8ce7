/* template_parse and template_patient on hostile bytes: a line of configuration, then a path as the kernel may give it.
 * The patient is always a part of the path, and never a path of its own. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/watch/tree/template.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct template *template, const char *path, const char *patient, int found)
{
    if (found != (patient[0] != '\0') || strchr(patient, '/') || !strstr(path, patient))
        abort();
    if (found && !template_holds(template->root, path))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[2048], patient[64];
    const char *path;
    struct template template;

    if (size >= sizeof text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    path = strlen(text) < size ? text + strlen(text) + 1 : "/srv/records/P1/a";
    if (template_parse(&template, text))
        return 0;
    if (template.root[0] != '/' || strlen(template.root) < 2)
        abort();
    check(&template, path, patient, template_patient(&template, path, size % 2, patient, sizeof patient));
    return 0;
}
