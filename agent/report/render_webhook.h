/* Standard Webhooks 1.0, and what other formats carry of it. Pure. */
#ifndef CONFIDE_REPORT_RENDER_WEBHOOK_H
#define CONFIDE_REPORT_RENDER_WEBHOOK_H

#include "render_cut.h"

struct json_t;

/* The body {type, timestamp, data}, less than 20 kB. Its length, 0 when `size` is too little. */
size_t render_webhook(const struct rendering *cut, char *to, size_t size);

/* Its "type": "confide.case.raised". */
const char *render_webhook_type(const struct rendering *cut);

/* Its "data"; the caller lets go of it. */
struct json_t *render_webhook_data(const struct rendering *cut);

#endif
