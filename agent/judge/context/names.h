/* Names as small numbers: each text is kept once, so that millions of rows can carry it in four bytes. */
#ifndef CONFIDE_JUDGE_NAMES_H
#define CONFIDE_JUDGE_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names;

/* NULL when memory is short. */
struct names *names_new(void);
void names_free(struct names *names);

/* The number of `text`, from 1, the same for the same text; 0 for "" and when memory is short. */
uint32_t names_add(struct names *names, const char *text);

/* Its number, or 0 when it was never added. */
uint32_t names_find(const struct names *names, const char *text);

/* The text of a number that names_add gave; "" for 0. Borrowed, good until the next names_add. */
const char *names_text(const struct names *names, uint32_t number);

/* How many there are: the last number given. */
uint32_t names_count(const struct names *names);

/* Bytes that it holds. */
size_t names_size(const struct names *names);

/* 64 bits that stand for `text`, going on from `seed`: for tables in memory, not against forgers. */
uint64_t names_hash(uint64_t seed, const char *text);

#endif
