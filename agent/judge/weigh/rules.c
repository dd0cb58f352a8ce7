/* The rules in one row: those that look at one event, at what one person did lately, at one access that nothing
 * explains. Owns: their order, in which a case's sentence prefers them. */
#include "rules.h"

#include <string.h>

#include "grounds.h"
#include "instant.h"
#include "seldom.h"
#include "spell.h"

const struct rule *rules_at(size_t n)
{
    const struct rule *const lists[] = {instant_rules, seldom_rules, spell_rules, ground_rules};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        for (const struct rule *rule = lists[i]; rule->name; rule++)
            if (n-- == 0)
                return rule;
    return NULL;
}

const struct rule *rules_settled_at(size_t n)
{
    size_t instant = 0;

    while (instant_rules[instant].name)
        instant++;
    return rules_at(instant + n);
}

const struct rule *rules_called(const char *name)
{
    const struct rule *rule;

    for (size_t i = 0; (rule = rules_at(i)); i++)
        if (strcmp(rule->name, name) == 0)
            return rule;
    return NULL;
}

bool rules_by_chance(const char *name)
{
    const struct rule *rule = rules_called(name);

    return rule && rule->chances;
}

bool rules_can(const struct rule *rule, const struct context *context)
{
    for (unsigned table = 0; rule->needs >> table; table++) {
        bool is_there = table == TABLE_STAFF        ? context->has_staff
                        : table == TABLE_ENCOUNTERS ? context->has_encounters
                                                    : context->tables[table].is_there;

        if ((rule->needs & 1u << table) && !is_there)
            return false;
    }
    return true;
}
