/* agent/watch/printing: jobs once each, however often and in what order cupsd writes them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/devices/printing.h"

static char folder[] = "/tmp/confide-printing-XXXXXX";

static void put_number(FILE *file, const char *name, uint32_t value)
{
    fprintf(file, "%c%c%c%s%c%c", 0x21, 0, (int)strlen(name), name, 0, 4);
    fprintf(file, "%c%c%c%c", (int)(value >> 24), (int)(value >> 16 & 255), (int)(value >> 8 & 255),
            (int)(value & 255));
}

static void put_text(FILE *file, const char *name, const char *value)
{
    fprintf(file, "%c%c%c%s%c%c%s", 0x42, 0, (int)strlen(name), name, 0, (int)strlen(value), value);
}

/* As cupsd does: under another name first. */
static void write_job(int id, uint32_t made_s, const char *login, const char *title)
{
    char name[128], new[160];
    FILE *file;

    text_format(name, sizeof(name), "%s/c%05d", folder, id);
    text_format(new, sizeof(new), "%s.N", name);
    file = fopen(new, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fwrite("\2\0\0\5\0\0\0\1\1\2", 1, 10, file);
    if (login)
        put_text(file, "job-originating-user-name", login);
    if (title)
        put_text(file, "job-name", title);
    put_number(file, "job-id", (uint32_t)id);
    put_number(file, "time-at-creation", made_s);
    fputc(3, file);
    fclose(file);
    CU_ASSERT_EQUAL(rename(new, name), 0);
}

static struct printing *begin(void)
{
    struct printing *printing;
    struct event event;

    text_copy(folder, sizeof(folder), "/tmp/confide-printing-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    printing = printing_open(folder);
    CU_ASSERT_PTR_NOT_NULL_FATAL(printing);
    CU_ASSERT_FALSE(printing_take(printing, &event));
    CU_ASSERT(printing_fd(printing) >= 0);
    return printing;
}

static void end(struct printing *printing)
{
    char path[128];

    printing_close(printing);
    for (int id = 0; id < 1000; id++) {
        text_format(path, sizeof(path), "%s/c%05d", folder, id);
        unlink(path);
    }
    CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static unsigned count_jobs(struct printing *printing)
{
    struct event event;
    unsigned count = 0;

    while (printing_take(printing, &event))
        count++;
    return count;
}

static uint32_t now_s(void)
{
    return (uint32_t)time(NULL);
}

static void tells_a_job(void)
{
    struct printing *printing = begin();
    struct event event;
    uint32_t made_s = now_s();

    write_job(7, made_s, "asmith", "Letter");
    CU_ASSERT_FATAL(printing_take(printing, &event));
    CU_ASSERT_STRING_EQUAL(event.login, "asmith");
    CU_ASSERT_STRING_EQUAL(event.object, "Letter");
    CU_ASSERT_STRING_EQUAL(event.evidence, "cups job 7 host=");
    CU_ASSERT_EQUAL(event.time_ms, (int64_t)made_s * 1000);
    CU_ASSERT_EQUAL(event.uid, UINT32_MAX);
    CU_ASSERT_EQUAL(event.count, 1);
    CU_ASSERT_FALSE(printing_take(printing, &event));
    end(printing);
}

static void a_job_that_changes_is_one(void)
{
    struct printing *printing = begin();

    for (int i = 0; i < 5; i++)
        write_job(7, now_s() + 1000, "asmith", "Letter");
    CU_ASSERT_EQUAL(count_jobs(printing), 1);
    write_job(7, now_s() + 2000, "bjones", "of another spool"); /* the numbers began anew */
    CU_ASSERT_EQUAL(count_jobs(printing), 1);
    end(printing);
}

static void waits_for_an_owner(void)
{
    struct printing *printing = begin();
    struct event event;

    write_job(1, now_s(), NULL, "Letter");
    CU_ASSERT_EQUAL(count_jobs(printing), 0);
    write_job(1, now_s(), "asmith", NULL);
    CU_ASSERT_FATAL(printing_take(printing, &event));
    CU_ASSERT_STRING_EQUAL(event.object, "untitled");
    end(printing);
}

static void remembers_without_growing(void)
{
    struct printing *printing = begin();
    uint32_t made_s = now_s();
    unsigned count = 0;

    for (int id = 1; id <= 900; id++) {
        write_job(id, made_s, "asmith", "Letter");
        count += count_jobs(printing);
    }
    CU_ASSERT_EQUAL(count, 900);
    for (int id = 1; id <= 900; id++)
        write_job(id, made_s, "asmith", "Letter");
    CU_ASSERT_EQUAL(count_jobs(printing), 0);
    write_job(901, made_s - 86400, "asmith", "after the clock was set back");
    write_job(1, made_s + 1, "asmith", "after the spool was emptied");
    CU_ASSERT_EQUAL(count_jobs(printing), 2);
    end(printing);
}

static void old_jobs_are_not_told(void)
{
    struct printing *printing = begin();

    printing_close(printing);
    write_job(1, now_s() - 100, "asmith", "of the past");
    write_job(2, now_s() + 5, "asmith", "while nobody looked");
    printing = printing_open(folder);
    CU_ASSERT_PTR_NOT_NULL_FATAL(printing);
    CU_ASSERT_EQUAL(count_jobs(printing), 1);
    end(printing);
}

static void without_a_folder_there_is_nothing(void)
{
    struct printing *printing = printing_open("");
    struct event event;

    CU_ASSERT_PTR_NOT_NULL_FATAL(printing);
    CU_ASSERT_FALSE(printing_take(printing, &event));
    CU_ASSERT_EQUAL(printing_fd(printing), -1);
    printing_close(printing);
    printing = printing_open("/proc/no-such-folder");
    CU_ASSERT_PTR_NOT_NULL_FATAL(printing);
    CU_ASSERT_FALSE(printing_take(printing, &event));
    CU_ASSERT_EQUAL(printing_fd(printing), -1);
    printing_close(printing);
}

static void a_link_is_not_followed(void)
{
    struct printing *printing = begin();
    char from[128], to[128];

    write_job(3, now_s(), "asmith", "Letter");
    CU_ASSERT_EQUAL(count_jobs(printing), 1);
    text_format(from, sizeof(from), "%s/elsewhere", folder);
    text_format(to, sizeof(to), "%s/c00003", folder);
    CU_ASSERT_EQUAL(rename(to, from), 0);
    text_format(to, sizeof(to), "%s/x", folder);
    CU_ASSERT_EQUAL(symlink(from, to), 0);
    text_format(from, sizeof(from), "%s/c00004", folder);
    CU_ASSERT_EQUAL(rename(to, from), 0);
    CU_ASSERT_EQUAL(count_jobs(printing), 0);
    text_format(from, sizeof(from), "%s/elsewhere", folder);
    unlink(from);
    end(printing);
}

CU_TestInfo printing_tests[] = {
    {"a job is told with owner, title and time", tells_a_job},
    {"a job that changes is one; its number may come again", a_job_that_changes_is_one},
    {"a job waits for its owner, not for a title", waits_for_an_owner},
    {"hundreds of jobs are remembered without growing", remembers_without_growing},
    {"jobs from before are not told", old_jobs_are_not_told},
    {"without a folder there is nothing, and no descriptor", without_a_folder_there_is_nothing},
    {"a link in the spool folder is not followed", a_link_is_not_followed},
    CU_TEST_INFO_NULL};
