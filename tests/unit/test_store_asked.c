/* agent/judge/store_asked: questions and what became of them are kept sealed, in the chain, and come back as they were.
 */
#include "agent/judge/store/store_asked.h"
#include "agent/judge/store/verify.h"

#include "store_help.h"

struct seen {
    struct question questions[8];
    struct answer answers[8];
    enum asked_outcome outcomes[8];
    unsigned asked, ended;
};

static bool see_question(void *data, const struct question *question)
{
    struct seen *seen = data;

    seen->questions[seen->asked++ % 8] = *question;
    return true;
}

static bool see_outcome(void *data, const struct answer *answer, enum asked_outcome outcome)
{
    struct seen *seen = data;

    seen->answers[seen->ended % 8] = *answer;
    seen->outcomes[seen->ended++ % 8] = outcome;
    return true;
}

static struct question question(unsigned n)
{
    struct question made = {.login = "anna",
                            .patient = "NHS0000001",
                            .first_ms = help_now_ms - 9000,
                            .last_ms = help_now_ms - 1000,
                            .asked_ms = help_now_ms + n,
                            .count = 40,
                            .event_total = 40,
                            .is_flagged = n % 2};

    text_format(made.id, sizeof made.id, "Q-%016x", n);
    for (unsigned i = 0; i < QUESTION_EVENTS_MAX; i++)
        made.events[i][0] = (uint8_t)(i + 1);
    return made;
}

static struct answer answer(unsigned n, const char *reason)
{
    struct answer made = {.answered_ms = help_now_ms + 100 + n, .uid = 5001};

    text_format(made.id, sizeof made.id, "Q-%016x", n);
    text_copy(made.reason, sizeof made.reason, reason);
    return made;
}

static struct store *with_two(char *folder)
{
    struct question first = question(1), second = question(2);
    struct answer given = answer(1, "covered for Sam: NHS0000001 rang"), silent = {.uid = UINT32_MAX};
    struct store *store;

