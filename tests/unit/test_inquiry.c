/* agent/judge/inquiry, question_words: what is shown where, what is kept, and what an undone transaction leaves. */
#include "agent/judge/answers/inquiry.h"
#include "agent/judge/answers/question_words.h"
#include "agent/judge/store/store_asked.h"

#include "store_help.h"

struct scene {
    char folder[64];
    struct config config;
    struct store *store;
    struct inquiry inquiry;
};

static void begin(struct scene *scene, enum judge_asking asking)
{
    memset(scene, 0, sizeof *scene);
    help_folder(scene->folder);
    config_defaults(&scene->config);
    scene->config.asking = asking;
    scene->store = help_open(scene->folder, 16, 0);
    CU_ASSERT_TRUE(inquiry_take_up(&scene->inquiry, &scene->config, scene->store, help_now_ms));
}

static void end(struct scene *scene)
{
    inquiry_close(&scene->inquiry);
    store_close(scene->store);
    help_remove(scene->folder);
}

static void again(struct scene *scene)
{
    store_close(scene->store);
    scene->store = help_open(scene->folder, 16, 0);
    CU_ASSERT_TRUE(inquiry_take_up(&scene->inquiry, &scene->config, scene->store, help_now_ms));
}

static struct question question(unsigned n, const char *login)
{
    struct question made = {
        .first_ms = help_now_ms - 9000, .last_ms = help_now_ms, .asked_ms = help_now_ms, .count = 1};

    text_format(made.id, sizeof made.id, "Q-%016x", n);
    text_format(made.patient, sizeof made.patient, "NHS%u", n);
    text_copy(made.login, sizeof made.login, login);
    return made;
}

static enum store_result ask(struct scene *scene, unsigned n, const char *login)
{
    struct question made = question(n, login);
    enum store_result result;

    CU_ASSERT_EQUAL(store_begin(scene->store), STORE_OK);
    result = inquiry_ask(&scene->inquiry, &made, help_now_ms);
    CU_ASSERT_EQUAL(store_commit(scene->store), STORE_OK);
    return result;
}

/* The line that a login gets; what is to be told of it is told. */
static const char *line(struct scene *scene, const char *login, const char *service, const char *origin,
                        char notice[192], struct event *told)
{
    struct wire_visit visit = {.step = VISIT_ENTER};

    text_copy(visit.login, sizeof visit.login, login);
    text_copy(visit.service, sizeof visit.service, service);
    text_copy(visit.origin, sizeof visit.origin, origin);
    *told = (struct event){.kind = 0};
    inquiry_line(&scene->inquiry, &visit, help_now_ms, notice, told);
    CU_ASSERT_EQUAL(store_begin(scene->store), STORE_OK);
    CU_ASSERT_EQUAL(inquiry_keep(&scene->inquiry, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(scene->store), STORE_OK);
    inquiry_kept(&scene->inquiry);
    return notice;
}

static void only_where_it_can_be_shown(void)
{
    static const struct {
        const char *login, *service, *origin;
        bool is_shown;
    } logins[] = {{"anna", "login", "tty=tty1", true},
                  {"anna", "sshd", "rhost=192.0.2.7", true},
                  {"anna", "gdm-password", "tty=/dev/tty2", true},
                  {"anna", "su", "ruser=ben", false},
                  {"anna", "login", "ruser=ben", false},
                  {"anna", "swaylock", "", false},
                  {"ben", "login", "tty=tty1", false},
                  {"", "login", "tty=tty1", false}};
    struct event told;
    struct scene scene;
    char notice[192];

    begin(&scene, ASKING_ASK);
    CU_ASSERT_EQUAL(ask(&scene, 1, "anna"), STORE_OK);
    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++)
        CU_ASSERT_EQUAL(line(&scene, logins[i].login, logins[i].service, logins[i].origin, notice, &told)[0] != '\0',
                        logins[i].is_shown);
    scene.config.asking = ASKING_OFF;
    CU_ASSERT_EQUAL(line(&scene, "anna", "login", "tty=tty1", notice, &told)[0], '\0');
    end(&scene);
}

