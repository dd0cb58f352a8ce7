/* What leaves the machine and what must not, in every format; and the webhook, which the others carry. */
#include "rendering.h"

#include <jansson.h>

static const char *const names[] = {"mokafor", "MOKAFOR", "4857773456", "mith_", "mith\\_", "/srv", "pdf"};

static bool names_any(const struct desk_record *desk)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (record_says(desk, names[i]))
            return true;
    return false;
}

static void old_members_stay(void)
{
    static const char begins[] =
        "{\"type\":\"confide.case.raised\",\"timestamp\":\"2026-11-23T10:01:02.000Z\",\"data\":{"
        "\"case\":\"C-0123456789abcdef\",\"version\":1,\"class\":\"loss\",\"certainty\":\"suspected\",\"rules\":["
        "\"mass-delete\"],"
        "\"counts\":{\"events\":2,\"patients\":2,\"records\":11},\"first\":\"2026-11-23T10:00:00.000Z\","
        "\"last\":\"2026-11-23T10:01:00.000Z\",\"raised\":\"2026-11-23T10:01:01.000Z\","
        "\"clocks\":{\"aware\":\"2026-11-23T10:01:01.000Z\",\"report_by\":\"2026-11-26T10:01:01.000Z\","
        "\"happened_first\":\"2026-11-23T10:00:00.000Z\",\"happened_last\":\"2026-11-23T10:01:00.000Z\"},"
        "\"checked\":[\"an appointment with this person\"],\"severity\":5,"
        "\"says\":\"A nurse deleted or moved away 11 records.\",\"machine\":\"m-77\",\"chain\":{";
    struct desk_record desk;

    record_fill(&desk, RECORD_RAISED);
    record_render(&desk, POST_WEBHOOK, POST_REFERENCE);
    CU_ASSERT_NSTRING_EQUAL(desk.body, begins, strlen(begins));
    CU_ASSERT(record_says(&desk, "\"read_more\":\"confidectl case C-0123456789abcdef\",\"skeleton\":{\"breach\":["));
}

static void kinds(void)
{
    static const char *const types[] = {"",
                                        "confide.case.raised",
                                        "confide.case.grown",
                                        "confide.case.decided",
                                        "confide.case.reminder",
                                        "confide.report.minimal",
                                        "confide.selftest"};
    struct desk_record desk;

    for (enum record_kind kind = RECORD_RAISED; kind <= RECORD_SELFTEST; kind++) {
        record_fill(&desk, kind);
        record_render(&desk, POST_WEBHOOK, POST_REFERENCE);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "type"), types[kind]);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.state"), kind == RECORD_DECIDED ? "confirmed" : "(missing)");
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.reminder"), kind == RECORD_REMINDER ? "3" : "(missing)");
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.machine"), "m-77");
    }
}

static void every_kind_in_every_format(void)
{
    struct desk_record desk;

    for (enum record_kind kind = RECORD_RAISED; kind <= RECORD_SELFTEST; kind++) {
        record_fill(&desk, kind);
        for (enum post_format format = POST_WEBHOOK; format <= POST_MAIL; format++) {
            CU_ASSERT(record_render(&desk, format, POST_REFERENCE) > 0);
            CU_ASSERT(strlen(render_content_type(format)) > 0);
            CU_ASSERT(strlen(desk.body) == desk.length);
        }
    }
}

static void the_minimal_form(void)
{
    struct desk_record desk;

    record_fill(&desk, RECORD_MINIMAL);
    CU_ASSERT(record_render(&desk, POST_WEBHOOK, POST_REFERENCE) < 1400);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.report"), "C-0123456789abcdef-v1");
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.severity"), "4");
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.full_sha256"), desk.record.full_sha256);
    for (enum post_format format = POST_WEBHOOK; format <= POST_MAIL; format++) {
        record_render(&desk, format, POST_FULL);
        CU_ASSERT(!record_says(&desk, "A nurse") && !record_says(&desk, "checked\":[") && !names_any(&desk));
    }
}

static void the_selftest(void)
{
    struct desk_record desk;

    record_fill(&desk, RECORD_SELFTEST);
    desk.record.full_id[0] = '\0';
    text_copy(desk.record.id, sizeof desk.record.id, "T-1");
    for (enum post_format format = POST_WEBHOOK; format <= POST_MAIL; format++) {
        record_render(&desk, format, POST_FULL);
        CU_ASSERT(record_says(&desk, "test that somebody asked for") && !record_says(&desk, "C-0123"));
    }
    record_render(&desk, POST_WEBHOOK, POST_REFERENCE);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.report"), "T-1");
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.severity"), "(missing)");
}

