/* Whether every way through a login service's PAM stack comes by pam_confide.so, and none goes astray because of it. */
#ifndef CONFIDE_CTL_PAM_PATHS_H
#define CONFIDE_CTL_PAM_PATHS_H

#include "findings.h"

/* Follows the stacks of those files in `folder` that stand in the list `services` (as [login] services), with all that
 * they include, and adds what is wrong, each place once: jumps that miss, ways in that leave the module out, lines in
 * an order that does not work, a file that is included and not there. Silent where no stack names the module. */
void pam_paths_check(const char *folder, const char *services, struct findings *findings);

#endif
