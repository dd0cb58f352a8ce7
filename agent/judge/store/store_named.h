/* Which events a kept case names: they are not erased before it. Private to store*.c. */
#ifndef CONFIDE_JUDGE_STORE_NAMED_H
#define CONFIDE_JUDGE_STORE_NAMED_H

#include "store.h"

/* Notes the events that this version of a case names; inside a transaction. */
enum store_result store_name_events(struct store *store, const struct case_report *report);

/* The same of all cases there are: for a store of a layout that did not note it. */
enum store_result store_name_all(struct store *store);

#endif
