/* agent/judge/pace, origin: wrong passwords slow down, and lock nobody out. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/logins/pace_book.h"

enum { HOUR = 3600 * 1000, NOON = 1000000000 };

static const struct origin seat = {ORIGIN_SEAT, "seat"};
static const struct origin locker = {ORIGIN_LOCKER, "locker"};
static const struct origin host = {ORIGIN_HOST, "host 192.0.2.7"};
static const struct origin other_host = {ORIGIN_HOST, "host 192.0.2.8"};
static const struct origin su = {ORIGIN_USER, "user ben"};

static void fail_times(struct pace *pace, const struct origin *origin, int count, int64_t from_ms, int64_t step_ms)
{
    for (int i = 0; i < count; i++)
        pace_fail(pace, "anna", origin, from_ms + i * step_ms);
}

static void waits_double(void)
{
    struct pace *pace = pace_new(HOUR);
    int64_t expected = 500;

    for (int i = 0; i < 20; i++) {
        CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + i * INT64_C(7200000)).delay_ms, expected);
        CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + i * INT64_C(7200000)).refuse_ms, 0);
        pace_fail(pace, "anna", &seat, NOON + i * INT64_C(7200000));
        expected = expected * 2 < HOUR ? expected * 2 : HOUR;
    }
    pace_free(pace);
}

static void success_ends_the_row(void)
{
    struct pace *pace = pace_new(HOUR);

    fail_times(pace, &seat, 5, NOON, 1000);
    pace_enter(pace, "anna", &seat);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + 6000).delay_ms, 500);
    pace_free(pace);
}

static void remote_never_slows_the_seat(void)
{
    struct pace *pace = pace_new(HOUR);

    fail_times(pace, &host, 99, NOON, 1000);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + 99000).delay_ms, 500);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + 99000).refuse_ms, 0);
    CU_ASSERT_TRUE(pace_knock(pace, "anna", &host, NOON + 99000).refuse_ms > 0);
    pace_free(pace);
}

/* Guesses sent side by side, before any of them has been found wrong. */
static void parallel_guesses_are_ten(void)
{
    struct pace *pace = pace_new(HOUR);
    int tried = 0, bursts = 0;

    for (int i = 0; i < 500; i++) {
        struct pace_answer answer = pace_knock(pace, "anna", &host, NOON + i);

        tried += answer.refuse_ms == 0;
        bursts += answer.is_burst;
    }
    CU_ASSERT_EQUAL(tried, PACE_TRIES);
    CU_ASSERT_EQUAL(bursts, 1);
    for (int i = 0; i < tried; i++)
        pace_fail(pace, "anna", &host, NOON + 1000 + i);
    CU_ASSERT_TRUE(pace_knock(pace, "anna", &host, NOON + 2000).refuse_ms > 0);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &other_host, NOON + 2000).refuse_ms, 0);
    pace_free(pace);
}

/* However somebody goes about it: in every 5 minutes at most ten are tried from one host, over all logins. */
static void ten_in_five_minutes(void)
{
    struct pace *pace = pace_new(HOUR);
    int64_t tried[4096] = {0};
    int count = 0;
    char login[16];

    for (int64_t now = NOON; now < NOON + 2 * HOUR && count < 4096; now += 250) {
        text_format(login, sizeof login, "login%lld", (long long)(now / 250 % 50));
        if (pace_knock(pace, login, &host, now).refuse_ms == 0) {
            pace_fail(pace, login, &host, now);
            tried[count++] = now;
        }
    }
    CU_ASSERT_TRUE(count >= PACE_TRIES);
    for (int i = PACE_TRIES; i < count; i++)
        CU_ASSERT_TRUE(tried[i] - tried[i - PACE_TRIES] >= PACE_WINDOW_MS);
    pace_free(pace);
}

