/* What the store knows of the questions that people were asked, and of what became of them. Both are entries of the
 * chain; the patient, the accesses and the reason are sealed. */
#ifndef CONFIDE_JUDGE_STORE_ASKED_H
#define CONFIDE_JUDGE_STORE_ASKED_H

#include <confide/question.h>

#include "agent/judge/weigh/asked_book.h"

#include "store.h"

/* Inside store_begin .. store_commit. STORE_ALREADY when a question with this id is there. */
enum store_result store_put_question(struct store *store, const struct question *question, int64_t now_ms);

/* What became of the question `answer->id`; inside store_begin .. store_commit. `answer->reason` may be "", `uid` is
 * UINT32_MAX where nobody answered. STORE_ALREADY when this outcome of it is there. */
enum store_result store_put_outcome(struct store *store, const struct answer *answer, enum asked_outcome outcome,
                                    int64_t now_ms);

/* Calls `each` for every question asked since `since_ms`, oldest first, until it returns false. */
enum store_result store_questions(struct store *store, int64_t since_ms,
                                  bool (*each)(void *data, const struct question *question), void *data);

/* Calls `each` for every outcome, of the question `id` or of all since `since_ms` (NULL), oldest first. */
enum store_result store_outcomes(struct store *store, const char *id, int64_t since_ms,
                                 bool (*each)(void *data, const struct answer *answer, enum asked_outcome outcome),
                                 void *data);

/* The event with this id. STORE_NOTHING when there is none. */
enum store_result store_event(struct store *store, const uint8_t id[EVENT_ID_SIZE], struct event *event);

#endif
