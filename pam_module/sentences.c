/* Every line that the login module shows, but for the verdict on a password. Owns the words, as data, and how they are
 * filled in. Must not own: who may log in (identity.c), who is shown what and when (pam_confide.c). In: names, times,
 * numbers, any of them hostile: an account's name, a remote host's. Out: one line. Whole sentences with {names} to fill
 * in, so that they can be translated, and a translation can neither crash nor lengthen a login as a format could. */
#include "pam_module/sentences.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "agent/base/text.h"

enum { FORMS = 4, VALUES = 3, MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400, A_YEAR_S = 300 * DAY_S };

/* A sentence in all its lengths, the fullest first. The last holds the longest contact that confide.conf(5) takes. */
struct sentence {
    const char *forms[FORMS];
};

struct value {
    const char *name, *text;
};

/* A line as it grows: characters, not bytes, are what a screen runs out of. */
struct line {
    char *to;
    size_t bytes, characters;
};

static const struct sentence refusals[] = {
    [IDENTITY_SHARED] = {{"'{login}' is a shared login. Use your own, or ask {contact} for one.",
                          "This is a shared login. Use your own, or ask {contact}.", "Shared. Ask {contact}."}},
    [IDENTITY_SERVICE] = {{"'{login}' is a service login. Use your own, or ask {contact} for one.",
                           "This is a service login. Use your own, or ask {contact}.", "Service. Ask {contact}."}},
    [IDENTITY_UNLISTED] = {{"'{login}' is not on the staff list. Ask {contact} to add it.",
                            "This login is not on the staff list. Ask {contact}.", "Unlisted. Ask {contact}."}},
    [IDENTITY_ENDED] = {{"The login '{login}' has ended. Ask {contact} to renew it.",
                         "This login has ended. Ask {contact} to renew it.", "Ended. Ask {contact}."}},
    [IDENTITY_NOT_STARTED] = {{"The login '{login}' has not started yet. Ask {contact} to bring it forward.",
                               "This login has not started yet. Ask {contact}.", "Too early. Ask {contact}."}},
    [IDENTITY_ON_LEAVE] = {{"'{login}' is on leave. Back at work? Ask {contact} to end the leave.",
                            "This login is on leave. Back at work? Ask {contact}.", "On leave. Ask {contact}."}},
    [IDENTITY_UNOWNED] = {{"'{login}' has no owner on the staff list. Ask {contact} to name one.",
                           "This login has no owner. Ask {contact} to name one.", "No owner. Ask {contact}."}},
    [IDENTITY_TWIN] = {{"'{login}' is a second name of '{other}'. Log in as '{other}'.",
                        "This is a second name. Log in as '{other}'.", "Log in as '{other}'."}},
};

static const int64_t YEAR_9999_S = 253402300799;

enum { REFUSALS = sizeof refusals / sizeof refusals[0] };

static const struct sentence last_used_here = {
    {"Last used {time} at this computer. Not you? Tell {contact}.", "Last used {time} here. Not you? Tell {contact}.",
     "Last used {time}. Not you? Tell {contact}.", "Used {time}. Not you? Tell {contact}."}};

static const struct sentence last_used_from = {{"Last used {time} from {host}. Not you? Tell {contact}.",
                                                "Last used {time} from elsewhere. Not you? Tell {contact}.",
                                                "Last used {time}. Not you? Tell {contact}.",
                                                "Used {time}. Not you? Tell {contact}."}};

static const struct sentence first_used = {{"No earlier use of this login is on record. Not you? Tell {contact}.",
                                            "No earlier use is on record. Not you? Tell {contact}.",
                                            "Never used before. Not you? Tell {contact}.",
                                            "First use. Not you? Tell {contact}."}};

static const struct sentence wait_for_help = {{"Too many wrong passwords. Ask {contact} to let you try again.",
                                               "Too many wrong passwords. Ask {contact}.",
                                               "No more tries. Ask {contact}.", "Stopped. Ask {contact}."}};

