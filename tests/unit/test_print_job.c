/* agent/watch/print_job: cupsd's control files, whole, cut and hostile. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/devices/print_job.h"

/* A message as cupsd 2.4.2 writes it, so far as it matters here; built byte by byte. */
struct message {
    uint8_t bytes[8192];
    size_t size;
};

enum { INTEGER = 0x21, NAME_IN_LANGUAGE = 0x36, NAME = 0x42, URI = 0x45 };

static void put(struct message *message, const void *bytes, size_t size)
{
    CU_ASSERT_FATAL(size <= sizeof(message->bytes) - message->size);
    memcpy(message->bytes + message->size, bytes, size);
    message->size += size;
}

static void put_measured(struct message *message, const void *bytes, size_t size)
{
    const uint8_t length[] = {(uint8_t)(size >> 8), (uint8_t)size};

    put(message, length, sizeof(length));
    put(message, bytes, size);
}

static void put_byte(struct message *message, unsigned byte)
{
    const uint8_t one = (uint8_t)byte;

    put(message, &one, 1);
}

static void put_sized(struct message *message, unsigned tag, const char *name, const void *value, size_t size)
{
    put_byte(message, tag);
    put_measured(message, name, strlen(name));
    put_measured(message, value, size);
}

static void put_text(struct message *message, unsigned tag, const char *name, const char *value)
{
    put_sized(message, tag, name, value, strlen(value));
}

static void put_number(struct message *message, const char *name, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};

    put_sized(message, INTEGER, name, bytes, sizeof(bytes));
}

static void begin(struct message *message)
{
    message->size = 0;
    put(message, "\2\0\0\5\0\0\0\4\1", 9);
    put_text(message, 0x47, "attributes-charset", "utf-8");
    put_byte(message, 2);
}

static void fill(struct message *message)
{
    begin(message);
    put_text(message, URI, "printer-uri", "ipp://localhost/printers/paper");
    put_text(message, NAME, "job-originating-user-name", "asmith");
    put_text(message, NAME, "job-name", "Letter of P7");
    put_text(message, NAME, "job-originating-host-name", "localhost");
    put_number(message, "time-at-creation", 1795374250);
    put_number(message, "job-id", 12);
    put_text(message, URI, "job-printer-uri", "ipp://vm/printers/paper");
    put_byte(message, 3);
}

static bool read_whole(const struct message *message, struct print_job *job)
{
    return print_job_read(job, message->bytes, message->size);
}

static void reads_a_job(void)
{
    struct message message;
    struct print_job job;

    fill(&message);
    CU_ASSERT(read_whole(&message, &job));
    CU_ASSERT_STRING_EQUAL(job.login, "asmith");
    CU_ASSERT_STRING_EQUAL(job.title, "Letter of P7");
    CU_ASSERT_STRING_EQUAL(job.printer, "paper");
    CU_ASSERT_STRING_EQUAL(job.host, "localhost");
    CU_ASSERT_EQUAL(job.id, 12);
    CU_ASSERT_EQUAL(job.made_s, 1795374250);
}

static void refuses_every_cut(void)
{
    struct message message;
    struct print_job job;

    fill(&message);
    for (size_t size = 0; size < message.size; size++)
        CU_ASSERT_FALSE(print_job_read(&job, message.bytes, size));
}

static void refuses_what_follows_the_end(void)
{
    struct message message;
    struct print_job job;

    fill(&message);
    put_byte(&message, 3);
    CU_ASSERT_FALSE(read_whole(&message, &job));
}

static void refuses_lengths_beyond(void)
{
    struct message message;
    struct print_job job;

    begin(&message);
    put(&message, "\x42\xff\xff\0\0\3", 6); /* a name of -1 bytes */
    CU_ASSERT_FALSE(read_whole(&message, &job));
    begin(&message);
    put(&message, "\x42\0\1x\x7f\xff\3", 7); /* a value of 32,767 */
    CU_ASSERT_FALSE(read_whole(&message, &job));
    message.size = 0;
    put(&message, "\2\0\0\5\0\0\0\4\x42\0\0\0\0\3", 14); /* a value in no group */
    CU_ASSERT_FALSE(read_whole(&message, &job));
    message.size = 0;
    put(&message,
        "\x7f"
        "ELF\0\0\0\0\3",
        9); /* another kind of file */
    CU_ASSERT_FALSE(read_whole(&message, &job));
}

