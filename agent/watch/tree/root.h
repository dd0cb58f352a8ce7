/* The record folders of the configuration: where each is, whose a path below it is, and the canary that proves that the
 * eye is open on it: this program opens the folder itself and must then see that open. */
#ifndef CONFIDE_WATCH_ROOT_H
#define CONFIDE_WATCH_ROOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/base/config.h"
#include "agent/watch/eye/raw.h"
#include "agent/watch/tree/template.h"

struct root {
    struct template template;
    char real[CONFIG_PATH]; /* template.root without symbolic links: what the kernel calls it. "" while it is missing */
    uint64_t dev, ino;      /* of the folder that was marked; 0 = none yet */
    bool is_missing;        /* and that was told */
    bool was_found;         /* at least once, and then ... */
    bool is_mount;          /* ... a file system was mounted there */
    bool is_closed;         /* the canary was not seen, and that was told */
    bool is_asked;          /* the canary flies since asked_ms (monotonic) */
    bool was_open;          /* it was seen at least once */
    bool is_deaf;           /* changes in it are not told: new folders have to be looked for */
    int64_t asked_ms;
};

struct roots {
    struct root list[CONFIG_RECORDS];
    unsigned count;
};

/* Finds the folder. False when it is not there (any more), or when the file system that was mounted there is not.
 * `is_other`: it is another one than was marked. */
bool root_find(struct root *root, bool *is_other);

/* Lets the canary fly: opens the folder for reading, and closes it. False when it cannot be opened. */
bool root_ask(struct root *root, int64_t now_ms);

/* The own open of `raw` was seen, in the folder `path` where the kernel gave no numbers (NULL where it did). The root
 * whose canary it was, or NULL. */
struct root *root_heard(struct roots *roots, const struct raw *raw, const char *path);

/* Puts `path` as the kernel gave it into the configuration's words: `object`, and the patient. False when it is below
 * no root: `object` is then `path`. */
bool root_patient(const struct roots *roots, const char *path, bool is_folder, char object[EVENT_PATH_SIZE],
                  char patient[EVENT_PATIENT_SIZE]);

/* True when `path`, as the kernel calls it, lies in a record folder. */
bool root_holds(const struct roots *roots, const char *path);

/* What root_patient called `object`, as the kernel calls it; `object` itself when it is below no root. */
void root_real(const struct roots *roots, const char *object, char *path, size_t size);

/* A record folder on the file system `dev`, NULL when there is none. Borrowed. */
const char *root_near(const struct roots *roots, uint64_t dev);

#endif
