/* agent/judge/eyes: whose silence is a finding, and whose is not. */
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/judge/eyes.h"

enum { EYE = 5, OTHER = 6, DEADMAN = 7, SECOND = 1000 };

static const struct wire_state word = {.started_ms = 1, .events = 3};
static struct eyes eyes;
static int64_t now_ms;

/* An eye that has been here for a while. */
static void begin(void)
{
    now_ms = 1000000;
    eyes_start(&eyes, true, now_ms);
    for (int i = 0; i < 5; i++) {
        now_ms += SECOND;
        CU_ASSERT_TRUE(eyes_heard(&eyes, EYE, &word, now_ms, now_ms));
    }
}

static int64_t from_ms, until_ms;

static const char *silence_after(int64_t span_ms)
{
    return eyes_silence(&eyes, now_ms + span_ms, &from_ms, &until_ms);
}

static bool is_silent_after(int64_t span_ms)
{
    return silence_after(span_ms) != NULL;
}

static void goes(uint64_t peer)
{
    eyes_gone(&eyes, peer, now_ms, now_ms);
}

static void gone_without_a_word(void)
{
    begin();
    goes(EYE);
    CU_ASSERT_EQUAL(eyes_voice(&eyes, now_ms), EYES_AWAY);
    CU_ASSERT_FALSE(is_silent_after(9999));
    CU_ASSERT_TRUE_FATAL(is_silent_after(10000));
    CU_ASSERT_PTR_NOT_NULL(strstr(silence_after(10000), "went away without a word"));
}

static void told_once(void)
{
    begin();
    goes(EYE);
    eyes_told(&eyes);
    CU_ASSERT_FALSE(is_silent_after(INT64_C(1000000000)));
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &word, now_ms, now_ms));
    goes(OTHER);
    CU_ASSERT_TRUE(is_silent_after(10000));
}

static void back_in_time(void)
{
    begin();
    goes(EYE);
    now_ms += 9000;
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &word, now_ms, now_ms));
    CU_ASSERT_FALSE(is_silent_after(9999));
    CU_ASSERT_EQUAL(eyes_voice(&eyes, now_ms), EYES_HERE);
}

static void mute(void)
{
    begin();
    CU_ASSERT_EQUAL(eyes_voice(&eyes, now_ms + 10000), EYES_MUTE);
    CU_ASSERT_TRUE_FATAL(is_silent_after(10000));
    CU_ASSERT_PTR_NOT_NULL(strstr(silence_after(10000), "says nothing any more"));
    eyes_told(&eyes);
    goes(EYE); /* and then gone: the same silence */
    CU_ASSERT_FALSE(is_silent_after(60000));
}

static void never_one(void)
{
    now_ms = 5;
    eyes_start(&eyes, true, now_ms);
    CU_ASSERT_EQUAL(eyes_voice(&eyes, now_ms), EYES_NONE);
    CU_ASSERT_FALSE(is_silent_after(59999));
    CU_ASSERT_TRUE_FATAL(is_silent_after(60000));
    CU_ASSERT_PTR_NOT_NULL(strstr(silence_after(60000), "systemctl start confide-watch"));
    goes(EYE); /* some other source */
    CU_ASSERT_TRUE(is_silent_after(60000));
}

static void nothing_to_watch(void)
{
    now_ms = 5;
    eyes_start(&eyes, false, now_ms);
    CU_ASSERT_FALSE(is_silent_after(INT64_C(1000000000)));
    CU_ASSERT_TRUE(eyes_heard(&eyes, EYE, &word, now_ms, now_ms));
    goes(EYE);
    CU_ASSERT_TRUE(is_silent_after(10000)); /* there was one all the same */
}

static void stopped_by_itself(void)
{
    begin();
    eyes_stopped(&eyes, EYE);
    now_ms += SECOND;
    CU_ASSERT_TRUE(eyes_heard(&eyes, EYE, &word, now_ms, now_ms)); /* its last state, while it waits for our answer */
    goes(EYE);
    CU_ASSERT_FALSE(is_silent_after(INT64_C(1000000000)));
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &word, now_ms, now_ms));
    goes(OTHER);
    CU_ASSERT_TRUE(is_silent_after(10000));
}

static void stopped_by_its_deadman(void)
{
    begin();
    goes(EYE);
    eyes_stopped(&eyes, DEADMAN);
    goes(DEADMAN);
    CU_ASSERT_FALSE(is_silent_after(INT64_C(1000000000)));

    begin();
    eyes_stopped(&eyes, DEADMAN); /* told before the eye's end is seen */
    goes(EYE);
    CU_ASSERT_FALSE(is_silent_after(INT64_C(1000000000)));
}

