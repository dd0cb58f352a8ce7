/* A print job's control file as an IPP message. Pure. Must not trust it: whoever prints chooses most of what stands in
 * it. In: bytes. Out: one job, or a refusal. Every length is looked at before what it measures; nothing is allocated.
 *
 * RFC 8010 section 3.1: version 2, operation or status 2, request 4, then groups, each begun by a tag below 0x10, and
 * in them attributes: tag 1, length 2, name, length 2, value. An empty name is a further value of the one before. */
#include "agent/watch/devices/print_job.h"

#include <string.h>

#include "agent/base/text.h"

/* RFC 8010 sections 3.5.1 and 3.5.2. */
enum {
    HEAD_SIZE = 8,
    GROUP_OPERATION = 0x01,
    GROUP_JOB = 0x02,
    GROUP_END = 0x03,
    FIRST_VALUE = 0x10,
    VALUE_INTEGER = 0x21,
    VALUE_TEXT_IN_LANGUAGE = 0x35,
    VALUE_NAME_IN_LANGUAGE = 0x36,
    VALUE_TEXT = 0x41,
    VALUE_NAME = 0x42,
    VALUE_URI = 0x45
};

struct rest {
    const uint8_t *at;
    size_t left;
};

struct span {
    const uint8_t *bytes;
    size_t size;
};

static bool take(struct rest *rest, size_t size, struct span *span)
{
    if (size > rest->left)
        return false;
    *span = (struct span){rest->at, size};
    rest->at += size;
    rest->left -= size;
    return true;
}

/* What follows its own length in two bytes; both are signed in the RFC, so 32,767 is the most. */
static bool take_measured(struct rest *rest, struct span *span)
{
    struct span length;
    unsigned size;

    if (!take(rest, 2, &length))
        return false;
    size = (unsigned)length.bytes[0] << 8 | length.bytes[1];
    return size <= INT16_MAX && take(rest, size, span);
}

/* With a language: length, language, length, text, and nothing behind it. */
static bool without_language(struct span *value)
{
    struct rest rest = {value->bytes, value->size};
    struct span language;

    return take_measured(&rest, &language) && take_measured(&rest, value) && rest.left == 0;
}

static bool is_text(unsigned tag, struct span *value)
{
    if ((tag == VALUE_TEXT_IN_LANGUAGE || tag == VALUE_NAME_IN_LANGUAGE) && !without_language(value))
        return false;
    return (tag == VALUE_TEXT_IN_LANGUAGE || tag == VALUE_NAME_IN_LANGUAGE || tag == VALUE_TEXT || tag == VALUE_NAME ||
            tag == VALUE_URI) &&
           !memchr(value->bytes, '\0', value->size);
}

/* The first to say it counts; `can_be_cut`: its beginning is better than nothing. */
static void keep_text(char *to, size_t size, struct span value, bool can_be_cut)
{
    char text[1024];
    size_t length = value.size < sizeof(text) ? value.size : sizeof(text) - 1;

    if (*to)
        return;
    memcpy(text, value.bytes, length);
    text[length] = '\0';
    if ((!text_copy(to, size, text) || length < value.size) && !can_be_cut)
        *to = '\0';
}

/* "ipp://HOST/printers/NAME" */
static void keep_printer(char *to, size_t size, struct span uri)
{
    const uint8_t *slash = memrchr(uri.bytes, '/', uri.size);

    if (slash)
        keep_text(to, size, (struct span){slash + 1, (size_t)(uri.bytes + uri.size - slash - 1)}, false);
}

static void keep_number(int32_t *to, unsigned tag, struct span value)
{
    uint32_t number = 0;

    if (tag != VALUE_INTEGER || value.size != 4 || *to != 0)
        return;
    for (size_t i = 0; i < 4; i++)
        number = number << 8 | value.bytes[i];
    *to = number <= INT32_MAX ? (int32_t)number : 0;
}

static bool is_called(struct span name, const char *wanted)
{
    return name.size == strlen(wanted) && memcmp(name.bytes, wanted, name.size) == 0;
}

static void keep(struct print_job *job, unsigned tag, struct span name, struct span value)
{
    if (is_called(name, "job-id"))
        keep_number(&job->id, tag, value);
    else if (is_called(name, "time-at-creation"))
        keep_number(&job->made_s, tag, value);
    else if (!is_text(tag, &value))
        return;
    else if (is_called(name, "job-originating-user-name"))
        keep_text(job->login, sizeof(job->login), value, false);
    else if (is_called(name, "job-originating-host-name"))
        keep_text(job->host, sizeof(job->host), value, true);
    else if (is_called(name, "job-name") || is_called(name, "document-name-supplied") ||
             is_called(name, "document-name"))
        keep_text(job->title, sizeof(job->title), value, true);
    else if (is_called(name, "job-printer-uri") || is_called(name, "printer-uri"))
        keep_printer(job->printer, sizeof(job->printer), value);
}

/* Members of a collection have empty names too, so that none of them is taken for the job's own. */
static bool read_attribute(struct print_job *job, unsigned tag, unsigned group, struct rest *rest)
{
    struct span name, value;

    if (!take_measured(rest, &name) || !take_measured(rest, &value))
        return false;
    if (name.size > 0 && (group == GROUP_OPERATION || group == GROUP_JOB))
        keep(job, tag, name, value);
    return true;
}

bool print_job_read(struct print_job *job, const uint8_t *bytes, size_t size)
{
    struct rest rest = {bytes, size};
    unsigned group = 0;
    struct span head, tag;

    memset(job, 0, sizeof(*job));
    if (!take(&rest, HEAD_SIZE, &head) || head.bytes[0] < 1 || head.bytes[0] > 2)
        return false;
    while (take(&rest, 1, &tag)) {
        if (tag.bytes[0] == GROUP_END)
            return rest.left == 0;
        if (tag.bytes[0] < FIRST_VALUE)
            group = tag.bytes[0];
        else if (group == 0 || !read_attribute(job, tag.bytes[0], group, &rest))
            return false;
    }
    return false;
}
