/* The rules that count within a window: its last step and its edge, and the saves and copies that must not count. */
#include "judging.h"

#define HEAD "patient,from,to,login,unit,kind,recorded\n"

static void try_run(enum event_action action, int count, int64_t step_ms, const char *rule, bool is_expected)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    trial_run(&trial, 0, step_ms, count, action, "ben");
    trial_expect(&trial, rule, is_expected);
    trial_close(&trial);
}

/* With encounters, none of which explains anything. */
static void try_bulk(enum event_action action, int count, int64_t step_ms, bool is_expected)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    trial_run(&trial, 0, step_ms, count, action, "ben");
    trial_expect(&trial, "bulk-read", is_expected);
    trial_close(&trial);
}

static void bulk(void)
{
    try_bulk(ACTION_READ, 19, SECOND, false);
    try_bulk(ACTION_READ, 20, SECOND, true);
    try_bulk(ACTION_PRINT, 20, SECOND, true);
    try_bulk(ACTION_UPDATE, 20, 10 * MINUTE, false);
    try_bulk(ACTION_READ, 20, HOUR / 19, true);      /* the 20th at the window's end */
    try_bulk(ACTION_READ, 20, HOUR / 19 + 1, false); /* 19 ms behind it */
    try_bulk(ACTION_READ, 400, 4 * MINUTE, false);   /* a day's work */
}

static void bulk_without_encounters(void)
{
    try_run(ACTION_READ, 59, SECOND, "bulk-read", false);
    try_run(ACTION_READ, 60, SECOND, "bulk-read", true);
    try_run(ACTION_READ, 60, HOUR / 59, "bulk-read", true);
    try_run(ACTION_READ, 60, HOUR / 59 + 1, "bulk-read", false);
    try_run(ACTION_READ, 400, 4 * MINUTE, "bulk-read", false);
}

static void bulk_counts_patients(void)
{
    struct trial trial;
    char object[64];

    trial_open(&trial, STAFF, HEAD);
    for (int i = 0; i < 300; i++) {
        text_format(object, sizeof object, "/srv/records/P1/%d.pdf", i);
        trial_access(&trial, i * SECOND, ACTION_READ, "ben", "P1", object);
    }
    trial_expect(&trial, "bulk-read", false);
    for (int i = 0; i < 20; i++) {
        text_format(object, sizeof object, "/srv/lists/%d.pdf", i);
        trial_access(&trial, i * SECOND, ACTION_READ, "anna", "", object);
        trial_expect(&trial, "bulk-read", i == 19);
    }
    trial_close(&trial);
}

static void bulk_is_one_person(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    trial_run(&trial, 0, SECOND, 19, ACTION_READ, "ben");
    trial_run(&trial, 0, SECOND, 19, ACTION_READ, "anna");
    trial_run(&trial, 0, SECOND, 19, ACTION_READ, "cara");
    CU_ASSERT_EQUAL(trial.count, 0);
    trial_close(&trial);
}

static void bulk_unexplained_only(void)
{
    struct trial trial;
    char table[2048] = HEAD, row[64];

    for (int i = 0; i < 15; i++) {
        text_format(row, sizeof row, "R%d,2026-11-23,,ben,,,\n", i);
        text_copy(table + strlen(table), sizeof table - strlen(table), row);
    }
    trial_open(&trial, STAFF, table);
    trial_run(&trial, 0, SECOND, 34, ACTION_READ, "ben"); /* 15 explained, 19 not */
    trial_expect(&trial, "bulk-read", false);
    trial_run(&trial, MINUTE, SECOND, 35, ACTION_READ, "ben");
    trial_expect(&trial, "bulk-read", true);
    CU_ASSERT_EQUAL(trial.count, 1);
    CU_ASSERT_EQUAL(trial.cases[0].patient_total, 20);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 39);
    trial_close(&trial);
}

