/* One line of the register. Owns its format, to be read and written:
 *     LOGIN <tab> KIND <tab> STARTS <tab> ENDS [<tab> LEAVE_FROM <tab> LEAVE_TO]
 * Must not own: the file (register.c, register_write.c), who may log in (identity.c). In: a line or a member. Out: the
 * other. A trust's register has 50,000 lines and each login reads them all: nothing here is copied that need not be. */
#include "pam_module/register_row.h"

#include <string.h>

#include "agent/base/text.h"

enum { FIELDS_LEAST = 4, FIELDS_MOST = 6, NUMBER_SIZE = 24, SHORT = 18 }; /* 18 digits cannot overflow */

static const char *const kinds[] = {"", "person", "service", "emergency", "shared", "unowned"};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct field {
    const char *text;
    size_t length;
};

/* Splits at tabs; the number of fields, FIELDS_MOST + 1 when there are more. */
static unsigned split(struct field fields[FIELDS_MOST], const char *line, size_t length)
{
    for (unsigned i = 0; i < FIELDS_MOST; i++) {
        const char *tab = memchr(line, '\t', length);

        fields[i] = (struct field){line, tab ? (size_t)(tab - line) : length};
        if (!tab)
            return i + 1;
        line = tab + 1;
        length -= fields[i].length + 1;
    }
    return FIELDS_MOST + 1;
}

static bool is_login(const struct field *field)
{
    /* All of ASCII that can be seen, but ':' and '/'. */
    static const bool good[UINT8_MAX + 1] = {['!' ... '.'] = true, ['0' ... '9'] = true, [';' ... '~'] = true};
    bool all = field->length > 0 && field->length < EVENT_LOGIN_SIZE && field->text[0] != '-';

    for (size_t i = 0; i < field->length; i++)
        all &= good[(unsigned char)field->text[i]];
    return all;
}

static uint8_t kind_of(const struct field *field)
{
    for (uint8_t kind = STAFF_PERSON; kind < KINDS; kind++)
        if (strlen(kinds[kind]) == field->length && memcmp(kinds[kind], field->text, field->length) == 0)
            return kind;
    return 0;
}

static bool parse_bound(const struct field *field, int64_t none, int64_t *bound)
{
    char number[NUMBER_SIZE];

    *bound = none;
    if (field->length == 1 && field->text[0] == '-')
        return true;
    if (field->length >= sizeof number)
        return false;
    if (field->length > 0 && field->length <= SHORT && field->text[0] != '-') {
        *bound = 0;
        for (size_t i = 0; i < field->length; i++) {
            if (field->text[i] < '0' || field->text[i] > '9')
                return false;
            *bound = 10 * *bound + (field->text[i] - '0');
        }
        return true;
    }
    memcpy(number, field->text, field->length);
    number[field->length] = '\0';
    return text_number(number, INT64_MIN, INT64_MAX, bound);
}

bool register_row_parse(struct register_row *row, const char *line, size_t length)
{
    struct field fields[FIELDS_MOST];
    unsigned count = split(fields, line, length);

    if ((count != FIELDS_LEAST && count != FIELDS_MOST) || !is_login(&fields[0]))
        return false;
    *row = (struct register_row){.login = fields[0].text, .length = fields[0].length, .kind = kind_of(&fields[1])};
    if (row->kind == 0 || !parse_bound(&fields[2], INT64_MIN, &row->starts_ms) ||
        !parse_bound(&fields[3], INT64_MAX, &row->ends_ms) || row->starts_ms >= row->ends_ms)
        return false;
    return count == FIELDS_LEAST ||
           (parse_bound(&fields[4], INT64_MIN, &row->leave_from_ms) &&
            parse_bound(&fields[5], INT64_MAX, &row->leave_to_ms) && row->leave_from_ms < row->leave_to_ms);
}

static const char *bound_text(char to[NUMBER_SIZE], int64_t bound)
{
    if (bound == INT64_MIN || bound == INT64_MAX)
        return "-";
    text_format(to, NUMBER_SIZE, "%lld", (long long)bound);
    return to;
}

bool register_row_write(char *to, const struct staff_member *member)
{
    bool is_leave = member->leave_from_ms != 0 || member->leave_to_ms != 0;
    char starts[NUMBER_SIZE], ends[NUMBER_SIZE], from[NUMBER_SIZE], until[NUMBER_SIZE];
    struct register_row row;

    return member->kind < KINDS &&
           text_format(to, REGISTER_ROW_SIZE, "%s\t%s\t%s\t%s%s%s%s%s\n", member->login, kinds[member->kind],
                       bound_text(starts, member->starts_ms), bound_text(ends, member->ends_ms), is_leave ? "\t" : "",
                       is_leave ? bound_text(from, member->leave_from_ms) : "", is_leave ? "\t" : "",
                       is_leave ? bound_text(until, member->leave_to_ms) : "") &&
           register_row_parse(&row, to, strlen(to) - 1);
}

int register_row_compare(const struct register_row *row, const char *login, size_t length)
{
    int order = memcmp(row->login, login, row->length < length ? row->length : length);

    return order != 0 ? order : (row->length > length) - (row->length < length);
}

void register_row_copy(struct staff_member *member, const struct register_row *row)
{
    *member = (struct staff_member){.kind = row->kind,
                                    .starts_ms = row->starts_ms,
                                    .ends_ms = row->ends_ms,
                                    .leave_from_ms = row->leave_from_ms,
                                    .leave_to_ms = row->leave_to_ms};
    memcpy(member->login, row->login, row->length);
}
