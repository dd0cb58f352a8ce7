/* agent/receive: silence.h (who is silent), hush.h (how often to say the same), letter.h (alerts as a mail). */
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"
#include "agent/receive/hush.h"
#include "agent/receive/letter.h"
#include "agent/receive/silence.h"

/* Told a hundredth early: 594 seconds. */
enum { LIMIT = 600000, TOLD = 594000 };

static void listen(struct silence_clock *clock, int64_t ms)
{
    for (; ms >= 1000; ms -= 1000)
        silence_pass(clock, 1000, LIMIT);
}

static void limit(void)
{
    struct silence_clock clock = {0};

    listen(&clock, TOLD - 1000);
    CU_ASSERT_FALSE(silence_is(&clock, 0, LIMIT));
    listen(&clock, 1000);
    CU_ASSERT_TRUE(silence_is(&clock, 0, LIMIT));
    CU_ASSERT_FALSE(silence_is(&clock, 1000, LIMIT));
}

static void stopped(void)
{
    struct silence_clock clock = {0};

    listen(&clock, LIMIT / 2);
    silence_pass(&clock, 3600000, LIMIT);
    listen(&clock, TOLD - 1000);
    CU_ASSERT_FALSE(silence_is(&clock, 0, LIMIT));
    listen(&clock, 1000);
    CU_ASSERT_TRUE(silence_is(&clock, 0, LIMIT));
}

static void restarted(void)
{
    struct silence_clock clock = {0};

    listen(&clock, TOLD - 10000);
    silence_start(&clock, 2000, LIMIT); /* back at once: what was heard of the silence counts on */
    listen(&clock, 10000);
    CU_ASSERT_TRUE(silence_is(&clock, 0, LIMIT));
    silence_start(&clock, -5, LIMIT); /* the wall clock was set: nobody knows how long */
    CU_ASSERT_FALSE(silence_is(&clock, 0, LIMIT));
    listen(&clock, LIMIT);
    silence_start(&clock, 61000, LIMIT);
    CU_ASSERT_FALSE(silence_is(&clock, 0, LIMIT));
}

static void durations(void)
{
    char text[40];

    CU_ASSERT_STRING_EQUAL(silence_duration(text, 1999), "1 second");
    CU_ASSERT_STRING_EQUAL(silence_duration(text, -5), "0 seconds");
    CU_ASSERT_STRING_EQUAL(silence_duration(text, 600000), "10 minutes");
    CU_ASSERT_STRING_EQUAL(silence_duration(text, 7260000), "2 hours 1 minute");
    CU_ASSERT_STRING_EQUAL(silence_duration(text, INT64_C(86400000) * 3), "3 days");
}

static void flood(void)
{
    struct hush hush = {0};
    uint64_t told = 0, times = 0;

    for (int64_t now = 1000; now < 1000 + 10 * 60000; now++) {
        uint64_t count = hush_happened(&hush, now);

        told += count;
        times += count > 0;
    }
    CU_ASSERT_EQUAL(times, 10);
    CU_ASSERT_EQUAL(hush_due(&hush, 1000 + 10 * 60000), 600000 - told);
    CU_ASSERT_EQUAL(hush_due(&hush, 1000 + 12 * 60000), 0);
    CU_ASSERT_EQUAL(hush_happened(&hush, 1000 + 14 * 60000), 1);
}

static void mail(void)
{
    struct letter *letter = calloc(1, sizeof *letter);
    char *text = malloc(2 * LETTER_SIZE);
    struct alert alert = {.n = 7, .at_ms = 1795352270000, .level = ALERT_GRAVE};
    unsigned count = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(letter);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    text_copy(alert.says, sizeof alert.says, "The history of PC-2\r\n.\r\nQUIT was cut");
    text_copy(alert.reference, sizeof alert.reference, "R-3");
    CU_ASSERT_TRUE(letter_add(letter, &alert));
    CU_ASSERT(letter_write(letter, "a@x.example", "b@y.example", 1795352270000, text, 2 * LETTER_SIZE) > 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\r\nSubject: Confide: 1 alert, grave ones among them\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\r\nDate: Sun, 22 Nov 2026 12:57:50 +0000\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "    The history of PC-2  .  QUIT was cut\r\n"));
    CU_ASSERT_PTR_NULL(strstr(text, "\r\n.\r\n"));
    memset(alert.says, 'x', sizeof alert.says - 1);
    while (letter_add(letter, &alert))
        count++;
    CU_ASSERT(count > 50);
    CU_ASSERT_EQUAL(letter->count, count + 1);
    CU_ASSERT(letter_write(letter, "a@x.example", "b@y.example", 1795352270000, text, 2 * LETTER_SIZE) > 0);
    CU_ASSERT_EQUAL(letter_write(letter, "a@x.example", "b@y.example", 1795352270000, text, 100), 0);
    free(letter);
    free(text);
}

CU_TestInfo receive_silence_tests[] = {{"who says nothing for the whole time is silent, and not before", limit},
                                       {"time in which we were stopped is nobody's silence", stopped},
                                       {"nor is a restart's, and a short one gives nobody more time", restarted},
                                       {"durations read as people say them", durations},
                                       {"of 600,000 the same in ten minutes ten are told, and none is lost", flood},
                                       {"an alert cannot end a mail, a line or a header", mail},
                                       CU_TEST_INFO_NULL};
