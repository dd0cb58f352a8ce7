/* agent/receive/receiver.h, whole, on a real database: 200 random honest lives of agents give no finding. Restarts,
 * lost answers, late and repeated reports, heartbeats that overtake each other, clock steps of seconds, purges,
 * upgrades. */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/receive/receiver.h"
#include "agent/receive/receiver_private.h"
#include "swearing.h"

enum { LIVES = 200, STEPS = 40, WAITING = 4 };

struct scene {
    char folder[64];
    struct settings settings;
    struct receiver *receiver;
};

static void open_scene(struct scene *scene)
{
    char path[128], key[64], error[512] = "";
    FILE *machines;

    text_copy(scene->folder, sizeof scene->folder, "/dev/shm/confide-lives.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(scene->folder));
    scene->settings = (struct settings){.silence_ms = 600000, .tolerance_s = 3600, .max_mib = 512, .machine_mib = 64};
    text_format(scene->settings.database, sizeof scene->settings.database, "%s/db", scene->folder);
    text_format(scene->settings.machines, sizeof scene->settings.machines, "%s/machines", scene->folder);
    text_format(path, sizeof path, "%s/machines", scene->folder);
    machines = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(machines);
    for (unsigned i = 0; i < LIVES; i++) {
        struct life life;

        life_begin(&life, i, 1);
        life_key(&life, key);
        fprintf(machines, "%s machine %u\n", key, i);
        life_end(&life);
    }
    fclose(machines);
    CU_ASSERT_TRUE_FATAL(crypto_start());
    scene->receiver = receiver_open(&scene->settings, false, error, sizeof error);
    CU_ASSERT_STRING_EQUAL_FATAL(error, "");
}

static void close_scene(struct scene *scene)
{
    static const char *const files[] = {"db", "db-wal", "machines"};
    char path[128];

    receiver_close(scene->receiver);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        text_format(path, sizeof path, "%s/%s", scene->folder, files[i]);
        unlink(path);
    }
    rmdir(scene->folder);
}

/* A message on its way, which may be late. */
struct waiting {
    struct life_headers headers;
    char body[LIFE_BODY];
    size_t size;
};

static unsigned deliver(struct scene *scene, const struct waiting *message, uint64_t *anchor)
{
    const struct listener_request request = {
        .message = {.headers = {message->headers.id, message->headers.timestamp, message->headers.signature},
                    .body = message->body,
                    .size = message->size},
        .from = "192.0.2.1"};
    struct listener_answer answer = {0};
    const char *at;

    receiver_take(scene->receiver, &request, &answer);
    at = strstr(answer.body, "\"anchor\":");
    if (anchor && at)
        *anchor = strtoull(at + 9, NULL, 10);
    return answer.status;
}

static void sign(struct life *life, struct waiting *message, const char *id)
{
    life_sign(life, id, clock_now_ms() / 1000, message->body, message->size, NULL, 0, &message->headers);
}

static void heartbeat(struct scene *scene, struct life *life)
{
    struct waiting message;
    uint64_t anchor = life->swears.previous_seq;
    char id[64];

    message.size = life_heartbeat(life, message.body);
    text_format(id, sizeof id, "hb-%u", ++life->sent);
    sign(life, &message, id);
    if (life_roll(life, 12) == 0)
        return; /* lost on its way */
    CU_ASSERT_EQUAL(deliver(scene, &message, &anchor), 200);
    if (life_roll(life, 4) != 0)
        life_connect(life, anchor); /* else the answer is lost */
}

static void write_report(struct life *life, struct waiting *message)
{
    char id[64];

    text_format(id, sizeof id, "C-%016x", ++life->sent);
    message->size = life_report(life, id, 1, "confide.case.raised", message->body);
    text_format(message->headers.id, sizeof message->headers.id, "%s-v1", id);
}

/* Signed anew at each attempt, as an agent does; perhaps twice, for its first answer was lost. */
static void send_report(struct scene *scene, struct life *life, struct waiting *message)
{
    char id[64];

    text_copy(id, sizeof id, message->headers.id);
    for (unsigned tries = 1 + (life_roll(life, 3) == 0); tries > 0; tries--) {
        sign(life, message, id);
        CU_ASSERT_EQUAL(deliver(scene, message, NULL), 200);
    }
    message->size = 0;
}