/* Five in nine minutes: no five minutes hold them, whichever of them is heard of last. */
static void slowly_in_any_order(void)
{
    for (int last = 0; last < 5; last++) {
        struct trial trial;
        char object[32];

        trial_open(&trial, STAFF, NULL);
        for (int i = 0; i < 5; i++) {
            int which = (last + 1 + i) % 5;

            text_format(object, sizeof object, "/srv/records/P1/%d.pdf", which);
            trial_access(&trial, which * 130 * SECOND, ACTION_DELETE, "ben", "P1", object);
        }
        trial_finish(&trial);
        trial_expect(&trial, "mass-delete", false);
        trial_close(&trial);
    }
}

static void deleting(void)
{
    try_run(ACTION_DELETE, 4, SECOND, "mass-delete", false);
    try_run(ACTION_DELETE, 5, SECOND, "mass-delete", true);
    try_run(ACTION_DELETE, 5, 75 * SECOND, "mass-delete", true);
    try_run(ACTION_DELETE, 5, 75 * SECOND + 1, "mass-delete", false);
}

static void deleting_temporaries(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    trial_run(&trial, 0, SECOND, 30, ACTION_CREATE, "ben");
    trial_run(&trial, MINUTE, SECOND, 30, ACTION_DELETE, "ben");
    trial_expect(&trial, "mass-delete", false);
    trial_run(&trial, 2 * MINUTE, SECOND, 4, ACTION_CREATE, "ben");
    trial_run(&trial, 2 * MINUTE + 310 * SECOND, SECOND, 5, ACTION_DELETE, "ben"); /* made longer ago than the window */
    trial_expect(&trial, "mass-delete", true);
    trial_close(&trial);
}

static void deleting_anothers(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    trial_run(&trial, 0, SECOND, 5, ACTION_CREATE, "anna");
    for (int i = 0; i < 9; i++)
        trial_access(&trial, MINUTE, ACTION_DELETE, "ben", "P1", "/srv/records/P1/a.pdf"); /* one record nine times */
    trial_expect(&trial, "mass-delete", false);
    trial_run(&trial, MINUTE, SECOND, 5, ACTION_DELETE, "ben");
    trial_expect(&trial, "mass-delete", true);
    trial_close(&trial);
}

static void try_move(const char *from_folder, const char *to_folder, bool is_expected)
{
    struct trial trial;
    char from[64], to[64];

    trial_open(&trial, STAFF, NULL);
    text_copy(trial.config.records[trial.config.record_count++], CONFIG_PATH, "/srv/records/{patient}/...");
    for (int i = 0; i < 5; i++) {
        text_format(from, sizeof from, "%s/%d.pdf", from_folder, i);
        text_format(to, sizeof to, "%s/%d.pdf", to_folder, i);
        if (to_folder[0] == '\0')
            to[0] = '\0';
        trial_rename(&trial, i * SECOND, "ben", from, to);
    }
    trial_expect(&trial, "mass-delete", is_expected);
    trial_expect(&trial, "mass-rewrite", false);
    trial_close(&trial);
}

static void moving(void)
{
    try_move("/srv/records/P1", "/home/ben/trash", true);
    try_move("/srv/records/P1", "/srv/records2/P1", true);
    try_move("/srv/records/P1", "", true); /* out of sight */
    try_move("/srv/records/P1", "/srv/records/P2", false);
    try_move("/data/P1", "/data/P2", false); /* of a machine whose records lie elsewhere */
    try_move("/data/P1", "", true);
}

/* Their files are told one by one. */
static void folders(void)
{
    struct trial trial;
    char folder[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 20; i++) {
        text_format(folder, sizeof folder, "/srv/records/R%d/", i);
        trial_access(&trial, i * SECOND, ACTION_DELETE, "ben", "R", folder);
        trial_access(&trial, i * SECOND, ACTION_UPDATE, "ben", "R", folder);
    }
    CU_ASSERT_EQUAL(trial.count, 0);
    for (int i = 0; i < 5; i++) {
        text_format(folder, sizeof folder, "/srv/records/R%d/", i);
        trial_rename(&trial, i * SECOND, "ben", folder, ""); /* moved as a whole, with all that is in it */
    }
    trial_expect(&trial, "mass-delete", true);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 5);
    trial_close(&trial);
}

