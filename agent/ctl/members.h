/* A row of the agent's answer as a struct of texts: which of its members are kept, and where. */
#ifndef CONFIDE_CTL_MEMBERS_H
#define CONFIDE_CTL_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

struct member {
    const char *name;
    size_t offset; /* of its text */
};

#define MEMBER(type, name)                                                                                             \
    {                                                                                                                  \
#name, offsetof(struct type, name)                                                                             \
    }

struct members {
    const struct member *list;
    size_t count, size; /* `size`: of each text */
};

/* Fills the texts of `row` that the JSON object has, each as json_row_each gives it and cut off where it is too long;
 * the others stay as they are. False when it is no object. */
bool members_read(void *row, const struct members *members, const char *json, size_t length);

#endif
