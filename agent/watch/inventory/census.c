/* One inventory of one root. Owns the comparison: two streams in one order, the list and the tree, merged in constant
 * memory. Must not take for lost what it could not look at. In: the old list, the tree, the ledger. Out: the new list,
 * and of what is missing or changed unseen: news. Doubts go to a list of their own and are looked at again before they
 * are told: the tree changes under us, and the watch tells of it a moment later. */
#include "agent/watch/inventory/census.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/watch/inventory/look.h"
#include "agent/watch/inventory/site.h"
#include "agent/watch/inventory/walk.h"

enum { BREATH_STEPS = 256, BREATH_MOST_MS = 50, UNREADABLE_TOLD = 3, PATH_SIZE = LISTING_ROOT_SIZE + RECORD_PATH_SIZE };

struct merge {
    struct census *census;
    struct census_root *root;
    int folder; /* the root */
    uint64_t mount, dev;
    struct listing *was, *is, *doubts;
    struct listing_head head;
    int64_t began_ms;
    int64_t since_ms;      /* of the old list */
    int64_t kept_since_ms; /* of the new one: older where old records are kept unseen */
    uint64_t count, unreadable, steps;
    int64_t breath_ms;
    int error; /* of a list that could not be written */
    bool has_was;
    struct record was_record;
    char was_path[RECORD_PATH_SIZE];
    char path[PATH_SIZE]; /* with the root */
};

static const char *full(struct merge *merge, const char *path)
{
    text_format(merge->path, sizeof(merge->path), "%s%s%s", merge->root->path, path[0] ? "/" : "", path);
    return merge->path;
}

static void next_was(struct merge *merge)
{
    merge->has_was = merge->was && listing_next(merge->was, merge->was_path, &merge->was_record);
}

static bool put(struct merge *merge, struct listing *list, const char *path, const struct record *record)
{
    if (list && listing_put(list, path, record))
        return true;
    merge->error = errno;
    return false;
}

static bool doubt(struct merge *merge)
{
    if (!merge->doubts)
        merge->doubts = listing_create(merge->census->folder, &merge->head, true);
    return put(merge, merge->doubts, merge->was_path, &merge->was_record);
}

/* Some file systems count seconds only. */
static bool was_told(const struct merge *merge, int64_t ctime_ns)
{
    const struct cover *cover = &merge->census->ear->ledger.cover;
    int64_t time_ms = ctime_ns / 1000000;

    return cover_has(cover, time_ms) || (ctime_ns % 1000000000 == 0 && cover_has(cover, time_ms + 999));
}

/* Lets others have the disk: for half as long as it took. Hears what the watch tells meanwhile. */
static bool breathe(struct merge *merge)
{
    int64_t nap_ms;

    if (++merge->steps % BREATH_STEPS != 0)
        return true;
    nap_ms = (clock_monotonic_ms() - merge->breath_ms) / 2 + 1;
    if (!ear_hear(merge->census->ear, (int)(nap_ms < BREATH_MOST_MS ? nap_ms : BREATH_MOST_MS)))
        return false;
    merge->breath_ms = clock_monotonic_ms();
    voice_progress(merge->census->voice, merge->census->done + merge->count, merge->census->total);
    return true;
}

static bool missing(struct merge *merge)
{
    bool is_kept =
        ledger_removed(&merge->census->ear->ledger, full(merge, merge->was_path), merge->since_ms) || doubt(merge);

    next_was(merge);
    return is_kept && breathe(merge);
}

/* The old list's records that stand before `path`: they are not in the tree. */
static bool pass_to(struct merge *merge, const char *path)
{
    bool is_well = true;

    while (is_well && merge->has_was && (!path || record_order(merge->was_path, path) < 0))
        is_well = missing(merge);
    return is_well;
}

static bool link_told(struct merge *merge, const struct walk_place *place)
{
    struct inventory_news news = {.what = INVENTORY_LINKED, .dev = place->dev, .ino = place->record.ino};

    if (place->links < 2)
        return true;
    text_copy(news.path, sizeof(news.path), full(merge, place->path));
    return voice_say(merge->census->voice, &news);
}

static bool found(struct merge *merge, const struct walk_place *place)
{
    bool is_well = pass_to(merge, place->path);

    if (is_well && merge->has_was && strcmp(merge->was_path, place->path) == 0) {
        is_well =
            record_same(&merge->was_record, &place->record) || was_told(merge, place->record.ctime_ns) || doubt(merge);
        next_was(merge);
    }
    merge->count++;
    return is_well && put(merge, merge->is, place->path, &place->record) && link_told(merge, place);
}

