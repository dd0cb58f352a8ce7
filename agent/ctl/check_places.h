/* The folders and files around Confide that are not its own text: where it runs, what greeters and polkit do. */
#ifndef CONFIDE_CTL_CHECK_PLACES_H
#define CONFIDE_CTL_CHECK_PLACES_H

#include "agent/base/config.h"

#include "findings.h"

/* The state folder: there, and the agent's alone. The spool and the run folder: there, root's or the agent's, closed to
 * others' writing. The inventory's, where there is one. */
void check_folders(const struct config *config, struct findings *findings);

/* Display managers under `root` that log somebody in by themselves. */
void check_autologin(const char *root, struct findings *findings);

/* Where [login] seats locks older sessions: the rule under `root` by which polkit lets the agent do it. */
void check_polkit(const char *root, const struct config *config, struct findings *findings);

#endif
