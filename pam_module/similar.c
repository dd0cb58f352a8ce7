/* Is a new password the old one with small changes? Owns what "small" means.
 * Must not own: Unicode (fold.c), strength (password.c), sentences; nor say how near the two are, which would tell one
 * who knows either about the other.
 * In: two passwords. Out: yes or no.
 * How: both in plain letters, without case, accents and disguises; compared forwards and backwards in one table each,
 * of which two rows are kept. */
#include "pam_module/similar.h"

#include <stddef.h>
#include <string.h>

#include <confide/password.h>

#include "agent/base/text.h"
#include "pam_module/fold.h"

/* A core is what remains without digits and signs at both ends: "Otter2023!" and "#24otter" have the same. */
enum { LETTERS = 256, TEXT_SIZE = 2 * PASSWORD_MAX_BYTES + 4, CORE_LEAST = 4 };

/* U+FDFA, three bytes, unfolds into 18 letters: no sign into more. */
enum { FOLDED_SIZE = 6 * TEXT_SIZE };

struct letters {
    char text[LETTERS + 1];
    size_t length;
};

/* All that is known of the two, in one piece so that it is wiped in one piece. */
struct comparing {
    char text[TEXT_SIZE], folded[FOLDED_SIZE];
    struct letters now, before;
    unsigned short common[2][LETTERS + 1], edits[2][LETTERS + 1];
};

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (unsigned char)byte >= 0x80;
}

/* The letter that a sign or digit is read as; itself, when none. Those that look alike are one. */
static char undisguised(char byte)
{
    static const char pairs[] = "0o1i!i|i3e4a@a5s$s7t+t8b9g6g2z";

    if (byte == 'l')
        return 'i';
    for (size_t i = 0; pairs[i]; i += 2)
        if (pairs[i] == byte)
            return pairs[i + 1];
    return byte;
}

static void take(struct letters *letters, const char *from, size_t length)
{
    letters->length = length < LETTERS ? length : LETTERS;
    memcpy(letters->text, from, letters->length);
    letters->text[letters->length] = '\0';
}

/* Signs between words count for nothing, unless there is nothing else. */
static void undisguise(struct letters *letters)
{
    size_t kept = 0;

    for (size_t i = 0; i < letters->length; i++)
        if (is_letter(undisguised(letters->text[i])))
            kept++;
    if (kept == 0)
        return;
    kept = 0;
    for (size_t i = 0; i < letters->length; i++) {
        char letter = undisguised(letters->text[i]);

        if (is_letter(letter))
            letters->text[kept++] = letter;
    }
    letters->length = kept;
}

static void reverse(struct letters *letters)
{
    for (size_t i = 0; i < letters->length / 2; i++) {
        char kept = letters->text[i];

        letters->text[i] = letters->text[letters->length - 1 - i];
        letters->text[letters->length - 1 - i] = kept;
    }
}

/* Both as one text, so that a letter beyond ASCII is the same byte in both. */
static void fold(struct comparing *comparing, const char *password, const char *old)
{
    size_t length;

    text_format(comparing->text, sizeof comparing->text, "%.*s\n%.*s", PASSWORD_MAX_BYTES, password, PASSWORD_MAX_BYTES,
                old);
    fold_letters(comparing->folded, sizeof comparing->folded, comparing->text);
    length = strcspn(comparing->folded, "\n");
    take(&comparing->now, comparing->folded, length);
    if (comparing->folded[length] == '\n')
        length++;
    take(&comparing->before, comparing->folded + length, strlen(comparing->folded + length));
}

static const char *find_core(const struct letters *letters, size_t *length)
{
    size_t begin = 0, end = letters->length;

    while (begin < end && !is_letter(letters->text[begin]))
        begin++;
    while (end > begin && !is_letter(letters->text[end - 1]))
        end--;
    *length = end - begin;
    return letters->text + begin;
}

static bool have_same_core(const struct letters *now, const struct letters *before)
{
    size_t length, other;
    const char *core = find_core(now, &length), *old = find_core(before, &other);

    return length >= CORE_LEAST && length == other && memcmp(core, old, length) == 0;
}

static unsigned short least(unsigned short one, unsigned short two)
{
    return one < two ? one : two;
}

/* The longest piece they share holds half of the new one (which a rotation always does), or a third of the longer one's
 * letters at most must be changed, put in or left out. */
static bool are_near(struct comparing *comparing)
{
    const struct letters *now = &comparing->now, *before = &comparing->before;
    size_t longer = now->length > before->length ? now->length : before->length, piece = 0;

    for (size_t j = 0; j <= before->length; j++) {
        comparing->common[0][j] = 0;
        comparing->edits[0][j] = (unsigned short)j;
    }
    for (size_t i = 1; i <= now->length; i++) {
        unsigned short *common = comparing->common[i % 2], *edits = comparing->edits[i % 2];
        const unsigned short *common_above = comparing->common[(i + 1) % 2], *above = comparing->edits[(i + 1) % 2];

        common[0] = 0;
        edits[0] = (unsigned short)i;
        for (size_t j = 1; j <= before->length; j++) {
            bool same = now->text[i - 1] == before->text[j - 1];

            common[j] = same ? (unsigned short)(common_above[j - 1] + 1) : 0;
            piece = common[j] > piece ? common[j] : piece;
            edits[j] = least((unsigned short)(least(above[j], edits[j - 1]) + 1),
                             (unsigned short)(above[j - 1] + (same ? 0 : 1)));
        }
    }
    return 2 * piece >= now->length || 3 * (size_t)comparing->edits[now->length % 2][before->length] <= longer;
}

bool similar_passwords(const char *password, const char *old)
{
    struct comparing comparing;
    bool similar = false;

    fold(&comparing, password, old);
    if (comparing.now.length == 0 || comparing.before.length == 0)
        goto out;
    similar = have_same_core(&comparing.now, &comparing.before);
    undisguise(&comparing.now);
    undisguise(&comparing.before);
    similar = similar || have_same_core(&comparing.now, &comparing.before) || are_near(&comparing);
    reverse(&comparing.before);
    similar = similar || are_near(&comparing);
out:
    explicit_bzero(&comparing, sizeof comparing);
    return similar;
}