/* Two hours between tries: nothing stands but the rows. */
static void strangers_learn_nothing(void)
{
    struct pace *pace = pace_new(HOUR);
    int64_t now = NOON;

    for (int i = 0; i < 14; i++, now += 2 * HOUR) {
        struct pace_answer known = pace_knock(pace, "anna", &host, now), none;

        pace_leave(pace, "anna", &host, now);
        none = pace_knock(pace, "", &host, now);
        CU_ASSERT_EQUAL(known.delay_ms, none.delay_ms);
        CU_ASSERT_EQUAL(known.refuse_ms, none.refuse_ms);
        pace_fail(pace, i % 2 ? "anna" : "", &host, now);
    }
    CU_ASSERT_EQUAL(pace_knock(pace, "", &host, now).delay_ms, HOUR);
    pace_enter(pace, "ben", &host);
    CU_ASSERT_EQUAL(pace_knock(pace, "cleo", &host, now).delay_ms, 500);
    pace_free(pace);
}

/* Killing the program that waits does not make the next guess come sooner than ten in 5 minutes. */
static void a_seat_has_ten_too(void)
{
    struct pace *pace = pace_new(HOUR);
    int tried = 0;

    for (int i = 0; i < 200; i++)
        if (pace_knock(pace, "anna", &seat, NOON + i * 1000).refuse_ms == 0) {
            pace_fail(pace, "anna", &seat, NOON + i * 1000);
            tried++;
        }
    CU_ASSERT_EQUAL(tried, PACE_TRIES);
    CU_ASSERT_TRUE(pace_knock(pace, "anna", &seat, NOON + 200000).refuse_ms <= PACE_WINDOW_MS);
    CU_ASSERT_EQUAL(pace_knock(pace, "ben", &seat, NOON + 200000).refuse_ms, 0);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + 600000).refuse_ms, 0);
    pace_free(pace);
}

/* One user who tries everybody's password by su. */
static void trying_all_by_su(void)
{
    struct pace *pace = pace_new(HOUR);
    int tried = 0;
    char login[16];

    for (int i = 0; i < 300; i++) {
        text_format(login, sizeof login, "login%d", i);
        if (pace_knock(pace, login, &su, NOON + i * 1000).refuse_ms == 0) {
            pace_fail(pace, login, &su, NOON + i * 1000);
            tried++;
        }
    }
    CU_ASSERT(tried > 0 && tried <= PACE_TRIES);
    CU_ASSERT_EQUAL(pace_knock(pace, "login1", &seat, NOON + 300000).refuse_ms, 0);
    pace_free(pace);
}

static void a_hundred_in_a_row(void)
{
    struct pace *pace = pace_new(HOUR);

    for (int i = 0; i < PACE_ROW; i++) { /* from ever new hosts */
        struct origin from = {ORIGIN_HOST, ""};

        text_format(from.name, sizeof from.name, "host 198.51.100.%d", i);
        CU_ASSERT_EQUAL(pace_knock(pace, "anna", &from, NOON + i).refuse_ms, 0);
        pace_fail(pace, "anna", &from, NOON + i);
    }
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &host, NOON + 30 * INT64_C(86400000)).refuse_ms, INT64_MAX);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &su, NOON + HOUR).refuse_ms, INT64_MAX);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + HOUR).refuse_ms, 0);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + HOUR).delay_ms, HOUR);
    pace_enter(pace, "anna", &seat);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &host, NOON + HOUR).refuse_ms, 0);
    pace_free(pace);
}

static void helped_by_it(void)
{
    struct pace *pace = pace_new(HOUR);

    CU_ASSERT_FALSE(pace_forgive(pace, "anna"));
    fail_times(pace, &host, 100, NOON, 1000);
    CU_ASSERT_TRUE(pace_forgive(pace, "anna"));
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &other_host, NOON + 200000).refuse_ms, 0);
    pace_free(pace);
}

