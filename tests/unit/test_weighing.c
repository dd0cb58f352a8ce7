/* agent/judge/weigh/weighing.c, access.c: when a story is told, what is said of it, and what weighs nothing. */
#include "settling.h"

#include "agent/judge/weigh/access.h"

static void open_at(struct seen *seen, unsigned alert_points)
{
    seen_open(seen, settling_encounters);
    seen->ward.config.alert_points = alert_points;
}

/* ---- when it is told --------------------------------------------------------------------------- */

/* What one look at P-OTHER weighs. */
static int32_t weight_of_a_look(void)
{
    struct seen seen;
    int32_t points;

    open_at(&seen, 1);
    see(&seen, 0, "anna", "P-OTHER");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL_FATAL(seen.found, 1);
    points = seen.points[0];
    seen_close(&seen);
    return points;
}

static void try_threshold(int alert_points, int ask_points, size_t found, size_t asked)
{
    struct seen seen;

    open_at(&seen, (unsigned)alert_points);
    seen.ward.config.ask_points = (unsigned)ask_points;
    see(&seen, 0, "anna", "P-OTHER");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.found, found);
    CU_ASSERT_EQUAL(seen.asked, asked);
    seen_close(&seen);
}

static void thresholds(void)
{
    int points = weight_of_a_look();

    try_threshold(points, 1, 1, 0);
    try_threshold(points + 1, points, 0, 1);
    try_threshold(points + 1, points + 1, 0, 0);
}

static void first_look_waits(void)
{
    struct seen seen;

    open_at(&seen, 1);
    see(&seen, 0, "anna", "P-OTHER");
    pass(&seen, DAY + MINUTE - 1);
    CU_ASSERT_EQUAL(seen.found, 0);
    pass(&seen, DAY + MINUTE);
    CU_ASSERT_EQUAL(seen.found, 1);
    seen_close(&seen);
}

/* ---- what is said ------------------------------------------------------------------------------ */

static void of_what_it_shows(void)
{
    struct seen seen;

    open_at(&seen, 1);
    see(&seen, 0, "ben", "P-OTHER"); /* on leave until the end of 20 December */
    see(&seen, 30 * DAY, "ben", "P-OTHER");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL_FATAL(seen.found, 2);
    CU_ASSERT_TRUE(has_rule(&seen, 0, "on-leave"));
    CU_ASSERT_FALSE(has_rule(&seen, 1, "on-leave"));
    CU_ASSERT_TRUE(has_rule(&seen, 1, "again"));
    seen_close(&seen);
}

static void of_its_patient(void)
{
    struct seen seen;

    open_at(&seen, 1000);
    see(&seen, 0, "anna", "P-OTHER");
    see(&seen, DAY, "anna", "P-SON");
    see(&seen, 7 * DAY, "anna", "P-SON");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.found, 0);
    settle_tell(seen.settle, "anna", "P-SON");
    CU_ASSERT_EQUAL_FATAL(seen.found, 1);
    CU_ASSERT_EQUAL(seen.counts[0], 2);
    seen_close(&seen);
}

static void same_day_again(void)
{
    struct seen seen;
    uint64_t again = 0;

    open_at(&seen, 1);
    see(&seen, 0, "anna", "P-OTHER");
    see(&seen, 7 * DAY, "anna", "P-OTHER");
    pass(&seen, 7 * DAY + MINUTE);
    CU_ASSERT_EQUAL_FATAL(seen.found, 2);
    see(&seen, 7 * DAY + HOUR, "anna", "P-OTHER");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL_FATAL(seen.found, 3);
    for (size_t i = 0; rules_settled_at(i); i++)
        again |= strcmp(rules_settled_at(i)->name, "again") == 0 ? UINT64_C(1) << i : 0;
    CU_ASSERT_EQUAL(seen.rules[2], again);
    CU_ASSERT_EQUAL(seen.points[2], seen.points[1]);
    seen_close(&seen);
}

