/* What sending reports needs: for each endpoint an address, its secret, certificates to know it by. */
#ifndef CONFIDE_CTL_CHECK_POST_H
#define CONFIDE_CTL_CHECK_POST_H

#include "agent/base/config.h"

#include "findings.h"

void check_post(const struct config *config, const char *config_file, struct findings *findings);

#endif
