/* What the eyes say of themselves: is there one, does it speak, when is its silence a finding. Pure. */
#ifndef CONFIDE_JUDGE_EYES_H
#define CONFIDE_JUDGE_EYES_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/wire.h>

/* EYES_FIRST_MS: from the judge's start; a machine's record folders may be mounted late. EYES_SILENT_MS: an eye speaks
 * every second, and is back within one where it was restarted. */
enum { EYES_FIRST_MS = 60000, EYES_SILENT_MS = 10000 };

enum eyes_voice {
    EYES_NONE, /* there never was one */
    EYES_HERE, /* connected, and speaks */
    EYES_MUTE, /* connected, and has not spoken for EYES_SILENT_MS */
    EYES_AWAY
};

struct eyes {
    struct wire_state state; /* its last word */
    uint64_t peer;           /* its connection, 0 = none is here */
    bool was_here;           /* `state` holds something */
    bool is_ending;          /* it said itself that it stops */
    bool is_known;           /* that nobody watches was told, or is no news */
    bool is_another;         /* the one before it died, and nobody has said so yet */
    int64_t heard_ms;        /* monotonic: its last word or its going; the judge's start */
    int64_t another_ms;      /* monotonic: when `is_another` began */
    int64_t since_ms;        /* wall: here, or away, since */
    int64_t word_ms;         /* wall: its last word */
    int64_t lost_ms;         /* wall: the last word of the one before it */
};

/* `is_expected`: there are records to be watched. */
void eyes_start(struct eyes *eyes, bool is_expected, int64_t mono_ms);

/* An eye speaks on connection `peer`. False, and nothing changes, when another one is here and speaks: two of them
 * would tell everything twice. */
bool eyes_heard(struct eyes *eyes, uint64_t peer, const struct wire_state *state, int64_t wall_ms, int64_t mono_ms);

/* A connection ended, whosever it was. */
void eyes_gone(struct eyes *eyes, uint64_t peer, int64_t wall_ms, int64_t mono_ms);

/* That watching stopped was told on connection `peer`: by the eye itself, or by its deadman. */
void eyes_stopped(struct eyes *eyes, uint64_t peer);

/* Until now nobody could be heard: all times start anew. */
void eyes_excuse(struct eyes *eyes, int64_t mono_ms);

/* Why there is a finding, one line; NULL while there is none. In `*from_ms` and `*until_ms` (wall; 0 = not over yet, or
 * not known) the time in which nobody may have watched. */
const char *eyes_silence(const struct eyes *eyes, int64_t mono_ms, int64_t *from_ms, int64_t *until_ms);

/* That finding was told. */
void eyes_told(struct eyes *eyes);

enum eyes_voice eyes_voice(const struct eyes *eyes, int64_t mono_ms);

#endif