    text_copy(silent.id, sizeof silent.id, second.id);
    silent.answered_ms = help_now_ms + 200;
    help_folder(folder);
    store = help_open(folder, 16, 0);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_question(store, &first, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_put_question(store, &second, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_put_question(store, &first, help_now_ms), STORE_ALREADY);
    CU_ASSERT_EQUAL(store_put_outcome(store, &given, ASKED_ACCEPTED, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_put_outcome(store, &silent, ASKED_SILENT, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_put_outcome(store, &silent, ASKED_SILENT, help_now_ms), STORE_ALREADY);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    return store;
}

static void they_come_back(void)
{
    struct question first = question(1), second = question(2);
    struct answer given = answer(1, "covered for Sam: NHS0000001 rang");
    struct seen seen = {.asked = 0};
    struct verify_outcome outcome;
    struct store *store;
    char folder[64];

    store = with_two(folder);
    store_close(store);
    store = help_open(folder, 16, 0);
    CU_ASSERT_EQUAL(store_questions(store, 0, see_question, &seen), STORE_OK);
    CU_ASSERT_EQUAL(store_outcomes(store, NULL, 0, see_outcome, &seen), STORE_OK);
    CU_ASSERT_EQUAL_FATAL(seen.asked, 2);
    CU_ASSERT_EQUAL(memcmp(&seen.questions[0], &first, sizeof first), 0);
    CU_ASSERT_EQUAL(memcmp(&seen.questions[1], &second, sizeof second), 0);
    CU_ASSERT_EQUAL_FATAL(seen.ended, 2);
    CU_ASSERT_EQUAL(memcmp(&seen.answers[0], &given, sizeof given), 0);
    CU_ASSERT_EQUAL(seen.outcomes[0], ASKED_ACCEPTED);
    CU_ASSERT_EQUAL(seen.outcomes[1], ASKED_SILENT);
    CU_ASSERT_STRING_EQUAL(seen.answers[1].reason, "");
    CU_ASSERT_EQUAL(seen.answers[1].uid, UINT32_MAX);
    seen = (struct seen){.asked = 0};
    CU_ASSERT_EQUAL(store_questions(store, help_now_ms + 2, see_question, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.asked, 1);
    CU_ASSERT_EQUAL(store_outcomes(store, "Q-0000000000000002", 0, see_outcome, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.ended, 1);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.questions, 2);
    CU_ASSERT_EQUAL(outcome.answers, 2);
    store_close(store);
    help_remove(folder);
}

static void alter(const char *folder, const char *statements)
{
    struct sqlite3 *db = NULL;
    char path[128];

    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_exec(db, statements, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* A row that was altered, put in or taken away is found, and the agent goes on with the others. */
static void found(const char *statements, const char *words)
{
    struct seen seen = {.asked = 0};
    struct verify_outcome outcome;
    struct store *store;
    char folder[64];

    store = with_two(folder);
    store_close(store);
    alter(folder, statements);
    store = help_open(folder, 16, 0);
    CU_ASSERT_EQUAL(store_questions(store, 0, see_question, &seen), STORE_OK);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.words, words));
    store_close(store);
    help_remove(folder);
}

static void edits_are_found(void)
{
    found("UPDATE outcome SET outcome = 3 WHERE outcome = 2", "answer 5: its content does not fit the chain");
    found("UPDATE outcome SET uid = 0 WHERE outcome = 3", "answer 4: its content");
    found("UPDATE question SET login = 'ben' WHERE seq = 2", "question 2: its content");
    found("DELETE FROM outcome WHERE seq = 5", "answer 5: it was deleted");
    found("INSERT INTO outcome SELECT 9, salt, question, 1, at_ms, uid, reason FROM outcome WHERE seq = 4",
          "answer 9: it was put in beside the chain");
}

static void nothing_names_a_patient(void)
{
    static uint8_t bytes[1 << 20];
    char folder[64], path[128];
    size_t size;
    FILE *file;

    store_close(with_two(folder));
    text_format(path, sizeof path, "%s/confide.db", folder);
    file = fopen(path, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    CU_ASSERT_TRUE(size > 4096);
    CU_ASSERT_PTR_NOT_NULL(memmem(bytes, size, "Q-0000000000000001", 18));
    CU_ASSERT_PTR_NULL(memmem(bytes, size, "NHS0000001", 10));
    CU_ASSERT_PTR_NULL(memmem(bytes, size, "covered for Sam", 15));
    help_remove(folder);
}

static void an_outcome_needs_its_question(void)
{
    struct answer given = answer(7, "never asked about this");
    struct store *store;
    char folder[64];

    store = with_two(folder);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_outcome(store, &given, ASKED_ACCEPTED, help_now_ms), STORE_FAILED);
    store_undo(store);
    store_close(store);
    help_remove(folder);
}

static void an_event_is_found_by_its_id(void)
{
    struct event event = help_event(3), none = help_event(4), read;
    struct store *store;
    char folder[64];

    help_folder(folder);
    store = help_open(folder, 16, 0);
    CU_ASSERT_EQUAL(help_store(store, 3, 1), STORE_OK);
    CU_ASSERT_EQUAL(store_event(store, event.id, &read), STORE_OK);
    CU_ASSERT_STRING_EQUAL(read.object, event.object);
    CU_ASSERT_EQUAL(store_event(store, none.id, &read), STORE_NOTHING);
    store_close(store);
    help_remove(folder);
}

static void an_older_store_is_taken_over(void)
{
    struct question first = question(1);
    struct verify_outcome outcome;
    struct store *store;
    char folder[64];

    help_folder(folder);
    store = help_open(folder, 16, 0);
    CU_ASSERT_EQUAL(help_store(store, 0, 3), STORE_OK);
    store_close(store);
    alter(folder, HELP_BACK_TO_3 "PRAGMA user_version = 3");
    store = help_open(folder, 16, 0);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_question(store, &first, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.questions, 1);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo store_asked_tests[] = {{"questions and what became of them come back as they were", they_come_back},
                                   {"one that was altered, added or deleted is found", edits_are_found},
                                   {"neither patient nor reason can be read in the file", nothing_names_a_patient},
                                   {"an answer to no question is refused", an_outcome_needs_its_question},
                                   {"an event is found by its id, or not at all", an_event_is_found_by_its_id},
                                   {"a store without questions is taken over whole", an_older_store_is_taken_over},
                                   CU_TEST_INFO_NULL};
