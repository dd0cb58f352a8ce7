/* Signs of damage. Owns the look at a changed file's first bytes, which are wiped and go nowhere. Must not judge:
 * one sign is no finding. In: actions that are about to be told. Out: their signs.
 *
 * What a person made is theirs to fill: a file that came to be lately is not held against them, unless it stands where
 * one was deleted. What was made under another name and brought here by a rename is a save: what it holds now counts,
 * but of a kind that nobody knows, nobody can say that it should look otherwise. */
#include "agent/watch/harm/harm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <confide/canary.h>

#include "agent/base/text.h"
#include "agent/watch/harm/born.h"
#include "agent/watch/harm/filetype.h"

enum { COPIES_READ = 4 /* of one deleted file, at most */, PATH_SIZE = 4096, WRITTEN = 1024 };

/* Which process writes which file: forgotten when it closes it, or when there is no more room. */
struct written {
    uint64_t object;
    int32_t pid;
};

struct harm {
    struct born *born;
    struct written written[WRITTEN]; /* by hash; what comes later takes the place */
};

/* What a file begins with. */
struct head {
    size_t size;
    bool is_there;  /* a regular file that could be read */
    bool is_closed; /* its mode lets nobody in */
    uint8_t bytes[FILETYPE_HEAD];
};

struct harm *harm_make(void)
{
    struct harm *harm = calloc(1, sizeof(*harm));

    if (!harm)
        return NULL;
    harm->born = born_new();
    if (harm->born)
        return harm;
    free(harm);
    return NULL;
}

void harm_free(struct harm *harm)
{
    if (!harm)
        return;
    born_free(harm->born);
    free(harm);
}

/* ---- names ----------------------------------------------------------------------------------- */

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool is_folder(const char *path)
{
    size_t length = strlen(path);

    return length > 0 && path[length - 1] == '/';
}

bool harm_is_canary(const char *path)
{
    return strncmp(last_name(path), CANARY_NAME, strlen(CANARY_NAME)) == 0;
}

/* It may lie over another then. */
static bool is_from_elsewhere(const struct event *event)
{
    return (event->action == ACTION_CREATE || event->action == ACTION_UPDATE) &&
           (strncmp(event->reason, "it was moved", 12) == 0 || strstr(event->evidence, "link of "));
}

void harm_note_born(struct harm *harm, const struct event *event, const char *path, int64_t now_ms)
{
    bool is_moved = event->action == ACTION_RENAME;

    if (strcmp(event->reason, LINK_REASON) == 0) /* the file is an old one */
        return;
    if (is_moved ? event->to[0] && !is_folder(event->to) : !(is_folder(event->object) && is_from_elsewhere(event)))
        born_note(harm->born, event, path, now_ms);
}

/* ---- first bytes ----------------------------------------------------------------------------- */

/* Looked at before it is opened: opening a device may do something. O_NONBLOCK: nor may somebody's lease hold us up. */
static int open_file(const char *path, struct stat *status)
{
    int place = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC), fd = -1;
    char self[64];

    if (place < 0)
        return -1;
    text_format(self, sizeof(self), "/proc/self/fd/%d", place);
    if (fstat(place, status) == 0 && S_ISREG(status->st_mode)) {
        fd = open(self, O_RDONLY | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
        if (fd < 0 && errno == EPERM) /* O_NOATIME is for owners and CAP_FOWNER */
            fd = open(self, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    }
    close(place);
    return fd;
}

static void read_head(struct head *head, const char *path)
{
    struct stat status;
    ssize_t length = -1;
    int fd = path[0] == '/' ? open_file(path, &status) : -1;

    head->size = 0;
    if (fd >= 0) {
        length = pread(fd, head->bytes, sizeof(head->bytes), 0);
        close(fd);
    }
    head->is_there = length >= 0;
    head->is_closed = head->is_there && !(status.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO));
    if (length > 0)
        head->size = (size_t)length;
}

static bool fits(const struct filetype *kind, const struct head *head)
{
    return kind && filetype_can_tell(kind) && filetype_fits(kind, head->bytes, head->size);
}

static bool is_noise(const struct head *head)
{
    return filetype_is_noise(head->bytes, head->size);
}

static bool is_even(const struct head *head)
{
    return filetype_is_even(head->bytes, head->size);
}

/* The kind that a name says, behind an ending of every day as well. NULL: nobody can tell by it. */
static const struct filetype *kind_of(const char *path)
{
    char stem[PATH_SIZE];
    const struct filetype *kind = filetype_is_everyday(path, stem, sizeof(stem)) ? filetype_named(stem) : NULL;

    kind = kind ? kind : filetype_named(path);
    return kind && filetype_can_tell(kind) ? kind : NULL;
}

/* ---- signs ----------------------------------------------------------------------------------- */

