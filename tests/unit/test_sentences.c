/* pam_module/sentences.c: whatever is put into a sentence, it stays one that a greeter shows whole. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "pam_module/sentences.h"

enum { NAME_SIZE = 512 };

static const int64_t friday = 1795196520000; /* 2026-11-20T17:42:00Z */

/* The zone in which times are shown; NULL = the one that this program began with. localtime_r itself need not look. */
static void set_zone(const char *zone)
{
    if (zone)
        setenv("TZ", zone, 1);
    else
        unsetenv("TZ");
    tzset();
}

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* One line, whole to its last sign, with its way out. */
static void is_shown_whole(const char *sentence, const char *end, const char *remedy)
{
    bool good = characters(sentence) <= SENTENCE_MOST && text_is_utf8(sentence, strlen(sentence)) &&
                strlen(sentence) > strlen(end) && strcmp(sentence + strlen(sentence) - strlen(end), end) == 0 &&
                strstr(sentence, remedy) && !strchr(sentence, '{') && !strpbrk(sentence, "\n\r\t\033\x7f");

    if (!good)
        printf("\n    %zu characters: '%s'", characters(sentence), sentence);
    CU_ASSERT_TRUE(good);
}

/* `length` times `letter` (one character of UTF-8). */
static char *name_of(char to[NAME_SIZE], const char *letter, size_t length)
{
    to[0] = '\0';
    while (length-- > 0)
        text_format(to + strlen(to), NAME_SIZE - strlen(to), "%s", letter);
    return to;
}

static void says(const char *sentence, const char *expected)
{
    if (strcmp(sentence, expected) != 0)
        printf("\n    '%s'\n    '%s'", sentence, expected);
    CU_ASSERT_STRING_EQUAL(sentence, expected);
}

static void each_refusal_has_its_words(void)
{
    char to[SENTENCE_SIZE];

    says(sentence_refusal(to, IDENTITY_SHARED, "reception", "", ""),
         "'reception' is a shared login. Use your own, or ask your manager for one.");
    says(sentence_refusal(to, IDENTITY_SERVICE, "backup", "", "Sam in IT"),
         "'backup' is a service login. Use your own, or ask Sam in IT for one.");
    says(sentence_refusal(to, IDENTITY_UNLISTED, "anna", "", "IT"),
         "'anna' is not on the staff list. Ask IT to add it.");
    says(sentence_refusal(to, IDENTITY_ENDED, "anna", "", "IT"), "The login 'anna' has ended. Ask IT to renew it.");
    says(sentence_refusal(to, IDENTITY_NOT_STARTED, "anna", "", "IT"),
         "The login 'anna' has not started yet. Ask IT to bring it forward.");
    says(sentence_refusal(to, IDENTITY_ON_LEAVE, "anna", "", "Sam in IT"),
         "'anna' is on leave. Back at work? Ask Sam in IT to end the leave.");
    says(sentence_refusal(to, IDENTITY_UNOWNED, "locum3", "", "IT"),
         "'locum3' has no owner on the staff list. Ask IT to name one.");
    says(sentence_refusal(to, IDENTITY_TWIN, "anna2", "anna", "IT"),
         "'anna2' is a second name of 'anna'. Log in as 'anna'.");
    says(sentence_refusal(to, IDENTITY_MAY, "anna", "", "IT"), "");
    says(sentence_refusal(to, IDENTITY_EMERGENCY, "er", "", "IT"), "");
    says(sentence_refusal(to, (enum identity_verdict)200, "anna", "", "IT"), "");
}

