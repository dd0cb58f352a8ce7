/* agent/watch/acts: what was done, not what was called. The sequences are those of the programs named, as the eye saw
 * them on a tmpfs of Debian 12. */
#include "tests/unit/acting.h"

static void reads_merge_by_process(void)
{
    acting_tells("0 read 10:4 f\n", "2000 read f\n");
    acting_tells("0 read 10:4 f\n500 read 10:4 f\n2400 read 10:4 f\n", "4400 read f x3\n"); /* a viewer's bursts */
    acting_tells("0 read 10:4 f\n0 read 11:4 f\n0 read 12:4 f\n", "2000 read f\n2000 read f\n2000 read f\n");
    acting_tells("0 read 10:4 f\n0 read 10:5 g\n", "2000 read f\n2000 read g\n");
    acting_tells("0 read 10:4 f\n2500 read 10:4 f\n", "2000 read f\n4500 read f\n");
}

static void reads_do_not_wait_for_ever(void)
{
    acting_tells("0 read 10:4 f\n1500 read 10:4 f\n3000 read 10:4 f\n4500 read 10:4 f\n6000 read 10:4 f\n"
                 "7500 read 10:4 f\n9000 read 10:4 f\n9400 read 10:4 f\n9600 read 10:4 f\n",
                 "9500 read f x8\n11600 read f\n");
}

static void persons_stay_apart(void)
{
    acting_tells("0 read 10:4 f\nas ben 1\n5 read 10:4 f\nas ben 2\n6 read 10:4 f\n",
                 "2000 read f\n2005 read f\n2006 read f\n");
    acting_tells("0 delete 10:0 f\nas ben 2\n5 create 11:5 f\n", "300 delete f\n1005 create f\n");
    acting_tells("0 read 10:5 t.tmp\n0 create 10:5 t.tmp\nas ben 2\n5 rename 11:5 t.tmp f\n",
                 "5 rename t.tmp > f\n1000 create t.tmp\n");
}

static void writing_is_no_reading(void)
{
    acting_tells("0 read 10:4 f\n0 update 10:4 f\n1 update 10:4 f\n1 closed 10:4 f\n", "1 update f x2\n"); /* cp */
    acting_tells("0 read 10:4 f\n0 update 10:4 f\n", "1000 update f\n"); /* it keeps it open */
    acting_tells("0 read 10:4 f\n0 read 10:4 f\n0 read 10:4 f\n1 update 10:4 f\n1 closed 10:4 f\n",
                 "1 update f\n2000 read f x2\n"); /* vim: two were for reading */
    acting_tells("0 read 10:4 f\n60000 read 10:4 f\n60000 update 10:4 f\n60001 closed 10:4 f\n",
                 "2000 read f\n60001 update f\n"); /* read, and saved a minute later */
    acting_tells("0 read 11:4 f\n0 read 10:4 f\n0 update 10:4 f\n1 closed 10:4 f\n",
                 "1 update f\n2000 read f\n"); /* another process's reading stays */
}

static void creating_is_one(void)
{
    acting_tells("0 read 10:4 f\n0 create 10:4 f\n0 update 10:4 f\n1 update 10:4 f\n1 closed 10:4 f\n",
                 "1000 create f\n");
    acting_tells("0 create 10:4 f\n0 read 10:4 f\n0 update 10:4 f\n", "1000 create f\n"); /* best effort: told late */
    acting_tells("0 read 10:4 f\n0 create 10:4 f\n900 update 10:4 f\n5000 update 10:4 f\n60000 update 10:4 f\n"
                 "60001 closed 10:4 f\n70000 read 10:4 f\n70000 update 10:4 f\n70000 closed 10:4 f\n",
                 "1000 create f\n70000 update f\n"); /* a long copy is its creation, what comes after it is not */
    acting_tells("0 read 10:4 f\n0 create 10:4 f\n1 closed 10:4 f\n5000 read 10:4 f\n", "1000 create f\n7000 read f\n");
}

