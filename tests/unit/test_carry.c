/* agent/watch/carry and copies: what left the record folders, by whom and how it is known. */
#include "tests/unit/acting.h"

static void copied_to_removable_media(void)
{
    /* cp r usb/; the record and its copy have one name */
    acting_tells("by cp\n0 read 10:4 r\n1 usb 10:9 /media/u/r\n", "1001 export r > /media/u/r\n2000 read r\n");
    /* cat r > usb/x: the shell opens x before cat opens r, in one process */
    acting_tells("0 read 10:4 r\n5 usb 10:9 /media/u/x\n", "1005 export r > /media/u/x\n2000 read r\n");
    /* gzip -c r | cat > usb/x: two processes */
    acting_tells("by gzip\n0 read 10:4 r\nby cat\n5 usb 11:9 /media/u/x\n",
                 "1005 export r > /media/u/x\n2000 read r\n");
    /* gio copy, and a file manager that asks a helper far away */
    acting_tells("0 read 10:4 r.pdf\n5 usb 9000:9 /media/u/r.pdf\n",
                 "1005 export r.pdf > /media/u/r.pdf\n2000 read r.pdf\n");
    /* rsync, zip: written under another name, then renamed */
    acting_tells("0 read 10:4 r\n5 usb 10:9 /media/u/.r.Xa81bq\n6 usb 10:9 /media/u/r\n",
                 "1006 export r > /media/u/r\n2000 read r\n");
    acting_tells("0 read 10:4 r\n5 usb 10:9 /media/u/ziAb12Cd\n6 usb 10:9 /media/u/x.zip\n",
                 "1006 export r > /media/u/x.zip\n2000 read r\n");
    /* told before the record's opening, by another thread: nothing was read yet */
    acting_tells("0 usb 10:9 /media/u/x\n1 read 10:4 r\n", "2001 read r\n");
}

static void an_archive_names_each_record(void)
{
    struct acting *play = acting_play("by tar\n0 read 10:4 a\n20000 read 10:5 /r/P2/b\n40000 read 10:6 /r/P3/c\n"
                                      "60000 usb 10:9 /media/u/x.tar\n60500 usb 10:9 /media/u/x.tar\n");
    static const char *const patients[] = {"P1", "P2", "P3"};
    unsigned exports = 0;

    for (size_t i = 0; i < play->count; i++)
        if (play->told[i].action == ACTION_EXPORT) {
            for (int j = 0; j < 3; j++)
                exports += strcmp(play->told[i].patient, patients[j]) == 0 ? 1U << (4 * j) : 0;
            CU_ASSERT_STRING_EQUAL(play->told[i].to, "/media/u/x.tar");
            CU_ASSERT_EQUAL(play->told[i].count, 2);
            CU_ASSERT_EQUAL(play->told[i].pid, 10);
        }
    CU_ASSERT_EQUAL(exports, 0x111);
    acting_end(play);
}

static void the_right_record_of_many(void)
{
    /* a viewer has two open, cp copies the third */
    acting_tells("0 read 10:4 a\n0 read 10:5 b\n5000 read 500:6 c\n5001 usb 500:9 /media/u/x\n",
                 "2000 read a\n2000 read b\n6001 export c > /media/u/x\n7000 read c\n");
    /* a script copies one after the other under other names */
    acting_tells("0 read 10:4 a\n1 usb 10:9 /media/u/1\n2 read 10:5 b\n3 usb 10:8 /media/u/2\n",
                 "1001 export a > /media/u/1\n1003 export b > /media/u/2\n2000 read a\n2002 read b\n");
    /* a pipe, twice */
    acting_tells("0 read 10:4 a\n1 usb 11:9 /media/u/1\n2 read 12:5 b\n3 usb 13:8 /media/u/2\n",
                 "1001 export a > /media/u/1\n1003 export b > /media/u/2\n2000 read a\n2002 read b\n");
    /* the viewer's two lie far from the pipe */
    acting_tells("0 read 10:4 a\n0 read 10:5 b\n5000 read 500:6 c\n5001 usb 501:9 /media/u/x.gz\n",
                 "2000 read a\n2000 read b\n6001 export c > /media/u/x.gz\n7000 read c\n");
    /* a name hides nothing: the archive is larger than the record it is called after */
    acting_tells("size 3000\n0 read 10:4 a\n1 read 10:5 b\nsize 10240\n5 usb 10:9 /media/u/a\n",
                 "1005 export b > /media/u/a\n1005 export a > /media/u/a\n2000 read a\n2001 read b\n");
    acting_tells("0 read 10:4 letter.odt\n1 read 10:5 b\n5 usb 10:9 /media/u/letter.zip\n",
                 "1005 export b > /media/u/letter.zip\n1005 export letter.odt > /media/u/letter.zip\n"
                 "2000 read letter.odt\n2001 read b\n");
    /* tee to two sticks */
    acting_tells("0 read 10:4 a\n1 usb 11:9 /media/u/1\n1 usb 11:8 /media/v/1\n",
                 "1001 export a > /media/u/1\n1001 export a > /media/v/1\n2000 read a\n");
}