static void rewriting(void)
{
    try_run(ACTION_UPDATE, 4, SECOND, "mass-rewrite", false);
    try_run(ACTION_UPDATE, 5, SECOND, "mass-rewrite", true);
    try_run(ACTION_UPDATE, 5, 15 * SECOND, "mass-rewrite", true);
    try_run(ACTION_UPDATE, 5, 15 * SECOND + 1, "mass-rewrite", false);
}

static void renaming(void)
{
    struct trial trial;
    char from[64], to[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 20; i++) {
        text_format(from, sizeof from, "/srv/records/P1/%d.pdf", i);
        text_format(to, sizeof to, "/srv/records/P1/letter-%d.PDF", i);
        trial_rename(&trial, i * SECOND, "anna", from, to);
    }
    trial_expect(&trial, "mass-rewrite", false);
    for (int i = 0; i < 5; i++) {
        text_format(from, sizeof from, "/srv/records/P1/%d.pdf", i);
        text_format(to, sizeof to, "/srv/records/P1/%d.pdf.locked", i);
        trial_rename(&trial, i * SECOND, "ben", from, to);
        trial_expect(&trial, "mass-rewrite", i == 4);
    }
    trial_close(&trial);
}

/* One rename over a record is an event, though two records change by it. */
static void renaming_over(void)
{
    struct trial trial;
    char from[64], to[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 3; i++) {
        text_format(from, sizeof from, "/srv/records/P1/%d.pdf", i);
        text_format(to, sizeof to, "/srv/records/P1/%d.doc", i);
        trial_access(&trial, i, ACTION_READ, "ben", "P1", to);
        trial_rename(&trial, i + SECOND, "ben", from, to);
    }
    trial_expect(&trial, "mass-rewrite", true);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 3);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 6);
    trial_close(&trial);
}

/* Write beside it, rename over it: what most programs do. */
static void save(struct trial *trial, int64_t after_ms, const char *record, bool is_read_before)
{
    char temporary[128];

    text_format(temporary, sizeof temporary, "%s.tmp%lld", record, (long long)after_ms);
    if (is_read_before)
        trial_access(trial, after_ms, ACTION_READ, "ben", "P1", record);
    trial_access(trial, after_ms + 1, ACTION_CREATE, "ben", "P1", temporary);
    trial_access(trial, after_ms + 2, ACTION_UPDATE, "ben", "P1", temporary);
    trial_rename(trial, after_ms + 3, "ben", temporary, record);
}

static void saving(void)
{
    struct trial trial;
    char record[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 30; i++)
        save(&trial, i * SECOND, "/srv/records/P1/one.odt", true); /* one record, thirty times */
    trial_expect(&trial, "mass-rewrite", false);
    for (int i = 0; i < 30; i++) {
        text_format(record, sizeof record, "/srv/records/P1/new-%d.odt", i);
        save(&trial, MINUTE + i * SECOND, record, false); /* new ones: a copy, an import */
    }
    trial_expect(&trial, "mass-rewrite", false);
    for (int i = 0; i < 5; i++) {
        text_format(record, sizeof record, "/srv/records/P1/old-%d.odt", i);
        save(&trial, 5 * MINUTE + i * SECOND, record, true);
        trial_expect(&trial, "mass-rewrite", i == 4);
    }
    CU_ASSERT_EQUAL(trial.count, 1);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 5);
    trial_close(&trial);
}