static void saves_by_renaming(void)
{
    /* sed -i: the temporary file is found under its last name when its opening is described */
    acting_tells("0 read 10:4 f\n0 read 10:6 f\n1 create 10:0 sedPCk8EK\n1 update 10:0 sedPCk8EK\n"
                 "1 closed 10:0 sedPCk8EK\n1 rename 10:6 sedPCk8EK f\n",
                 "1 update f\n");
    /* rsync opens its temporary file twice */
    acting_tells("0 read 10:4 f\n0 read 10:16 f\n0 create 10:0 .f.Vaf1bq\n0 update 10:0 .f.Vaf1bq\n0 read 10:16 f\n"
                 "1 rename 10:16 .f.Vaf1bq f\n",
                 "1 update f\n");
    /* gio, gedit */
    acting_tells("0 read 10:4 f\n0 read 10:18 .goutputstream-UBIEZ3\n0 create 10:18 .goutputstream-UBIEZ3\n"
                 "0 update 10:0 .goutputstream-UBIEZ3\n1 rename 10:18 .goutputstream-UBIEZ3 f\n",
                 "1 update f\n");
    /* Python's os.replace, which reads nothing */
    acting_tells("0 read 10:26 f\n0 create 10:0 tmp66wilelk\n1 update 10:0 tmp66wilelk\n3 rename 10:26 tmp66wilelk f\n",
                 "3 update f\n");
    /* a slow disk: the temporary file's creation was told before */
    acting_tells("0 read 10:26 t.tmp\n0 create 10:26 t.tmp\n20000 rename 10:26 t.tmp f\n",
                 "1000 create t.tmp\n20000 update f\n");
    /* a shell's `sort f >f.new && mv f.new f` */
    acting_tells("0 read 10:26 f.new\n0 create 10:26 f.new\n1 read 10:4 f\n2 update 10:26 f.new\n2 closed 10:26 f.new\n"
                 "3 rename 11:26 f.new f\n",
                 "3 update f\n2001 read f\n");
}

static void office_saves(void)
{
    /* soffice --convert-to, over an older file; it looks at what it has written */
    acting_tells("0 read 10:28 b.odt\n16 read 10:28 b.odt\n50 read 10:28 b.odt\n"
                 "300 read 10:62 .~lock.b.pdf#\n300 create 10:62 .~lock.b.pdf#\n301 update 10:62 .~lock.b.pdf#\n"
                 "303 read 10:63 lu1663eej1m.tmp\n303 create 10:63 lu1663eej1m.tmp\n304 read 10:63 lu1663eej1m.tmp\n"
                 "360 update 10:63 lu1663eej1m.tmp\n370 rename 10:63 lu1663eej1m.tmp b.pdf\n371 read 10:63 b.pdf\n"
                 "371 read 10:62 .~lock.b.pdf#\n372 delete 10:0 .~lock.b.pdf#\n",
                 "370 update b.pdf\n672 delete .~lock.b.pdf# temporary\n2050 read b.odt x3\n");
    /* Word: the record goes to ~WRL, ~WRD takes its place, ~WRL goes */
    acting_tells("0 read 10:7 ~WRD0000.tmp\n0 create 10:7 ~WRD0000.tmp\n5 update 10:7 ~WRD0000.tmp\n"
                 "9 rename 10:4 b.docx ~WRL0001.tmp\n10 rename 10:7 ~WRD0000.tmp b.docx\n15 delete 10:0 ~WRL0001.tmp\n",
                 "15 update b.docx\n");
}

static void saves_with_a_backup(void)
{
    acting_tells("0 rename 10:4 f f~\n1 read 10:5 f\n1 create 10:5 f\n2 update 10:5 f\n2 closed 10:5 f\n"
                 "3 delete 10:0 f~\n",
                 "3 update f\n");
    /* mv, a shell, rm */
    acting_tells("0 rename 10:4 f f.bak\n1 read 11:5 f\n1 create 11:5 f\n2 update 11:5 f\n2 closed 11:5 f\n"
                 "3 delete 12:0 f.bak\n",
                 "3 update f\n");
    /* the backup stays, and goes later */
    acting_tells("0 rename 10:4 f f~\n1 read 10:5 f\n1 create 10:5 f\n2 update 10:5 f\n2 closed 10:5 f\n"
                 "90000 delete 12:0 f~\n",
                 "302 update f\n90300 delete f~ temporary\n");
    /* no name of a backup: both are told */
    acting_tells("0 rename 10:4 f g\n1 read 10:5 f\n1 create 10:5 f\n", "0 rename f > g\n1001 create f\n");
    /* nothing took its place */
    acting_tells("0 rename 10:4 f f.bak\n", "300 rename f > f.bak\n");
}