/* ---- nobody's name --------------------------------------------------------------------------- */

/* A patient's id is whatever a folder is called: that blanks no text of ours. */
static void ids_that_are_words(void)
{
    static const char *const words[] = {"the", "and", "may", "that", "was", "people", "records"};
    struct desk_record desk;
    struct skeleton whole;

    record_fill(&desk, RECORD_RAISED);
    whole = desk.record.skeleton;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        text_copy(desk.report.patients[i], sizeof desk.report.patients[i], words[i]);
    for (enum post_format format = POST_WEBHOOK; format <= POST_CLOUDEVENTS; format++) {
        CU_ASSERT(record_render(&desk, format, POST_REFERENCE) > 0);
        CU_ASSERT(record_says(&desk, whole.nature) && record_says(&desk, whole.taken));
        CU_ASSERT(record_says(&desk, whole.consequences) && record_says(&desk, whole.severity_why));
    }
}

/* However a name got into a text of the case: it does not get out, in no format, coded or not. */
static void names_nobody(void)
{
    static const char *const planted[] = {
        "mokafor did it.",
        "It was MOKAFOR.",
        "Patient NHS-4857773456 was read.",
        "About smith_jane only.",
        "Look at /srv/records/17/a.pdf.",
        "(mokafor)",
        "x mokafor",
    };
    struct desk_record desk;

    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
        record_fill(&desk, RECORD_RAISED);
        text_copy(desk.report.says, sizeof desk.report.says, planted[i]);
        text_copy(desk.report.checked[0], sizeof desk.report.checked[0], planted[i]);
        text_copy(desk.report.checked[1], sizeof desk.report.checked[1], "a referral");
        for (enum post_format format = POST_WEBHOOK; format <= POST_MAIL; format++) {
            CU_ASSERT(record_render(&desk, format, POST_REFERENCE) > 0);
            CU_ASSERT(!names_any(&desk));
            CU_ASSERT(record_says(&desk, "Read this case on the machine"));
        }
        record_render(&desk, POST_WEBHOOK, POST_REFERENCE);
        CU_ASSERT(record_says(&desk, "\"checked\":[\"a referral\"]"));
    }
}

static void as_much_as_may_be_told(void)
{
    struct desk_record desk;

    record_fill(&desk, RECORD_RAISED);
    text_copy(desk.report.says, sizeof desk.report.says, "It was mokafor.");
    for (enum post_format format = POST_WEBHOOK; format <= POST_MAIL; format++) {
        bool is_open = format != POST_TEAMS && format != POST_ALERTMANAGER;

        record_render(&desk, format, POST_LOGINS);
        CU_ASSERT_EQUAL(record_says(&desk, "mokafor"), is_open);
        CU_ASSERT(!record_says(&desk, "4857773456") && !record_says(&desk, "mith_") && !record_says(&desk, "ee01"));
        record_render(&desk, format, POST_FULL);
        CU_ASSERT_EQUAL(record_says(&desk, "4857773456"), is_open);
        CU_ASSERT_EQUAL(record_says(&desk, "mokafor"), is_open);
    }
    record_render(&desk, POST_WEBHOOK, POST_LOGINS);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.says"), "It was mokafor.");
    record_render(&desk, POST_WEBHOOK, POST_FULL);
    CU_ASSERT(record_says(&desk, "\"login\":\"mokafor\",\"patients\":[\"NHS-4857773456\",\"Smith_Jane\"],\"events\":["
                                 "\"ee010000000000000000000000000000\",\"ee020000000000000000000000000000\"]"));
    text_copy(desk.report.says, sizeof desk.report.says, "About Smith_Jane.");
    record_render(&desk, POST_WEBHOOK, POST_LOGINS);
    CU_ASSERT(!record_says(&desk, "Smith_Jane"));
}