/* What cannot be looked at is neither there nor gone: what was known of it stays in the list. */
static bool unknown(struct merge *merge, const char *path)
{
    bool is_well = pass_to(merge, path);

    while (is_well && merge->has_was && record_within(merge->was_path, path)) {
        is_well = put(merge, merge->is, merge->was_path, &merge->was_record);
        merge->kept_since_ms = merge->since_ms;
        merge->count++;
        next_was(merge);
    }
    return is_well;
}

static bool unknown_told(struct merge *merge, enum walk_step step, const struct walk_place *place)
{
    merge->unreadable++;
    if (merge->unreadable > UNREADABLE_TOLD)
        return true;
    full(merge, place->path);
    if (step == WALK_ELSEWHERE)
        return voice_wrong(
            merge->census->voice,
            "%.512s: another file system is mounted there, which the inventory leaves out. If records lie in "
            "it, name it in records= too",
            merge->path);
    if (step == WALK_TOO_DEEP)
        return voice_wrong(merge->census->voice,
                           "%.512s: it lies below more than %d folders, which the inventory leaves out: move it up",
                           merge->path, RECORD_DEPTH);
    return voice_wrong(merge->census->voice,
                       "%.512s: %s: the inventory cannot say what became of the records in it. confide-watch needs "
                       "CAP_DAC_READ_SEARCH; if it has that, look after the disk",
                       merge->path, strerror(place->error));
}

static bool compare(struct merge *merge)
{
    struct walk *walk = walk_begin(merge->folder, merge->mount);
    struct walk_place place = {0};
    enum walk_step step = WALK_END;
    bool is_well = walk != NULL;

    next_was(merge);
    while (is_well && (step = walk_next(walk, &place)) != WALK_END) {
        if (step == WALK_RECORD)
            is_well = found(merge, &place);
        else if (step != WALK_FOLDER)
            is_well = unknown(merge, place.path) && unknown_told(merge, step, &place);
        is_well = is_well && breathe(merge);
    }
    if (walk)
        walk_end(walk);
    if (is_well && merge->unreadable > UNREADABLE_TOLD)
        voice_wrong(merge->census->voice, "the inventory could not look into %llu more folders below %s",
                    (unsigned long long)(merge->unreadable - UNREADABLE_TOLD), merge->root->path);
    return is_well && pass_to(merge, NULL);
}

/* ---- the second look ---- */

static bool tell(struct merge *merge, uint32_t what, const char *path, const struct record *record,
                 const struct cover_window *window)
{
    struct inventory_news news = {
        .what = what, .since_ms = window->from_ms, .until_ms = window->to_ms, .dev = merge->dev, .ino = record->ino};

    text_copy(news.path, sizeof(news.path), full(merge, path));
    return voice_finding(merge->census->voice, &news);
}

static bool judge(struct merge *merge, const char *path, const struct record *was)
{
    const struct ledger *ledger = &merge->census->ear->ledger;
    struct cover_window window = {merge->since_ms, clock_now_ms()}, gap;
    struct look look;

    switch (look_below(merge->folder, path, merge->mount, &look)) {
    case LOOK_FILE:
        if (record_same(was, &look.record) || was_told(merge, look.record.ctime_ns))
            return true;
        cover_around(&ledger->cover, look.record.ctime_ns / 1000000, merge->since_ms, window.to_ms, &window);
        return tell(merge, INVENTORY_ALTERED, path, &look.record, &window);
    case LOOK_FAILED:
    case LOOK_ELSEWHERE:
        return true;
    case LOOK_GONE:
    case LOOK_FOLDER:
    case LOOK_OTHER:
        break;
    }
    if (ledger_removed(ledger, full(merge, path), merge->since_ms))
        return true;
    if (cover_gap(&ledger->cover, merge->since_ms, window.to_ms, &gap))
        window = gap;
    return tell(merge, INVENTORY_VANISHED, path, was, &window);
}

static bool wait_for_news(struct ear *ear)
{
    int64_t until_ms = clock_monotonic_ms() + CENSUS_AGAIN_MS;

    while (clock_monotonic_ms() < until_ms)
        if (!ear_hear(ear, (int)(until_ms - clock_monotonic_ms())))
            return false;
    return true;
}

static bool look_again(struct merge *merge)
{
    if (!merge->doubts)
        return true;
    if (!listing_reread(merge->doubts)) {
        merge->error = errno;
        return false;
    }
    if (!wait_for_news(merge->census->ear))
        return false;
    merge->was_path[0] = '\0';
    while (listing_next(merge->doubts, merge->was_path, &merge->was_record))
        if (!judge(merge, merge->was_path, &merge->was_record) || !breathe(merge))
            return false;
    return true;
}

