/* The oath of the agent's own state. Owns what is known of it between two statements: digests, counts, the place to
 * which its history was checked. Must not own: sending, signing, the store. In: store, eyes, files. Out: statements. */
#include "oath.h"
#include "oath_kept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/base/clock.h"
#include "agent/base/crypto_ed25519.h"
#include "agent/base/log.h"
#include "agent/base/public_key.h"
#include "agent/base/text.h"
#include "agent/judge/eyes.h"
#include "agent/judge/store/store_key.h"
#include "agent/judge/store/store_post.h"
#include "agent/judge/store/store_purge.h"
#include "agent/judge/store/verify.h"

enum {
    ENTRIES_A_TURN = 200 /* some 3 ms */,
    FILE_MOST = 16 << 20,
    CLOCK_OFF_MS = 10 * 60 * 1000,
    REST_MS = 60 * 1000, /* between two rounds: a heartbeat in five minutes tells what they found */
    ALONE_MS = 60 * 60 * 1000
};

struct oath {
    const struct config *config;
    struct store *store;
    const struct eyes *eyes;
    int64_t started_ms;
    uint64_t refused;
    int64_t began_ms; /* monotonic */
    bool has_heard;   /* an endpoint, since then */
    int64_t round_ms; /* monotonic: the next round of checks begins */
    int64_t ahead_ms; /* an endpoint's clock, of ours */
    char boot[37];
    char key[PUBLIC_KEY_SIZE], fingerprint[FINGERPRINT_SIZE]; /* the public half of the one that signs */
    char config_sha256[65], register_sha256[65];
    struct stat registered; /* the register that has this digest */
    struct verify_place place;
    uint64_t first_bad;
};

static void hex_digest(char hex[65], const void *bytes, size_t size)
{
    uint8_t hash[CRYPTO_HASH_SIZE];

    crypto_sha256(hash, bytes, size);
    text_hex(hex, hash, sizeof hash);
}

/* Of the register, read again only when it is another file than it was; "" where it cannot be read. */
static const char *register_digest(struct oath *oath)
{
    FILE *file = fopen(oath->config->register_file, "re");
    struct stat about = {.st_size = FILE_MOST};
    char *bytes = NULL;

    if (!file || fstat(fileno(file), &about) != 0 || about.st_size >= FILE_MOST) {
        oath->register_sha256[0] = '\0';
    } else if (!oath->register_sha256[0] || about.st_ino != oath->registered.st_ino ||
               about.st_size != oath->registered.st_size ||
               memcmp(&about.st_ctim, &oath->registered.st_ctim, sizeof about.st_ctim) != 0) {
        oath->registered = about;
        oath->register_sha256[0] = '\0';
        if ((bytes = malloc((size_t)about.st_size + 1)))
            hex_digest(oath->register_sha256, bytes, fread(bytes, 1, (size_t)about.st_size, file));
    }
    free(bytes);
    if (file)
        fclose(file);
    return oath->register_sha256;
}

/* Which boot of the machine this is: wall clocks lie, this does not. */
static void read_boot(char boot[37])
{
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

    if (!file || !fgets(boot, 37, file))
        boot[0] = '\0';
    boot[strcspn(boot, "\n")] = '\0';
    if (file)
        fclose(file);
}

static void write_key(struct oath *oath)
{
    uint8_t key[CRYPTO_PUBLIC_SIZE];

    store_public(oath->store, key);
    public_key_text(oath->key, key);
    public_key_fingerprint(oath->fingerprint, key);
}

const char *oath_key(const struct oath *oath)
{
    return oath->key;
}

const char *oath_fingerprint(const struct oath *oath)
{
    return oath->fingerprint;
}

struct oath *oath_open(const struct config *config, struct store *store)
{
    struct oath *oath = calloc(1, sizeof *oath);

    if (!oath)
        return NULL;
    *oath =
        (struct oath){.config = config, .store = store, .started_ms = clock_now_ms(), .began_ms = clock_monotonic_ms()};
    read_boot(oath->boot);
    write_key(oath);
    if (store_key_is_new(store))
        log_error("keys/agent.key was not there: reports are signed with a new key from now on, and whoever receives "
                  "them must be given it (`confidectl status` shows it). After an update or on a restored backup that "
                  "may be; else ask who removed the old one");
    hex_digest(oath->config_sha256, config, sizeof *config);
    return oath;
}

void oath_close(struct oath *oath)
{
    free(oath);
}

void oath_watch(struct oath *oath, const struct eyes *eyes)
{
    oath->eyes = eyes;
}

int64_t oath_clock_off(const struct oath *oath)
{
    return oath->ahead_ms > CLOCK_OFF_MS || oath->ahead_ms < -CLOCK_OFF_MS ? oath->ahead_ms : 0;
}