/* Rename the record away as a backup, write it anew, delete the backup (vim; Word over SMB with .tmp). */
static void save_with_backup(struct trial *trial, int64_t after_ms, const char *record)
{
    char backup[128];

    text_format(backup, sizeof backup, "%s~", record);
    trial_rename(trial, after_ms, "ben", record, backup);
    trial_access(trial, after_ms + 1, ACTION_CREATE, "ben", "P1", record);
    trial_access(trial, after_ms + 2, ACTION_UPDATE, "ben", "P1", record);
    trial_access(trial, after_ms + 3, ACTION_DELETE, "ben", "P1", backup);
}

static void saving_with_backup(void)
{
    struct trial trial;
    char record[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 30; i++)
        save_with_backup(&trial, i * SECOND, "/srv/records/P1/one.odt");
    CU_ASSERT_EQUAL(trial.count, 0);
    for (int i = 0; i < 5; i++) {
        text_format(record, sizeof record, "/srv/records/P1/%d.odt", i);
        save_with_backup(&trial, 5 * MINUTE + i * SECOND, record);
    }
    trial_expect(&trial, "mass-rewrite", true);
    trial_expect(&trial, "mass-delete", false);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 5);
    trial_close(&trial);
}

/* A record that is deleted and made anew was replaced: changed, not lost. */
static void replacing(void)
{
    struct trial trial;
    char object[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 5; i++) {
        text_format(object, sizeof object, "/srv/records/P1/%d.pdf", i);
        trial_access(&trial, i * SECOND, ACTION_DELETE, "ben", "P1", object);
        trial_access(&trial, i * SECOND + 5, ACTION_CREATE, "ben", "P1", object);
        trial_expect(&trial, "mass-rewrite", i == 4);
    }
    trial_expect(&trial, "mass-delete", false);
    trial_close(&trial);
}

static void new_files(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    trial_run(&trial, 0, 10, 50, ACTION_CREATE, "ben");
    trial_run(&trial, SECOND, 10, 50, ACTION_UPDATE, "ben");
    CU_ASSERT_EQUAL(trial.count, 0);
    trial_close(&trial);
}

static void daemons(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    text_copy(trial.config.daemons[trial.config.daemon_count++], CONFIG_PATH, "/usr/bin/cat");
    trial_run(&trial, 0, 10, 50, ACTION_UPDATE, "");
    CU_ASSERT_EQUAL(trial.count, 0);
    trial_run(&trial, 0, 10, 5, ACTION_DELETE, ""); /* yet a loss is a loss */
    trial_expect(&trial, "mass-delete", true);
    trial_close(&trial);
}

CU_TestInfo windows_tests[] = {
    {"20 patients within the hour are bulk, 19 are not, nor is a day's work", bulk},
    {"without appointments bulk is 60 patients within the hour", bulk_without_encounters},
    {"bulk counts patients; records where there is no patient", bulk_counts_patients},
    {"three persons with 19 each are no bulk", bulk_is_one_person},
    {"with appointments only unexplained reads are bulk", bulk_unexplained_only},
    {"5 deletes within 300 s are a loss, 4 or slower ones are not", deleting},
    {"slower ones are no loss whichever is heard of last", slowly_in_any_order},
    {"deleting what one made within the window is no loss", deleting_temporaries},
    {"deleting what another made is a loss; one record nine times is not", deleting_anothers},
    {"moving records out of their folders is a loss, within them it is not", moving},
    {"deleting folders is no loss of records, moving them away is", folders},
    {"5 rewrites within 60 s are damage, 4 or slower ones are not", rewriting},
    {"renaming to another extension is damage, another name is not", renaming},
    {"a rename over a record is one event that changes two", renaming_over},
    {"a save is one change of one record; new files are none", saving},
    {"a save with a backup is one change and no loss", saving_with_backup},
    {"a record deleted and made anew is changed, not lost", replacing},
    {"writing new files is no damage", new_files},
    {"a listed daemon may update, but not delete in masses", daemons},
    CU_TEST_INFO_NULL,
};