static void broken_off_is_free(void)
{
    struct pace *pace = pace_new(HOUR);

    for (int i = 0; i < 200; i++) {
        CU_ASSERT_EQUAL(pace_knock(pace, "anna", &host, NOON + i).refuse_ms, 0);
        pace_leave(pace, "anna", &host, NOON + i);
    }
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &host, NOON + 200).delay_ms, 500);
    pace_free(pace);
}

static void a_lost_prompt_is_forgotten(void)
{
    struct pace *pace = pace_new(HOUR);

    for (int i = 0; i < PACE_TRIES; i++)
        pace_knock(pace, "anna", &host, NOON);
    CU_ASSERT_TRUE(pace_knock(pace, "anna", &host, NOON + 1000).refuse_ms > 0);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &host, NOON + 301000).refuse_ms, 0);
    pace_free(pace);
}

static void a_locker_ends_nothing(void)
{
    struct pace *pace = pace_new(HOUR);

    fail_times(pace, &seat, 5, NOON, 1000);
    fail_times(pace, &locker, 3, NOON, 1000);
    pace_enter(pace, "anna", &locker);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + 6000).delay_ms, 16000);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &locker, NOON + 6000).delay_ms, 4000);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &locker, NOON + 2 * HOUR).delay_ms, 500);
    pace_free(pace);
}

static void a_locker_is_never_refused(void)
{
    struct pace *pace = pace_new(HOUR);

    fail_times(pace, &locker, 500, NOON, 10);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &locker, NOON + 6000).refuse_ms, 0);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + 6000).refuse_ms, 0);
    pace_free(pace);
}

static void a_clock_set_back(void)
{
    struct pace *pace = pace_new(HOUR);

    fail_times(pace, &host, 12, NOON + INT64_C(31536000000), 1000);
    CU_ASSERT_TRUE(pace_knock(pace, "anna", &host, NOON).refuse_ms <= HOUR);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &host, NOON + HOUR).refuse_ms, 0);
    pace_free(pace);
}

/* A fact out of the spool, older than what is known. */
static void facts_come_late(void)
{
    struct pace *pace = pace_new(HOUR);

    fail_times(pace, &host, 9, NOON, 1000);
    pace_fail(pace, "anna", &host, NOON - 2 * HOUR);
    CU_ASSERT_TRUE(pace_knock(pace, "anna", &host, NOON + 9000).refuse_ms > 0);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &host, NOON + 2 * HOUR).refuse_ms, 0);
    pace_free(pace);
}

struct kept {
    struct pace_record records[16];
    size_t count;
};

static bool keep(void *data, const struct pace_record *record)
{
    struct kept *kept = data;

    if (kept->count < 16)
        kept->records[kept->count++] = *record;
    return true;
}

static void it_outlives_a_restart(void)
{
    struct pace *pace = pace_new(HOUR), *again = pace_new(HOUR);
    struct kept kept = {.count = 0}, nothing = {.count = 0};

    fail_times(pace, &host, 6, NOON, 1000);
    CU_ASSERT_TRUE(pace_each_changed(pace, keep, &kept));
    CU_ASSERT_EQUAL(kept.count, 3);
    pace_saved(pace);
    CU_ASSERT_TRUE(pace_each_changed(pace, keep, &nothing));
    CU_ASSERT_EQUAL(nothing.count, 0);
    for (size_t i = 0; i < kept.count; i++)
        pace_load(again, &kept.records[i]);
    CU_ASSERT_EQUAL(pace_knock(again, "anna", &host, NOON + 5000).delay_ms, 32000);
    CU_ASSERT_EQUAL(pace_knock(again, "anna", &host, NOON + 5000).refuse_ms, 8000);
    pace_free(pace);
    pace_free(again);
}

/* Names and hosts without end cannot push a seat's row out while idle ones are there. */
static void memory_is_bounded(void)
{
    struct pace *pace = pace_new(HOUR);
    struct origin from = {ORIGIN_HOST, ""};

    fail_times(pace, &seat, 5, NOON, 1000);
    for (int i = 0; i < 6000; i++) {
        text_format(from.name, sizeof from.name, "host h%d", i);
        pace_knock(pace, "ben", &from, NOON + i);
    }
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &seat, NOON + 6000).delay_ms, 16000);
    pace_free(pace);
}

