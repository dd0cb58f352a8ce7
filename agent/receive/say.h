/* How alerts are told here: syslog, and standard output as NDJSON. Owns standard output. */
#ifndef CONFIDE_RECEIVE_SAY_H
#define CONFIDE_RECEIVE_SAY_H

#include <stdbool.h>

#include "alert.h"

/* Tells one alert. False when standard output (`is_printed`) does not take it within half a second: try again later. */
bool say_alert(const struct alert *alert, bool is_printed);

/* "note", "warning", "grave". */
const char *say_level(enum alert_level level);

#endif