static void a_question_comes_until_it_is_answered(void)
{
    struct answer answer = {.answered_ms = help_now_ms, .uid = 5001, .reason = "covered for Sam"};
    struct event told;
    struct scene scene;
    char notice[192];

    begin(&scene, ASKING_ASK);
    ask(&scene, 1, "anna");
    CU_ASSERT_PTR_NOT_NULL(strstr(line(&scene, "anna", "login", "", notice, &told), "Why? confidectl answer"));
    CU_ASSERT_EQUAL(told.kind, EVENT_ACCESS);
    CU_ASSERT_STRING_EQUAL(told.login, "anna");
    CU_ASSERT_PTR_NULL(strstr(notice, "NHS"));
    again(&scene);
    CU_ASSERT_NOT_EQUAL(line(&scene, "anna", "login", "", notice, &told)[0], '\0');
    CU_ASSERT_EQUAL(told.kind, 0); /* told of once */
    text_copy(answer.id, sizeof answer.id, "Q-0000000000000001");
    inquiry_settle(&scene.inquiry, &answer, ASKED_ACCEPTED);
    CU_ASSERT_EQUAL(store_begin(scene.store), STORE_OK);
    CU_ASSERT_EQUAL(inquiry_keep(&scene.inquiry, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(scene.store), STORE_OK);
    CU_ASSERT_PTR_EQUAL(inquiry_kept(&scene.inquiry), asked_question(scene.inquiry.asked, answer.id));
    CU_ASSERT_PTR_NULL(inquiry_kept(&scene.inquiry));
    CU_ASSERT_EQUAL(line(&scene, "anna", "login", "", notice, &told)[0], '\0');
    again(&scene);
    CU_ASSERT_EQUAL(line(&scene, "anna", "login", "", notice, &told)[0], '\0');
    CU_ASSERT_TRUE(asked_excuses(scene.inquiry.asked, "anna", "NHS1", help_now_ms));
    end(&scene);
}

static void a_notice_comes_once(void)
{
    const struct question *overdue;
    struct event told;
    struct scene scene;
    char notice[192];

    begin(&scene, ASKING_NOTICE);
    ask(&scene, 1, "anna");
    CU_ASSERT_PTR_NOT_NULL(strstr(line(&scene, "anna", "login", "", notice, &told), "Records are watched."));
    CU_ASSERT_EQUAL(line(&scene, "anna", "login", "", notice, &told)[0], '\0');
    scene.config.asking = ASKING_ASK; /* nobody was asked then, so nobody is silent now */
    again(&scene);
    CU_ASSERT_EQUAL(line(&scene, "anna", "login", "", notice, &told)[0], '\0');
    CU_ASSERT_EQUAL(inquiry_silence(&scene.inquiry, help_now_ms * 2, &overdue), STORE_OK);
    CU_ASSERT_PTR_NULL(overdue);
    end(&scene);
}

static void off_asks_nobody(void)
{
    struct scene scene;

    begin(&scene, ASKING_OFF);
    CU_ASSERT_EQUAL(ask(&scene, 1, "anna"), STORE_NOTHING);
    scene.config.asking = ASKING_ASK;
    CU_ASSERT_EQUAL(ask(&scene, 1, "anna"), STORE_OK);
    CU_ASSERT_EQUAL(ask(&scene, 1, "anna"), STORE_NOTHING);
    end(&scene);
}

static const struct question *silence(struct scene *scene, int64_t now_ms, bool is_kept)
{
    const struct question *overdue = NULL;

    CU_ASSERT_EQUAL(store_begin(scene->store), STORE_OK);
    CU_ASSERT_EQUAL(inquiry_silence(&scene->inquiry, now_ms, &overdue), STORE_OK);
    if (!is_kept)
        store_undo(scene->store);
    CU_ASSERT_EQUAL(is_kept ? store_commit(scene->store) : STORE_OK, STORE_OK);
    return overdue;
}

static void silence_is_heard_once_and_kept(void)
{
    const int64_t late_ms = help_now_ms + 72 * INT64_C(3600000);
    struct scene scene;

    begin(&scene, ASKING_ASK);
    ask(&scene, 1, "anna");
    CU_ASSERT_PTR_NULL(silence(&scene, late_ms - 1, true));
    CU_ASSERT_PTR_NOT_NULL(silence(&scene, late_ms, false)); /* undone, as by a full disk: the clerk takes up anew */
    again(&scene);
    CU_ASSERT_PTR_NOT_NULL(silence(&scene, late_ms, true));
    CU_ASSERT_PTR_NULL(silence(&scene, late_ms, true));
    again(&scene);
    CU_ASSERT_PTR_NULL(silence(&scene, late_ms, true));
    end(&scene);
}

static void lines_fit_a_greeter(void)
{
    struct question made = question(1, "anna");
    char line_of[192];

    for (unsigned notice = 0; notice < 2; notice++)
        for (unsigned others = 0; others < 4; others++)
            for (unsigned day = 0; day < 900; day += 7) {
                made.is_notice = notice;
                question_line(line_of, sizeof line_of, &made, others, help_now_ms + day * INT64_C(86400000));
                CU_ASSERT_TRUE(strlen(line_of) <= 80 && strlen(line_of) > 30);
                for (const char *at = line_of; *at; at++)
                    CU_ASSERT_TRUE(*at >= ' ' && *at <= '~');
            }
    made.first_ms = INT64_MAX;
    CU_ASSERT_PTR_NOT_NULL(strstr(question_line(line_of, sizeof line_of, &made, 0, help_now_ms), "some day"));
    made.first_ms = INT64_MIN;
    CU_ASSERT_PTR_NOT_NULL(strstr(question_line(line_of, sizeof line_of, &made, 0, help_now_ms), "some day"));
}

CU_TestInfo inquiry_tests[] = {
    {"the line is for its person, where it can be shown", only_where_it_can_be_shown},
    {"a question comes at each login until it is answered", a_question_comes_until_it_is_answered},
    {"a notice comes once, and its silence is none", a_notice_comes_once},
    {"switched off, nobody is asked; and nobody twice", off_asks_nobody},
    {"silence is heard once, over restarts and undone work", silence_is_heard_once_and_kept},
    {"every line has at most 80 plain characters", lines_fit_a_greeter},
    CU_TEST_INFO_NULL};
