/* Mail: a message that no text of a case, and no address, can break. */
#include "rendering.h"

static size_t mail(struct desk_record *desk, const char *from, const char *to)
{
    text_copy(desk->endpoint.from, sizeof desk->endpoint.from, from);
    text_copy(desk->endpoint.to, sizeof desk->endpoint.to, to);
    return record_render(desk, POST_MAIL, POST_REFERENCE);
}

static void form(void)
{
    static const char head[] = "From: Confide <confide@clinic.example>\r\nTo: manager@clinic.example\r\n"
                               "Subject: Confide: Suspected loss of records, severity 5 of 5\r\n"
                               " (C-0123456789abcdef)\r\nDate: Mon, 23 Nov 2026 10:01:02 +0000\r\n"
                               "Message-ID:\r\n <C-0123456789abcdef.m-77@clinic.example>\r\n"
                               "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                               "Content-Type: multipart/alternative;\r\n boundary=\"=_C-0123456789abcdef-v1\"\r\n\r\n";
    struct desk_record desk;

    record_fill(&desk, RECORD_RAISED);
    record_render(&desk, POST_MAIL, POST_REFERENCE);
    CU_ASSERT_NSTRING_EQUAL(desk.body, head, strlen(head));
    CU_ASSERT(record_says(&desk, "What to do now\r\n") && record_says(&desk, "<h2>What to do now</h2>"));
    CU_ASSERT(record_says(&desk, "by 2026-11-26 10:01 UTC"));
    CU_ASSERT(record_says(&desk, "confidectl case C-0123456789abcdef"));
}

static void dates(void)
{
    static const struct {
        int64_t time_ms;
        const char *text;
    } times[] = {
        {0, "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"},
        {INT64_C(951782400000), "Date: Tue, 29 Feb 2000 00:00:00 +0000\r\n"},
        {INT64_C(1798761599999), "Date: Thu, 31 Dec 2026 23:59:59 +0000\r\n"},
    };
    struct desk_record desk;

    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        record_fill(&desk, RECORD_RAISED);
        desk.record.made_ms = times[i].time_ms;
        record_render(&desk, POST_MAIL, POST_REFERENCE);
        CU_ASSERT(record_says(&desk, times[i].text));
    }
}

static void one_thread(void)
{
    static const char refers[] = "In-Reply-To:\r\n <C-0123456789abcdef.m-77@clinic.example>\r\n"
                                 "References:\r\n <C-0123456789abcdef.m-77@clinic.example>\r\n";
    struct desk_record desk;

    for (enum record_kind kind = RECORD_RAISED; kind <= RECORD_SELFTEST; kind++) {
        record_fill(&desk, kind);
        record_render(&desk, POST_MAIL, POST_REFERENCE);
        CU_ASSERT_EQUAL(record_says(&desk, refers), kind != RECORD_RAISED && kind != RECORD_SELFTEST);
        CU_ASSERT_EQUAL(record_says(&desk, "Message-ID:\r\n <C-0123456789abcdef-v2.m-77@clinic.example>"),
                        kind != RECORD_RAISED);
    }
}

/* ASCII alone, every line ends with CRLF and none is longer than 78 bytes. */
static void lines_are_short(void)
{
    struct desk_record desk;

    record_fill(&desk, RECORD_REMINDER);
    text_copy(desk.report.says, sizeof desk.report.says, "caf\xc3\xa9 \xe2\x82\xac.");
    mail(&desk, "confide@clinic.example", "a@clinic.example, b@clinic.example,c@clinic.example");
    for (const char *line = desk.body; *line;) {
        size_t length = strcspn(line, "\r\n");

        CU_ASSERT(length <= 78);
        CU_ASSERT_NSTRING_EQUAL(line + length, "\r\n", 2);
        line += length + 2;
    }
    for (size_t i = 0; i < desk.length; i++)
        CU_ASSERT((unsigned char)desk.body[i] < 0x7f);
    CU_ASSERT(record_says(&desk, "To: a@clinic.example,\r\n b@clinic.example,\r\n c@clinic.example\r\nSubject: "));
    CU_ASSERT(record_says(&desk, "caf\xc3\xa9 \xe2\x82\xac."));
}

