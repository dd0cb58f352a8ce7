/* Is this password strong? Owns the profiles, and what is asked in which order.
 * Must not own: Unicode (fold.c), what everybody tries (common.c), guessing (guess.c), what clinics' passwords are made
 * of (vocabulary.c), sentences (verdict.c), files, PAM. In: a profile, a password, the words that are weak for this
 * person and this clinic. Out: a verdict. How: such words count for next to nothing, what is added to them must carry
 * the weight; none is forbidden (NIST 800-63B-4 3.1.1.2 wants context words "and derivatives" off, but whole passwords
 * compared, not parts). */
#include "pam_module/password.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "agent/base/text.h"
#include "pam_module/common.h"
#include "pam_module/fold.h"
#include "pam_module/guess.h"
#include "pam_module/verdict.h"
#include "pam_module/vocabulary.h"

enum { LIST_MAX = 2048 };
enum { EVERYBODY, PERSON, CLINIC, KNOWERS };

/* 26.6 bits are 10^8 guesses by one who knows the person, the clinic and how passwords are dressed up: a million times
 * the 100 that NIST 800-63B-4 3.2.2 allows in a row. At 10^7 three times as many of the clinics' patterns are taken; at
 * 10^9 one in six of three everyday nouns without blanks is refused, now one in twenty-five (tests/bench/passwords). */
static const struct password_profile profiles[] = {
    {"ncsc", "NCSC Cyber Essentials 3.1, user access control: 12 characters", 12, 26.6},
    {"nist-single", "NIST 800-63B-4 3.1.1.2: 15 characters where the password is the only factor", 15, 26.6},
    {"nist-mfa", "NIST 800-63B-4 3.1.1.2: 8 characters beside a second factor", 8, 26.6},
    {"asvs-l2", "OWASP ASVS 5.0 6.2.1: 8 characters", 8, 26.6},
};

const struct password_profile *password_profile(const char *name)
{
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    return NULL;
}

/* Adds the words of `list`. It is split in place: each blank becomes an end, so `length` says where the list ends. */
static void add_list(struct guess *guess, char *list, size_t length)
{
    for (size_t at = 0; at < length; at += strlen(list + at) + 1) {
        list[at + strcspn(list + at, " ")] = '\0';
        if (list[at] && list[at + 1]) /* one letter is no word */
            guess_add(guess, list + at);
    }
}

static void add_table(struct guess *guess, const char *const *table)
{
    for (; *table; table++)
        guess_add(guess, *table);
}

/* All that is known of the password, in one piece so that it is wiped in one piece. */
struct judging {
    char text[2 * LIST_MAX + PASSWORD_MAX_BYTES + 3], letters[2 * (2 * LIST_MAX + PASSWORD_MAX_BYTES)];
    char *clinic, *personal;
    size_t clinic_length, personal_length;
    size_t words[KNOWERS]; /* how many stand in it that each knows, with those before */
    char *password, folded[3 * PASSWORD_MAX_BYTES + 1];
    struct guess guess;
};

/* Folds the lists and the password as one text, so that a letter beyond ASCII is the same byte in all three. */
static void begin(struct judging *judging, const char *password, const char *personal, const char *clinic)
{
    text_format(judging->text, sizeof judging->text, "%.*s\n%.*s\n%s", LIST_MAX, clinic, LIST_MAX, personal, password);
    fold_letters(judging->letters, sizeof judging->letters, judging->text);
    judging->clinic = judging->letters;
    judging->clinic_length = strcspn(judging->clinic, "\n");
    judging->clinic[judging->clinic_length] = '\0';
    judging->personal = judging->clinic + judging->clinic_length + 1;
    judging->personal_length = strcspn(judging->personal, "\n");
    judging->personal[judging->personal_length] = '\0';
    judging->password = judging->personal + judging->personal_length + 1;
}

static void add_words(struct judging *judging)
{
    struct guess *guess = &judging->guess;

    guess_begin(guess, judging->password);
    add_table(guess, vocabulary_usual);
    judging->words[EVERYBODY] = guess->words;
    add_list(guess, judging->personal, judging->personal_length);
    judging->words[PERSON] = guess->words;
    add_list(guess, judging->clinic, judging->clinic_length);
    add_table(guess, vocabulary_words);
    if (guess->has_number)
        add_table(guess, vocabulary_everyday);
    judging->words[CLINIC] = guess->words;
}

/* Would it be stronger against one who does not know the words of some lists, one after the other? Names are left out
 * then: the person's own stand in both. */
static bool falls_to(struct judging *judging, int first, int last, double known, double least)
{
    const struct guess_unknown unknown = {judging->words[first], judging->words[last], true};
    const double notable = 0.5;

    return guess_bits(&judging->guess, unknown, least) > known + notable;
}

/* What a weak one falls to: the list that has words of it, and without which it would be stronger. */
static enum password_verdict blame(struct judging *judging, double known, double least)
{
    const size_t *words = judging->words;

    if (words[PERSON] > words[EVERYBODY] && falls_to(judging, EVERYBODY, PERSON, known, least))
        return PASSWORD_PERSONAL;
    if (judging->guess.has_people && falls_to(judging, EVERYBODY, EVERYBODY, known, least))
        return PASSWORD_TOO_EASY;
    if (words[CLINIC] > words[PERSON] && falls_to(judging, EVERYBODY, CLINIC, known, least))
        return PASSWORD_CLINIC;
    return PASSWORD_TOO_EASY;
}

static enum password_verdict weigh(struct judging *judging, double least)
{
    double known;

    add_words(judging);
    known = guess_bits(&judging->guess, (struct guess_unknown){.people = false}, least);
    return known >= least ? PASSWORD_OK : blame(judging, known, least);
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
    verdict_sentence(reason, verdict, profile);
    return verdict;
}
