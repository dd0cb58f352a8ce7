/* The formats of services that ring, route or keep tickets. Pure. Each writes a body that was cut down before; its
 * length, 0 when `size` is too little. */
#ifndef CONFIDE_REPORT_RENDER_ALARMS_H
#define CONFIDE_REPORT_RENDER_ALARMS_H

#include "render_cut.h"

size_t render_cloudevents(const struct rendering *cut, char *to, size_t size);
size_t render_pagerduty(const struct rendering *cut, char *to, size_t size);
size_t render_alertmanager(const struct rendering *cut, char *to, size_t size);
size_t render_ocsf(const struct rendering *cut, char *to, size_t size);
size_t render_thehive(const struct rendering *cut, char *to, size_t size);
size_t render_teams(const struct rendering *cut, char *to, size_t size);
size_t render_servicenow(const struct rendering *cut, char *to, size_t size);

#endif