bool oath_trusts_clock(const struct oath *oath, int64_t mono_ms)
{
    bool is_alone = true;

    for (unsigned i = 0; i < oath->config->endpoint_count; i++)
        is_alone = is_alone && !oath->config->endpoints[i].url[0];
    return oath_clock_off(oath) == 0 && (oath->has_heard || (is_alone && mono_ms - oath->began_ms >= ALONE_MS));
}

/* Told when it begins and when it is over: certificates, signatures and periods all hang on the clock. */
void oath_heard(struct oath *oath, bool is_accepted, int64_t date_ms, int64_t now_ms)
{
    int64_t before = oath_clock_off(oath), off;

    oath->has_heard = oath->has_heard || is_accepted || date_ms > 0;
    if (date_ms <= 0)
        return;
    oath->ahead_ms = date_ms - now_ms;
    off = oath_clock_off(oath);
    if (off && !before)
        log_error(
            "this machine's clock is wrong, or the endpoint's: they are %lld s apart: see timedatectl; nothing is "
            "erased for its age until they agree",
            (long long)(off / 1000));
    else if (before && !off)
        log_info("this machine's clock and the endpoint's agree again");
}

void oath_refused(struct oath *oath)
{
    oath->refused++;
}

bool oath_is_watched(const struct oath *oath)
{
    return oath->eyes && eyes_voice(oath->eyes, clock_monotonic_ms()) == EYES_HERE;
}

bool oath_is_whole(const struct oath *oath)
{
    return oath->place.rounds > 0 && oath->first_bad == 0;
}

static void put_history(const struct oath *oath, const char *endpoint, struct statement *statement)
{
    int64_t told_ms;

    store_head(oath->store, statement->chain_id, &statement->seq, statement->head, statement->machine);
    if (store_anchor(oath->store, endpoint, &statement->previous_seq, &told_ms) != STORE_OK)
        statement->previous_seq = 0;
    if (statement->previous_seq > 0 &&
        store_hash_at(oath->store, statement->previous_seq, statement->previous_head) != STORE_OK)
        statement->previous_head[0] = '\0';
    statement->checked = oath->place.seq;
    statement->first_bad = oath->first_bad;
}

static void put_counts(const struct oath *oath, struct statement *statement)
{
    struct store_tally tally;

    if (store_tally(oath->store, &tally) == STORE_OK) {
        statement->events = tally.events;
        statement->gaps = tally.gaps;
        statement->pending = tally.pending;
        statement->held = tally.held;
        statement->oldest_ms = tally.oldest_ms;
    }
    store_purged(oath->store, &statement->purged);
    statement->refused = oath->refused;
}

void oath_state(struct oath *oath, const char *endpoint, int64_t now_ms, struct statement *statement)
{
    *statement = (struct statement){.time_ms = now_ms, .started_ms = oath->started_ms};
    text_copy(statement->key, sizeof statement->key, oath->key);
    put_history(oath, endpoint, statement);
    put_counts(oath, statement);
    statement->is_watched = oath_is_watched(oath);
    text_copy(statement->boot, sizeof statement->boot, oath->boot);
    text_copy(statement->version, sizeof statement->version, CONFIDE_VERSION);
    text_copy(statement->config_sha256, sizeof statement->config_sha256, oath->config_sha256);
    text_copy(statement->register_sha256, sizeof statement->register_sha256, register_digest(oath));
}

bool oath_check(struct oath *oath, int64_t mono_ms, uint64_t *seq, char *words, size_t size)
{
    struct verify_outcome outcome = {.good = true};
    const uint64_t rounds = oath->place.rounds;
    enum store_result result;

    if (mono_ms < oath->round_ms)
        return true;
    result = verify_some(oath->store, &oath->place, ENTRIES_A_TURN, &outcome);
    if (result == STORE_OK && (oath->place.rounds > rounds || !outcome.good))
        oath->round_ms = mono_ms + REST_MS;
    if (result != STORE_OK || outcome.good || oath->first_bad != 0)
        return true;
    oath->first_bad = *seq = outcome.first_bad;
    text_copy(words, size, outcome.words);
    return false;
}

void oath_sign(const struct oath *oath, struct wire_report *head, const void *body)
{
    char text[REPORT_ID_SIZE + 32];

    text_format(text, sizeof text, "%s.%lld.", head->id, (long long)head->time_s);
    if (!store_sign(oath->store, head->signature,
                    (const struct crypto_part[]){{text, strlen(text)}, {body, head->size}}, 2))
        memset(head->signature, 0, sizeof head->signature);
}
