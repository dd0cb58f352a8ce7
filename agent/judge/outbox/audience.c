/* Owns which endpoints can be told, since when in this form, and who hears of what. Must not own: what they are told
 * (mailing.c). In: the configuration, the forms of before. Out: yes or no. */
#include "audience.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/judge/store/store_anchor.h"
#include "agent/report/render.h"

enum { FORM_SIZE = 512 };

/* ---- the endpoints ------------------------------------------------------------------------------ */

/* A mail without a good address cannot be written, and so on: the endpoint is passed over, loudly, and what was meant
 * for it goes to the others. */
static bool can_be_written_to(const struct config *config, const struct config_endpoint *endpoint, char *body)
{
    const struct report_record trial = {.kind = RECORD_SELFTEST, .id = "T-0", .severity = 1};

    if (!endpoint->url[0])
        return false;
    if (render(&trial, endpoint, config->clinic_name, body, RENDER_SIZE) > 0)
        return true;
    log_error("no report can be written for [post%s%s]: nothing is sent there: `confidectl check` says what is "
              "wrong with it",
              endpoint->name[0] ? " " : "", endpoint->name);
    return false;
}

/* What decides how a message to it is written, and how much that tells. */
static void form_of(const struct config_endpoint *endpoint, char form[FORM_SIZE])
{
    text_format(form, FORM_SIZE, "%u %u %s %s", (unsigned)endpoint->format, (unsigned)endpoint->detail, endpoint->from,
                endpoint->to);
}

/* A format that was wrong is mended, a detail that was too much is lowered: what waits must not go out as it was. */
static enum store_result note_forms(struct audience *audience, struct store *store)
{
    enum store_result result = store_begin(store);
    char form[FORM_SIZE];

    for (unsigned i = 0; i < audience->config->endpoint_count && result == STORE_OK; i++)
        if (audience->is_usable[i]) {
            form_of(&audience->config->endpoints[i], form);
            result = store_form(store, audience->config->endpoints[i].name, form, &audience->since[i]);
        }
    if (result == STORE_OK)
        result = store_commit(store);
    if (result != STORE_OK)
        store_undo(store);
    return result;
}

bool audience_open(struct audience *audience, const struct config *config, struct store *store)
{
    char *body = malloc(RENDER_SIZE);
    enum store_result noted;

    *audience = (struct audience){.config = config};
    if (!body)
        return false;
    for (unsigned i = 0; i < config->endpoint_count; i++)
        audience->is_usable[i] = can_be_written_to(config, &config->endpoints[i], body);
    free(body);
    noted = note_forms(audience, store);
    if (noted == STORE_FULL) /* the store has given up its reserve */
        noted = note_forms(audience, store);
    if (noted != STORE_OK)
        log_warning("in which form messages are written cannot be noted: %s", store_error(store));
    return true;
}

static bool is_usable(const struct audience *audience, const struct config_endpoint *endpoint)
{
    return audience->is_usable[endpoint - audience->config->endpoints];
}

bool audience_is_empty(const struct audience *audience)
{
    for (unsigned i = 0; i < audience->config->endpoint_count; i++)
        if (audience->is_usable[i])
            return false;
    return true;
}

const struct config_endpoint *audience_named(const struct audience *audience, const char *name)
{
    for (unsigned i = 0; i < audience->config->endpoint_count; i++)
        if (strcmp(audience->config->endpoints[i].name, name) == 0)
            return &audience->config->endpoints[i];
    return NULL;
}

bool audience_fits(const struct audience *audience, const char *endpoint, uint64_t seq)
{
    const struct config_endpoint *found = audience_named(audience, endpoint);

    return found && is_usable(audience, found) && seq > audience->since[found - audience->config->endpoints];
}

/* ---- who hears ---------------------------------------------------------------------------------- */

/* Whoever stands in for nobody is told always. */
static bool stands_in(const struct audience *audience, const struct config_endpoint *endpoint)
{
    for (unsigned i = 0; i < audience->config->endpoint_count; i++)
        if (audience->is_usable[i] && audience->config->endpoints[i].when == POST_ALWAYS)
            return endpoint->when == POST_FIRST_SILENT;
    return false;
}

bool audience_hears(const struct audience *audience, const struct config_endpoint *endpoint, unsigned severity)
{
    if (audience_is_empty(audience))
        return endpoint == &audience->config->endpoints[0];
    return is_usable(audience, endpoint) && !stands_in(audience, endpoint) && severity >= endpoint->least_severity;
}

/* Where the only endpoint there is cannot be written to, what is owed to it is kept in the plain form, under a name
 * that no section can have: when that endpoint was mended, whoever hears then is told (mailing_readdress). */
const struct config_endpoint *audience_addressee(const struct audience *audience,
                                                 const struct config_endpoint *endpoint)
{
    static const struct config_endpoint nobody = {.name = "NOBODY"};

    return endpoint->url[0] && !is_usable(audience, endpoint) ? &nobody : endpoint;
}

const char *audience_first(const struct audience *audience)
{
    for (unsigned i = 0; i < audience->config->endpoint_count; i++)
        if (audience_hears(audience, &audience->config->endpoints[i], 5))
            return audience_addressee(audience, &audience->config->endpoints[i])->name;
    return "";
}
