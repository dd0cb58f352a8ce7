/* Where the rows of each name stand. Owns: context.by_name. Must not own: what is asked of them (find.c). */
#include "by_name.h"

#include <stdlib.h>

#include "names.h"

bool by_name_make(struct context *context)
{
    uint32_t count = names_count(context->names);
    struct name_rows *all = calloc((size_t)count + 1, sizeof *all);

    if (!all)
        return false;
    for (size_t i = 0; i < context->encounter_count; i++)
        if (all[context->encounters[i].patient].encounters++ == 0)
            all[context->encounters[i].patient].encounter = (uint32_t)i;
    for (size_t i = context->patient_count; i > 0; i--)
        all[context->patients[i - 1].patient].patient = (uint32_t)i;
    for (size_t i = context->staff.count; i > 0; i--)
        all[context->colleagues[i - 1].login].colleague = (uint32_t)i;
    all[0] = (struct name_rows){0};
    context->by_name = all;
    context->by_name_count = count;
    return true;
}