static void ones_own_photos_are_no_export(void)
{
    acting_tells("0 usb 10:9 /media/u/photo.jpg\n", "");
    acting_tells("0 read 10:4 r\n40000 usb 11:9 /media/u/photo.jpg\n", "2000 read r\n");
    acting_tells("0 read 10:4 r\n600000 usb 10:9 /media/u/photo.jpg\n", "2000 read r\n");       /* a file manager's */
    acting_tells("0 read 10:4 r\nas ben 2\n1 usb 11:9 /media/u/r\n", "2000 read r\n");          /* another person */
    acting_tells("0 read 10:4 r\nas anna 7\n1 usb 900:9 /media/u/r\n", "2000 read r\n");        /* another session */
    acting_tells("0 read 10:4 r\n0 create 10:4 r\n1 usb 11:9 /media/u/x\n", "1000 create r\n"); /* written, not read */
}

static void elsewhere_needs_evidence(void)
{
    acting_tells("0 read 10:4 r.pdf\n1 elsewhere 10:9 /home/a/.cache/thumb.png\n", "2000 read r.pdf\n");
    acting_tells("0 read 10:4 r.pdf\n1 elsewhere 11:9 /home/a/r.pdf\n", "2000 read r.pdf\n"); /* another process */
    acting_tells("0 read 10:4 r.pdf\n1 elsewhere 10:9 /home/a/r.pdf\n",
                 "1001 export r.pdf > /home/a/r.pdf\n2000 read r.pdf\n");
    acting_tells("0 read 10:4 letter.odt\n1 elsewhere 10:9 /home/a/letter.pdf\n", /* converted */
                 "1001 export letter.odt > /home/a/letter.pdf\n2000 read letter.odt\n");
    acting_tells("size 5000\n0 read 10:4 r\n1 elsewhere 10:9 /tmp/x\n", "1001 export r > /tmp/x\n2000 read r\n");
    acting_tells("size 31\n0 read 10:4 r\n1 elsewhere 10:9 /tmp/x\n", "2000 read r\n");
    acting_tells("0 read 10:4 r\n1 elsewhere 11:9 /home/a/all.zip\n", "1001 export r > /home/a/all.zip\n2000 read r\n");
    acting_tells("as ben 1\n0 read 10:4 r\nas anna 2\n1 elsewhere 11:9 /home/a/all.zip\n", "2000 read r\n");
    acting_tells("by soffice.bin\nsize 5000\n0 read 10:4 r.odt\n1 elsewhere 10:9 /tmp/lu5abcdefg.tmp\n",
                 "2000 read r.odt\n"); /* the copy it works on */
}

static void a_link_is_an_export(void)
{
    struct acting *play = acting_play("0 read 9:4 r\nwhy link of /r/P1/r\n1 elsewhere 10:4 /home/a/x\n");

    CU_ASSERT_STRING_EQUAL(play->said, "1001 export r > /home/a/x\n2000 read r\n");
    CU_ASSERT_STRING_EQUAL(play->told[0].patient, "P1");
    acting_end(play);
    acting_tells("why link of /r/P1/r\n1 elsewhere 10:4 /home/a/x\n", "1001 export r > /home/a/x\n");
}

static void sending_programs(void)
{
    acting_tells("by /usr/bin/curl\n0 read 10:4 r\n", "2000 export r > by curl\n");
    acting_tells("by /usr/bin/python3.11\nwhy loginuid=1000 uid=1000 comm=rclone\n0 read 10:4 r\n0 read 10:4 r\n",
                 "2000 export r > by rclone x2\n");
    acting_tells("by /usr/bin/python3.11\nwhy loginuid=1000 uid=1000 comm=rclone seat=seat0 locked=no\n0 read 10:4 "
                 "r\n0 read 10:4 r\n",
                 "2000 export r > by rclone x2\n");
    acting_tells("by /usr/bin/curlew\n0 read 10:4 r\n", "2000 read r\n");
    acting_tells("by /usr/bin/curl\n0 read 10:4 r\n0 create 10:4 r\n", "1000 create r\n"); /* a download */
}

static void says_how_it_is_known(void)
{
    struct acting *play = acting_play("by /usr/bin/gzip\n0 read 10:4 r\nby /usr/bin/cat\n2000 usb 11:9 /media/u/x\n");
    const struct event *export = &play->told[1];

    CU_ASSERT_EQUAL_FATAL(play->count, 2);
    CU_ASSERT_EQUAL(export->action, ACTION_EXPORT);
    CU_ASSERT_STRING_EQUAL(export->evidence, "same session, started together, 2 s after it was opened; written by cat");
    CU_ASSERT_STRING_EQUAL(export->program, "/usr/bin/gzip");
    CU_ASSERT_STRING_EQUAL(export->login, "anna");
    CU_ASSERT_STRING_EQUAL(export->session, "1");
    CU_ASSERT_EQUAL(export->ino, 4);
    CU_ASSERT_EQUAL(export->time_ms, 1700000002000);
    acting_end(play);
}

