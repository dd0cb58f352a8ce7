/* A report for programs: the case's file as it is, and beside it what the agent proposes, so that nobody takes the one
 * for the other. With the other json_*.c and render_*.c an owner of jansson. */
#include <jansson.h>
#include <stdlib.h>

#include "agent/base/clock.h"

#include "page_writer.h"

static json_t *measures_of(const struct skeleton *skeleton)
{
    json_t *list = json_array();

    for (size_t i = 0; i < SKELETON_MEASURES && skeleton->measures[i][0]; i++)
        json_array_append_new(list, json_string(skeleton->measures[i]));
    return list;
}

static json_t *breach_of(unsigned breach)
{
    json_t *list = json_array();

    for (unsigned bit = BREACH_CONFIDENTIALITY; bit <= BREACH_AVAILABILITY; bit <<= 1)
        if (breach & bit)
            json_array_append_new(list, json_string(skeleton_breach(bit)));
    return list;
}

static json_t *proposed_of(const struct page *page)
{
    const struct skeleton *skeleton = &page->skeleton;
    char phase[PAGE_MOMENT];

    return json_pack("{s:s, s:o, s:s, s:s, s:o, s:s, s:I, s:b, s:I, s:b, s:b, s:b, s:i, s:s, s:i, s:s, s:b, s:b}",
                     "phase", page_phase(phase, page), "breach", breach_of(skeleton->breach), "nature",
                     skeleton->nature, "consequences", skeleton->consequences, "measures", measures_of(skeleton), "do",
                     skeleton->taken, "subjects", (json_int_t)skeleton->subjects, "subjects_at_least",
                     skeleton->subjects_at_least, "records", (json_int_t)skeleton->records, "records_at_least",
                     skeleton->records_at_least, "cyber", skeleton->is_cyber, "near_miss", skeleton->is_near_miss,
                     "likelihood", (int)skeleton->likelihood, "likelihood_why", skeleton->likelihood_why, "severity",
                     (int)skeleton->severity, "severity_why", skeleton->severity_why, "tell_ico", skeleton->tell_ico,
                     "tell_dhsc", skeleton->tell_dhsc);
}

char *page_json(const struct page *page)
{
    json_t *object = json_file_object(page->file);
    struct page_out out = {.text = NULL};
    char *text;

    json_object_set_new(object, "proposed", proposed_of(page));
    text = json_dumps(object, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    json_decref(object);
    if (text) {
        page_put(&out, text);
        page_put(&out, "\n");
    }
    free(text);
    return out.text;
}