/* A login that is an ordinary word, or part of one, takes no sentence away. */
static void harmless_words_stay(void)
{
    struct desk_record desk;

    record_fill(&desk, RECORD_RAISED);
    for (size_t i = 0; i < 3; i++) {
        text_copy(desk.report.login, sizeof desk.report.login, i == 0 ? "ord" : i == 1 ? "delete" : "or");
        text_copy(desk.report.patients[0], sizeof desk.report.patients[0], i == 2 ? "11" : "P-17");
        record_render(&desk, POST_WEBHOOK, POST_REFERENCE);
        CU_ASSERT(record_says(&desk, "A nurse deleted"));
    }
    text_copy(desk.report.login, sizeof desk.report.login, "ben");
    text_copy(desk.report.says, sizeof desk.report.says, "It was ben.");
    record_render(&desk, POST_WEBHOOK, POST_REFERENCE);
    CU_ASSERT(!record_says(&desk, "It was"));
}

/* ---- hostile text ---------------------------------------------------------------------------- */

static void unruly_text(void)
{
    static const struct {
        const char *says, *written;
    } cases[] = {
        {"a\r\nb\tc\x7f", "a  b c "},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
        {"turned \xe2\x80\xae round", "turned     round"},
        {"\xc2\x9bm", "  m"},
        {"\xff\xfe", "Read this case on the machine."},
        {"", "Read this case on the machine."},
    };
    struct desk_record desk;

    record_fill(&desk, RECORD_RAISED);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        text_copy(desk.report.says, sizeof desk.report.says, cases[i].says);
        desk.clinic = cases[i].says;
        record_render(&desk, POST_WEBHOOK, POST_FULL);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.says"), cases[i].written);
        CU_ASSERT(text_is_utf8(desk.body, desk.length));
    }
}

static void strange_ids(void)
{
    static const char *const ids[] = {"", "a.b", "a\r\nb", "a b", "\xc3\xa9", "a/b"};
    struct desk_record desk;

    for (enum post_format format = POST_WEBHOOK; format <= POST_MAIL; format++) {
        for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
            record_fill(&desk, RECORD_RAISED);
            text_copy(desk.record.id, sizeof desk.record.id, ids[i]);
            CU_ASSERT_EQUAL(record_render(&desk, format, POST_FULL), 0);
            record_fill(&desk, RECORD_RAISED);
            text_copy(desk.report.id, sizeof desk.report.id, ids[i]);
            CU_ASSERT_EQUAL(record_render(&desk, format, POST_FULL), 0);
        }
        record_fill(&desk, RECORD_MINIMAL);
        text_copy(desk.record.full_id, sizeof desk.record.full_id, "a\r\nb");
        CU_ASSERT_EQUAL(record_render(&desk, format, POST_FULL), 0);
        record_fill(&desk, RECORD_GROWN);
        desk.record.report = NULL;
        CU_ASSERT_EQUAL(record_render(&desk, format, POST_FULL), 0);
    }
}

/* ---- size ------------------------------------------------------------------------------------ */

static void fill_to_the_brim(struct desk_record *desk, char letter)
{
    struct case_report *report = &desk->report;
    struct skeleton *skeleton = &desk->record.skeleton;

    report->version = report->event_total = report->patient_total = report->record_total = UINT32_MAX;
    memset(report->login, letter, sizeof report->login - 1);
    memset(report->says, letter, sizeof report->says - 1);
    memset(report->events, 0xee, sizeof report->events);
    for (size_t i = 0; i < CASE_RULES_MAX; i++)
        memset(report->rules[i], letter, sizeof report->rules[i] - 1);
    for (size_t i = 0; i < CASE_CHECKED_MAX; i++)
        memset(report->checked[i], letter, sizeof report->checked[i] - 1);
    for (size_t i = 0; i < CASE_PATIENTS_MAX; i++)
        memset(report->patients[i], letter, sizeof report->patients[i] - 1);
    memset(skeleton->nature, letter, SKELETON_TEXT - 1);
    memset(skeleton->consequences, letter, SKELETON_TEXT - 1);
    memset(skeleton->taken, letter, SKELETON_TEXT - 1);
    memset(skeleton->likelihood_why, letter, SKELETON_TEXT - 1);
    memset(skeleton->severity_why, letter, SKELETON_TEXT - 1);
    for (size_t i = 0; i < SKELETON_MEASURES; i++)
        memset(skeleton->measures[i], letter, sizeof skeleton->measures[i] - 1);
    memset(desk->record.id, 'i', sizeof desk->record.id - 1);
}

