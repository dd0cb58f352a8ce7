/* The agent's own decoys in record folders: whoever changes one is changing files that they have not looked at. Planted
 * by confidectl, known again by the watcher. */
#ifndef CONFIDE_CANARY_H
#define CONFIDE_CANARY_H

/* How the names of all of them begin; the rest is an extension. File managers hide what begins with a dot. */
#define CANARY_NAME ".confide-canary."

#endif