static void origins(void)
{
    struct origin origin;
    char words[96];

    origin = origin_read("tty=ssh rhost=192.0.2.7", true);
    CU_ASSERT_EQUAL(origin.kind, ORIGIN_HOST);
    CU_ASSERT_STRING_EQUAL(origin_words(words, sizeof words, &origin), "from 192.0.2.7");
    origin = origin_read("tty=pts/1 ruser=ben", true);
    CU_ASSERT_EQUAL(origin.kind, ORIGIN_USER);
    CU_ASSERT_STRING_EQUAL(origin_words(words, sizeof words, &origin), "by ben at this computer");
    origin = origin_read("tty=:0", true);
    CU_ASSERT_EQUAL(origin.kind, ORIGIN_SEAT);
    origin = origin_read("tty=:0 rhost=192.0.2.7", false);
    CU_ASSERT_EQUAL(origin.kind, ORIGIN_LOCKER);
    origin = origin_read("rhost= ruser=ben", true);
    CU_ASSERT_EQUAL(origin.kind, ORIGIN_USER);
    origin = origin_read("ruser=ben rhost=192.0.2.7", true);
    CU_ASSERT_EQUAL(origin.kind, ORIGIN_HOST);
    origin = origin_read("", true);
    CU_ASSERT_EQUAL(origin.kind, ORIGIN_SEAT);
    CU_ASSERT_FALSE(origin_value("xrhost=1 rhost", "rhost", words, sizeof words));
}

static void no_crowd_of_hosts_makes_it_forget_the_row(void)
{
    struct pace *pace = pace_new(HOUR);
    struct origin one = {.kind = ORIGIN_HOST};

    fail_times(pace, &seat, PACE_ROW - 1, NOON, 1);
    for (int i = 0; i < 10000; i++) {
        text_format(one.name, sizeof one.name, "host 2001:db8::%x", (unsigned)i);
        pace_fail(pace, "", &one, NOON + HOUR);
    }
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &other_host, NOON + HOUR).refuse_ms, 0);
    pace_fail(pace, "anna", &other_host, NOON + HOUR);
    CU_ASSERT_EQUAL(pace_knock(pace, "anna", &host, NOON + 2 * HOUR).refuse_ms, INT64_MAX);
    pace_free(pace);
}

CU_TestInfo pace_tests[] = {
    {"each wrong password doubles the wait, from half a second to an hour", waits_double},
    {"a right password ends the row", success_ends_the_row},
    {"what another host does never slows the seat", remote_never_slows_the_seat},
    {"no crowd of hosts has it forget a login's row", no_crowd_of_hosts_makes_it_forget_the_row},
    {"of guesses sent side by side ten are tried", parallel_guesses_are_ten},
    {"in any five minutes ten are tried from one host, over all logins", ten_in_five_minutes},
    {"from another host a login waits as long whether it exists or not", strangers_learn_nothing},
    {"at a seat too, whatever is killed while it waits", a_seat_has_ten_too},
    {"who tries everybody by su has ten in all", trying_all_by_su},
    {"after a hundred in a row only the seat is left", a_hundred_in_a_row},
    {"IT can help", helped_by_it},
    {"a prompt broken off costs nothing", broken_off_is_free},
    {"a prompt that was lost is forgotten", a_lost_prompt_is_forgotten},
    {"no user's locker can end a row", a_locker_ends_nothing},
    {"a locker slows down but always tries", a_locker_is_never_refused},
    {"a clock set back makes nobody wait longer", a_clock_set_back},
    {"facts that come late take their place", facts_come_late},
    {"the row outlives a restart", it_outlives_a_restart},
    {"memory is bounded, and idle entries go first", memory_is_bounded},
    {"origins are read from the module's evidence", origins},
    CU_TEST_INFO_NULL};
