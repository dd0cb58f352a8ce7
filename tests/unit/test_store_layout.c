/* A store that a Confide of layout 5 made is taken over without a loss, and still verifies (the history: layout_5.h).
 */
#include <sys/stat.h>

#include "agent/judge/store/store_asked.h"
#include "agent/judge/store/verify.h"

#include "layout_5.h"
#include "store_help.h"

enum { OLD_ENTRIES = 13 };

static void write_key(const char *folder, const char *name, const char *hex)
{
    uint8_t key[CRYPTO_KEY_SIZE];
    char path[128];
    int fd;

    text_format(path, sizeof path, "%s/keys/%s", folder, name);
    CU_ASSERT_TRUE_FATAL(text_unhex(key, sizeof key, hex));
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    CU_ASSERT_EQUAL(write(fd, key, sizeof key), sizeof key);
    close(fd);
}

static void old_folder(char *folder)
{
    char path[128];

    help_folder(folder);
    text_format(path, sizeof path, "%s/keys", folder);
    CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
    write_key(folder, "patient.key", layout_5_patient_key);
    write_key(folder, "seal.key", layout_5_seal_key);
    help_tamper(folder, layout_5);
    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL(chmod(path, 0600), 0);
}

static enum store_result verify(const char *folder, struct verify_outcome *outcome)
{
    char path[128], error[256] = "";

    text_format(path, sizeof path, "%s/confide.db", folder);
    return verify_file(path, NULL, NULL, outcome, error, sizeof error);
}

static void read_as_it_stands(void)
{
    struct verify_outcome outcome;
    char folder[64];

    old_folder(folder);
    CU_ASSERT_EQUAL(verify(folder, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.entries, OLD_ENTRIES);
    CU_ASSERT_EQUAL(outcome.reports, 2);
    CU_ASSERT_EQUAL(outcome.deliveries, 3);
    CU_ASSERT_STRING_EQUAL(outcome.head, layout_5_head);
    help_remove(folder);
}

static bool count_up(void *data, const struct event *event)
{
    unsigned *count = data;

    (*count)++;
    return event->kind == EVENT_ACCESS;
}

static bool count_decisions(void *data, const struct decision *decision)
{
    unsigned *count = data;

    (*count)++;
    return strcmp(decision->reason, "She says so herself") == 0;
}

static bool count_questions(void *data, const struct question *question)
{
    unsigned *count = data;

    (*count)++;
    return strcmp(question->patient, "NHS0000002") == 0;
}

static void nothing_is_lost(void)
{
    unsigned events = 0, decisions = 0, questions = 0;
    struct case_report report;
    struct store_report sent;
    struct verify_outcome outcome;
    char folder[64], body[16] = "";
    struct store *store;

    old_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_events(store, 0, 100, count_up, &events), STORE_OK);
    CU_ASSERT_EQUAL(events, 3);
    CU_ASSERT_EQUAL(store_case(store, "C-0123456789abcdef", &report), STORE_OK);
    CU_ASSERT_STRING_EQUAL(report.says, "A person opened many records.");
    CU_ASSERT_EQUAL(store_decisions(store, NULL, count_decisions, &decisions), STORE_OK);
    CU_ASSERT_EQUAL(decisions, 1);
    CU_ASSERT_EQUAL(store_questions(store, 0, count_questions, &questions), STORE_OK);
    CU_ASSERT_EQUAL(questions, 1);
    CU_ASSERT_EQUAL(store_message(store, "R-1", &sent, body, sizeof body), STORE_OK);
    CU_ASSERT_EQUAL(sent.state, REPORT_DELIVERED);
    CU_ASSERT_STRING_EQUAL(body, "{\"a\":1}");
    CU_ASSERT_EQUAL(help_store(store, 100, 2), STORE_OK);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.entries, OLD_ENTRIES + 2);
    store_close(store);
    store_close(help_open(folder, 16, 1));
    CU_ASSERT_EQUAL(verify(folder, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    help_remove(folder);
}

static void pending_goes_to_the_first_endpoint(void)
{
    struct wire_result result = {.id = "R-2", .status = 204, .retry_after_s = -1};
    struct store_report report;
    struct verify_outcome outcome;
    char folder[64], body[16] = "";
    struct store *store;

    old_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_next_message(store, "it", help_now_ms, &report, body, sizeof body), STORE_NOTHING);
    CU_ASSERT_EQUAL(store_next_message(store, "", help_now_ms, &report, body, sizeof body), STORE_OK);
    CU_ASSERT_STRING_EQUAL(report.id, "R-2");
    CU_ASSERT_STRING_EQUAL(report.endpoint, "");
    CU_ASSERT_STRING_EQUAL(body, "{\"a\":22}");
    CU_ASSERT_EQUAL(report.attempts, 1);
    CU_ASSERT_EQUAL(report.due_ms, help_now_ms + 9000);
    CU_ASSERT_EQUAL(store_next_message(store, "", help_now_ms, &report, body, 2), STORE_NOTHING); /* no room for it */
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_note_attempt(store, &result, REPORT_DELIVERED, 0, "HTTP 204", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(store_next_message(store, "", help_now_ms, &report, body, sizeof body), STORE_NOTHING);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    store_close(store);
    help_remove(folder);
}

static void check_found(const char *sql, uint64_t seq, const char *words)
{
    struct verify_outcome outcome;
    char folder[64];

    old_folder(folder);
    store_close(help_open(folder, 16, 1));
    help_tamper(folder, sql);
    CU_ASSERT_EQUAL(verify(folder, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_EQUAL(outcome.first_bad, seq);
    CU_ASSERT_STRING_EQUAL(outcome.words, words);
    help_remove(folder);
}

static void altered_is_found(void)
{
    check_found("UPDATE report SET endpoint = 'elsewhere' WHERE seq = 7", 7, "report 7: it was given an endpoint");
    check_found("UPDATE report SET body = x'7b7d' WHERE seq = 7", 7, "report 7: its content does not fit the chain");
    check_found("UPDATE chain SET kind = 9 WHERE seq = 7", 7,
                "message 7: its hash does not fit: it, or the chain's id, was altered");
    check_found("UPDATE report SET state = 4 WHERE seq = 7", 7, "report 7: its state does not fit its deliveries");
}

CU_TestInfo store_layout_tests[] = {
    {"a store of layout 5 is verified as it stands", read_as_it_stands},
    {"a store of layout 5 is taken over without a loss", nothing_is_lost},
    {"what was pending before there were endpoints goes to [post]", pending_goes_to_the_first_endpoint},
    {"what is altered of it afterwards is found", altered_is_found},
    CU_TEST_INFO_NULL,
};