static void happen(struct life *life)
{
    switch (life_roll(life, 8)) {
    case 0: /* it is started again, and has counted its refusals and checks anew */
        life->swears.started_ms = life->swears.time_ms;
        life->swears.refused = life->swears.checked = 0;
        break;
    case 1: /* its clock is put right */
        life->swears.time_ms += (int64_t)life_roll(life, 60000) - 30000;
        break;
    case 2: /* erasing keeps the chain, and is itself an entry of it */
        life->swears.purged += life_roll(life, 10);
        life_entry(life, "purge");
        break;
    case 3:
        text_format(life->swears.version, sizeof life->swears.version, "0.%u", life_roll(life, 100));
        break;
    default:
        life_add(life, life_roll(life, 12));
        break;
    }
}

static void live(struct scene *scene, unsigned number)
{
    struct waiting waiting[WAITING] = {{.size = 0}};
    struct life life;

    life_begin(&life, number, clock_now_ms() - 40 * 60000);
    for (unsigned step = 0; step < STEPS; step++) {
        struct waiting *slot = &waiting[life_roll(&life, WAITING)];

        life.swears.time_ms += 1000 + life_roll(&life, 120000);
        happen(&life);
        if (slot->size > 0)
            send_report(scene, &life, slot);
        else if (life_roll(&life, 3) == 0)
            write_report(&life, slot);
        heartbeat(scene, &life);
    }
    for (unsigned i = 0; i < WAITING; i++)
        if (waiting[i].size > 0)
            send_report(scene, &life, &waiting[i]);
    life_end(&life);
}

struct tally {
    unsigned machines, findings;
};

static bool count(void *data, const struct shelf_machine *machine)
{
    struct tally *tally = data;

    tally->machines++;
    tally->findings += (unsigned)machine->findings;
    return true;
}

static bool show(void *data, const struct alert *alert)
{
    (void)data;
    printf("    %s\n", alert->says);
    return true;
}

static void honest_lives(void)
{
    struct tally tally = {0};
    struct scene scene;

    open_scene(&scene);
    for (unsigned i = 0; i < LIVES; i++)
        live(&scene, i);
    CU_ASSERT_EQUAL(shelf_machines(scene.receiver->shelf, count, &tally), SHELF_OK);
    CU_ASSERT_EQUAL(tally.machines, LIVES);
    CU_ASSERT_EQUAL(tally.findings, 0);
    shelf_alerts_unsaid(scene.receiver->shelf, show, NULL);
    close_scene(&scene);
}

/* The same lives, and then somebody edits one entry behind what we hold: so the silence above is no deafness. */
static void one_lie(void)
{
    struct tally tally = {0};
    struct scene scene;
    struct life life;
    uint64_t last;

    open_scene(&scene);
    for (unsigned i = 0; i < 20; i++) {
        life_begin(&life, i, clock_now_ms() - 40 * 60000);
        for (unsigned step = 0; step < STEPS; step++) {
            life.swears.time_ms += 60000;
            life_add(&life, 3);
            heartbeat(&scene, &life);
        }
        last = life.swears.seq;
        life.swears.seq = 1 + life_roll(&life, (unsigned)life.swears.previous_seq - 1);
        while (life.swears.seq < last)
            life_entry(&life, "edited");
        life.swears.time_ms += 60000;
        for (unsigned tries = 0; tries < 3; tries++) /* one of them arrives */
            heartbeat(&scene, &life);
        life_end(&life);
    }
    CU_ASSERT_EQUAL(shelf_machines(scene.receiver->shelf, count, &tally), SHELF_OK);
    CU_ASSERT(tally.findings >= 20);
    close_scene(&scene);
}

CU_TestInfo receive_lives_tests[] = {{"of 200 random honest lives none has a finding", honest_lives},
                                     {"of 20 that end in a lie each has one", one_lie},
                                     CU_TEST_INFO_NULL};