static void the_last_program_counts(void)
{
    struct acting *play = acting_play("by /usr/bin/evince\n0 read 10:4 r\nby /usr/bin/cp\n9000 read 400:4 r\n"
                                      "9001 usb 400:9 /media/u/r\n");

    CU_ASSERT_EQUAL_FATAL(play->count, 3);
    CU_ASSERT_STRING_EQUAL(play->told[1].program, "/usr/bin/cp");
    CU_ASSERT_EQUAL(play->told[1].pid, 400);
    acting_end(play);
}

static void printed_by_title(void)
{
    struct acting *play = acting_play("by lp\n0 read 10:4 r.pdf\nwhy job 7\nas anna -\n500 printed 0:0 r.pdf Ricoh\n");

    CU_ASSERT_STRING_EQUAL(play->said, "1500 print r.pdf > Ricoh\n2000 read r.pdf\n");
    CU_ASSERT_STRING_EQUAL(play->told[0].evidence, "job 7; title, 0 s after it was opened");
    CU_ASSERT_STRING_EQUAL(play->told[0].session, "1");
    CU_ASSERT_STRING_EQUAL(play->told[0].patient, "P1");
    acting_end(play);
    /* opened in the morning, printed in the evening */
    acting_tells("0 read 10:4 letter.odt\n1 read 10:5 other.odt\n36000000 printed 0:0 Writer-letter.odt Ricoh\n",
                 "2000 read letter.odt\n2001 read other.odt\n36001000 print letter.odt > Ricoh\n");
    acting_tells("0 read 10:4 ab.odt\n36000000 printed 0:0 cab.odt Ricoh\n", "2000 read ab.odt\n");
    /* one job of several files has the first one's name */
    acting_tells("by lp\n0 read 10:4 a\n0 read 10:5 b\nby evince\n1 read 11:6 c\n2 printed 0:0 a Ricoh\n",
                 "1002 print a > Ricoh\n1002 print b > Ricoh\n2000 read a\n2000 read b\n2001 read c\n");
}

static void printed_by_time(void)
{
    acting_tells("by cat\n0 read 10:4 r\n30000 printed 0:0 (stdin) Ricoh\n", "2000 read r\n31000 print r > Ricoh\n");
    acting_tells("by cat\n0 read 10:4 r\n61000 printed 0:0 (stdin) Ricoh\n", "2000 read r\n");
    acting_tells("by evince\n0 read 10:4 a\nby lp\n0 read 11:5 b\n9 printed 0:0 x Ricoh\n",
                 "1009 print b > Ricoh\n2000 read a\n2000 read b\n");
    acting_tells("0 read 10:4 r\nas ben 2\n9 printed 0:0 r Ricoh\n", "2000 read r\n");
}

/* Ten thousand other records later the first ones are forgotten, the latest are not. */
static void memory_is_bounded(void)
{
    struct acts *acts = acts_make();
    struct event event = {.kind = EVENT_ACCESS, .action = ACTION_READ, .pid = 10, .login = "anna", .session = "1"};
    unsigned exports = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(acts);
    for (int i = 0; i < 10000; i++) {
        struct event out;

        text_format(event.object, sizeof(event.object), "/r/P%d/f", i);
        acts_put(acts, ACTS_RECORD, &event, i);
        while (acts_take(acts, i, &out))
            ;
    }
    event.action = ACTION_CREATE;
    text_copy(event.object, sizeof(event.object), "/media/u/all.tar");
    acts_put(acts, ACTS_REMOVABLE, &event, 10000);
    while (acts_take(acts, INT64_MAX, &event))
        exports += event.action == ACTION_EXPORT;
    CU_ASSERT_EQUAL(exports, 4096);
    acts_free(acts);
}

CU_TestInfo carry_tests[] = {
    {"a record copied to removable media is one export, by whatever processes", copied_to_removable_media},
    {"an archive of many records names each of them and its patient", an_archive_names_each_record},
    {"the best evidence decides which of several open records was copied", the_right_record_of_many},
    {"what nobody in that session read is no export", ones_own_photos_are_no_export},
    {"elsewhere than on removable media a copy needs more evidence", elsewhere_needs_evidence},
    {"a record linked to a place outside is an export without a read", a_link_is_an_export},
    {"what a mailing or uploading program opens is exported by it", sending_programs},
    {"an export says its evidence, its person, its program and its file", says_how_it_is_known},
    {"the program that opened the record last is the one named", the_last_program_counts},
    {"a print is joined to the record by the job's title", printed_by_title},
    {"without a title a print is joined by its owner and the last minute", printed_by_time},
    {"of more than 4,096 records the latest are remembered", memory_is_bounded},
    CU_TEST_INFO_NULL,
};
