/* Is this password strong? Owns zxcvbn-c, the profiles and the sentences.
 * Must not own: Unicode (fold.c), which ones everybody tries (common.c), what clinics' passwords are made of
 * (vocabulary.c), files, PAM. In: a profile, a password, the words that are weak for this person and this clinic. Out:
 * a verdict and one sentence, which never holds any part of the password. How: such words count for next to nothing,
 * what is added to them must carry the weight; none is forbidden (NIST SP 800-63B-4 3.1.1.2 wants context words "and
 * derivatives" off, but whole passwords compared, not parts). */
#include "pam_module/password.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <zxcvbn.h>

#include "agent/base/text.h"
#include "pam_module/common.h"
#include "pam_module/fold.h"
#include "pam_module/vocabulary.h"

enum { WORDS_MAX = 256, SHOWN_MAX = 64, DISGUISES_MAX = 16, PERIOD_MAX = 12, LIST_MAX = 2048 };

/* 26.6 bits are 10^8 guesses by one who knows the person and the clinic: tests/bench/password prints what they let by.
 */
static const struct password_profile profiles[] = {
    {"ncsc", "NCSC Cyber Essentials 3.1, user access control", 12, 26.6},
    {"nist-single", "NIST SP 800-63B-4 3.1.1.2, the password is the only factor", 15, 26.6},
    {"nist-mfa", "NIST SP 800-63B-4 3.1.1.2, beside a second factor", 8, 26.6},
    {"asvs-l2", "OWASP ASVS 5.0 6.2.1, 6.2.4, 6.2.11", 8, 26.6},
};

const struct password_profile *password_profile(const char *name)
{
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    return NULL;
}

/* Pairs of what zxcvbn-c reads as a letter in disguise, and the letter. */
static const char disguises[] = "0o1i1l2z3e4a5s6g7l7t8b9g!i$s%x+t<c@a[c{c|i|l(c";

static bool is_disguise(char byte)
{
    for (size_t i = 0; disguises[i]; i += 2)
        if (disguises[i] == byte)
            return true;
    return false;
}

/* True when `byte` would begin the third round of something: "abab" + "a". */
static bool repeats(const char *shown, size_t length, char byte)
{
    for (size_t period = 1; period <= PERIOD_MAX && 2 * period <= length; period++)
        if (shown[length - period] == byte && memcmp(shown + length - period, shown + length - 2 * period, period) == 0)
            return true;
    return false;
}

/* What the estimator is shown: the first bytes, without further rounds of a repetition and up to a number of disguises.
 * It tries every reading of each disguise, and every repetition of each reading: 50 times "41" took 0.7 s. What is left
 * out could only have made the password stronger. */
static void show(char *shown, const char *letters)
{
    size_t length = 0, disguised = 0;

    for (; *letters && length < SHOWN_MAX; letters++) {
        if (repeats(shown, length, *letters))
            continue;
        disguised += is_disguise(*letters);
        if (disguised > DISGUISES_MAX)
            break;
        shown[length++] = *letters;
    }
    shown[length] = '\0';
}

/* The words an estimate may use. The earlier a word stands, the less it is worth, and each costs time: so only those
 * that could stand in the password. */
struct words {
    const char *word[WORDS_MAX + 1];
    size_t count;
    bool letter[256]; /* stands in the password, or may be meant by what stands there */
};

static void begin_words(struct words *words, const char *shown)
{
    *words = (struct words){.count = 0};
    for (; *shown; shown++) {
        words->letter[(unsigned char)*shown] = true;
        for (size_t i = 0; disguises[i]; i += 2)
            if (disguises[i] == *shown)
                words->letter[(unsigned char)disguises[i + 1]] = true;
    }
}

static void add_word(struct words *words, const char *word)
{
    for (const char *at = word; *at; at++)
        if (!words->letter[(unsigned char)*at])
            return;
    if (words->count < WORDS_MAX)
        words->word[words->count++] = word;
}

static void add_vocabulary(struct words *words)
{
    for (const char *const *word = vocabulary_words; *word; word++)
        add_word(words, *word);
}

/* These are never disguised: they are what one disguises with. */
static void add_trimmings(struct words *words, const char *shown)
{
    for (const char *const *word = vocabulary_trimmings; *word; word++)
        if (strstr(shown, *word))
            add_word(words, *word);
}

/* Adds the words of `list`. It is split in place: each blank becomes an end, so `length` says where the list ends. */
static void add_list(struct words *words, char *list, size_t length)
{
    for (size_t at = 0; at < length; at += strlen(list + at) + 1) {
        list[at + strcspn(list + at, " ")] = '\0';
        if (list[at] && list[at + 1]) /* one letter is no word */
            add_word(words, list + at);
    }
}

/* All that is known of the password, in one piece so that it is wiped in one piece. */
struct judging {
    char text[2 * LIST_MAX + PASSWORD_MAX_BYTES + 3], letters[2 * (2 * LIST_MAX + PASSWORD_MAX_BYTES)];
    char *clinic, *personal;
    size_t clinic_length, personal_length;
    char shown[SHOWN_MAX + 1], folded[3 * PASSWORD_MAX_BYTES + 1];
    struct words words;
};

