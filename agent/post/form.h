/* What stands in one [post] section: is it usable, and what kind of secret goes with it. Pure; confidectl checks by it
 * and confide-post refuses by it. */
#ifndef CONFIDE_POST_FORM_H
#define CONFIDE_POST_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/base/config.h"

#define FORM_WEBHOOK_SECRET "/etc/confide/webhook-secret" /* [post] secret_file's default */

enum form_secret {
    FORM_SIGNING,     /* whsec_... or whsk_..., Standard Webhooks */
    FORM_ROUTING_KEY, /* PagerDuty's, 32 letters and digits */
    FORM_TOKEN,       /* "Authorization: Bearer TOKEN" */
    FORM_ACCOUNT,     /* user:password */
    FORM_ADDRESS      /* the end of the address, where that is itself the secret (Teams: ?...&sig=...) */
};

enum { FORM_CHECKS = 9, FORM_SECTION = CONFIG_NAME + 8, FORM_SECRET_MAX = 512 };

/* Check number `check`, from 0 to FORM_CHECKS - 1: NULL when good, else what is wrong and the remedy, and `key` is the
 * key it is about. `to->url` is not empty. */
const char *form_fault(const struct config_endpoint *to, unsigned check, const char **key);

/* The file of the endpoint's secret; "" where it has none: none is configured, and its format can do without. */
const char *form_secret_file(const struct config_endpoint *to);

enum form_secret form_secret(enum post_format format);

/* NULL when `text` is such a secret, else what is wrong with it (never the text itself). No good one holds a blank, a
 * control character or a line's end, so each may stand in a header. */
const char *form_secret_fault(enum form_secret kind, const char *text);

/* How to make a file with such a secret. */
const char *form_secret_remedy(enum form_secret kind);

/* "[post]" or "[post NAME]". Returns `section`. */
char *form_section(char section[FORM_SECTION], const struct config_endpoint *to);

/* `text`, where "[post]" becomes this endpoint's section. */
void form_words(char *words, size_t size, const char *text, const struct config_endpoint *to);

#endif
