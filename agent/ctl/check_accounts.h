/* What this machine's accounts do to the rule that every login is one named person. */
#ifndef CONFIDE_CTL_CHECK_ACCOUNTS_H
#define CONFIDE_CTL_CHECK_ACCOUNTS_H

#include "agent/base/config.h"

#include "findings.h"

/* Looks through etc/passwd, etc/shadow and etc/group under `root` ("" = this machine's) and adds: two names of one uid;
 * accounts that can log in and stand in no row of the register; how many rows have no account; members of the group
 * that may log in without a password. */
void check_accounts(const char *root, const struct config *config, struct findings *findings);

#endif
