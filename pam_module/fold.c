/* A password as Unicode sees it. Owns utf8proc.
 * Must not own: what makes a password strong (password.c).
 * In: UTF-8 from a keyboard, hostile or not. Out: a count, and plain letters for an estimator that knows only ASCII. */
#include "pam_module/fold.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include <confide/password.h>

/* Canonical decomposition makes at most three points of two bytes (U+0390). */
enum { POINTS_MAX = 2 * PASSWORD_MAX_BYTES, EXPANSION_MAX = 32, FOREIGN_MAX = 128 };

static long count_points(utf8proc_int32_t *points, const char *text, size_t length)
{
    utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, points,
                                                POINTS_MAX, UTF8PROC_STABLE | UTF8PROC_COMPOSE);

    if (count < 0 || count > POINTS_MAX)
        return -1;
    for (utf8proc_ssize_t i = 0; i < count; i++)
        if (utf8proc_category(points[i]) == UTF8PROC_CATEGORY_CC)
            return -1;
    return (long)utf8proc_normalize_utf32(points, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

long fold_count(const char *text)
{
    size_t length = strnlen(text, PASSWORD_MAX_BYTES + 1);
    utf8proc_int32_t points[POINTS_MAX];
    long count = -1;

    if (length <= PASSWORD_MAX_BYTES)
        count = count_points(points, text, length);
    explicit_bzero(points, sizeof points);
    return count;
}

/* Characters that have no plain letter, in the order they came. */
struct foreign {
    utf8proc_int32_t seen[FOREIGN_MAX];
    unsigned count;
};

/* Neighbours are 37 apart, so that no two in a row look like a sequence to an estimator. */
static char foreign_byte(struct foreign *foreign, utf8proc_int32_t point)
{
    unsigned i = 0;

    while (i < foreign->count && foreign->seen[i] != point)
        i++;
    if (i == foreign->count && i < FOREIGN_MAX)
        foreign->seen[foreign->count++] = point;
    return (char)(0x80 + 37 * i % FOREIGN_MAX);
}

/* Letters that Unicode does not take apart, as people read them. */
static utf8proc_int32_t plain_letter(utf8proc_int32_t point)
{
    static const struct {
        utf8proc_int32_t point, letter;
    } letters[] = {{0x0142, 'l'}, {0x00f8, 'o'}, {0x0111, 'd'}, {0x0131, 'i'}, {0x0127, 'h'}, {0x00f0, 'd'}};

    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (letters[i].point == point)
            return letters[i].letter;
    return point;
}

size_t fold_letters(char *to, size_t size, const char *text)
{
    const utf8proc_option_t options = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    utf8proc_int32_t point, plain[EXPANSION_MAX];
    struct foreign foreign = {.count = 0};
    size_t used = 0;

    while (*at && used + 1 < size) {
        utf8proc_ssize_t step = utf8proc_iterate(at, -1, &point), count = 0;
        int boundary = 0;

        if (step > 0)
            count = utf8proc_decompose_char(point, plain, EXPANSION_MAX, options, &boundary);
        for (utf8proc_ssize_t i = 0; i < count && i < EXPANSION_MAX && used + 1 < size; i++) {
            point = plain_letter(plain[i]);
            to[used++] = point < 0x80 ? (char)point : foreign_byte(&foreign, point);
        }
        at += step > 0 ? step : 1;
    }
    to[used] = '\0';
    explicit_bzero(&foreign, sizeof foreign);
    explicit_bzero(plain, sizeof plain);
    explicit_bzero(&point, sizeof point);
    return used;
}

size_t fold_case(char *to, size_t size, const char *text, bool folded)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | (folded ? UTF8PROC_CASEFOLD : 0);
    size_t length = strnlen(text, PASSWORD_MAX_BYTES + 1);
    utf8proc_int32_t points[POINTS_MAX + 1]; /* utf8proc_reencode wants room for one more */
    utf8proc_ssize_t count = -1;

    *to = '\0';
    if (length <= PASSWORD_MAX_BYTES)
        count = utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, points, POINTS_MAX,
                                   (utf8proc_option_t)options);
    if (count > POINTS_MAX)
        count = -1;
    if (count > 0)
        count = utf8proc_reencode(points, count, (utf8proc_option_t)options);
    if (count > 0 && (size_t)count < size)
        memcpy(to, points, (size_t)count + 1);
    explicit_bzero(points, sizeof points);
    return strlen(to);
}