/* A lock, a backup; or what tar(1) puts where a symbolic link will be: empty, new and of mode 0. */
static bool may_be_empty(const char *path, const struct head *head, enum born_origin origin)
{
    const struct filetype *named = filetype_named(path);
    char stem[PATH_SIZE];

    return (named && !filetype_can_tell(named)) || filetype_is_everyday(path, stem, sizeof(stem)) ||
           (origin == BORN_OVER && head->is_closed);
}

static unsigned signs_of_update(const struct event *event, const struct head *head, enum born_origin origin)
{
    const struct filetype *kind = kind_of(event->object);

    if (!head->is_there)
        return 0;
    if (head->size == 0)
        return origin == BORN_MADE                         ? 0
               : may_be_empty(event->object, head, origin) ? SIGN_LOOKED
                                                           : SIGN_EMPTIED | SIGN_LOOKED;
    if (fits(kind, head))
        return SIGN_LOOKED;
    if (kind)
        return origin == BORN_MADE ? 0 : SIGN_HEADER | SIGN_LOOKED;
    if (!is_noise(head) || !is_even(head))
        return SIGN_LOOKED;
    return origin == BORN_BEFORE ? SIGN_NOISE | SIGN_LOOKED : 0;
}

/* "" where there is none. */
static const char *extension_of(const char *path)
{
    const char *name = last_name(path), *dot = strrchr(name, '.');

    return dot && dot != name ? dot : "";
}

/* Has it an extension that says nothing to anybody, and that it did not have before? What follows a stop in a sentence
 * is none. */
static bool is_foreign(const char *from, const char *to)
{
    const char *extension = extension_of(to);
    char stem[PATH_SIZE];

    return extension[0] && extension[1] && !strpbrk(extension, " ,;()") &&
           strcasecmp(extension, extension_of(from)) != 0 && !filetype_named(to) &&
           !filetype_is_everyday(to, stem, sizeof(stem));
}

/* x.pdf -> x.pdf.locked, x.locked: all that was told of it is its new name. */
static bool keeps_stem(const char *from, const char *to)
{
    const char *name = last_name(from);

    return strncmp(name, last_name(to), strlen(name) - strlen(extension_of(from))) == 0;
}

static unsigned signs_of_rename(const struct event *event, const struct head *head, enum born_origin origin)
{
    const struct filetype *before = kind_of(event->object), *after = kind_of(event->to);
    bool foreign = is_foreign(event->object, event->to), is_known = before || after;

    if (event->to[0] == '\0')
        return 0;
    if (!head->is_there)
        return foreign && before && origin == BORN_BEFORE && keeps_stem(event->object, event->to) ? SIGN_EXTENSION : 0;
    if (head->size == 0)
        return 0;
    if (fits(before, head) || fits(after, head)) /* whole, but not to be found again by its name: to be counted */
        return foreign && origin == BORN_BEFORE ? 0 : SIGN_LOOKED;
    if (origin != BORN_BEFORE)
        return !is_noise(head) ? SIGN_LOOKED : after ? SIGN_HEADER | SIGN_LOOKED : 0;
    if (is_known && is_noise(head))
        return (foreign ? SIGN_EXTENSION : SIGN_HEADER) | SIGN_LOOKED;
    if (foreign)
        return is_known || is_even(head) ? SIGN_EXTENSION | SIGN_LOOKED : 0;
    return is_noise(head) && is_even(head) ? 0 : SIGN_LOOKED;
}

static bool is_unreadable(const char *path)
{
    const struct filetype *kind = filetype_named(path);
    struct head head;
    bool is_so;

    read_head(&head, path);
    is_so = head.is_there && head.size > 0 && is_noise(&head) && !fits(kind, &head);
    explicit_bzero(&head, sizeof(head));
    return is_so;
}

static unsigned signs_of_delete(const struct harm *harm, const struct event *event, const char *path, int64_t now_ms)
{
    const char *name;
    char copy[PATH_SIZE];
    size_t at = 0;

    for (unsigned i = 0; i < COPIES_READ && (name = born_beside(harm->born, event, path, now_ms, &at)); i++)
        if (text_format(copy, sizeof(copy), "%.*s%s", (int)(last_name(path) - path), path, name) && is_unreadable(copy))
            return SIGN_COPY;
    return 0;
}

/* Whoever plants one writes it at once. */
static bool touches_canary(const struct harm *harm, const struct event *event, int64_t now_ms)
{
    return (harm_is_canary(event->object) || harm_is_canary(event->to)) &&
           !(event->action == ACTION_UPDATE && born_by_itself(harm->born, event, now_ms));
}

/* acts.c says what a save replaced. What lies in a new folder is new, whatever happened to it there. */
static enum born_origin origin_of(const struct harm *harm, const struct event *event, int64_t now_ms)
{
    enum born_origin origin = born_how(harm->born, event, now_ms);
    bool is_over =
        is_from_elsewhere(event) || strstr(event->evidence, "made anew as ") || strstr(event->evidence, "kept as ");

