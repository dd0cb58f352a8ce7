/* The voice to one endpoint, in a process of its own, so that a hung one holds up no other and knows no other's
 * secrets.
 *
 * Owns the order of things: section and secrets first, then libcurl, then the judge. It has no database, keeps no
 * report and decides nothing: retries and "delivered" are the judge's. Where a secret cannot be used it says so once,
 * takes no report, and looks again. */
#include "agent/post/voice.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "agent/base/config.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/post/endpoint.h"
#include "agent/post/form.h"
#include "agent/post/judge_link.h"
#include "agent/post/keyring.h"
#include "agent/post/keys.h"

enum { LOOK_AGAIN_MS = 30000, ERROR_SIZE = 1024, EXIT_UNABLE = 3 };

struct voice {
    const struct config_endpoint *to;
    struct endpoint *endpoint;
    char section[FORM_SECTION];
    char said[ERROR_SIZE]; /* why it cannot speak; "" when it can */
    struct keys keys;      /* during an attempt alone */
};

/* What the section itself rules out. */
static bool section_fault(const struct config_endpoint *to, char *error, size_t size)
{
    for (unsigned i = 0; i < FORM_CHECKS; i++) {
        const char *key, *fault = form_fault(to, i, &key);

        if (fault) {
            text_format(error, size, "[post] %s %s; nothing is sent there", key, fault);
            return true;
        }
    }
    return false;
}

/* Says what is wrong when it is something else than the last time. */
static void say(struct voice *voice, const char *error)
{
    char words[ERROR_SIZE];

    form_words(words, sizeof words, error, voice->to);
    if (strcmp(words, voice->said) == 0)
        return;
    text_copy(voice->said, sizeof voice->said, words);
    if (strncmp(words, voice->section, strlen(voice->section)) == 0)
        log_error("%s", words);
    else
        log_error("%s %s", voice->section, words);
}

/* Reads the keys; the caller wipes them. */
static bool take_keys(struct voice *voice)
{
    char error[ERROR_SIZE];

    if (!section_fault(voice->to, error, sizeof error) && keyring_read(&voice->keys, voice->to, error, sizeof error))
        return true;
    say(voice, error);
    return false;
}

static bool is_able(struct voice *voice)
{
    bool is_good = take_keys(voice);

    explicit_bzero(&voice->keys, sizeof voice->keys);
    if (is_good && voice->said[0])
        log_info("%s is usable now", voice->section);
    if (is_good)
        voice->said[0] = '\0';
    return is_good;
}

static void log_result(const struct voice *voice, const struct wire_report *report, const struct wire_result *result)
{
    bool is_mail = voice->to->format == POST_MAIL, is_taken = result->status >= 200 && result->status < 300;
    const char *protocol = is_mail ? "SMTP" : "HTTP";

    if (result->transfer != 0)
        log_warning("%s report %s, attempt %" PRIu32 ": %s", voice->section, report->id, report->attempt,
                    result->error);
    else if (!is_taken)
        log_warning("%s report %s, attempt %" PRIu32 ": %s %" PRId32 "; confided tries again or says why not",
                    voice->section, report->id, report->attempt, protocol, result->status);
    else if (result->error[0])
        log_warning("%s report %s, attempt %" PRIu32 ": %s %" PRId32 ", but %s", voice->section, report->id,
                    report->attempt, protocol, result->status, result->error);
    else
        log_info("%s report %s, attempt %" PRIu32 ": %s %" PRId32, voice->section, report->id, report->attempt,
                 protocol, result->status);
}

static enum judge_link_made attempt(void *data, const struct wire_report *report, const void *body,
                                    struct wire_result *result)
{
    struct voice *voice = data;
    bool is_known;

    if (!take_keys(voice))
        return JUDGE_LINK_UNABLE;
    is_known = endpoint_attempt(voice->endpoint, &voice->keys, report, body, result);
    explicit_bzero(&voice->keys, sizeof voice->keys);
    if (!is_known)
        return JUDGE_LINK_STOPPED;
    log_result(voice, report, result);
    return JUDGE_LINK_KNOWN;
}

static void speak(struct voice *voice, const struct judge_link *link)
{
    bool is_over = false;

    while (!is_over) {
        if (is_able(voice))
            is_over = judge_link_serve(link);
        else
            is_over = judge_link_rest(link, VOICE_UNABLE, LOOK_AGAIN_MS);
    }
}

int voice_run(const struct config *config, const struct config_endpoint *to, int pulse)
{
    struct voice *voice = calloc(1, sizeof *voice);
    char error[ERROR_SIZE] = "memory is short";
    struct judge_link link = {.run = config->run, .endpoint = to->name, .pulse = pulse, .attempt = attempt};
    int code = EXIT_UNABLE;
    sigset_t ends;

    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    link.stop = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    link.data = voice;
    if (voice && link.stop >= 0)
        voice->endpoint = endpoint_open(to, config->timeout_s, link.stop, pulse, error, sizeof error);
    if (voice && voice->endpoint) {
        voice->to = to;
        link.section = form_section(voice->section, to);
        speak(voice, &link);
        code = EXIT_SUCCESS;
    } else {
        log_error("%s", error);
    }
    endpoint_close(voice ? voice->endpoint : NULL);
    free(voice);
    if (link.stop >= 0)
        close(link.stop);
    return code;
}
