/* One JSON object as a card. Must not know what the members mean: the style says it. */
#include "card.h"

#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_row.h"
#include "agent/base/text.h"
#include "agent/report/phrase.h"

#include "moment.h"
#include "table.h"

struct printing {
    const struct card_style *style;
    struct table *table;
    const struct card_row *row; /* the one whose members are wanted; NULL: those without a row */
    const char *last_key;       /* a list's further items stand under an empty label */
    enum card_health worst;
    bool failed;
};

char *card_value(char *to, enum card_kind kind, const char *value, int64_t now_ms)
{
    char moment[MOMENT_SIZE], span[PHRASE_SIZE];
    int64_t number;

    text_copy(to, CARD_VALUE_SIZE, value);
    if (kind == CARD_TIME && clock_parse(value, &number))
        text_format(to, CARD_VALUE_SIZE, "%s (%s %s)", moment_text(moment, number),
                    phrase_span(span, number > now_ms ? number - now_ms : now_ms - number),
                    number > now_ms ? "ahead" : "ago");
    else if ((kind == CARD_COUNT || kind == CARD_ANY) && text_number(value, 0, INT64_MAX, &number))
        phrase_count(to, (uint64_t)number);
    else if (kind == CARD_BYTES && text_number(value, 0, INT64_MAX, &number))
        phrase_bytes(to, (uint64_t)number);
    return to;
}

static bool has_row(const struct card_style *style, const char *name)
{
    for (size_t i = 0; i < style->count; i++)
        if (strcmp(style->rows[i].key, name) == 0)
            return true;
    return false;
}

static void add_member(void *data, const char *name, const char *value)
{
    static const enum table_colour colours[] = {
        [CARD_UNKNOWN] = TABLE_NO_COLOUR, [CARD_FINE] = TABLE_GOOD, [CARD_POOR] = TABLE_POOR, [CARD_BAD] = TABLE_BAD};
    struct printing *printing = data;
    const struct card_style *style = printing->style;
    enum card_health health = CARD_UNKNOWN;
    char shown[CARD_VALUE_SIZE];
    const char *cells[2];

    if (printing->row ? strcmp(printing->row->key, name) != 0 : has_row(style, name))
        return;
    if (printing->row && printing->row->kind == CARD_ANY && strcmp(value, "0") == 0)
        return;
    cells[0] = printing->row ? printing->row->label : name;
    if (printing->last_key && strcmp(printing->last_key, cells[0]) == 0)
        cells[0] = NULL;
    else
        printing->last_key = printing->row ? printing->row->label : NULL;
    cells[1] = card_value(shown, printing->row ? printing->row->kind : CARD_TEXT, value, style->now_ms);
    if (style->health)
        health = style->health(name, value, style->now_ms);
    if (!table_add(printing->table, cells))
        printing->failed = true;
    table_colour(printing->table, 1, colours[health]);
}

bool card_print(const char *json, size_t length, const struct card_style *style)
{
    static const struct table_column columns[] = {{NULL, TABLE_PLAIN}, {NULL, TABLE_WRAP}};
    struct printing printing = {.style = style, .table = table_new(columns, 2)};
    bool good = printing.table != NULL;

    for (size_t i = 0; good && i <= style->count; i++) {
        printing.row = i < style->count ? &style->rows[i] : NULL;
        printing.last_key = NULL;
        good = json_row_each(json, length, add_member, &printing) && !printing.failed;
    }
    good = good && table_print(printing.table);
    table_free(printing.table);
    return good;
}

static void judge_member(void *data, const char *name, const char *value)
{
    struct printing *printing = data;
    enum card_health health = printing->style->health(name, value, printing->style->now_ms);

    if (health > printing->worst)
        printing->worst = health;
}

enum card_health card_worst(const char *json, size_t length, const struct card_style *style)
{
    struct printing printing = {.style = style};

    if (style->health)
        json_row_each(json, length, judge_member, &printing);
    return printing.worst;
}
