/* What the shelf keeps of the machines, and what they ever claimed of their histories. */
#ifndef CONFIDE_RECEIVE_SHELF_MACHINES_H
#define CONFIDE_RECEIVE_SHELF_MACHINES_H

#include "agent/base/crypto_ed25519.h"
#include "agent/base/json_statement.h"

#include "shelf.h"

enum { SHELF_NAME_SIZE = 64 };

struct shelf_machine {
    int64_t n;
    uint8_t key[CRYPTO_PUBLIC_SIZE];
    char name[SHELF_NAME_SIZE];
    bool is_enrolled;       /* learnt at first sight */
    int64_t first_ms;       /* when we first heard it */
    int64_t heard_ms;       /* when we last believed a message of it; 0 = never */
    int64_t heard_awake_ms; /* the same by how long we had listened then (silence.h) */
    bool is_silent;         /* its silence was told */
    bool has_last;
    struct statement last; /* of its last heartbeat */
    unsigned missed;       /* witness.h */
    uint64_t confirmed_seq;
    uint64_t findings; /* so far; read only */
};

enum shelf_result shelf_machine(struct shelf *shelf, const uint8_t key[CRYPTO_PUBLIC_SIZE],
                                struct shelf_machine *machine);

/* Adds a machine by key, name, is_enrolled and first_ms; fills `machine->n`. */
enum shelf_result shelf_machine_add(struct shelf *shelf, struct shelf_machine *machine);

/* Keeps what changes: name, heard, silent, last, missed, confirmed. */
enum shelf_result shelf_machine_set(struct shelf *shelf, const struct shelf_machine *machine);

/* Calls `each` for every machine, by name, until it returns false. It must not write. */
enum shelf_result shelf_machines(struct shelf *shelf, bool (*each)(void *data, const struct shelf_machine *machine),
                                 void *data);

/* What was first claimed of an entry, as hex. SHELF_NOTHING when nothing was. */
enum shelf_result shelf_machine_claimed(struct shelf *shelf, int64_t machine, const char *chain, uint64_t seq,
                                        char hash[65]);

/* Remembers a claim. SHELF_ALREADY when this very claim was made before. */
enum shelf_result shelf_machine_claim(struct shelf *shelf, int64_t machine, const char *chain, uint64_t seq,
                                      const char *hash);

/* SHELF_OK when the machine ever claimed anything of this chain, else SHELF_NOTHING. */
enum shelf_result shelf_machine_knows(struct shelf *shelf, int64_t machine, const char *chain);

#endif
