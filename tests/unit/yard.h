/* A folder of real files and a memory of what came to be, to try signs of damage on. */
#ifndef CONFIDE_TESTS_YARD_H
#define CONFIDE_TESTS_YARD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/harm/harm.h"

#define PDF  "%PDF-1.7\nof a patient\n"
#define TEXT "seen today, well\n"

struct yard {
    char folder[64];
    struct harm *harm;
    int64_t now_ms;
};

static inline void yard_open(struct yard *yard)
{
    text_copy(yard->folder, sizeof yard->folder, "/tmp/confide-harm-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(yard->folder));
    yard->harm = harm_make();
    yard->now_ms = 1000000;
    CU_ASSERT_PTR_NOT_NULL_FATAL(yard->harm);
}

static inline void yard_close(struct yard *yard)
{
    char command[128];

    harm_free(yard->harm);
    text_format(command, sizeof command, "%s", yard->folder);
    CU_ASSERT_EQUAL(rmdir(command), 0);
}

static inline const char *place(const struct yard *yard, char path[128], const char *name)
{
    text_format(path, 128, "%s/%s", yard->folder, name);
    return path;
}

static inline void put(const struct yard *yard, const char *name, const void *bytes, size_t size)
{
    char path[128];
    FILE *file = fopen(place(yard, path, name), "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static inline void put_noise(const struct yard *yard, const char *name)
{
    uint8_t bytes[4096];
    uint32_t seed = 88172645;

    for (size_t i = 0; i < sizeof bytes; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        bytes[i] = (uint8_t)(seed >> 24);
    }
    put(yard, name, bytes, sizeof bytes);
}

static inline void drop(const struct yard *yard, const char *name)
{
    char path[128];

    unlink(place(yard, path, name));
}

static inline struct event make(const struct yard *yard, enum event_action action, const char *name, const char *to)
{
    struct event event = {.kind = EVENT_ACCESS, .source = SOURCE_FILE, .action = (uint8_t)action, .pid = 77};

    place(yard, event.object, name);
    if (to)
        place(yard, event.to, to);
    text_copy(event.login, sizeof event.login, "ben");
    return event;
}

static inline unsigned sign(struct yard *yard, enum event_action action, const char *name, const char *to)
{
    struct event event = make(yard, action, name, to);

    yard->now_ms += 100;
    harm_sign(yard->harm, &event, to ? event.to : event.object, yard->now_ms);
    return event.signs;
}

static inline void born(struct yard *yard, enum event_action action, const char *name, const char *to)
{
    struct event event = make(yard, action, name, to);

    yard->now_ms += 100;
    harm_note_born(yard->harm, &event, to ? event.to : event.object, yard->now_ms);
}

#endif
