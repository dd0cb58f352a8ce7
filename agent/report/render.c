/* One record, written for one endpoint. Owns: the table of formats. Must not own: what may be told (render_cut.c), how
 * a format writes (its own file). */
#include "render.h"

#include "render_alarms.h"
#include "render_mail.h"
#include "render_webhook.h"

/* A channel that many people read, or that is only a bell, is told less than its endpoint may be: `most`. The charset
 * in small letters: CloudEvents' own JavaScript SDK (10.0) takes no other. */
static const struct {
    size_t (*write)(const struct rendering *cut, char *to, size_t size);
    const char *content_type;
    enum post_detail most;
} formats[] = {
    [POST_WEBHOOK] = {render_webhook, "application/json", POST_FULL},
    [POST_CLOUDEVENTS] = {render_cloudevents, "application/cloudevents+json; charset=utf-8", POST_FULL},
    [POST_PAGERDUTY] = {render_pagerduty, "application/json", POST_FULL},
    [POST_ALERTMANAGER] = {render_alertmanager, "application/json", POST_REFERENCE},
    [POST_OCSF] = {render_ocsf, "application/json", POST_FULL},
    [POST_THEHIVE] = {render_thehive, "application/json", POST_FULL},
    [POST_TEAMS] = {render_teams, "application/json", POST_REFERENCE},
    [POST_SERVICENOW] = {render_servicenow, "application/json", POST_FULL},
    [POST_MAIL] = {render_mail, "message/rfc822", POST_FULL},
};

enum { FORMAT_COUNT = sizeof formats / sizeof formats[0] };

size_t render(const struct report_record *record, const struct config_endpoint *endpoint, const char *clinic, char *to,
              size_t size)
{
    enum post_format format = endpoint->format;
    enum post_detail detail = endpoint->detail;
    struct rendering cut;

    if ((size_t)format >= FORMAT_COUNT)
        return 0;
    if (detail > formats[format].most)
        detail = formats[format].most;
    if (!render_cut(&cut, record, detail, clinic))
        return 0;
    cut.from = endpoint->from;
    cut.to = endpoint->to;
    return formats[format].write(&cut, to, size);
}

const char *render_content_type(enum post_format format)
{
    return (size_t)format < FORMAT_COUNT ? formats[format].content_type : "application/octet-stream";
}