    return is_over && !(origin == BORN_MADE && born_in_new(harm->born, event, now_ms)) ? BORN_OVER : origin;
}

static bool is_change(const struct event *event, enum born_origin origin)
{
    return event->kind == EVENT_ACCESS && !is_folder(event->object) &&
           (event->action == ACTION_UPDATE || event->action == ACTION_RENAME || event->action == ACTION_DELETE ||
            (event->action == ACTION_CREATE && origin == BORN_OVER));
}

void harm_sign(struct harm *harm, struct event *event, const char *path, int64_t now_ms)
{
    enum born_origin origin = origin_of(harm, event, now_ms);
    unsigned signs = 0;
    struct head head;

    if (!is_change(event, origin))
        return;
    if (touches_canary(harm, event, now_ms))
        event->signs |= SIGN_CANARY;
    if (event->action == ACTION_DELETE) {
        signs = signs_of_delete(harm, event, path, now_ms);
    } else {
        read_head(&head, path);
        signs = event->action == ACTION_RENAME ? signs_of_rename(event, &head, origin)
                                               : signs_of_update(event, &head, origin);
        explicit_bzero(&head, sizeof(head));
    }
    if (origin == BORN_MADE && event->action != ACTION_RENAME)
        event->signs |= SIGN_TEMPORARY;
    if (event->signs & SIGN_TEMPORARY)
        signs &= ~(unsigned)SIGN_DAMAGE;
    event->signs |= (uint16_t)signs;
    if (event->action == ACTION_DELETE || event->action == ACTION_RENAME)
        born_note_gone(harm->born, event, now_ms);
}

/* ---- written through memory ------------------------------------------------------------------ */

static struct written *find_written(struct harm *harm, const struct event *event, struct written *wanted)
{
    uint64_t hash = 0xcbf29ce484222325U; /* FNV-1a */

    for (const char *at = event->object; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 0x100000001b3U;
    *wanted = (struct written){.object = hash, .pid = event->pid};
    return &harm->written[(hash ^ (uint32_t)event->pid) % WRITTEN];
}

void harm_note_written(struct harm *harm, const struct event *event)
{
    struct written wanted, *written = find_written(harm, event, &wanted);

    *written = wanted;
}

/* Programs open files to write them and leave them as they are, so only what cannot be otherwise is damage here: noise
 * under the name of a known kind. */
bool harm_closed(struct harm *harm, struct event *event, const char *path, int64_t now_ms)
{
    struct written wanted, *written = find_written(harm, event, &wanted);
    bool was_written = written->object == wanted.object && written->pid == wanted.pid;
    struct head head;
    bool is_damaged;

    if (was_written)
        *written = (struct written){0};
    if (was_written || !kind_of(event->object) || origin_of(harm, event, now_ms) == BORN_MADE)
        return false;
    read_head(&head, path);
    is_damaged = head.is_there && head.size > 0 && is_noise(&head) && !fits(kind_of(event->object), &head);
    explicit_bzero(&head, sizeof(head));
    if (!is_damaged)
        return false;
    event->signs |= SIGN_HEADER | SIGN_LOOKED | (harm_is_canary(event->object) ? SIGN_CANARY : 0);
    return true;
}

/* ---- who may open it ------------------------------------------------------------------------- */

static bool find_folder(const char *path, struct stat *status)
{
    char folder[PATH_SIZE];

    return text_format(folder, sizeof(folder), "%.*s", (int)(last_name(path) - path), path) && folder[0] &&
           stat(folder, status) == 0;
}

bool harm_widened(const char *path, uint32_t before, char *why, unsigned size)
{
    struct stat status, folder = {0};
    unsigned others, given, gained;

    if (lstat(path, &status) != 0 || S_ISLNK(status.st_mode))
        return false;
    others = status.st_mode & S_IRWXO;
    if (before)
        given = before & S_IRWXO;
    else if (S_ISDIR(status.st_mode))
        given = S_IROTH | S_IXOTH; /* nobody knows what it was: only that all may write there is told */
    else if (!find_folder(path, &folder))
        return false;
    else if (folder.st_mode & S_IXOTH)
        given = folder.st_mode & S_IRWXO;
    else
        given = S_IROTH | S_IXOTH; /* nobody else gets into its folder, and the usual umask leaves these */
    gained = others & ~given & (S_ISDIR(status.st_mode) ? S_IRWXO : S_IROTH | S_IWOTH);
    if (!gained)
        return false;
    text_format(
        why, size, "everybody on this computer may now %s%s%s it (mode %04o%s): groups and ACLs were not looked at",
        gained & (S_IROTH | S_IXOTH) ? "open" : "", (gained & (S_IROTH | S_IXOTH)) && (gained & S_IWOTH) ? " and " : "",
        gained & S_IWOTH ? "change" : "", (unsigned)status.st_mode & 07777, before ? ", wider than it was" : "");
    return true;
}