static void every_refusal_is_shown_whole(void)
{
    static const char *const letters[] = {"l", "ü", "薬", "😀"};
    static const size_t logins[] = {1, 9, 20, 31, 32, 63, 120}, contacts[] = {0, 2, 12, 20, 31, 40, 50, 62, 63};
    char login[NAME_SIZE], contact[NAME_SIZE], to[SENTENCE_SIZE];

    for (size_t i = 0; i < 4 * 7 * 9; i++)
        for (int verdict = IDENTITY_MAY; verdict <= IDENTITY_TWIN; verdict++) {
            const char *letter = letters[i % 4];

            if (!identity_refuses((enum identity_verdict)verdict))
                continue;
            name_of(login, letter, logins[i / 4 % 7]);
            name_of(contact, letter, contacts[i / 28]);
            /* A login that useradd(8) makes has at most 32 bytes; whom to ask is never cut, for the config takes 63. */
            sentence_refusal(to, (enum identity_verdict)verdict, login, "ann", contact);
            is_shown_whole(to, verdict == IDENTITY_TWIN ? "as 'ann'." : ".",
                           verdict == IDENTITY_TWIN ? "Log in as 'ann'"
                           : *contact               ? contact
                                                    : "your manager");
            sentence_refusal(to, IDENTITY_TWIN, "ann", login, contact);
            is_shown_whole(to, "'.", "Log in as '");
        }
}

static void a_contact_too_long_is_cut_at_a_character(void)
{
    char contact[NAME_SIZE], to[SENTENCE_SIZE];

    sentence_refusal(to, IDENTITY_ENDED, "anna", "", name_of(contact, "薬", 100));
    is_shown_whole(to, "薬.", "Ended. Ask 薬");
    CU_ASSERT(characters(to) >= SENTENCE_MOST - 1);
}

static void nothing_reaches_the_screen_raw(void)
{
    char to[SENTENCE_SIZE];

    says(sentence_refusal(to, IDENTITY_SHARED, "a\033[2Jb\nc\xc2\x9b", "", "I\xffT\xe2\x82"),
         "'a?[2Jb?c?\?' is a shared login. Use your own, or ask I?T?\? for one.");
    says(sentence_refusal(to, IDENTITY_UNLISTED, "{contact}%n%s", "", "{login}"),
         "'{contact}%n%s' is not on the staff list. Ask {login} to add it.");
    is_shown_whole(sentence_last_use(to, friday, friday, "\x1b]0;x\a.example", "IT"), ". Not you? Tell IT.",
                   " from ?]0;x?.example.");
}

static void the_last_use_is_told_with_time_and_place(void)
{
    static const int64_t day = 86400000;
    const char *zone = getenv("TZ");
    char to[SENTENCE_SIZE], *mine = zone ? strdup(zone) : NULL;

    set_zone("XST-5:30");
    says(sentence_last_use(to, friday, friday + day, "", "Sam in IT"),
         "Last used Fri 20 Nov 23:12 at this computer. Not you? Tell Sam in IT.");
    set_zone("UTC");
    says(sentence_last_use(to, friday, friday + day, "", "Sam in IT"),
         "Last used Fri 20 Nov 17:42 at this computer. Not you? Tell Sam in IT.");
    says(sentence_last_use(to, friday, friday + 299 * day, "2001:db8::17", "Sam in IT"),
         "Last used Fri 20 Nov 17:42 from 2001:db8::17. Not you? Tell Sam in IT.");
    says(sentence_last_use(to, friday, friday + 301 * day, "", ""),
         "Last used 20 Nov 2026 at this computer. Not you? Tell your manager.");
    says(sentence_last_use(to, friday, friday + day, "", "Jo at the front desk of ward 1"),
         "Last used Fri 20 Nov 17:42 here. Not you? Tell Jo at the front desk of ward 1.");
    says(sentence_last_use(to, friday, friday + day, "a.very.long.name.of.a.computer.example", "Sam in IT"),
         "Last used Fri 20 Nov 17:42 from elsewhere. Not you? Tell Sam in IT.");
    says(sentence_last_use(to, INT64_MIN, friday, "", "IT"), "Last used long ago at this computer. Not you? Tell IT.");
    says(sentence_last_use(to, INT64_MAX, friday, "", "IT"), "Last used long ago at this computer. Not you? Tell IT.");
    set_zone(mine);
    free(mine);
}