/* A wait is told in the largest unit that it fills. */
static const struct {
    int64_t seconds;
    struct sentence one, many;
} waits[] = {
    {HOUR_S,
     {{"Too many wrong passwords. Try again in 1 hour, or at another computer."}},
     {{"Too many wrong passwords. Try again in {number} hours, or at another computer.",
       "Too many wrong passwords. Try again in {number} hours."}}},
    {MINUTE_S,
     {{"Too many wrong passwords. Try again in 1 minute, or at another computer."}},
     {{"Too many wrong passwords. Try again in {number} minutes, or at another computer."}}},
    {1,
     {{"Too many wrong passwords. Try again in 1 second, or at another computer."}},
     {{"Too many wrong passwords. Try again in {number} seconds, or at another computer."}}},
};

enum { WAITS = sizeof waits / sizeof waits[0] };

static const struct sentence emergency_offers[] = {
    {{"You may not log in. Emergency? Type EMERGENCY and why (1 minute, reported)."}},
    {{"You may not log in. Emergency? Type EMERGENCY and why ({number} minutes, reported).",
      "You may not log in. In an emergency type EMERGENCY and why."}}};

static const struct sentence emergency_prompt = {{"EMERGENCY and why, or Enter: "}};

static const struct sentence accepted[] = {
    {{"Emergency entry for 1 minute. It is reported now, with your reason."}},
    {{"Emergency entry for {number} minutes. It is reported now, with your reason.",
      "Emergency entry. It is reported now, with your reason."}}};

static const struct sentence reason_prompt = {{"What is the emergency? Say it in a few words: "}};
static const struct sentence reason_missing = {{"No reason was given. Log in again and type EMERGENCY and why."}};

/* The bytes of the character that `text` begins with; 0 for what no screen should be shown: broken UTF-8, and the
 * control characters of ASCII and of Latin 1 (U+0080 to U+009F). */
static size_t shown_length(const char *text, size_t left)
{
    const unsigned char *byte = (const unsigned char *)text;

    if (byte[0] < ' ' || byte[0] == 0x7f || (left > 1 && byte[0] == 0xc2 && byte[1] < 0xa0))
        return 0;
    for (size_t length = 1; length <= left && length <= 4; length++)
        if (text_is_utf8(text, length))
            return length;
    return 0;
}

/* False when the line is full: it then ends before the first character that found no room. */
static bool add(struct line *line, const char *text, size_t left, size_t room)
{
    while (left > 0) {
        size_t shown = shown_length(text, left), taken = shown > 0 ? shown : 1;

        if (line->characters >= room)
            return false;
        memcpy(line->to + line->bytes, shown > 0 ? text : "?", taken);
        line->bytes += taken;
        line->characters++;
        text += taken;
        left -= taken;
    }
    return true;
}

static const char *value_of(const struct value *values, const char *name, size_t length)
{
    for (size_t i = 0; i < VALUES && values[i].name; i++)
        if (strlen(values[i].name) == length && memcmp(values[i].name, name, length) == 0)
            return values[i].text;
    return "";
}

/* Writes `form` with each {name} filled in; a value may bring the line to `room` characters, the form's own words to
 * SENTENCE_MOST. False when something did not fit. */
static bool fill(char *to, const char *form, const struct value *values, size_t room)
{
    struct line line = {.to = to};
    bool all = true;

    while (*form) {
        size_t words = strcspn(form, "{"), name = strcspn(form + words, "}");

        all = add(&line, form, words, SENTENCE_MOST) && all;
        form += words;
        if (name > 0) {
            const char *value = value_of(values, form + 1, name - 1);

            all = add(&line, value, strlen(value), room) && all;
            form += name + 1;
        }
    }
    to[line.bytes] = '\0';
    return all;
}

/* The fullest form that fits. Where even the last does not (a contact that no config holds), its value gives way to the
 * words behind it, which in every last form are one or two. */
