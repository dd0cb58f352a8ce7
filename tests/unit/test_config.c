/* agent/base/config: one bad line leaves the defaults and names itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/config.h"
#include "agent/base/text.h"

struct scratch {
    char dir[64], file[128], extra[160];
};

static void write_file(const char *file, const char *text)
{
    FILE *stream = fopen(file, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    fputs(text, stream);
    fclose(stream);
}

static struct scratch scratch_with(const char *text)
{
    struct scratch scratch = {.dir = "/tmp/confide-unit.XXXXXX"};

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(scratch.dir));
    text_format(scratch.file, sizeof scratch.file, "%s/confide.conf", scratch.dir);
    write_file(scratch.file, text);
    return scratch;
}

static void scratch_end(struct scratch *scratch)
{
    char folder[160];

    if (scratch->extra[0])
        unlink(scratch->extra);
    text_format(folder, sizeof folder, "%s/conf.d", scratch->dir);
    rmdir(folder);
    unlink(scratch->file);
    rmdir(scratch->dir);
}

/* Loads `text`; true when it was taken. */
static bool load(const char *text, struct config *config, char error[CONFIG_ERROR_SIZE])
{
    struct scratch scratch = scratch_with(text);
    bool good = config_load(config, scratch.file, error, CONFIG_ERROR_SIZE);

    scratch_end(&scratch);
    return good;
}

static void an_empty_file_is_the_defaults(void)
{
    struct config config, standard;
    char error[CONFIG_ERROR_SIZE];

    config_defaults(&standard);
    CU_ASSERT_TRUE(load("", &config, error));
    CU_ASSERT_EQUAL(memcmp(&config, &standard, sizeof config), 0);
    CU_ASSERT_EQUAL(config.mode, LOGIN_ENFORCE);
    CU_ASSERT_STRING_EQUAL(config.profile, "ncsc");
    CU_ASSERT_STRING_EQUAL(config.filter, "");
    CU_ASSERT_EQUAL(config.retry_cap_s, 900);
    CU_ASSERT_TRUE(text_in_list(config.services, "sshd") && text_in_list(config.services, "sudo-i"));
    CU_ASSERT_FALSE(text_in_list(config.services, "cron") || text_in_list(config.services, "systemd-user") ||
                    text_in_list(config.services, "gdm-launch-environment"));
}

static void keys_are_read(void)
{
    struct config config;
    char error[CONFIG_ERROR_SIZE];

    CU_ASSERT_TRUE(load("[clinic]\ncontact = Dana, extension 41\nwords = riverside physio\nwords = hydro\n"
                        "[login]\nmode = audit\n[watch]\nrecords = /srv/records/{patient}/...\nrecords = "
                        "/srv/x/{patient}.pdf\ndaemons = [nfsd]\ncups_spool =\n"
                        "[judge]\nbulk_patients = 30\n[post]\nca_file =\nendpoint = https://localhost:1/\n",
                        &config, error));
    CU_ASSERT_STRING_EQUAL(config.contact, "Dana, extension 41");
    CU_ASSERT_STRING_EQUAL(config.words, "riverside physio hydro");
    CU_ASSERT_EQUAL(config.mode, LOGIN_AUDIT);
    CU_ASSERT_EQUAL(config.record_count, 2);
    CU_ASSERT_STRING_EQUAL(config.records[1], "/srv/x/{patient}.pdf");
    CU_ASSERT_STRING_EQUAL(config.daemons[0], "[nfsd]");
    CU_ASSERT_STRING_EQUAL(config.cups_spool, "");
    CU_ASSERT_EQUAL(config.bulk_patients, 30);
}