static void question_says_why(void)
{
    struct seen seen;

    open_at(&seen, 1000);
    seen.ward.config.ask_points = 1;
    see(&seen, 0, "anna", "P-SON");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.asked, 1);
    CU_ASSERT_NOT_EQUAL(seen.asked_rules, 0);
    seen_close(&seen);
}

/* ---- what weighs nothing ----------------------------------------------------------------------- */

static void excused(void)
{
    struct seen seen, other;

    open_at(&seen, 1);
    see(&seen, 0, "anna", "P-OTHER");
    pass(&seen, DAY + MINUTE);
    CU_ASSERT_EQUAL_FATAL(seen.found, 1);
    settle_excuse(seen.settle, "anna", "P-OTHER");
    see(&seen, 30 * DAY, "anna", "P-OTHER");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL_FATAL(seen.found, 2);
    CU_ASSERT_EQUAL(seen.counts[1], 1);
    open_at(&other, 1);
    see(&other, 0, "anna", "P-OTHER");
    see(&other, 30 * DAY, "anna", "P-OTHER");
    settle_finish(other.settle);
    CU_ASSERT_EQUAL_FATAL(other.found, 2);
    CU_ASSERT_EQUAL(seen.points[1], other.points[1] - other.points[0]);
    seen_close(&seen);
    seen_close(&other);
}

static void leave_is_over(void)
{
    struct seen seen;
    int64_t end_ms;

    open_at(&seen, 1);
    CU_ASSERT_TRUE(clock_parse_bound("2026-12-21T00:00:00", false, &end_ms));
    see(&seen, end_ms - 1 - seen.ward.start_ms, "ben", "P-OTHER");
    see(&seen, end_ms - seen.ward.start_ms, "ben", "P-SON");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL_FATAL(seen.found, 2);
    CU_ASSERT_TRUE(has_rule(&seen, 0, "on-leave"));
    CU_ASSERT_FALSE(has_rule(&seen, 1, "on-leave"));
    seen_close(&seen);
}

/* On no rota nobody is off duty; nor by one that speaks of others, or of another month. */
static void try_duty(const char *rota, int64_t after_ms, bool is_off_duty)
{
    struct clinic clinic = {
        .staff = settling_staff, .patients = settling_patients, .encounters = settling_encounters, .rota = rota};
    struct context context;
    struct seen seen;
    char error[512];

    open_at(&seen, 1);
    CU_ASSERT_TRUE_FATAL(clinic_load(&context, &clinic, error));
    CU_ASSERT_TRUE(settle_use(seen.settle, &context));
    see(&seen, after_ms, "anna", "P-OTHER");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL_FATAL(seen.found, 1);
    CU_ASSERT_EQUAL(has_rule(&seen, 0, "off-duty"), is_off_duty);
    seen_close(&seen);
    context_free(&context);
}

static void off_duty(void)
{
    static const char own[] = "login,from,to\nanna,2026-11-23T08:00,2026-11-23T17:00\n";

    try_duty(own, 0, false);
    try_duty(own, 9 * HOUR - SECOND, false); /* two hours late: work that took longer */
    try_duty(own, 9 * HOUR, true);
    try_duty("login,from,to\nben,2026-11-23T08:00,2026-11-23T17:00\n", 12 * HOUR, false);
    try_duty("login,from,to\nanna,2026-08-23T08:00,2026-08-23T17:00\n", 12 * HOUR, false);
}

/* ---- whose work it is -------------------------------------------------------------------------- */

/* `near` of 100 accesses of the role were explained by others' appointments alone. */
static void try_near(double near, bool is_explained)
{
    struct seen seen;

    seen_open(&seen, HEAD "P0,2026-11-23,,,Surgery,appointment,\n");
    lore_role(&seen.settle->lore, "Nurse")->rates[FEATURE_NEAR] = (struct rate){near, 100};
    see(&seen, 0, "anna", "P0");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, is_explained);
    seen_close(&seen);
}

static void serves_all(void)
{
    try_near(36, true);
    try_near(34, false);
}

