/* How one record is written for one endpoint. Pure: the same record gives the same bytes. */
#ifndef CONFIDE_REPORT_RENDER_H
#define CONFIDE_REPORT_RENDER_H

#include <stddef.h>

#include "agent/base/config.h"

#include "record.h"

/* Standard Webhooks 1.0 recommends less than 20 kB; a mail says everything twice, encoded. */
enum { RENDER_SIZE = 64 * 1024 };

/* What stands in a PagerDuty body in the place of the routing key, which is a secret: confide-post puts the key there
 * when it sends, so that no secret lies in the database. */
#define RENDER_ROUTING_KEY "{{routing_key}}"

/* Writes `record` as `endpoint` wants it, and with no more detail than it may be told: with POST_REFERENCE no patient,
 * login or path, POST_LOGINS the login, POST_FULL the login, the patients and the events. Each format has words for
 * each kind. Its length; 0, and never a part of it, when `size` is too little (RENDER_SIZE always suffices), memory is
 * short, the record has an id that is none or lacks its case, or a mail's addresses are none. `clinic` is its name, or
 * "". */
size_t render(const struct report_record *record, const struct config_endpoint *endpoint, const char *clinic, char *to,
              size_t size);

/* The Content-Type that goes with a format. */
const char *render_content_type(enum post_format format);

#endif
