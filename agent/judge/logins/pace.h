/* Wrong passwords: they slow down, they do not lock out. How long the next one waits, by login and by origin. Pure: the
 * time is an argument; the store keeps what is here across restarts (pace_book.h).
 *
 * Each wrong password doubles the wait after the next one, from half a second up to [login] delay_most. Where no
 * clinician stands waiting (another host, su, sudo) the password is not even tried before the wait is over, for there
 * they can be tried side by side. From any one origin at most PACE_TRIES in PACE_WINDOW_MS are tried (Cyber Essentials,
 * requirements 3.1: "more than 10 guesses in 5 minutes"). After PACE_ROW in a row for one login (NIST SP 800-63B-4,
 * 3.2.2: "no more than 100") only this computer's own seat is left to it, with the longest wait after each. */
#ifndef CONFIDE_JUDGE_PACE_H
#define CONFIDE_JUDGE_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>
#include <confide/password.h>

#include "origin.h"

enum { PACE_TRIES = PASSWORD_TRIES, PACE_WINDOW_MS = PASSWORD_TRIES_MS, PACE_ROW = 100, PACE_FIRST_MS = 500 };

struct pace;

/* One login at one origin. `login` "": all logins, and names that belong to nobody. `origin` "": all origins. */
struct pace_record {
    char login[EVENT_LOGIN_SIZE];
    char origin[ORIGIN_SIZE];
    uint32_t row;                 /* wrong passwords since the last right one */
    int64_t first_ms, last_ms;    /* of that row */
    int64_t tries_ms[PACE_TRIES]; /* the latest wrong ones, oldest first; 0 = none */
};

struct pace_answer {
    int64_t delay_ms;  /* what the next wrong password is to wait */
    int64_t refuse_ms; /* 0: try it; else how long none is to be tried; INT64_MAX: until somebody helps */
    bool is_burst;     /* with this knock PACE_TRIES were turned away there within PACE_WINDOW_MS */
};

/* `delay_most_ms`: the longest wait. NULL when memory is short. */
struct pace *pace_new(int64_t delay_most_ms);
void pace_free(struct pace *pace);

/* A password is about to be asked for. It counts as one that is being tried until pace_fail, pace_enter or pace_leave
 * says what became of it, or PACE_WINDOW_MS have passed. */
struct pace_answer pace_knock(struct pace *pace, const char *login, const struct origin *origin, int64_t now_ms);
void pace_leave(struct pace *pace, const char *login, const struct origin *origin, int64_t now_ms);

/* It was wrong, at `time_ms`. */
void pace_fail(struct pace *pace, const char *login, const struct origin *origin, int64_t time_ms);

/* It was right: the row ends at this origin, and over all. A locker's word ends nothing: anything that runs as its user
 * could say it. */
void pace_enter(struct pace *pace, const char *login, const struct origin *origin);

#endif