/* ---- the lists ---- */

static void wrong(struct merge *merge, const char *what, const char *remedy)
{
    voice_wrong(merge->census->voice, "%.512s: %s: %s", merge->root->path, what, remedy);
}

/* Not at each inventory again. */
static void wrong_once(struct merge *merge, const char *what, const char *remedy)
{
    if (merge->root->wrong != remedy)
        wrong(merge, what, remedy);
    merge->root->wrong = remedy;
}

/* The root, if it can be compared. */
static bool has_root(struct merge *merge)
{
    struct site site;

    text_copy(merge->head.root, sizeof(merge->head.root), merge->root->path);
    merge->head.made_ms = merge->began_ms;
    switch (site_open(&site, &merge->head)) {
    case SITE_GOOD:
        merge->folder = site.fd;
        merge->mount = site.mount;
        merge->dev = site.dev;
        return true;
    case SITE_MISSING:
        wrong_once(merge, strerror(errno),
                   "there was no inventory of it; its list is kept. Mount it, or correct records= in [watch]");
        return false;
    case SITE_SHARED:
        wrong_once(merge, "other machines may change files there unseen",
                   "there is no inventory of it. Let confide-watch run where its disk is");
        return false;
    }
    return false;
}

/* The old list, if it is of this root. False when nothing may be compared, and no new list made. */
static bool has_list(struct merge *merge)
{
    struct listing_head was = merge->head;
    struct listing_end end;
    const char *again = "what vanished or changed unseen before now is not known; a new list is made. See who can "
                        "write to the inventory's folder, and after its disk";

    switch (listing_open(&merge->was, merge->census->folder, &was, &end)) {
    case LISTING_GOOD:
        if (!site_same(&was, &merge->head)) {
            wrong_once(
                merge, "this is another folder or disk than the one that was listed",
                "its list is kept and nothing is compared. Mount the right one; or, if this is meant, remove the "
                "*.list files from the inventory's folder and start confide-watch again");
            return false;
        }
        merge->since_ms = end.since_ms;
        return true;
    case LISTING_NONE:
        if (merge->root->since_ms != 0)
            wrong(merge, "its list was removed", again);
        return true;
    case LISTING_BROKEN:
        wrong(merge, "its list was torn or edited", again);
        return true;
    case LISTING_FAILED:
        wrong_once(merge, strerror(errno), "its list cannot be read. Look after the disk of the inventory's folder");
        return false;
    }
    return false;
}

/* The new list takes the old one's place only when all was told. */
static bool renew(struct merge *merge)
{
    merge->is = listing_create(merge->census->folder, &merge->head, false);
    if (!merge->is) {
        merge->error = errno;
        return false;
    }
    if (!compare(merge) || !look_again(merge))
        return false;
    if (listing_commit(merge->is, merge->kept_since_ms))
        return true;
    merge->error = errno;
    return false;
}

static void take(struct merge *merge)
{
    if (!has_root(merge) || !has_list(merge))
        return;
    if (renew(merge)) {
        merge->root->count = merge->count;
        merge->root->since_ms = merge->kept_since_ms;
        merge->root->wrong = NULL;
    } else if (merge->error != 0) {
        wrong(merge, strerror(merge->error),
              "its new list could not be written and the old one is kept. Make room in the inventory's folder");
    }
}

bool census_take(struct census *census, struct census_root *root)
{
    struct merge *merge = calloc(1, sizeof(*merge));

    if (!merge)
        return voice_wrong(census->voice, "%s: not enough memory for an inventory", root->path);
    *merge = (struct merge){.census = census, .root = root, .folder = -1, .began_ms = clock_now_ms()};
    merge->kept_since_ms = merge->began_ms;
    merge->breath_ms = clock_monotonic_ms();
    take(merge);
    census->done += merge->count;
    listing_free(merge->was);
    listing_free(merge->is);
    listing_free(merge->doubts);
    if (merge->folder >= 0)
        close(merge->folder);
    free(merge);
    return !census->ear->is_over;
}

void census_know(struct census *census, struct census_root *root)
{
    struct listing_head head = {0};
    struct listing_end end;
    struct listing *listing;

    text_copy(head.root, sizeof(head.root), root->path);
    if (listing_open(&listing, census->folder, &head, &end) != LISTING_GOOD)
        return;
    root->count = end.count;
    root->since_ms = end.since_ms;
    listing_free(listing);
}
