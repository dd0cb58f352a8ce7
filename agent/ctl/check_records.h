/* The record folders of the configuration: what of each the watch will see, and what it cannot. */
#ifndef CONFIDE_CTL_CHECK_RECORDS_H
#define CONFIDE_CTL_CHECK_RECORDS_H

#include "agent/base/config.h"

#include "findings.h"

/* One line a folder, and one for each thing that limits what is seen there. `config_file` is where mistakes in the
 * configuration are; the kernel's release is read under `root`. Nothing behind a network or FUSE mount is touched: it
 * may never answer. */
void check_records(const char *root, const struct config *config, const char *config_file, struct findings *findings);

/* Whether the kernel under `root` (its /proc) is one to watch with. */
void check_kernel(const char *root, const struct config *config, struct findings *findings);

#endif