static char *tell(char *to, const struct sentence *sentence, const struct value *values)
{
    enum { BEHIND = 2 };
    const char *last = "";

    for (size_t i = 0; i < FORMS && sentence->forms[i]; i++) {
        last = sentence->forms[i];
        if (fill(to, last, values, SENTENCE_MOST))
            return to;
    }
    fill(to, last, values, SENTENCE_MOST - BEHIND);
    return to;
}

static const char *or_manager(const char *contact)
{
    return *contact ? contact : "your manager";
}

char *sentence_refusal(char *to, enum identity_verdict verdict, const char *login, const char *other,
                       const char *contact)
{
    const struct value values[VALUES] = {{"login", login}, {"other", other}, {"contact", or_manager(contact)}};

    *to = '\0';
    if (!identity_refuses(verdict) || (size_t)verdict >= REFUSALS)
        return to;
    return tell(to, &refusals[verdict], values);
}

/* "Fri 20 Nov 17:42"; "20 Nov 2024" for what lies so far back that the day alone would mislead. localtime_r touches
 * nothing of the program's: where TZ is not set it reads /etc/localtime, once. */
static void write_time(char *to, size_t size, int64_t time_ms, int64_t now_ms)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm local;

    if (seconds < 0 || seconds > YEAR_9999_S || !localtime_r(&seconds, &local))
        text_copy(to, size, "long ago");
    else if (now_ms / 1000 - seconds > A_YEAR_S)
        text_format(to, size, "%d %s %d", local.tm_mday, months[local.tm_mon], 1900 + local.tm_year);
    else
        text_format(to, size, "%s %d %s %02d:%02d", days[local.tm_wday], local.tm_mday, months[local.tm_mon],
                    local.tm_hour, local.tm_min);
}

char *sentence_last_use(char *to, int64_t last_ms, int64_t now_ms, const char *host, const char *contact)
{
    char when[32];
    const struct value values[VALUES] = {{"time", when}, {"host", host}, {"contact", or_manager(contact)}};

    write_time(when, sizeof when, last_ms, now_ms);
    return tell(to, *host ? &last_used_from : &last_used_here, values);
}

char *sentence_first_use(char *to, const char *contact)
{
    const struct value values[VALUES] = {{"contact", or_manager(contact)}};

    return tell(to, &first_used, values);
}

static char *tell_number(char *to, const struct sentence *sentence, int64_t number)
{
    char digits[24];
    const struct value values[VALUES] = {{"number", digits}};

    text_format(digits, sizeof digits, "%lld", (long long)number);
    return tell(to, sentence, values);
}

char *sentence_wait(char *to, int64_t wait_ms, const char *contact)
{
    const struct value values[VALUES] = {{"contact", or_manager(contact)}};
    int64_t seconds = wait_ms / 1000 + (wait_ms % 1000 > 0), number = 1;
    size_t unit = WAITS - 1;

    if (wait_ms == INT64_MAX)
        return tell(to, &wait_for_help, values);
    /* From the smallest: 59.5 seconds are 1 minute, not 60 seconds. */
    while (unit > 0 && seconds > waits[unit - 1].seconds - waits[unit].seconds)
        unit--;
    if (seconds > 0)
        number = seconds / waits[unit].seconds + (seconds % waits[unit].seconds > 0);
    return tell_number(to, number == 1 ? &waits[unit].one : &waits[unit].many, number);
}

char *sentence_emergency_offer(char *to, unsigned minutes)
{
    return tell_number(to, &emergency_offers[minutes != 1], minutes);
}

char *sentence_emergency_prompt(char *to, bool word_given)
{
    return tell_number(to, word_given ? &reason_prompt : &emergency_prompt, 0);
}

char *sentence_emergency_accepted(char *to, unsigned minutes)
{
    return tell_number(to, &accepted[minutes != 1], minutes);
}

char *sentence_reason_missing(char *to)
{
    return tell_number(to, &reason_missing, 0);
}
