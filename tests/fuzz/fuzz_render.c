/* A record of any bytes in every format: what comes out is JSON in UTF-8 that can be read back, or a mail of known
 * headers and three boundaries; the same again for the same record; and a login or patient stands in it as a word only
 * where it may. */
#include <ctype.h>
#include <jansson.h>
#include <strings.h>

#include "agent/base/base64.h"
#include "agent/base/text.h"
#include "agent/report/render.h"
#include "tests/fuzz/fuzz.h"

#define LOGIN   "zqxlogin"
#define PATIENT "ZQX-4711"

enum { TEXT_BYTES = 2 * RENDER_SIZE };

/* The input, taken bit by bit; nothing is left of it at its end. */
struct input {
    const uint8_t *at;
    size_t left;
};

static uint8_t take(struct input *input)
{
    if (input->left == 0)
        return 0;
    input->left--;
    return *input->at++;
}

static uint32_t take_number(struct input *input)
{
    return (uint32_t)take(input) << 24 | (uint32_t)take(input) << 16 | (uint32_t)take(input) << 8 | take(input);
}

/* A byte says how many follow. 0xfe and 0xfd among them stand for the two names, so that the fuzzer finds them. */
static void take_text(struct input *input, char *to, size_t size)
{
    size_t length = 0;

    for (size_t count = take(input); count > 0; count--) {
        uint8_t byte = take(input);
        const char *word = byte == 0xfe ? LOGIN : byte == 0xfd ? PATIENT : (const char[]){(char)byte, '\0'};

        if (length + strlen(word) >= size)
            break;
        memcpy(to + length, word, strlen(word));
        length += strlen(word);
    }
    to[length] = '\0';
}

static bool holds(const char *text, const char *name)
{
    for (const char *at = text; (at = strcasestr(at, name)); at++)
        if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[strlen(name)]))
            return true;
    return false;
}

/* What is of no case: ids, addresses, the clinic's name, a rule's, our own sentences. A name that stands in it stands
 * there always, and tells nothing.
 */
static void take_setting(struct input *input, char *to, size_t size)
{
    take_text(input, to, size);
    if (holds(to, LOGIN) || holds(to, PATIENT))
        to[0] = '\0';
}

static void take_case(struct input *input, struct case_report *report)
{
    text_copy(report->id, sizeof report->id, "C-0123456789abcdef");
    text_copy(report->login, sizeof report->login, LOGIN);
    text_copy(report->patients[0], sizeof report->patients[0], PATIENT);
    report->version = take_number(input);
    report->class = take(input);
    report->certainty = take(input);
    report->severity = take(input);
    report->event_total = take_number(input);
    report->patient_total = take_number(input);
    report->record_total = take_number(input);
    report->first_ms = (int64_t)((uint64_t)take_number(input) << 32 | take_number(input));
    report->last_ms = report->first_ms / 2 + take_number(input);
    report->raised_ms = take_number(input) * INT64_C(1000);
    take_text(input, report->says, sizeof report->says);
    for (size_t i = 0; i < CASE_RULES_MAX; i++)
        take_setting(input, report->rules[i], sizeof report->rules[i]);
    for (size_t i = 0; i < CASE_CHECKED_MAX; i++)
        take_text(input, report->checked[i], sizeof report->checked[i]);
    for (size_t i = 1; i < CASE_PATIENTS_MAX && input->left; i++)
        take_text(input, report->patients[i], sizeof report->patients[i]);
}

static void take_record(struct input *input, struct report_record *record, const struct case_report *report)
{
    uint8_t flags = take(input);

    record->kind = take(input) % 8; /* two of them are none */
    record->verb = take(input) % 6;
    record->reminder = take(input);
    record->severity = take(input);
    record->report = flags & 1 ? NULL : report;
    record->made_ms = (int64_t)((uint64_t)take_number(input) << 32 | take_number(input));
    record->clocks.report_by_ms = take_number(input) * INT64_C(1000);
    text_copy(record->id, sizeof record->id, "C-0123456789abcdef-v1");
    if (flags & 2)
        take_setting(input, record->id, sizeof record->id);
    if (flags & 4)
        take_setting(input, record->full_id, sizeof record->full_id);
    text_copy(record->statement.machine, sizeof record->statement.machine, "m-77");
    skeleton_make(&record->skeleton, report, &(struct skeleton_facts){.is_watched = flags & 8});
    take_setting(input, record->skeleton.taken, SKELETON_TEXT);
    take_setting(input, record->skeleton.nature, SKELETON_TEXT);
    take_setting(input, record->skeleton.measures[0], sizeof record->skeleton.measures[0]);
}

