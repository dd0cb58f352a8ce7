/* teller URL CA SECRET NUMBER [CERTIFICATE KEY]: an agent's life (tests/unit/swearing.h), told to a real receiver over
 * real TLS. Reads commands, one a line, and prints for each message "STATUS ANSWER". SECRET: a file, or "-" for none.
 * NUMBER: which machine; its public key is printed by `key`.
 *
 * add N · beat · lost (a beat whose answer is not heard) · report CASE VERSION [TYPE] · again (the last message, signed
 * anew) · replay (byte by byte) · other (the last id, another body) · unsigned · stranger · garbage WORD · key
 * set NAME VALUE (gaps, first_bad, watched, events, purged, late: seconds behind) · edit SEQ · delete SEQ · cut SEQ ·
 * back SEQ · anew · swap many N (N beats, as fast as they are answered) · ending */
#include <curl/curl.h>
#include <stdio.h>

#include "agent/base/clock.h"
#include "agent/receive/believe.h"
#include "agent/receive/keyfile.h"
#include "tests/unit/swearing.h"

struct telling {
    struct life life;
    struct believe_secret secret;
    const char *url, *ca, *certificate, *key;
    CURL *curl;
    struct life_headers headers;
    char body[LIFE_BODY];
    size_t size;
    int64_t late_s; /* how far its clock is behind */
    unsigned installation;
    bool is_quiet;
    char answer[1024];
    size_t answered;
};

static size_t take_answer(char *bytes, size_t size, size_t count, void *data)
{
    struct telling *telling = data;
    size_t room = sizeof telling->answer - 1 - telling->answered;
    size_t most = size * count < room ? size * count : room;

    memcpy(telling->answer + telling->answered, bytes, most);
    telling->answered += most;
    telling->answer[telling->answered] = '\0';
    return size * count;
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value)
{
    char line[512];

    text_format(line, sizeof line, "%s: %s", name, value);
    return curl_slist_append(list, line);
}