static void saves_by_deleting(void)
{
    acting_tells("0 delete 10:0 f\n1 read 10:24 f\n1 create 10:24 f\n2 update 10:24 f\n2 closed 10:24 f\n",
                 "2 update f\n"); /* install, git checkout */
    acting_tells("0 delete 10:0 f\n400 read 10:24 f\n400 create 10:24 f\n", "300 delete f\n1400 create f\n");
    acting_tells("0 read 10:5 f.new\n0 create 10:5 f.new\n1 delete 10:0 f\n2 rename 10:5 f.new f\n", "2 update f\n");
}

static void temporary_files(void)
{
    /* vim: a swap file to find its way, another to work in */
    acting_tells("0 read 10:7 .f.swp\n0 create 10:7 .f.swp\n0 read 10:8 .f.swx\n0 create 10:8 .f.swx\n"
                 "0 delete 10:0 .f.swx\n0 delete 10:0 .f.swp\n0 read 10:9 .f.swp\n0 create 10:0 .f.swp\n"
                 "1 update 10:0 .f.swp\n2 delete 10:0 .f.swp\n",
                 "300 delete .f.swx temporary\n300 delete .f.swp x2 temporary\n");
    acting_tells("0 read 10:7 .f.swp\n0 create 10:7 .f.swp\n300000 delete 10:0 .f.swp\n",
                 "1000 create .f.swp\n300300 delete .f.swp temporary\n");
    acting_tells("0 read 10:7 f\n0 create 10:7 f\n700000 delete 10:0 f\n", "1000 create f\n700300 delete f\n");
    acting_tells("0 delete 10:0 .~lock.f#\n", "300 delete .~lock.f#\n"); /* a name alone hides nothing */
}

static void loss_is_not_hidden(void)
{
    /* moved in over the record, from where nobody watches, then deleted */
    acting_tells("moved\n0 create 10:7 f\n1 read 10:7 f\n2 delete 10:0 f\n",
                 "302 delete f\n1000 create f\n2001 read f\n");
    /* made without being opened: a link, or a move told as a creation */
    acting_tells("0 create 10:7 f\n2 delete 10:0 f\n", "302 delete f\n1000 create f\n");
    /* the record takes the place of a file of one's own */
    acting_tells("0 read 10:7 t\n0 create 10:7 t\n2000 rename 10:4 f t\n2001 delete 10:0 t\n",
                 "1000 create t\n2000 rename f > t\n2301 delete t\n");
    /* exchanged with a file of one's own */
    acting_tells("0 read 10:7 t\n0 create 10:7 t\n1 rename 10:7 t f\n1 rename 10:4 f t\n2 delete 10:0 t\n",
                 "1 update f\n1 rename f > t\n302 delete t\n");
    /* saved over, then deleted: it is no file of one's own by that */
    acting_tells("0 read 10:7 t\n0 create 10:7 t\n1 rename 10:7 t f\n5000 delete 10:0 f\n",
                 "1 update f\n5300 delete f\n");
    acting_tells("0 delete 10:0 f\n1 read 10:24 f\n1 create 10:24 f\n5000 delete 10:0 f\n",
                 "1001 update f\n5300 delete f\n");
    /* another person wrote into it */
    acting_tells("0 read 10:7 f\n0 create 10:7 f\nas ben 2\n2000 read 11:7 f\n2000 update 11:7 f\n2000 closed 11:7 f\n"
                 "as anna 1\n3000 delete 10:0 f\n",
                 "1000 create f\n2000 update f\n3300 delete f\n");
    /* a link was made, the record under its first name goes, then the link */
    acting_tells("why link of /r/P1/f\n0 create 10:4 g\nwhy x\n1 read 10:4 g\n2 delete 10:0 f\n3 delete 10:0 g\n",
                 "302 delete f\n303 delete g\n1000 create g\n2001 read g\n");
}