/* ---- what comes out -------------------------------------------------------------------------- */

static void demand(bool is_so)
{
    if (!is_so)
        abort();
}

static void check_json(const char *body, size_t length)
{
    json_t *read = json_loadb(body, length, JSON_REJECT_DUPLICATES, NULL);

    demand(text_is_utf8(body, length) && read);
    json_decref(read);
}

/* The header lines, each name known and there once. Where the body begins. */
static const char *check_headers(const char *mail)
{
    static const char *const names[] = {
        "From:",        "To:",         "Subject:",        "Date:",         "Message-ID:",
        "In-Reply-To:", "References:", "Auto-Submitted:", "MIME-Version:", "Content-Type:"};
    unsigned seen = 0;

    for (; strncmp(mail, "\r\n", 2) != 0; mail = strstr(mail, "\r\n") + 2) {
        size_t i = 0;

        if (*mail == ' ')
            continue;
        while (i < sizeof names / sizeof names[0] && strncmp(mail, names[i], strlen(names[i])) != 0)
            i++;
        demand(i < sizeof names / sizeof names[0] && !(seen & 1U << i));
        seen |= 1U << i;
    }
    return mail;
}

/* Adds what the mail's parts say, decoded, to `text`. */
static void check_mail(const char *mail, size_t length, char text[TEXT_BYTES])
{
    const char *body;
    size_t boundaries = 0, filled = strlen(text);

    demand(length > 0 && strlen(mail) == length);
    for (size_t i = 0; i < length; i++)
        demand(mail[i] == '\r'   ? mail[i + 1] == '\n'
               : mail[i] == '\n' ? i > 0 && mail[i - 1] == '\r'
                                 : mail[i] >= ' ' && mail[i] <= '~');
    body = check_headers(mail);
    for (const char *line = body; *line; line = strstr(line, "\r\n") + 2) {
        size_t size = strcspn(line, "\r");
        uint8_t bytes[64];
        char coded[80] = "";
        long count;

        boundaries += strncmp(line, "--", 2) == 0;
        demand(size <= 78);
        memcpy(coded, line, size < sizeof coded ? size : 0);
        count = base64_read(bytes, sizeof bytes, coded);
        if (count > 0) {
            memcpy(text + filled, bytes, (size_t)count);
            filled += (size_t)count;
        }
    }
    text[filled] = '\0';
    demand(boundaries == 3 && text_is_utf8(text, filled));
}

static void check(const struct report_record *record, struct config_endpoint *endpoint, const char *clinic)
{
    static char body[RENDER_SIZE], again[RENDER_SIZE], text[TEXT_BYTES];
    size_t length = render(record, endpoint, clinic, body, sizeof body);

    demand(length < sizeof body && render(record, endpoint, clinic, again, sizeof again) == length);
    if (length == 0)
        return;
    demand(memcmp(body, again, length + 1) == 0);
    memcpy(text, body, length + 1);
    if (endpoint->format == POST_MAIL)
        check_mail(body, length, text);
    else
        check_json(body, length);
    demand(endpoint->format != POST_WEBHOOK || length < 20000);
    demand(endpoint->detail != POST_REFERENCE || !holds(text, LOGIN));
    demand(endpoint->detail == POST_FULL || !holds(text, PATIENT));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct case_report report;
    struct input input = {data, size};
    struct report_record record = {0};
    struct config_endpoint endpoint = {.from = "Confide <confide@clinic.example>", .to = "manager@clinic.example"};
    char clinic[128] = "";
    uint8_t flags = take(&input);

    memset(&report, 0, sizeof report);
    if (flags & 1)
        take_setting(&input, endpoint.from, sizeof endpoint.from);
    if (flags & 2)
        take_setting(&input, endpoint.to, sizeof endpoint.to);
    if (flags & 4)
        take_setting(&input, clinic, sizeof clinic);
    take_case(&input, &report);
    take_record(&input, &record, &report);
    for (unsigned format = POST_WEBHOOK; format <= POST_MAIL; format++) {
        for (unsigned detail = POST_REFERENCE; detail <= POST_FULL; detail++) {
            endpoint.format = format;
            endpoint.detail = detail;
            check(&record, &endpoint, clinic);
        }
    }
    return 0;
}
