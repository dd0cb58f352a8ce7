/* What may leave the machine: the one place where a record is cut down before any format sees it. Pure. */
#ifndef CONFIDE_REPORT_RENDER_CUT_H
#define CONFIDE_REPORT_RENDER_CUT_H

#include <stdbool.h>

#include "agent/base/config.h"

#include "record.h"

/* A record as one endpoint may see it. All texts are UTF-8 without control characters. */
struct rendering {
    struct report_record record; /* its `report` is `report` below, or NULL */
    struct case_report report;   /* "" where the login, zeros where patients and events may not be told */
    bool is_over;                /* somebody explained or closed it: nothing is left to do */
    char clinic[128];
    const char *from, *to; /* mail: as configured, unchecked */
};

/* Fills `cut` with what of `record` may be told with `detail`. POST_REFERENCE: no patient, login or path, and a
 * sentence that holds one all the same gives way to one that does not; POST_LOGINS: the login may stand; POST_FULL: all
 * may. False when the record's or its case's id is none (1 to 63 letters, digits, '-', '_'), or its kind wants a case
 * and there is none. */
bool render_cut(struct rendering *cut, const struct report_record *record, enum post_detail detail, const char *clinic);

#endif
