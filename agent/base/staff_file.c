/* HR's staff.csv as rows. All or nothing: half a staff list would lock out the other half. */
#include "staff_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "csv.h"
#include "text.h"

enum {
    LOGIN,
    KIND,
    NAME,
    ROLE,
    UNIT,
    REGISTRATION,
    STARTS,
    ENDS,
    LEAVE_FROM,
    LEAVE_TO,
    SURNAME,
    BIRTH,
    ADDRESS,
    POSTCODE,
    PATIENT,
    MANAGER
};

static const char *const columns[] = {"login",   "kind",     "name",       "role",     "unit",    "registration",
                                      "starts",  "ends",     "leave_from", "leave_to", "surname", "birth",
                                      "address", "postcode", "patient",    "manager",  NULL};

static const char *const kinds[] = {"", "person", "service", "emergency", "shared"};

struct building {
    struct staff_list *list;
    size_t capacity;
    char wrong[256];
};

static uint8_t kind_of(const char *word)
{
    for (uint8_t i = 1; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i], word) == 0)
            return i;
    return 0;
}

/* What useradd(8) would take, and no more: the register is split at tabs and lines. */
static bool is_login(const char *login)
{
    size_t length = strlen(login);

    return length > 0 && length <= 32 && login[0] != '-' &&
           strspn(login, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-$@\\") == length;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

static bool bound(const char *text, bool to_its_end, int64_t none, int64_t *time_ms)
{
    *time_ms = none;
    return text[0] == '\0' || clock_parse_bound(text, to_its_end, time_ms);
}

static const char *fill(struct building *building, struct staff_member *member, const char *const *values)
{
    const char *bad = NULL;

    if (!is_login(values[LOGIN]))
        return "'login' is no Linux login: at most 32 of a-z 0-9 . _ -";
    member->kind = kind_of(values[KIND]);
    if (!member->kind)
        return "'kind' must be person, service, emergency or shared";
    if (is_blank(values[NAME]) && member->kind != STAFF_PERSON)
        return "'name' is empty: say what this login is for";
    if (is_blank(values[NAME])) /* no error: the list is still the best there is, and this login alone is refused */
        member->kind = STAFF_UNOWNED;
    if (!bound(values[STARTS], false, INT64_MIN, &member->starts_ms))
        bad = "starts";
    else if (!bound(values[ENDS], true, INT64_MAX, &member->ends_ms))
        bad = "ends";
    else if (!bound(values[LEAVE_FROM], false, 0, &member->leave_from_ms))
        bad = "leave_from";
    else if (!bound(values[LEAVE_TO], true, values[LEAVE_FROM][0] ? INT64_MAX : 0, &member->leave_to_ms))
        bad = "leave_to";
    if (bad) {
        text_format(building->wrong, sizeof building->wrong, "'%s' is no date: write 2026-11-22 or 2026-11-22T08:00",
                    bad);
        return building->wrong;
    }
    if (member->starts_ms >= member->ends_ms)
        return "'ends' lies before 'starts': swap or mend them";
    if (values[LEAVE_FROM][0] && member->leave_from_ms >= member->leave_to_ms)
        return "'leave_to' lies before 'leave_from': swap or mend them";
    return NULL;
}

static bool grow(struct building *building)
{
    size_t capacity = building->capacity ? 2 * building->capacity : 64;
    struct staff_member *members = reallocarray(building->list->members, capacity, sizeof *members);

    if (!members)
        return false;
    building->list->members = members;
    building->capacity = capacity;
    return true;
}

static const char *take_row(void *data, const char *const *values, unsigned line)
{
    struct building *building = data;
    struct staff_list *list = building->list;
    struct staff_member *member;
    const char *wrong;

    if (list->count == building->capacity && !grow(building))
        return "not enough memory for the staff list";
    member = &list->members[list->count];
    memset(member, 0, sizeof *member);
    wrong = fill(building, member, values);
    if (wrong)
        return wrong;
    member->line = line;
    text_copy(member->login, sizeof member->login, values[LOGIN]);
    text_copy(member->name, sizeof member->name, values[NAME]);
    text_copy(member->surname, sizeof member->surname, values[SURNAME]);
    text_copy(member->role, sizeof member->role, values[ROLE]);
    text_copy(member->unit, sizeof member->unit, values[UNIT]);
    text_copy(member->registration, sizeof member->registration, values[REGISTRATION]);
    text_copy(member->birth, sizeof member->birth, values[BIRTH]);
    text_copy(member->address, sizeof member->address, values[ADDRESS]);
    text_copy(member->postcode, sizeof member->postcode, values[POSTCODE]);
    text_copy(member->patient, sizeof member->patient, values[PATIENT]);
    text_copy(member->manager, sizeof member->manager, values[MANAGER]);
    list->count++;
    return NULL;
}

static int by_login(const void *left, const void *right)
{
    return strcmp(((const struct staff_member *)left)->login, ((const struct staff_member *)right)->login);
}

struct standing {
    const char *login;
    unsigned line;
};

static int by_login_and_line(const void *left, const void *right)
{
    const struct standing *a = left, *b = right;
    int order = strcmp(a->login, b->login);

    return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* The rows by login, then line: sorted, for a trust has 50,000, and comparing each with each took the judge 8 s in
 * which it answered nobody. NULL without memory; the caller frees it. */
static struct standing *stand(const struct staff_list *list)
{
    struct standing *standing = calloc(list->count + 1, sizeof *standing);

    for (size_t i = 0; standing && i < list->count; i++)
        standing[i] = (struct standing){.login = list->members[i].login, .line = list->members[i].line};
    if (standing)
        qsort(standing, list->count, sizeof *standing, by_login_and_line);
    return standing;
}

static bool is_repeated(const struct standing *standing, size_t at)
{
    return at > 0 && strcmp(standing[at - 1].login, standing[at].login) == 0;
}

static const char repeated[] = "this login stands in the list already: remove one of the two rows";

/* The first line whose login stands on an earlier one too, 0 when there is none. False without memory. */
static bool find_repeated(const struct staff_list *list, unsigned *line)
{
    struct standing *standing = stand(list);

    *line = 0;
    for (size_t i = 0; standing && i < list->count; i++)
        if (is_repeated(standing, i) && (*line == 0 || standing[i].line < *line))
            *line = standing[i].line;
    free(standing);
    return standing != NULL;
}

/* What is wrong with the list as a whole, in `error`. */
static bool is_sound(const struct building *building, const char *file, char *error, size_t size)
{
    unsigned line;

    if (building->list->count == 0)
        text_format(error, size, "%s: no row but the header: an empty list would refuse everybody", file);
    else if (!find_repeated(building->list, &line))
        text_format(error, size, "%s: not enough memory for the staff list", file);
    else if (line)
        text_format(error, size, "%s:%u: %s", file, line, repeated);
    else
        return true;
    return false;
}

static const struct csv_table table = {.columns = columns, .required = KIND + 1, .named = NAME + 1, .row = take_row};

bool staff_file_read(struct staff_list *list, const char *file, char *error, size_t size)
{
    struct building building = {.list = list};
    struct csv_outcome outcome;
    bool good;

    *list = (struct staff_list){0};
    good = csv_read(file, &table, &building, &outcome);
    good = good && is_sound(&building, file, outcome.error, sizeof outcome.error);
    text_copy(error, size, good ? "" : outcome.error);
    if (good)
        qsort(list->members, list->count, sizeof *list->members, by_login);
    else
        staff_file_free(list);
    return good;
}

void staff_file_check(const char *file, struct csv_outcome *outcome)
{
    struct staff_list list = {0};
    struct building building = {.list = &list};
    struct csv_table whole = table;
    struct standing *standing;

    whole.keep_going = true;
    csv_read(file, &whole, &building, outcome);
    standing = stand(&list);
    for (size_t i = 0; standing && i < list.count; i++)
        if (is_repeated(standing, i))
            csv_refuse(outcome, file, standing[i].line, repeated);
    free(standing);
    staff_file_free(&list);
}

void staff_file_free(struct staff_list *list)
{
    if (list->members)
        explicit_bzero(list->members, list->count * sizeof *list->members);
    free(list->members);
    *list = (struct staff_list){0};
}

const struct staff_member *staff_file_find(const struct staff_list *list, const char *login)
{
    struct staff_member wanted;

    if (list->count == 0)
        return NULL;
    text_copy(wanted.login, sizeof wanted.login, login);
    return bsearch(&wanted, list->members, list->count, sizeof wanted, by_login);
}