static void every_last_use_is_shown_whole(void)
{
    char host[NAME_SIZE], contact[NAME_SIZE], to[SENTENCE_SIZE];

    for (size_t i = 0; i < 64 * 64; i++) {
        name_of(host, i % 2 ? "h" : "ö", i / 64);
        name_of(contact, i % 3 ? "c" : "ä", i % 64);
        is_shown_whole(sentence_last_use(to, friday, friday + 1, host, contact), ".", "Not you? Tell ");
        is_shown_whole(sentence_first_use(to, contact), ".", "Not you? Tell ");
        is_shown_whole(sentence_wait(to, INT64_MAX, contact), ".", *contact ? contact : "your manager");
    }
    says(sentence_first_use(to, "Sam in IT"), "No earlier use of this login is on record. Not you? Tell Sam in IT.");
}

static void a_wait_is_told_in_its_largest_unit_and_never_too_short(void)
{
    static const struct {
        int64_t ms;
        const char *in;
    } waits[] = {{-5, "1 second"},     {0, "1 second"},       {1, "1 second"},         {1000, "1 second"},
                 {1001, "2 seconds"},  {59000, "59 seconds"}, {59001, "1 minute"},     {60000, "1 minute"},
                 {60001, "2 minutes"}, {240000, "4 minutes"}, {3540000, "59 minutes"}, {3540001, "1 hour"},
                 {3600000, "1 hour"},  {3600001, "2 hours"},  {7200000, "2 hours"},    {86400000, "24 hours"}};
    char to[SENTENCE_SIZE], expected[128];

    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        text_format(expected, sizeof expected, "Too many wrong passwords. Try again in %s, or at another computer.",
                    waits[i].in);
        says(sentence_wait(to, waits[i].ms, "IT"), expected);
    }
    says(sentence_wait(to, INT64_MAX, "Sam in IT"), "Too many wrong passwords. Ask Sam in IT to let you try again.");
    is_shown_whole(sentence_wait(to, INT64_MAX - 1, "IT"), " hours.", "Try again in ");
    for (int64_t ms = 1; ms > 0 && ms < INT64_MAX / 3; ms *= 3)
        is_shown_whole(sentence_wait(to, ms, "IT"), ".", "Try again in ");
}

static void emergency_is_asked_for_and_answered_in_a_line(void)
{
    char to[SENTENCE_SIZE];

    says(sentence_emergency_offer(to, 60),
         "You may not log in. Emergency? Type EMERGENCY and why (60 minutes, reported).");
    says(sentence_emergency_offer(to, 1),
         "You may not log in. Emergency? Type EMERGENCY and why (1 minute, reported).");
    says(sentence_emergency_accepted(to, 60), "Emergency entry for 60 minutes. It is reported now, with your reason.");
    says(sentence_emergency_accepted(to, 1), "Emergency entry for 1 minute. It is reported now, with your reason.");
    for (unsigned minutes = 1; minutes > 0 && minutes < UINT32_MAX / 7; minutes *= 7) {
        is_shown_whole(sentence_emergency_offer(to, minutes), ".", "EMERGENCY and why");
        is_shown_whole(sentence_emergency_accepted(to, minutes), ".", "It is reported now");
    }
    is_shown_whole(sentence_emergency_prompt(to, false), ": ", "EMERGENCY and why, or Enter");
    is_shown_whole(sentence_emergency_prompt(to, true), ": ", "in a few words");
    is_shown_whole(sentence_reason_missing(to), ".", "type EMERGENCY and why");
}

CU_TestInfo sentences_tests[] = {
    {"each refusal says what is wrong and what to do", each_refusal_has_its_words},
    {"every refusal is at most 80 characters and names its way out, whatever the names", every_refusal_is_shown_whole},
    {"a contact longer than any config's is cut between characters", a_contact_too_long_is_cut_at_a_character},
    {"control characters, broken UTF-8 and {names} of others reach no screen", nothing_reaches_the_screen_raw},
    {"the last use is told with its time and place", the_last_use_is_told_with_time_and_place},
    {"every line about a last use is at most 80 characters", every_last_use_is_shown_whole},
    {"a wait is told in its largest unit, rounded up", a_wait_is_told_in_its_largest_unit_and_never_too_short},
    {"an emergency is asked for and answered in one line each", emergency_is_asked_for_and_answered_in_a_line},
    CU_TEST_INFO_NULL};