static void bad_lines_are_named(void)
{
    static const struct {
        const char *text, *holds;
    } bad[] = {
        {"[login]\nmode = strict\n", ":2: 'mode' must be one of: enforce audit"},
        {"[login]\nmodus = audit\n", ":2: there is no key 'modus' in [login]"},
        {"mode = audit\n", ":1: 'mode' stands in no [section]"},
        {"[clinic]\nname = x\n[watch]\nrecords = srv/{patient}\n", ":4: give an absolute path"},
        {"[watch]\nremovable = [nfsd]\n", "absolute path"},
        {"[watch]\nrecords = /srv/records\n", "{patient}"},
        {"[judge]\nbulk_patients = many\n", "whole number from 2 to 500"},
        {"[judge]\nbulk_patients = 1\n", "whole number from 2 to 500"},
        {"[post]\nendpoint = http://plain/\n", "https://"},
        {"[clinic]\nname = a\nname = b\n", "given twice"},
        {"[clinic]\nname = \xff\n", "not UTF-8"},
        {"[post]\nsecret_file = secret\n", "absolute path"},
        {"not a line\n", ":1: not 'key = value'"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct config config, standard;
        char error[CONFIG_ERROR_SIZE];

        CU_ASSERT_FALSE(load(bad[i].text, &config, error));
        CU_ASSERT_PTR_NOT_NULL(strstr(error, bad[i].holds));
        config_defaults(&standard);
        CU_ASSERT_EQUAL(memcmp(&config, &standard, sizeof config), 0);
    }
}

static void a_line_too_long_for_the_parser_is_refused(void)
{
    char text[400] = "[clinic]\ncontact = ", error[CONFIG_ERROR_SIZE];
    struct config config;

    memset(text + strlen(text), 'x', 300);
    CU_ASSERT_FALSE(load(text, &config, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, ":2: "));
}

static void files_others_may_write_are_refused(void)
{
    struct scratch scratch = scratch_with("[login]\nmode = audit\n");
    char error[CONFIG_ERROR_SIZE], link[160];
    struct config config;

    chmod(scratch.file, 0666);
    CU_ASSERT_FALSE(config_load(&config, scratch.file, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "others may write it: chmod 644"));
    chmod(scratch.file, 0644);
    text_format(link, sizeof link, "%s/link", scratch.dir);
    CU_ASSERT_EQUAL(symlink(scratch.file, link), 0);
    CU_ASSERT_FALSE(config_load(&config, link, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "symbolic link"));
    unlink(link);
    CU_ASSERT_FALSE(config_load(&config, scratch.dir, error, sizeof error));
    CU_ASSERT_FALSE(config_load(&config, "/nowhere/confide.conf", error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "/nowhere/confide.conf"));
    scratch_end(&scratch);
}

static void conf_d_comes_after(void)
{
    struct scratch scratch = scratch_with("[login]\nmode = enforce\nservices = login\n");
    char error[CONFIG_ERROR_SIZE], folder[128];
    struct config config;

    text_format(folder, sizeof folder, "%s/conf.d", scratch.dir);
    CU_ASSERT_EQUAL(mkdir(folder, 0755), 0);
    text_format(scratch.extra, sizeof scratch.extra, "%s/50-site.conf", folder);
    write_file(scratch.extra, "[login]\nmode = audit\nservices = sshd\n");
    CU_ASSERT_TRUE(config_load(&config, scratch.file, error, sizeof error));
    CU_ASSERT_EQUAL(config.mode, LOGIN_AUDIT);
    CU_ASSERT_STRING_EQUAL(config.services, "sshd");
    write_file(scratch.extra, "[login]\nmode = perhaps\n");
    CU_ASSERT_FALSE(config_load(&config, scratch.file, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "50-site.conf:2:"));
    scratch_end(&scratch);
}

CU_TestInfo config_tests[] = {
    {"an empty file is the defaults", an_empty_file_is_the_defaults},
    {"keys are read, lists over several lines", keys_are_read},
    {"each bad line is named with its remedy and leaves the defaults", bad_lines_are_named},
    {"a line that the parser would cut is refused", a_line_too_long_for_the_parser_is_refused},
    {"files that others may write, links and folders are refused", files_others_may_write_are_refused},
    {"files in conf.d come after, and are named when bad", conf_d_comes_after},
    CU_TEST_INFO_NULL,
};