/* Else whoever delays a deadman could make the next eye's death silent. */
static void a_late_deadman(void)
{
    begin();
    goes(EYE);
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &word, now_ms, now_ms));
    eyes_stopped(&eyes, DEADMAN);
    now_ms += SECOND;
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &word, now_ms, now_ms));
    goes(OTHER);
    CU_ASSERT_TRUE(is_silent_after(10000));
}

static void a_second_eye(void)
{
    begin();
    CU_ASSERT_FALSE(eyes_heard(&eyes, OTHER, &word, now_ms, now_ms));
    goes(OTHER);
    CU_ASSERT_EQUAL(eyes.peer, EYE);
    CU_ASSERT_EQUAL(eyes_voice(&eyes, now_ms), EYES_HERE);
    now_ms += 10000; /* the first is mute: the second is better than none */
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &word, now_ms, now_ms));
    CU_ASSERT_FALSE(eyes_heard(&eyes, EYE, &word, now_ms, now_ms));
    goes(EYE);
    CU_ASSERT_EQUAL(eyes_voice(&eyes, now_ms), EYES_HERE);
}

static void the_judges_own_silence(void)
{
    begin();
    eyes_excuse(&eyes, now_ms += 30000);
    CU_ASSERT_FALSE(is_silent_after(9999));
    CU_ASSERT_TRUE(is_silent_after(10000));
}

/* Killed with its deadman, and started again before anybody missed it. */
static void died_and_is_back(void)
{
    struct wire_state another = word;
    int64_t last_ms, back_ms;

    begin();
    last_ms = now_ms;
    goes(EYE);
    now_ms += 700;
    back_ms = now_ms;
    another.started_ms = word.started_ms + 1;
    for (int i = 0; i < 9; i++) {
        CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &another, now_ms, now_ms));
        CU_ASSERT_FALSE(is_silent_after(999)); /* its deadman may still say so */
        now_ms += SECOND;
    }
    now_ms += SECOND;
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &another, now_ms, now_ms));
    CU_ASSERT_TRUE_FATAL(is_silent_after(0));
    CU_ASSERT_PTR_NOT_NULL(strstr(silence_after(0), "was started again"));
    CU_ASSERT_EQUAL(from_ms, last_ms);
    CU_ASSERT_EQUAL(until_ms, back_ms);
    eyes_told(&eyes);
    CU_ASSERT_FALSE(is_silent_after(9999));
    goes(OTHER);
    CU_ASSERT_TRUE(is_silent_after(10000));
}

static void died_and_its_deadman_said_so(void)
{
    struct wire_state another = word;

    begin();
    goes(EYE);
    another.started_ms = word.started_ms + 1;
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &another, now_ms, now_ms));
    eyes_stopped(&eyes, DEADMAN);
    now_ms += 9000;
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &another, now_ms, now_ms));
    CU_ASSERT_FALSE(is_silent_after(9999));
}

/* The judge cut it off, or the disk was full. */
static void the_same_one_again(void)
{
    begin();
    goes(EYE);
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &word, now_ms, now_ms));
    now_ms += 9000;
    CU_ASSERT_TRUE(eyes_heard(&eyes, OTHER, &word, now_ms, now_ms));
    CU_ASSERT_FALSE(is_silent_after(9999));
}

CU_TestInfo eyes_tests[] = {
    {"an eye that goes without a word is a finding after ten seconds", gone_without_a_word},
    {"which is told once, until an eye was back", told_once},
    {"one that is back in time is none", back_in_time},
    {"one that is connected and says nothing is a finding", mute},
    {"that none ever came is one after a minute", never_one},
    {"where nothing is to be watched none is missed", nothing_to_watch},
    {"one that said that it stops is not told again", stopped_by_itself},
    {"nor one whose deadman said it, before or after", stopped_by_its_deadman},
    {"a deadman that comes late does not speak for the next eye", a_late_deadman},
    {"a second eye is turned away while the first one speaks", a_second_eye},
    {"when nobody could be heard, nobody was silent", the_judges_own_silence},
    {"one that died and is back before it was missed is a finding", died_and_is_back},
    {"unless its deadman said so", died_and_its_deadman_said_so},
    {"one that only came again is none", the_same_one_again},
    CU_TEST_INFO_NULL,
};
