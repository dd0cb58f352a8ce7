/* One line of confide.conf(5). The inside of the configuration, shared by config.c and config_read.c and by nobody
 * else. */
#ifndef CONFIDE_BASE_CONFIG_LINE_H
#define CONFIDE_BASE_CONFIG_LINE_H

#include "config.h"

enum { CONFIG_LINE_KEYS = 96, CONFIG_LINE_ENDPOINT_KEYS = 24 };

struct config_line {
    struct config *config;
    bool seen[CONFIG_LINE_KEYS]; /* in this file */
    bool endpoint_seen[CONFIG_ENDPOINTS][CONFIG_LINE_ENDPOINT_KEYS];
    char error[CONFIG_ERROR_SIZE / 2];
};

/* Puts one `name = value` of `section` where it belongs. False: `error` says why, of the first line that was refused.
 */
bool config_line_take(struct config_line *line, const char *section, const char *name, const char *value);

#endif
