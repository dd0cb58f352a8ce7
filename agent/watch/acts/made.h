/* Which files people made lately: what they delete again of their own takes no record with it, and what a program
 * writes it need not read. Pure. */
#ifndef CONFIDE_WATCH_MADE_H
#define CONFIDE_WATCH_MADE_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

struct made;

/* The oldest of more than MADE_MAX is forgotten: its deletion is then told as a record's. */
enum { MADE_MAX = 4096, MADE_MS = 10 * 60 * 1000, MADE_FRESH_MS = 2000 };

enum made_how {
    MADE_ANEW = 1, /* it was not there before */
    MADE_SAVED,    /* it took the place of an earlier one: not the maker's own to delete */
    MADE_KEPT,     /* by its name a backup of what stood at `of`: a save may follow */
    MADE_BACKUP    /* what a save left of the earlier one; the new one stands at `of` */
};

struct made_file {
    struct made_file *next;
    int64_t since_ms;
    uint64_t dev, ino; /* 0 = not known */
    unsigned place;    /* among all, by age */
    uint32_t uid;
    int32_t pid;
    uint8_t how;  /* enum made_how */
    bool is_open; /* its maker may still be writing it */
    const char *login, *program, *of;
    char object[];
};

/* NULL when memory is short. Freed with made_free. */
struct made *made_make(void);
void made_free(struct made *made);

/* The maker and the object are those of `event`; `of` may be "". What was known of the object is replaced. */
void made_note(struct made *made, const struct event *event, const char *object, enum made_how how, const char *of,
               int64_t now_ms);

/* NULL when nobody made it within MADE_MS. Borrowed until the next made_note or made_forget. */
struct made_file *made_find(const struct made *made, const char *object, int64_t now_ms);

/* It is not that file any more. */
void made_forget(struct made *made, const char *object);

/* Whether the maker is the person of `event`: the same login, or one daemon's program where there is none. */
bool made_by(const struct made_file *file, const struct event *event);

#endif