static void reads_a_name_in_a_language(void)
{
    struct message message;
    struct print_job job;

    begin(&message);
    put_sized(&message, NAME_IN_LANGUAGE, "job-name", "\0\2de\0\5Brief", 11);
    put_byte(&message, 3);
    CU_ASSERT(read_whole(&message, &job));
    CU_ASSERT_STRING_EQUAL(job.title, "Brief");
    begin(&message);
    put_sized(&message, NAME_IN_LANGUAGE, "job-name", "\0\2de\0\6Brief", 11); /* longer than it is */
    put_byte(&message, 3);
    CU_ASSERT(read_whole(&message, &job));
    CU_ASSERT_STRING_EQUAL(job.title, "");
}

static void never_takes_part_of_a_login(void)
{
    char name[EVENT_LOGIN_SIZE + 1];
    struct message message;
    struct print_job job;

    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    begin(&message);
    put_text(&message, NAME, "job-originating-user-name", name);
    put_byte(&message, 3);
    CU_ASSERT(read_whole(&message, &job));
    CU_ASSERT_STRING_EQUAL(job.login, "");
    begin(&message);
    put_sized(&message, NAME, "job-originating-user-name", "root\0asmith", 11);
    put_byte(&message, 3);
    CU_ASSERT(read_whole(&message, &job));
    CU_ASSERT_STRING_EQUAL(job.login, "");
}

static void cuts_a_title(void)
{
    char title[2000];
    struct message message;
    struct print_job job;

    memset(title, 't', sizeof(title) - 1);
    title[sizeof(title) - 1] = '\0';
    begin(&message);
    put_text(&message, NAME, "job-name", title);
    put_byte(&message, 3);
    CU_ASSERT(read_whole(&message, &job));
    CU_ASSERT_EQUAL(strlen(job.title), sizeof(job.title) - 1);
}

static void the_first_owner_counts(void)
{
    struct message message;
    struct print_job job;

    begin(&message);
    put_text(&message, NAME, "job-originating-user-name", "asmith");
    put_text(&message, NAME, "", "bjones"); /* a second value */
    put_text(&message, NAME, "job-originating-user-name", "bjones");
    put_byte(&message, 4); /* a printer's attributes */
    put_text(&message, NAME, "job-name", "not the job's");
    put_byte(&message, 3);
    CU_ASSERT(read_whole(&message, &job));
    CU_ASSERT_STRING_EQUAL(job.login, "asmith");
    CU_ASSERT_STRING_EQUAL(job.title, "");
}

static void members_of_a_collection_are_not_the_jobs(void)
{
    struct message message;
    struct print_job job;

    begin(&message);
    put_text(&message, 0x34, "media-col", "");
    put_text(&message, 0x4a, "", "job-originating-user-name");
    put_text(&message, NAME, "", "bjones");
    put_text(&message, 0x37, "", "");
    put_byte(&message, 3);
    CU_ASSERT(read_whole(&message, &job));
    CU_ASSERT_STRING_EQUAL(job.login, "");
}

static void ignores_numbers_of_other_shapes(void)
{
    struct message message;
    struct print_job job;

    begin(&message);
    put_sized(&message, INTEGER, "job-id", "\0\0\1", 3);
    put_number(&message, "time-at-creation", 0xffffffff);
    put_text(&message, NAME, "job-id", "1234");
    put_byte(&message, 3);
    CU_ASSERT(read_whole(&message, &job));
    CU_ASSERT_EQUAL(job.id, 0);
    CU_ASSERT_EQUAL(job.made_s, 0);
}

CU_TestInfo print_job_tests[] = {
    {"owner, title, printer, host, number and time are read", reads_a_job},
    {"a file that is cut anywhere is refused", refuses_every_cut},
    {"so is one that goes on behind its end", refuses_what_follows_the_end},
    {"lengths beyond the file and other files are refused", refuses_lengths_beyond},
    {"a title may come with its language", reads_a_name_in_a_language},
    {"a login that does not fit, or hides a part, is nobody's", never_takes_part_of_a_login},
    {"a long title is cut", cuts_a_title},
    {"the first owner in the job's own attributes counts", the_first_owner_counts},
    {"members of a collection are not the job's", members_of_a_collection_are_not_the_jobs},
    {"numbers of another shape are ignored", ignores_numbers_of_other_shapes},
    CU_TEST_INFO_NULL};
