/* What the watch is told. Owns the reading of the configuration and the check that nothing of Confide's own lies in a
 * record folder. In: the command line's words. Out: the configuration and the record folders' templates. */
#include "agent/watch/orders.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

static bool read_config(struct orders *orders, char *error, size_t size)
{
    config_defaults(&orders->config);
    if (orders->folder_count > 0 && !orders->config_file)
        return true;
    return config_load(&orders->config, orders->config_file ? orders->config_file : CONFIG_FILE, error, size);
}

/* The folders of the command line take the place of the configuration's. */
static bool take_folders(struct orders *orders, char *error, size_t size)
{
    char real[PATH_MAX], escaped[256];

    for (unsigned i = 0; i < orders->folder_count; i++) {
        if (!realpath(orders->folders[i], real)) {
            text_format(error, size, "%s: %s: name a folder that is there",
                        text_escape(escaped, sizeof(escaped), orders->folders[i]), strerror(errno));
            return false;
        }
        if (!text_format(orders->config.records[i], CONFIG_PATH, "%s/{patient}/...", real)) {
            text_format(error, size, "%s: the path is too long", escaped);
            return false;
        }
    }
    if (orders->folder_count > 0)
        orders->config.record_count = orders->folder_count;
    return true;
}

static bool read_templates(struct orders *orders, char *error, size_t size)
{
    const struct config *config = &orders->config;
    const char *wrong = NULL;

    for (unsigned i = 0; i < config->record_count && !wrong; i++) {
        wrong = template_parse(&orders->roots.list[i].template, config->records[i]);
        if (wrong)
            text_format(error, size, "records = %s: %s", config->records[i], wrong);
    }
    orders->roots.count = config->record_count;
    if (config->record_count == 0)
        text_format(error, size,
                    "no record folders are configured: say where they are, as in records = "
                    "/srv/records/{patient}/... in [watch] of %s",
                    orders->config_file ? orders->config_file : CONFIG_FILE);
    return !wrong && config->record_count > 0;
}

/* What the agent writes must not be watched by it: each write would make the next event. */
static bool keep_apart(struct orders *orders, char *error, size_t size)
{
    const char *own[] = {orders->config.state, orders->config.spool, orders->config.run, orders->config.inventory};
    char real_own[PATH_MAX], real_root[PATH_MAX];

    for (unsigned i = 0; i < orders->roots.count; i++)
        for (unsigned j = 0; j < sizeof(own) / sizeof(own[0]) && !orders->print; j++) {
            const char *root = orders->roots.list[i].template.root;

            if (template_holds(root, own[j]) ||
                (realpath(own[j], real_own) && realpath(root, real_root) && template_holds(real_root, real_own))) {
                text_format(error, size,
                            "%s, a folder of Confide's own, lies inside the record folder %s: move one of them "
                            "(state, spool, run and inventory in [paths])",
                            own[j], root);
                return false;
            }
        }
    return true;
}

bool orders_read(struct orders *orders, char *error, size_t size)
{
    return read_config(orders, error, size) && take_folders(orders, error, size) &&
           read_templates(orders, error, size) && keep_apart(orders, error, size);
}