static void late_reason_of_the_team(void)
{
    struct seen seen;

    seen_open(
        &seen,
        HEAD "P0,2026-11-23,,,Surgery,appointment,\nP-OTHER,2026-11-23,,ben,Surgery,appointment,2026-11-23T12:00:00\n");
    see(&seen, 0, "ben", "P-OTHER");
    see(&seen, 2 * HOUR + MINUTE, "anna", "P-OTHER"); /* of ben's unit */
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, 2);
    seen_close(&seen);
}

/* Anna breaks the glass of four patients, and writes three of the appointments down later. */
static void try_broken(const char *recorded, bool is_expected)
{
    char rows[512] = HEAD;
    struct seen seen;
    size_t said = 0;

    for (int i = 0; i < 3; i++)
        text_format(rows + strlen(rows), sizeof rows - strlen(rows), "Q%d,2026-11-23,,anna,,appointment,%s\n", i,
                    recorded);
    seen_open(&seen, rows);
    seen.ward.config.alert_points = 1000;
    seen.ward.config.ask_points = 1000;
    for (int i = 0; i < 4; i++) {
        char patient[8];
        struct event event;

        text_format(patient, sizeof patient, "Q%d", i);
        event = seen_event(&seen, i * MINUTE, "anna", patient);
        event.action = ACTION_OVERRIDE;
        text_format(event.reason, sizeof event.reason, "case %d", i);
        CU_ASSERT_TRUE(settle_take(seen.settle, &event));
    }
    settle_finish(seen.settle);
    for (size_t i = 0; i < seen.found; i++)
        said += has_rule(&seen, i, "many-overrides");
    CU_ASSERT_EQUAL(said > 0, is_expected);
    seen_close(&seen);
}

static void late_reason_of_overrides(void)
{
    try_broken("2026-11-23T12:00:00", false);
    try_broken("2026-12-23T12:00:00", true);
}

/* Three odd looks of a day, and one record that was worked on: only the looks are evidence. */
static void odd_ones_alone(void)
{
    static const char *const patients[] = {"Q1", "Q-WORK", "Q2", "Q3"};
    struct seen seen;
    size_t told = 0;

    seen_open(&seen, settling_encounters);
    seen.ward.config.alert_points = seen.ward.config.ask_points = 1000;
    for (int i = 0; i < 4; i++) {
        struct event event = seen_event(&seen, i * HOUR, "anna", patients[i]);

        CU_ASSERT_TRUE(settle_take(seen.settle, &event));
        if (i != 1)
            continue;
        event = seen_event(&seen, i * HOUR + MINUTE, "anna", patients[i]);
        event.action = ACTION_UPDATE;
        CU_ASSERT_TRUE(settle_take(seen.settle, &event));
    }
    settle_finish(seen.settle);
    for (size_t i = 0; i < seen.found; i++) {
        if (!has_rule(&seen, i, "cluster"))
            continue;
        told++;
        CU_ASSERT_EQUAL(seen.counts[i], 3);
        CU_ASSERT_STRING_EQUAL(seen.patient, "Q3");
    }
    CU_ASSERT_EQUAL(told, 1);
    seen_close(&seen);
}

CU_TestInfo weighing_tests[] = {
    {"at alert_points it is told, below them asked about, below ask_points neither", thresholds},
    {"a first look waits the day for late rows, however much it weighs", first_look_waits},
    {"of a case it is said what its own accesses show, and nothing of earlier ones", of_what_it_shows},
    {"a story of one patient takes in no other's accesses", of_its_patient},
    {"once more on the same day adds no weight; that it was before is said", same_day_again},
    {"a question says what spoke", question_says_why},
    {"what was excused weighs nothing any more", excused},
    {"leave ends with its last day", leave_is_over},
    {"off duty is who stands on the rota of these days, and not then", off_duty},
    {"others' appointments explain for a role that serves all units, and for no other", serves_all},
    {"a colleague's reason explains for the team, though it was recorded later", late_reason_of_the_team},
    {"a broken glass that a late row explains is no broken glass", late_reason_of_overrides},
    {"odd looks are told together, and nothing else with them", odd_ones_alone},
    CU_TEST_INFO_NULL,
};