/* Folds the lists and the password as one text, so that a letter beyond ASCII is the same byte in all three. */
static void begin(struct judging *judging, const char *password, const char *personal, const char *clinic)
{
    char *folded;

    text_format(judging->text, sizeof judging->text, "%.*s\n%.*s\n%s", LIST_MAX, clinic, LIST_MAX, personal, password);
    fold_letters(judging->letters, sizeof judging->letters, judging->text);
    judging->clinic = judging->letters;
    judging->clinic_length = strcspn(judging->clinic, "\n");
    judging->clinic[judging->clinic_length] = '\0';
    judging->personal = judging->clinic + judging->clinic_length + 1;
    judging->personal_length = strcspn(judging->personal, "\n");
    judging->personal[judging->personal_length] = '\0';
    folded = judging->personal + judging->personal_length + 1;
    show(judging->shown, folded);
}

/* log2 of the guesses needed by one who knows the words asked for. */
static double bits(struct judging *judging, bool personal, bool clinic)
{
    struct words *words = &judging->words;

    begin_words(words, judging->shown);
    if (personal)
        add_list(words, judging->personal, judging->personal_length);
    add_trimmings(words, judging->shown);
    if (clinic) {
        add_list(words, judging->clinic, judging->clinic_length);
        add_vocabulary(words);
    }
    return judging->shown[0] ? ZxcvbnMatch(judging->shown, words->word, NULL) : 0;
}

/* What it falls to: the list without which it would be stronger. */
static enum password_verdict weigh(struct judging *judging, double least)
{
    double known = bits(judging, true, true);
    const double notable = 0.5;

    if (known >= least)
        return PASSWORD_OK;
    if (bits(judging, false, true) > known + notable)
        return PASSWORD_PERSONAL;
    if (bits(judging, false, false) > known + notable)
        return PASSWORD_CLINIC;
    return PASSWORD_TOO_EASY;
}

void password_sentence(char *reason, enum password_verdict verdict, const struct password_profile *profile)
{
    switch (verdict) {
    case PASSWORD_OK:
        *reason = '\0';
        break;
    case PASSWORD_EMPTY:
        text_format(reason, PASSWORD_REASON_SIZE, "No password was typed. Use at least %u characters.",
                    profile->min_points);
        break;
    case PASSWORD_NOT_TEXT:
        text_copy(reason, PASSWORD_REASON_SIZE,
                  "Holds a sign that not every keyboard can type. Use letters and digits.");
        break;
    case PASSWORD_TOO_SHORT:
        text_format(reason, PASSWORD_REASON_SIZE,
                    "Too short: use at least %u characters, such as three unrelated words.", profile->min_points);
        break;
    case PASSWORD_TOO_LONG:
        text_format(reason, PASSWORD_REASON_SIZE, "Too long: the end would be cut off. Use at most %d characters.",
                    PASSWORD_MAX_BYTES);
        break;
    case PASSWORD_PERSONAL:
        text_copy(reason, PASSWORD_REASON_SIZE,
                  "Too easy to guess: built on your own details. Try three unrelated words.");
        break;
    case PASSWORD_CLINIC:
        text_copy(reason, PASSWORD_REASON_SIZE,
                  "Too easy to guess: clinic words and dates. Try three unrelated words.");
        break;
    case PASSWORD_LEAKED:
        text_copy(reason, PASSWORD_REASON_SIZE, "Leaked elsewhere: attackers try it first. Try three unrelated words.");
        break;
    case PASSWORD_SIMILAR:
        text_copy(reason, PASSWORD_REASON_SIZE, "Too like your current password. Try three unrelated words.");
        break;
    case PASSWORD_TOO_EASY:
        text_copy(reason, PASSWORD_REASON_SIZE,
                  "Too easy to guess: common words or patterns. Try three unrelated words.");
        break;
    }
}

enum password_verdict password_judge(const struct password_profile *profile, const char *password, const char *personal,
                                     const char *clinic, char *reason)
{
    enum password_verdict verdict = PASSWORD_NOT_TEXT;
    struct judging judging;
    long points;

    if (!*password) {
        verdict = PASSWORD_EMPTY;
        goto out;
    }
    if (strnlen(password, PASSWORD_MAX_BYTES + 1) > PASSWORD_MAX_BYTES) {
        verdict = PASSWORD_TOO_LONG;
        goto out;
    }
    points = fold_count(password);
    if (points < 0)
        goto out;
    if (points < (long)profile->min_points) {
        verdict = PASSWORD_TOO_SHORT;
        goto out;
    }
    fold_case(judging.folded, sizeof judging.folded, password, true);
    if (common_has(judging.folded)) {
        verdict = PASSWORD_LEAKED;
        goto out;
    }
    begin(&judging, password, personal, clinic);
    verdict = weigh(&judging, profile->min_bits);
out:
    explicit_bzero(&judging, sizeof judging);
    password_sentence(reason, verdict, profile);
    return verdict;
}
