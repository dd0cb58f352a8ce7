/* What a verdict on a password says. Owns the words, as data, and the rules they stand on.
 * Must not own: how a password is judged (password.c, strength.c), who is shown what (pam_confide.c).
 * In: a verdict and its profile. Out: a word, a sentence, a clause. Whole sentences with {names} to fill in, so that
 * they can be translated, and a translation can neither crash nor lengthen a login as a format could. */
#include "pam_module/verdict.h"

#include <string.h>

#include "agent/base/text.h"

struct saying {
    const char *word, *sentence, *clause; /* `clause` NULL: the profile's */
};

static const char blocklist[] = "NIST 800-63B-4 3.1.1.2, blocklist: commonly used, expected or compromised";
static const char context[] = "NIST 800-63B-4 3.1.1.2, blocklist: context-specific words and derivatives";

static const struct saying sayings[] = {
    [PASSWORD_OK] = {"ok", "", NULL},
    [PASSWORD_EMPTY] = {"empty", "No password was typed. Use at least {least} characters.", NULL},
    [PASSWORD_NOT_TEXT] = {"not-text", "Holds a sign that not every keyboard can type. Use letters and digits.",
                           "Confide: UTF-8 without control characters"},
    [PASSWORD_TOO_SHORT] = {"too-short", "Too short: use at least {least} characters, such as three unrelated words.",
                            NULL},
    [PASSWORD_TOO_LONG] = {"too-long", "Too long: the end would be cut off. Use at most {most} characters.",
                           "Confide: more than libpam and its helpers take whole"},
    [PASSWORD_PERSONAL] = {"personal", "Too easy to guess: built on your own details. Try three unrelated words.",
                           context},
    [PASSWORD_CLINIC] = {"clinic", "Too easy to guess: clinic words and dates. Try three unrelated words.", context},
    [PASSWORD_TOO_EASY] = {"too-easy", "Too easy to guess: common words, names, patterns. Try three unrelated words.",
                           "Confide: fewer than 10^8 guesses, in place of composition rules"},
    [PASSWORD_LEAKED] = {"leaked", "On a list that attackers try first. Try three unrelated words.", blocklist},
    [PASSWORD_SIMILAR] = {"similar", "Too like your current password. Try three unrelated words.",
                          "Confide: no small change of the current password"},
};

const char *verdict_word(enum password_verdict verdict)
{
    return sayings[verdict].word;
}

const char *verdict_clause(enum password_verdict verdict, const struct password_profile *profile)
{
    return sayings[verdict].clause ? sayings[verdict].clause : profile->clause;
}

/* Puts `number` in the place of `name`, which stands at most once in `sentence`. */
static void fill_in(char *reason, const char *sentence, const char *name, unsigned number)
{
    const char *at = strstr(sentence, name);

    if (at)
        text_format(reason, PASSWORD_REASON_SIZE, "%.*s%u%s", (int)(at - sentence), sentence, number,
                    at + strlen(name));
}

void verdict_sentence(char *reason, enum password_verdict verdict, const struct password_profile *profile)
{
    const char *sentence = sayings[verdict].sentence;

    text_copy(reason, PASSWORD_REASON_SIZE, sentence);
    fill_in(reason, sentence, "{least}", profile->min_points);
    fill_in(reason, sentence, "{most}", PASSWORD_MAX_BYTES);
}
