/* One JSON object as a card: a line for each of its members, known ones first, in words people use. */
#ifndef CONFIDE_CTL_CARD_H
#define CONFIDE_CTL_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* CARD_ANY: a count that is shown only where there is any. */
enum card_kind { CARD_TEXT = 0, CARD_TIME, CARD_COUNT, CARD_ANY, CARD_BYTES };
enum card_health { CARD_UNKNOWN = 0, CARD_FINE, CARD_POOR, CARD_BAD };

enum { CARD_VALUE_SIZE = 512 };

struct card_row {
    const char *key, *label;
    enum card_kind kind;
};

/* How a card is shown: rows in this order; members without a row follow, under their own names. */
struct card_style {
    const struct card_row *rows;
    size_t count;
    /* What a member's value says about the whole; NULL = nothing. */
    enum card_health (*health)(const char *key, const char *value, int64_t now_ms);
    int64_t now_ms;
};

/* Prints the object on standard output. False when it is no object, or memory is short. */
bool card_print(const char *json, size_t length, const struct card_style *style);

/* The worst health of its members. */
enum card_health card_worst(const char *json, size_t length, const struct card_style *style);

/* `value` as `kind` shows it: "2026-11-22 14:05:09 (3 minutes ago)", "1,000,000", "12.3 MiB"; as it is where it is not
 * of that kind. `to` has room for CARD_VALUE_SIZE. Returns `to`. */
char *card_value(char *to, enum card_kind kind, const char *value, int64_t now_ms);

#endif
