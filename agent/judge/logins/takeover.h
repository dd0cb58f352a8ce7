/* The take-over: a person who sits down at one seat leaves no other one open. Brings the login module's facts, logind
 * and the rules of seats.h together, and has what it does told. */
#ifndef CONFIDE_JUDGE_TAKEOVER_H
#define CONFIDE_JUDGE_TAKEOVER_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/base/config.h"

#include "agent/judge/desk/desk.h"
#include "seats.h"

struct takeover;

/* `config` and `desk` are borrowed; the desk must outlive this. `tell` stores one of the agent's own events (its id,
 * time, host and source are filled in there) and says whether that could be done; it is called from the desk's loop
 * only. NULL when memory is short; that no bus or no logind is there is no fault here. */
struct takeover *takeover_open(const struct config *config, struct desk *desk,
                               bool (*tell)(void *data, struct event *event), void *data);
void takeover_close(struct takeover *takeover);

/* A login event of the module was stored. `live`: it came just now, over the socket; then the newcomer takes over. One
 * out of the spool or the store only says when an emergency's session has to end: at start, hand over those of the last
 * days, in any order, also twice; a session that is gone by then is nobody's business. `now_ms`: by the wall clock. */
void takeover_login(struct takeover *takeover, const struct event *event, bool live, int64_t now_ms);

/* Calls `each` for every session of this login where somebody may be (seats_what), as last known. */
void takeover_rows(const struct takeover *takeover, const char *login,
                   void (*each)(void *data, const struct seats_session *session), void *data);

#endif