static void the_longest(void)
{
    static const char letters[] = {'x', '"', '\\', '&', '\x01', '<'};
    struct desk_record desk;

    for (size_t i = 0; i < sizeof letters; i++) {
        for (enum post_detail detail = POST_REFERENCE; detail <= POST_FULL; detail++) {
            record_fill(&desk, RECORD_GROWN);
            fill_to_the_brim(&desk, letters[i]);
            for (enum post_format format = POST_WEBHOOK; format <= POST_MAIL; format++) {
                CU_ASSERT(record_render(&desk, format, detail) > 0);
                CU_ASSERT(format != POST_WEBHOOK || desk.length < 20000);
                CU_ASSERT(format != POST_TEAMS || desk.length < 28000);
            }
        }
    }
}

static void too_small(void)
{
    static char exact[RENDER_SIZE];
    struct desk_record desk;

    record_fill(&desk, RECORD_RAISED);
    for (enum post_format format = POST_WEBHOOK; format <= POST_MAIL; format++) {
        size_t length = record_render(&desk, format, POST_REFERENCE);

        CU_ASSERT_EQUAL(render(&desk.record, &desk.endpoint, desk.clinic, exact, length), 0);
        CU_ASSERT_EQUAL(render(&desk.record, &desk.endpoint, desk.clinic, exact, 1), 0);
        CU_ASSERT_EQUAL(render(&desk.record, &desk.endpoint, desk.clinic, exact, length + 1), length);
        CU_ASSERT_EQUAL(memcmp(exact, desk.body, length + 1), 0);
    }
    desk.endpoint.format = POST_MAIL + 1;
    CU_ASSERT_EQUAL(render(&desk.record, &desk.endpoint, desk.clinic, exact, sizeof exact), 0);
}

/* ---- memory ---------------------------------------------------------------------------------- */

/* How many more allocations go well; then one fails, or with `fails_on` all do. */
static struct {
    long left;
    bool fails_on, has_failed;
} memory;

static void *take_memory(size_t size)
{
    bool fails = memory.left-- == 0 || (memory.has_failed && memory.fails_on);

    memory.has_failed = memory.has_failed || fails;
    return fails ? NULL : malloc(size);
}

static bool same_or_nothing(struct desk_record *desk, const char *whole, long left)
{
    size_t length;

    memory.left = left;
    memory.has_failed = false;
    length = render(&desk->record, &desk->endpoint, desk->clinic, desk->body, sizeof desk->body);
    return length == 0 || strcmp(desk->body, whole) == 0;
}

static void short_memory(void)
{
    static char whole[RENDER_SIZE];
    struct desk_record desk;
    unsigned points = 0;

    record_fill(&desk, RECORD_DECIDED);
    for (enum post_format format = POST_WEBHOOK; format < POST_MAIL; format++) {
        record_render(&desk, format, POST_FULL);
        text_copy(whole, sizeof whole, desk.body);
        json_set_alloc_funcs(take_memory, free);
        for (memory.fails_on = false;; memory.fails_on = true) {
            memory.has_failed = true;
            for (long left = 0; memory.has_failed; left++, points++)
                CU_ASSERT(same_or_nothing(&desk, whole, left));
            if (memory.fails_on)
                break;
        }
        json_set_alloc_funcs(malloc, free);
    }
    CU_ASSERT(points > 1000);
}

CU_TestInfo render_tests[] = {
    {"the webhook keeps its members and their order", old_members_stay},
    {"a webhook says what kind of message it is", kinds},
    {"each format has words for each kind of message", every_kind_in_every_format},
    {"the minimal form holds what it stands for, its severity and hash, and no more", the_minimal_form},
    {"a self-test says that it is one", the_selftest},
    {"a patient's id that is a word blanks no text of ours", ids_that_are_words},
    {"a planted login, patient or path leaves the machine in no format", names_nobody},
    {"what may be told is told, and no more; in a channel or to a bell never", as_much_as_may_be_told},
    {"a login that is an ordinary word takes no sentence away", harmless_words_stay},
    {"what would steer a terminal or is no UTF-8 is not passed on", unruly_text},
    {"a record whose id is none is not written", strange_ids},
    {"the longest case fits: a webhook in 20 kB, a card in 28", the_longest},
    {"what does not fit is not written; what just fits is the same", too_small},
    {"where memory fails, at whichever point, a body is whole or is none", short_memory},
    CU_TEST_INFO_NULL,
};