static void no_header_gets_in(void)
{
    static const char *const bad[] = {
        "",
        "nobody",
        "@clinic.example",
        "a@",
        "a@clinic.example\r\nBcc: x@evil.example",
        "a@clinic.example\nBcc: x@evil.example",
        "a@clinic.example\rBcc: x@evil.example",
        "\r\n\r\na@clinic.example",
        "a@clinic.example\t",
        "a\x7f@clinic.example",
        "caf\xc3\xa9@clinic.example",
        "A <a@clinic.example> b",
        "A <@clinic.example>",
        "a@clinic example",
        "a@cli\"nic.example",
    };
    struct desk_record desk;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        record_fill(&desk, RECORD_RAISED);
        CU_ASSERT_EQUAL(mail(&desk, bad[i], "manager@clinic.example"), 0);
        CU_ASSERT_EQUAL(mail(&desk, "confide@clinic.example", bad[i]), 0);
    }
    CU_ASSERT_EQUAL(mail(&desk, "a@clinic.example, b@clinic.example", "manager@clinic.example"), 0);
    CU_ASSERT_EQUAL(mail(&desk, "a@clinic.example", "b@clinic.example,,c@clinic.example"), 0);
    CU_ASSERT(mail(&desk, "a@clinic.example", "B B <b@clinic.example>, c@clinic.example") > 0);
    CU_ASSERT(mail(&desk, "o'hara+x@my_host", "b@clinic.example , c@localhost") > 0);
    text_copy(desk.record.statement.machine, sizeof desk.record.statement.machine, "m\r\nBcc: x@evil.example");
    CU_ASSERT_EQUAL(mail(&desk, "a@clinic.example", "b@clinic.example"), 0);
}

static void no_mark_up_gets_in(void)
{
    static const char hostile[] = "</p><script>alert(1)</script><img src=x onerror='y'> & \"z\"";
    struct desk_record desk;

    record_fill(&desk, RECORD_RAISED);
    text_copy(desk.report.says, sizeof desk.report.says, hostile);
    text_copy(desk.report.checked[0], sizeof desk.report.checked[0], hostile);
    desk.clinic = hostile;
    desk.endpoint.format = POST_MAIL;
    record_render(&desk, POST_MAIL, POST_FULL);
    CU_ASSERT(record_says(&desk,
                          "<p>&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;y&#39;&gt; "
                          "&amp; &quot;z&quot;</p>"));
    CU_ASSERT(!strstr(strstr(desk.read, "<!DOCTYPE"), "<script") && !strstr(strstr(desk.read, "<!DOCTYPE"), "<img"));
}

/* What looks like the end of a part, of a header or of the message is text like any other. */
static void no_part_gets_in(void)
{
    struct desk_record desk;
    unsigned parts = 0;

    record_fill(&desk, RECORD_RAISED);
    text_copy(desk.report.says, sizeof desk.report.says, "\r\n--=_C-0123456789abcdef-v1--\r\n.\r\nSubject: x");
    record_render(&desk, POST_MAIL, POST_REFERENCE);
    for (const char *at = desk.body; (at = strstr(at, "\r\n--")); at += 4)
        parts++;
    CU_ASSERT_EQUAL(parts, 3);
    CU_ASSERT_PTR_NULL(strstr(desk.body, "\r\n.\r\n"));
    CU_ASSERT_PTR_NULL(strstr(desk.body, "Subject: x"));
}

CU_TestInfo render_mail_tests[] = {
    {"a mail says who, to whom, what and when, in text and HTML", form},
    {"a mail's date is that of its record", dates},
    {"all mails about a case are one thread", one_thread},
    {"a mail is ASCII in short lines", lines_are_short},
    {"an address that is none, or holds more than one line, makes no mail", no_header_gets_in},
    {"no mark-up gets into a mail's HTML", no_mark_up_gets_in},
    {"no part or header gets into a mail from its text", no_part_gets_in},
    CU_TEST_INFO_NULL,
};
