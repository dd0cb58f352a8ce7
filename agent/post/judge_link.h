/* The voice's side of the judge's socket run/post.sock. */
#ifndef CONFIDE_POST_JUDGE_LINK_H
#define CONFIDE_POST_JUDGE_LINK_H

#include <stdbool.h>

#include <confide/wire.h>

enum judge_link_made {
    JUDGE_LINK_KNOWN,   /* `result` is filled */
    JUDGE_LINK_STOPPED, /* it was to end: nothing is known */
    JUDGE_LINK_UNABLE   /* it could not be tried at all: the report goes back to the judge */
};

/* Makes one attempt. `report->id` is a good id, and `report->endpoint` the one spoken for. */
typedef enum judge_link_made judge_link_attempt(void *data, const struct wire_report *report, const void *body,
                                                struct wire_result *result);

struct judge_link {
    const char *run;      /* the folder of post.sock */
    const char *endpoint; /* whom this voice speaks with: "" = [post] */
    const char *section;  /* the same, for the log */
    int stop;             /* readable when it is to end; never read */
    int pulse;            /* a byte is written here at least every second; it never blocks */
    judge_link_attempt *attempt;
    void *data;
};

/* Takes this endpoint's reports from the judge, one at a time, and answers each with what the attempt found. While the
 * judge is away it comes back every half second, for ever. A message that is not as wire.h says, or for another
 * endpoint, ends the connection. True when `stop` can be read, false when an attempt was JUDGE_LINK_UNABLE. */
bool judge_link_serve(const struct judge_link *link);

/* Waits at most `wait_ms`, with a `beat` on the pulse each second. True when `stop` can be read. */
bool judge_link_rest(const struct judge_link *link, char beat, int wait_ms);

#endif
