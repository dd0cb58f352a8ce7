/* Whose children processes are: a mirror of the process tree, by which one that is gone still has a person. Pure.
 *
 * A loginuid passes to every child, and only root may change one that is set (CAP_AUDIT_CONTROL; audit(7)). So a
 * process that was never root has its parent's, if the parent was not root when it bore it; and a parent that was not
 * root since then has the same one still, and can be asked. A login program is root while its child takes on the user's
 * loginuid: that child is never guessed, and an unset loginuid, which any process may set once, is passed on to nobody.
 * Two ways remain to be given a wrong name: a program that holds CAP_AUDIT_CONTROL without being root, and clone(2)
 * with CLONE_PARENT below a foreign subreaper. Times are nanoseconds of CLOCK_MONOTONIC, as the kernel's news have
 * them. */
#ifndef CONFIDE_WATCH_LINEAGE_H
#define CONFIDE_WATCH_LINEAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/eye/raw.h"

/* Some 650 KB. A desk has 300 processes, a busy one ends 100 a second. */
enum { LINEAGE_SETS = 2048, LINEAGE_WAYS = 4 };

struct lineage {
    struct lineage_set {
        int64_t lost_ns; /* the last end of a process that had no record here */
        struct lineage_record {
            int32_t pid, parent; /* 0 = empty */
            uint32_t loginuid, session, uid;
            int64_t born_ns, ended_ns; /* 0 = not seen */
            int64_t before_ns;         /* when the former process of this number ended, at the latest */
            int64_t read_ns;           /* when /proc was read */
            int64_t plain_ns;          /* since when it is certainly not root; 0 = it is, or nobody knows */
            uint64_t seal;             /* another whenever it became another user or program; never 0 */
            char comm[16];
            bool is_sure;  /* loginuid and session are its own, since plain_ns */
            bool is_named; /* `comm` is that of the program it is just starting */
        } ways[LINEAGE_WAYS];
    } sets[LINEAGE_SETS];
    int64_t forgot_ns;
    uint64_t seals;
};

/* All must have started as zeros. What the kernel tells, in its order. True when it is time to read the identity of the
 * parent, or of `pid`, from /proc (lineage_learn). */
bool lineage_fork(struct lineage *lineage, int32_t parent, int32_t child, int64_t at_ns);
bool lineage_user(struct lineage *lineage, int32_t pid, uint32_t uid, uint32_t euid, int64_t at_ns);
void lineage_exec(struct lineage *lineage, int32_t pid);
void lineage_exit(struct lineage *lineage, int32_t pid, int64_t at_ns);

/* `pid` was read from /proc as `who`, the reading ended at `at_ns`, and the kernel's news were not taken since. */
void lineage_learn(struct lineage *lineage, int32_t pid, const struct identity *who, int64_t at_ns);

/* `pid` is starting the program `name`; the kernel's word on it may come before or after. */
void lineage_start(struct lineage *lineage, int32_t pid, const char *name);

/* Something was missed at `at_ns`: nothing from before counts. */
void lineage_forget(struct lineage *lineage, int64_t at_ns);

/* Which process had the number `pid` when something happened between `since_ns` and now; all news must have been taken.
 * LINEAGE_ONE, then `record` is it, with its person when is_sure; LINEAGE_MIXED when it may have been one of several;
 * LINEAGE_NONE when nothing is known of it. `elder` (may be NULL): 0, or a forebear who may still live and whose
 * identity, once learned, makes it sure. */
enum lineage_answer { LINEAGE_NONE = 0, LINEAGE_MIXED, LINEAGE_ONE };
enum lineage_answer lineage_find(struct lineage *lineage, int32_t pid, int64_t since_ns,
                                 const struct lineage_record **record, int32_t *elder);

#endif
