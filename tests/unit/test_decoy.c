/* Decoys: whole documents, known again to the last byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/ctl/decoy.h"
#include "agent/watch/harm/filetype.h"
#include "agent/watch/harm/harm.h"

static void known_by_name(void)
{
    size_t n = 0;
    char bytes[DECOY_SIZE];

    for (; decoy_name(n); n++) {
        size_t size = decoy_write(n, "Dana at reception", bytes);

        CU_ASSERT(harm_is_canary(decoy_name(n)));
        CU_ASSERT_PTR_NOT_NULL_FATAL(filetype_named(decoy_name(n)));
        CU_ASSERT(filetype_fits(filetype_named(decoy_name(n)), (const uint8_t *)bytes, size));
        CU_ASSERT_PTR_NOT_NULL(strstr(bytes, "This is no patient's record."));
        CU_ASSERT_PTR_NOT_NULL(strstr(bytes, "Ask: Dana at reception"));
    }
    CU_ASSERT(n >= 2);
}

/* Readers of PDF go by the table at its end. */
static void pdf_is_whole(void)
{
    char bytes[DECOY_SIZE];
    size_t size = decoy_write(0, "anyone", bytes);
    const char *start = strstr(bytes, "startxref\n"), *table;

    CU_ASSERT_PTR_NOT_NULL_FATAL(start);
    table = bytes + strtol(start + 10, NULL, 10);
    CU_ASSERT_EQUAL_FATAL(strncmp(table, "xref\n0 6\n", 9), 0);
    for (int i = 1; i <= 5; i++) {
        char head[16];
        const char *row = table + 9 + i * 20; /* ISO 32000-1, 7.5.4: each row is 20 bytes */

        text_format(head, sizeof head, "%d 0 obj\n", i);
        CU_ASSERT_EQUAL(strncmp(bytes + strtol(row, NULL, 10), head, strlen(head)), 0);
    }
    CU_ASSERT_STRING_EQUAL(bytes + size - 6, "%%EOF\n");
}

static void known_again(void)
{
    static const char *const contacts[] = {"", "your manager", "Dána (reception)", "a\\b{c}\nd", "Ask: whom"};
    char bytes[DECOY_SIZE], longest[600];

    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    for (size_t n = 0; decoy_name(n); n++) {
        size_t size;

        for (size_t i = 0; i < sizeof contacts / sizeof contacts[0]; i++) {
            size = decoy_write(n, contacts[i], bytes);
            CU_ASSERT(decoy_is_whole(n, bytes, size));
        }
        size = decoy_write(n, longest, bytes);
        CU_ASSERT(size < DECOY_SIZE - 1);
        CU_ASSERT(decoy_is_whole(n, bytes, size));
    }
}

static void changed(void)
{
    char bytes[DECOY_SIZE];

    for (size_t n = 0; decoy_name(n); n++) {
        size_t size = decoy_write(n, "Dana", bytes);

        CU_ASSERT_FALSE(decoy_is_whole(n, bytes, size - 1));
        CU_ASSERT_FALSE(decoy_is_whole(n, bytes, size + 1));
        CU_ASSERT_FALSE(decoy_is_whole(n, bytes, 0));
        CU_ASSERT_FALSE(decoy_is_whole(1 - n, bytes, size));
        for (size_t i = 0; i < size; i++) {
            char was = bytes[i];

            bytes[i] = '\n';
            CU_ASSERT(was == '\n' || !decoy_is_whole(n, bytes, size));
            bytes[i] = was;
        }
    }
}

CU_TestInfo decoy_tests[] = {
    {"a decoy is known by its name, fits it, and says what it is", known_by_name},
    {"the table of the PDF leads to its objects", pdf_is_whole},
    {"one is known again, whomever it says to ask", known_again},
    {"one that was changed anywhere is not", changed},
    CU_TEST_INFO_NULL,
};
