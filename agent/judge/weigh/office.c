/* Roles, as a clinic writes them, against a list of them. Must not own: the list (agent/base/config.c). In: texts. Out:
 * one of them, or not. Pure. */
#include "office.h"

#include <ctype.h>
#include <string.h>

static bool is_between(char letter)
{
    return letter && strchr(" \t_-", letter);
}

static const char *skip_between(const char *at)
{
    while (is_between(*at))
        at++;
    return at;
}

static bool ends(char letter)
{
    return letter == '\0' || letter == ',';
}

/* Does the one that begins at `entry` stand for all of `role`? */
static bool is_it(const char *entry, const char *role)
{
    for (;;) {
        const char *further = skip_between(entry), *left = skip_between(role);

        if (*further == '*')
            return further == entry || left > role;
        if (ends(*further) || *left == '\0')
            return ends(*further) && *left == '\0';
        if ((further > entry) != (left > role) || tolower((unsigned char)*further) != tolower((unsigned char)*left))
            return false;
        entry = further + 1;
        role = left + 1;
    }
}

bool office_has(const char *roles, const char *role)
{
    const char *entry = roles;

    role = skip_between(role);
    while (*role && *entry) {
        entry = skip_between(entry);
        if (!ends(*entry) && is_it(entry, role))
            return true;
        entry += strcspn(entry, ",");
        entry += *entry == ',';
    }
    return false;
}
