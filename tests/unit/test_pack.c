/* agent/watch/pack: events without their empty rooms. */
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/acts/pack.h"

static struct event event, opened;
static uint8_t packed[sizeof(struct event)];

static void fill(char *field, size_t size, char with)
{
    memset(field, with, size - 1);
}

static void comes_back_the_same(void)
{
    memset(&event, 0, sizeof(event));
    event.time_ms = -5;
    event.pid = 77;
    event.id[15] = 9;
    text_copy(event.login, sizeof(event.login), "anna");
    text_copy(event.object, sizeof(event.object), "/srv/records/P1/a");
    text_copy(event.evidence, sizeof(event.evidence), "loginuid=1001");
    CU_ASSERT_TRUE(pack_event(packed, &event) < 200);
    pack_open(&opened, packed);
    CU_ASSERT_EQUAL(memcmp(&event, &opened, sizeof(event)), 0);
}

static void full_fields_fit(void)
{
    memset(&event, 0, sizeof(event));
    fill(event.login, sizeof(event.login), 'l');
    fill(event.patient, sizeof(event.patient), 'p');
    fill(event.session, sizeof(event.session), 's');
    fill(event.host, sizeof(event.host), 'h');
    fill(event.program, sizeof(event.program), 'g');
    fill(event.service, sizeof(event.service), 'v');
    fill(event.object, sizeof(event.object), 'o');
    fill(event.to, sizeof(event.to), 't');
    fill(event.purpose, sizeof(event.purpose), 'u');
    fill(event.reason, sizeof(event.reason), 'r');
    fill(event.query, sizeof(event.query), 'q');
    fill(event.evidence, sizeof(event.evidence), 'e');
    CU_ASSERT_TRUE(pack_event(packed, &event) <= sizeof(event));
    pack_open(&opened, packed);
    CU_ASSERT_EQUAL(memcmp(&event, &opened, sizeof(event)), 0);
}

static void a_text_without_an_end_is_given_one(void)
{
    memset(&event, 0, sizeof(event));
    memset(event.login, 'x', sizeof(event.login));
    pack_event(packed, &event);
    pack_open(&opened, packed);
    CU_ASSERT_EQUAL(strlen(opened.login), sizeof(event.login) - 1);
}

CU_TestInfo pack_tests[] = {
    {"an event comes back byte for byte", comes_back_the_same},
    {"an event with every field full comes back too", full_fields_fit},
    {"a text without an end is given one", a_text_without_an_end_is_given_one},
    CU_TEST_INFO_NULL,
};
