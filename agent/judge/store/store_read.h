/* What is asked of the store. A row that was altered is passed over: verify names it. `each` must not call the store.
 */
#ifndef CONFIDE_JUDGE_STORE_READ_H
#define CONFIDE_JUDGE_STORE_READ_H

#include "store.h"
#include "store_write.h"

/* Calls `each` for the last `limit` events since `since_ms`, oldest first, until it returns false. */
enum store_result store_events(struct store *store, int64_t since_ms, uint32_t limit,
                               bool (*each)(void *data, const struct event *event), void *data);

/* Calls `each` for every case's latest version that was last written since `since_ms`, oldest first. */
enum store_result store_cases(struct store *store, int64_t since_ms,
                              bool (*each)(void *data, const struct case_report *report), void *data);

/* One case's latest version. STORE_NOTHING when there is none. */
enum store_result store_case(struct store *store, const char *id, struct case_report *report);

struct store_report {
    char id[REPORT_ID_SIZE];
    char case_id[CASE_ID_SIZE];
    char endpoint[WIRE_NAME];
    enum report_state state;
    unsigned severity;
    uint32_t attempts;
    int64_t stored_ms;
    int64_t due_ms;
    int64_t delivered_ms; /* 0 while not */
    char words[192];      /* of the last attempt */
    uint32_t size;        /* of its body */
    uint64_t seq;         /* its entry of the chain */
};

enum store_result store_report(struct store *store, const char *id, struct store_report *report);
/* The reports of one case, oldest first, at most `limit`: their number in `*count`. */
enum store_result store_case_reports(struct store *store, const char *case_id, struct store_report *reports,
                                     size_t limit, size_t *count);

/* Calls `each` for every decision on `case_id`, or on all cases (NULL), case by case, oldest first, until it returns
 * false. */
enum store_result store_decisions(struct store *store, const char *case_id,
                                  bool (*each)(void *data, const struct decision *decision), void *data);

struct store_counts {
    uint64_t events, cases, reports_pending, reports_delivered, reports_quarantined, reports_superseded, pages,
        page_size, pages_max;
    int64_t oldest_pending_ms, last_event_ms; /* 0 when there is none; pages: in use; quarantined: those of cases that
                                                 nobody decided or acknowledged since */
};
enum store_result store_count(struct store *store, struct store_counts *counts);

#endif