static void damage_is_told_in_time(void)
{
    /* rewritten in place; rewritten and renamed; deleted after a copy */
    acting_tells(
        "0 read 10:4 a\n0 update 10:4 a\n5 closed 10:4 a\n10 read 10:5 b\n10 update 10:5 b\n15 closed 10:5 b\n",
        "5 update a\n15 update b\n");
    acting_tells("0 read 10:4 a\n0 update 10:4 a\n5 closed 10:4 a\n6 rename 10:4 a a.locked\n",
                 "5 update a\n6 rename a > a.locked\n");
    acting_tells("0 read 10:4 a\n0 read 10:9 a.enc\n0 create 10:9 a.enc\n5 update 10:9 a.enc\n6 closed 10:9 a.enc\n"
                 "7 delete 10:0 a\n",
                 "307 delete a\n1000 create a.enc\n2000 read a\n");
}

static void moved_over_a_record(void)
{
    /* encrypted elsewhere, moved over the record that was read for it */
    acting_tells("0 read 10:4 f\nmoved\n500 create 10:9 f\n", "500 update f\n2000 read f\n");
    acting_tells("0 read 10:4 f\nmoved\n500 create 10:9 new\n", "1500 create new\n2000 read f\n");
}

static void others_pass(void)
{
    acting_tells("0 search 10:0 f\n0 create 10:0 sub/\n0 rename 10:0 sub/ sub2/\n0 delete 10:0 sub2/\n"
                 "0 rename 10:4 f g\n0 rename 10:4 g\n",
                 "0 search f\n0 create sub/\n0 rename sub/ > sub2/\n0 delete sub2/\n0 rename f > g\n0 rename g\n");
}

static void says_what_it_was_written_as(void)
{
    struct acting *play = acting_play("0 read 10:6 f\n1 create 10:0 sedPCk8EK\n1 rename 10:6 sedPCk8EK f\n");

    CU_ASSERT_EQUAL_FATAL(play->count, 1);
    CU_ASSERT_STRING_EQUAL(play->told[0].evidence, "loginuid=1000 uid=1000 comm=tool; written as sedPCk8EK");
    CU_ASSERT_STRING_EQUAL(play->told[0].login, "anna");
    CU_ASSERT_STRING_EQUAL(play->told[0].patient, "P1");
    CU_ASSERT_EQUAL(play->told[0].ino, 6);
    CU_ASSERT_EQUAL(play->told[0].pid, 10);
    acting_end(play);
}

/* Written in one patient's folder, renamed over another's record: whose that one is stands in no event of the eye. */
static void another_folder_is_another_patient(void)
{
    acting_tells("0 read 10:6 /r/P2/t.tmp\n0 create 10:6 /r/P2/t.tmp\n1 rename 10:6 /r/P2/t.tmp f\n",
                 "1 rename /r/P2/t.tmp > f\n1000 create /r/P2/t.tmp\n");
    acting_tells("0 read 10:6 /r/P2/t.tmp\n0 create 10:6 /r/P2/t.tmp\n0 delete 10:0 f\n1 rename 10:6 /r/P2/t.tmp f\n",
                 "1 update f\n");
}

CU_TestInfo acts_tests[] = {
    {"opens of a record by one process within seconds are one read, with their count", reads_merge_by_process},
    {"a process that opens a record again and again is told every ten seconds", reads_do_not_wait_for_ever},
    {"what different persons do is never one", persons_stay_apart},
    {"opening a record to write it is no read of it, and further opens are", writing_is_no_reading},
    {"a file made, opened and written is one creation, however long it takes", creating_is_one},
    {"a temporary file written and renamed over the record is one update", saves_by_renaming},
    {"what office programs do to save is one update, and their locks are temporary", office_saves},
    {"a record renamed to a backup, made anew, the backup deleted, is one update", saves_with_a_backup},
    {"a record deleted and made anew at once is one update", saves_by_deleting},
    {"a file that its maker deletes within ten minutes was temporary", temporary_files},
    {"no order of calls makes the loss of a record look like a temporary file's", loss_is_not_hidden},
    {"an update is told at its close, a rename at once, a deletion after 300 ms", damage_is_told_in_time},
    {"a file moved over a record that was opened lately is an update of it", moved_over_a_record},
    {"folders, searches and moves out of the folders are told at once, as they are", others_pass},
    {"a save names its person, its patient, its file and what it was written as", says_what_it_was_written_as},
    {"a file renamed from one patient's folder over another's record is told as that",
     another_folder_is_another_patient},
    CU_TEST_INFO_NULL,
};