/* Sends what `headers` and `body` hold. The status, 0 when there was none. */
static long send_message(struct telling *telling)
{
    struct curl_slist *list = add_header(NULL, "webhook-id", telling->headers.id);
    long status = 0;

    list = add_header(list, "webhook-timestamp", telling->headers.timestamp);
    list = add_header(list, "webhook-signature", telling->headers.signature);
    list = add_header(list, "Content-Type", "application/json");
    list = curl_slist_append(list, "Expect:");
    telling->answered = 0;
    telling->answer[0] = '\0';
    curl_easy_setopt(telling->curl, CURLOPT_URL, telling->url);
    curl_easy_setopt(telling->curl, CURLOPT_CAINFO, telling->ca);
    if (telling->certificate) {
        curl_easy_setopt(telling->curl, CURLOPT_SSLCERT, telling->certificate);
        curl_easy_setopt(telling->curl, CURLOPT_SSLKEY, telling->key);
    }
    curl_easy_setopt(telling->curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(telling->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(telling->curl, CURLOPT_PROXY, "");
    curl_easy_setopt(telling->curl, CURLOPT_POSTFIELDS, telling->body);
    curl_easy_setopt(telling->curl, CURLOPT_POSTFIELDSIZE, (long)telling->size);
    curl_easy_setopt(telling->curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(telling->curl, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(telling->curl, CURLOPT_WRITEDATA, telling);
    if (curl_easy_perform(telling->curl) == CURLE_OK)
        curl_easy_getinfo(telling->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(list);
    if (!telling->is_quiet)
        printf("%ld %s\n", status, telling->answer);
    return status;
}

static void sign(struct telling *telling, const char *id)
{
    life_sign(&telling->life, id, clock_now_ms() / 1000 - telling->late_s, telling->body, telling->size,
              telling->secret.bytes, telling->secret.size, &telling->headers);
}

/* As an agent reads an answer: where it tells an anchor, the next statement connects there. */
static void hear(struct telling *telling, long status)
{
    const char *anchor = strstr(telling->answer, "\"anchor\":");

    if (status == 200 && anchor)
        life_connect(&telling->life, strtoull(anchor + 9, NULL, 10));
}

static long beat(struct telling *telling, bool is_heard)
{
    char id[64];
    long status;

    telling->life.swears.time_ms = clock_now_ms() - telling->late_s * 1000;
    telling->size = life_heartbeat(&telling->life, telling->body);
    text_format(id, sizeof id, "hb_%u_%lld_%u", telling->installation, (long long)clock_now_ms(), ++telling->life.sent);
    sign(telling, id);
    status = send_message(telling);
    if (is_heard)
        hear(telling, status);
    return status;
}

static void report(struct telling *telling, const char *case_id, const char *version, const char *type)
{
    char id[64];

    telling->life.swears.time_ms = clock_now_ms() - telling->late_s * 1000;
    telling->size = life_report(&telling->life, case_id, (unsigned)strtoul(version, NULL, 10), type, telling->body);
    text_format(id, sizeof id, "%s-v%s-%.20s", case_id, version, strrchr(type, '.') + 1);
    sign(telling, id);
    hear(telling, send_message(telling));
}

/* Prints the ids of all that were answered with 200, for whoever kills the receiver meanwhile. */
static void many(struct telling *telling, unsigned count)
{
    char id[64];

    telling->is_quiet = true;
    for (unsigned i = 0; i < count; i++) {
        life_add(&telling->life, 1);
        text_format(id, sizeof id, "C-%08x%08x", telling->installation, i);
        telling->life.swears.time_ms = clock_now_ms();
        telling->size = life_report(&telling->life, id, 1, "confide.case.raised", telling->body);
        sign(telling, id);
        for (unsigned tries = 0; send_message(telling) != 200 && tries < 400; tries++) {
            const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};

            nanosleep(&pause, NULL);
            sign(telling, id);
        }
        hear(telling, 200);
        puts(id);
        fflush(stdout);
    }
    telling->is_quiet = false;
}

/* ---- what nobody honest does ----------------------------------------------------------------- */

/* The entries from `seq` on again with other contents, up to `last`. */
static void rewrite(struct life *life, uint64_t seq, const char *content, uint64_t last)
{
    life->swears.seq = seq - 1;
    while (life->swears.seq < last)
        life_entry(life, content);
    text_copy(life->swears.head, sizeof life->swears.head, life->hashes[life->swears.seq]);
}

static void begin_anew(struct telling *telling, bool is_swap)
{
    char machine[64];

    text_copy(machine, sizeof machine, telling->life.swears.machine);
    life_history(&telling->life, telling->installation + 7777);
    if (!is_swap)
        text_copy(telling->life.swears.machine, sizeof telling->life.swears.machine, machine);
    life_connect(&telling->life, 0);
}

static void stranger(struct telling *telling)
{
    uint8_t seed[CRYPTO_KEY_SIZE];

    memcpy(seed, telling->life.seed, sizeof seed);
    memset(telling->life.seed, 0x5a, sizeof telling->life.seed);
    beat(telling, false);
    memcpy(telling->life.seed, seed, sizeof seed);
}

static void set(struct telling *telling, const char *name, int64_t value)
{
    struct statement *swears = &telling->life.swears;

    if (strcmp(name, "gaps") == 0)
        swears->gaps = (uint64_t)value;
    else if (strcmp(name, "events") == 0)
        swears->events = (uint64_t)value;
    else if (strcmp(name, "purged") == 0)
        swears->purged = (uint64_t)value;
    else if (strcmp(name, "first_bad") == 0)
        swears->first_bad = (uint64_t)value;
    else if (strcmp(name, "watched") == 0)
        swears->is_watched = value != 0;
    else if (strcmp(name, "late") == 0)
        telling->late_s = value;
    else
        fprintf(stderr, "teller: what is %s?\n", name);
}

static bool tamper(struct telling *telling, const char *verb, uint64_t seq)
{
    struct life *life = &telling->life;

    if (strcmp(verb, "edit") == 0)
        rewrite(life, seq, "edited", life->swears.seq);
    else if (strcmp(verb, "delete") == 0)
        rewrite(life, seq, "moved up", life->swears.seq - 1);
    else if (strcmp(verb, "cut") == 0 || strcmp(verb, "back") == 0)
        rewrite(life, seq + 1, "", seq);
    else if (strcmp(verb, "anew") == 0)
        begin_anew(telling, false);
    else if (strcmp(verb, "swap") == 0)
        begin_anew(telling, true);
    else
        return false;
    return true;
}

/* ---- commands -------------------------------------------------------------------------------- */

static void odd(struct telling *telling, const char *verb, const char *first)
{
    char key[64];

    if (strcmp(verb, "key") == 0) {
        life_key(&telling->life, key);
        puts(key);
    } else if (strcmp(verb, "again") == 0) {
        sign(telling, telling->headers.id);
        send_message(telling);
    } else if (strcmp(verb, "replay") == 0) {
        send_message(telling);
    } else if (strcmp(verb, "other") == 0) {
        telling->body[telling->size++] = ' ';
        sign(telling, telling->headers.id);
        send_message(telling);
    } else if (strcmp(verb, "unsigned") == 0) {
        text_copy(telling->headers.signature, sizeof telling->headers.signature, "v1,AAAA");
        send_message(telling);
    } else if (strcmp(verb, "garbage") == 0) {
        telling->size = strlen(text_escape(telling->body, sizeof telling->body, first));
        sign(telling, "garbage_1");
        send_message(telling);
    } else if (strcmp(verb, "stranger") == 0) {
        stranger(telling);
    } else {
        fprintf(stderr, "teller: what is %s?\n", verb);
    }
}

static void obey(struct telling *telling, const char *verb, const char *first, const char *second, const char *third)
{
    if (strcmp(verb, "add") == 0)
        life_add(&telling->life, (unsigned)strtoul(first, NULL, 10));
    else if (strcmp(verb, "beat") == 0)
        beat(telling, true);
    else if (strcmp(verb, "lost") == 0)
        beat(telling, false);
    else if (strcmp(verb, "report") == 0)
        report(telling, first, second, third[0] ? third : "confide.case.raised");
    else if (strcmp(verb, "many") == 0)
        many(telling, (unsigned)strtoul(first, NULL, 10));
    else if (strcmp(verb, "set") == 0)
        set(telling, first, strtoll(second, NULL, 10));
    else if (strcmp(verb, "ending") == 0)
        telling->life.swears.is_ending = true;
    else if (!tamper(telling, verb, strtoull(first, NULL, 10)))
        odd(telling, verb, first);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct telling telling = {.url = argc > 4 ? argv[1] : ""};
    char line[512], verb[32], first[256], second[64], third[64], error[256];

    if (argc < 5 || !crypto_start()) {
        fputs("use: teller URL CA SECRET NUMBER [CERTIFICATE KEY]\n", stderr);
        return 2;
    }
    telling.ca = argv[2];
    telling.installation = (unsigned)strtoul(argv[4], NULL, 10);
    telling.certificate = argc > 6 ? argv[5] : NULL;
    telling.key = argc > 6 ? argv[6] : NULL;
    if (strcmp(argv[3], "-") != 0 && !keyfile_secret(&telling.secret, argv[3], error, sizeof error)) {
        fprintf(stderr, "teller: %s\n", error);
        return 3;
    }
    telling.curl = curl_easy_init();
    life_begin(&telling.life, telling.installation, clock_now_ms() - 3600 * 1000);
    while (telling.curl && fgets(line, sizeof line, stdin)) {
        first[0] = second[0] = third[0] = '\0';
        if (sscanf(line, "%31s %255s %63s %63s", verb, first, second, third) > 0 && verb[0] != '#')
            obey(&telling, verb, first, second, third);
    }
    curl_easy_cleanup(telling.curl);
    life_end(&telling.life);
    return 0;
}
