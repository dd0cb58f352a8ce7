/* Losses in the making. Owns the times of looking and the words about devices and the inventory; must not look at a
 * device itself. In: mounts, health, the inventory's news. Out: events of kind device, integrity/vanished and
 * integrity/altered. */
#include "agent/watch/losses.h"

#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/watch/tree/around.h"
#include "agent/watch/describe.h"
#include "agent/watch/flow.h"
#include "agent/watch/devices/mounts.h"
#include "agent/watch/outlet.h"

static void tell_mount(struct losses *losses, const struct mount *mount, enum event_action action)
{
    struct event event;

    if (!mount->is_removable)
        return;
    describe_own(&event, EVENT_DEVICE, action, clock_now_ms(), mount->point, 1);
    text_format(event.evidence, sizeof(event.evidence), "removable fs=%.31s device=%.80s", mount->type, mount->device);
    outlet_put(losses->outlet, &event);
}

static void tell_gone(void *data, const struct mount *mount)
{
    tell_mount(data, mount, ACTION_DETACH);
}

static void forget(void *data, const struct mount *mount)
{
    (void)data;
    (void)mount;
}

void losses_start(struct losses *losses, int64_t now_ms)
{
    const struct mount *mount;

    mounts_read(losses->mounts, forget, NULL);
    for (size_t n = 0; (mount = mounts_at(losses->mounts, n)); n++)
        tell_mount(losses, mount, ACTION_ATTACH); /* it was there before us: who used it in between is not known */
    around_look(losses->around);
    losses->look_ms = now_ms;
    losses->compare_ms = losses->inventory_hours ? now_ms : INT64_MAX;
}

void losses_remounted(struct losses *losses)
{
    const struct mount *mount;

    if (!mounts_read(losses->mounts, tell_gone, losses))
        return;
    for (size_t n = 0; (mount = mounts_at(losses->mounts, n)); n++)
        if (mount->is_new)
            tell_mount(losses, mount, ACTION_ATTACH);
    around_look(losses->around);
}

static void tell_missed(struct losses *losses, const struct inventory_news *news)
{
    bool is_gone = news->what == INVENTORY_VANISHED;
    char since[CLOCK_TEXT_SIZE], until[CLOCK_TEXT_SIZE];
    struct event event;

    describe_own(&event, EVENT_INTEGRITY, is_gone ? ACTION_VANISHED : ACTION_ALTERED, news->until_ms, "",
                 news->more + 1);
    root_patient(losses->roots, news->path, false, event.object, event.patient);
    event.dev = news->dev;
    event.ino = news->ino;
    text_format(event.reason, sizeof(event.reason), "it %s between %s and %s, and nobody was seen doing it",
                is_gone ? "was deleted or moved away" : "was changed or replaced", clock_text(since, news->since_ms),
                clock_text(until, news->until_ms));
    text_format(event.evidence, sizeof(event.evidence), "since=%s", since);
    outlet_put(losses->outlet, &event);
}

static void hear(struct losses *losses, const struct inventory_news *news)
{
    char escaped[2 * INVENTORY_PATH_SIZE];

    switch (news->what) {
    case INVENTORY_DONE:
        losses->files_ms = clock_now_ms();
        log_info("inventory: %llu files", (unsigned long long)news->total);
        /* fall through */
    case INVENTORY_PROGRESS:
        losses->files_done = news->done;
        losses->files_total = news->total;
        break;
    case INVENTORY_VANISHED:
    case INVENTORY_ALTERED:
        tell_missed(losses, news);
        break;
    case INVENTORY_LINKED:
        flow_link(losses->flow, news->dev, news->ino, news->path);
        break;
    case INVENTORY_WRONG:
        log_warning("inventory: %s", text_escape(escaped, sizeof(escaped), news->path));
        break;
    }
}

void losses_hear(struct losses *losses)
{
    struct inventory_news news;

    while (inventory_take(losses->inventory, &news))
        hear(losses, &news);
}

static void look_at_health(struct losses *losses, unsigned i)
{
    const struct root *root = &losses->roots->list[i];
    char path[2 * TEMPLATE_ROOT_SIZE], words[sizeof(((struct event *)0)->reason)];
    struct event event;
    unsigned action;

    while (!root->is_missing && root->real[0] &&
           health_look(&losses->health[i], root->real, &action, words, sizeof(words))) {
        log_warning("%s: %s", text_escape(path, sizeof(path), root->template.root), words);
        describe_own(&event, EVENT_DEVICE, (enum event_action)action, clock_now_ms(), root->template.root, 1);
        text_copy(event.reason, sizeof(event.reason), words);
        outlet_put(losses->outlet, &event);
    }
}

void losses_step(struct losses *losses, int64_t now_ms)
{
    if (now_ms >= losses->compare_ms) {
        inventory_compare(losses->inventory);
        losses->compare_ms = now_ms + losses->inventory_hours * INT64_C(3600000);
    }
    if (now_ms < losses->look_ms)
        return;
    losses->look_ms = now_ms + LOSSES_LOOK_MS;
    for (unsigned i = 0; i < losses->roots->count; i++)
        look_at_health(losses, i);
}
