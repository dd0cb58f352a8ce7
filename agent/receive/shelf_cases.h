/* What the shelf keeps of messages and cases. */
#ifndef CONFIDE_RECEIVE_SHELF_CASES_H
#define CONFIDE_RECEIVE_SHELF_CASES_H

#include "agent/base/crypto.h"
#include "agent/base/json_told.h"

#include "shelf.h"
#include "shelf_machines.h"

/* The latest version of a case that we hold. */
struct shelf_case {
    int64_t n; /* our own number for it: reference "R-n" */
    int64_t machine;
    char machine_name[SHELF_NAME_SIZE];
    struct told told; /* without type and reminder */
    int64_t received_ms;
    int64_t acknowledged_ms; /* 0 = nobody has */
    char acknowledged_by[SHELF_NAME_SIZE];
};

struct shelf_message {
    int64_t machine;
    const char *id; /* webhook-id */
    enum told_kind kind;
    uint8_t sha256[CRYPTO_HASH_SIZE]; /* of its body */
    int64_t incident;                 /* the case's number; 0 = of none */
    int64_t received_ms;
    const void *body; /* NULL = not kept */
    size_t size;
};

/* What is kept under this id: fills kind, sha256, incident. */
enum shelf_result shelf_message(struct shelf *shelf, int64_t machine, const char *id, struct shelf_message *message);

enum shelf_result shelf_message_add(struct shelf *shelf, const struct shelf_message *message);

/* Forgets what is no case, and was received before `before_ms`: their ids can only come back with a time that is
 * refused. */
enum shelf_result shelf_messages_forget(struct shelf *shelf, int64_t before_ms);

/* Keeps a case's version where it is no older than the one held; `*n` is its number in any case. */
enum shelf_result shelf_case_put(struct shelf *shelf, int64_t machine, const struct told *told, int64_t now_ms,
                                 int64_t *n);

enum shelf_result shelf_case(struct shelf *shelf, int64_t n, struct shelf_case *found);

/* Calls `each` for every case, oldest first, until it returns false: all of them (id NULL), or those that the machines
 * call `id`. It must not write. */
enum shelf_result shelf_cases(struct shelf *shelf, const char *id,
                              bool (*each)(void *data, const struct shelf_case *one), void *data);

/* SHELF_ALREADY when somebody has acknowledged it, or there is no such case. */
enum shelf_result shelf_case_acknowledge(struct shelf *shelf, int64_t n, const char *by, int64_t now_ms);

#endif
