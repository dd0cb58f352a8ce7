/* confidectl case ID report: all that is kept of a case, for a manager, for an authority, for a program. Owns: where it
 * is written to. Must not own: what stands in it (agent/report/page.h). In: the case's file, a row a part. Out: a page.
 */
#include "case_report.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/json_file.h"
#include "agent/base/text.h"
#include "agent/judge/weigh/rules.h"
#include "agent/report/page.h"

#include "ask.h"

enum { ERROR_SIZE = 256 };

struct hearing {
    struct case_file *file;
    char error[ERROR_SIZE];
};

static bool take_row(void *data, const char *json, size_t length)
{
    struct hearing *hearing = data;

    return json_file_take(hearing->file, json, length, hearing->error, sizeof hearing->error);
}

/* "Sun 22 Nov 2026, 14:05:09 GMT": with its zone, for it is read elsewhere and later. */
static char *say_moment(char *to, int64_t time_ms)
{
    const time_t seconds = (time_t)(time_ms / 1000);
    struct tm fields;

    if (!localtime_r(&seconds, &fields) || strftime(to, PAGE_MOMENT, "%a %-d %b %Y, %H:%M:%S %Z", &fields) == 0)
        text_copy(to, PAGE_MOMENT, "an unknown time");
    return to;
}

static const char *say_rule(const char *name)
{
    const struct rule *rule = rules_called(name);

    return rule ? rule->words : NULL;
}

/* ---- the words of the command line ----------------------------------------------------------- */

/* The place of `word` in the list, 0 where there is no word, -1 where it is none of them. */
static int place_of(const char *word, const char *const *list, int count)
{
    for (int i = 0; i < count; i++)
        if (!word || strcmp(list[i], word) == 0)
            return i;
    return -1;
}

/* False after saying what is wrong. */
static bool read_words(const struct call *call, const struct case_report_words *words, struct page *page,
                       enum page_format *format)
{
    static const char *const formats[] = {"text", "html", "json"}, *const readers[] = {"manager", "ico", "dspt",
                                                                                       "article33"};
    int shape = call->json && !words->format ? PAGE_JSON : place_of(words->format, formats, 3);
    int reader = place_of(words->reader, readers, 4);
    const char *wrong = NULL;

    if (shape < 0)
        wrong = "--format is text, html or json";
    else if (reader < 0 || (words->reader && reader == FOR_MANAGER))
        wrong = "--for is ico, dspt or article33; without it the report is for the manager";
    else if (shape == PAGE_JSON && reader != FOR_MANAGER)
        wrong = "a form is written as text or html: JSON holds the whole file, names included";
    else if (call->json && shape != PAGE_JSON)
        wrong = "--json and --format contradict each other";
    if (wrong)
        call_end(CALL_USAGE, "%s", wrong);
    *format = (enum page_format)shape;
    page->reader = (enum page_for)reader;
    return !wrong;
}

/* ---- writing --------------------------------------------------------------------------------- */

static bool put_all(int fd, const char *text)
{
    size_t length = strlen(text);

    while (length > 0) {
        ssize_t put = write(fd, text, length);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        text += put;
        length -= (size_t)put;
    }
    return true;
}

/* A new file of its owner's alone, under its name only once it is whole: whatever was there stays until then. */
static int put_file(const char *name, const char *text)
{
    char beside[PATH_MAX];
    bool good = false;
    int fd = -1;

    if (text_format(beside, sizeof beside, "%s.XXXXXX", name) && (fd = mkstemp(beside)) >= 0)
        good = put_all(fd, text) && fsync(fd) == 0 && rename(beside, name) == 0;
    if (!good)
        call_end(CALL_CANNOT, "%s: the report cannot be written there: %s", name, strerror(errno));
    if (!good && fd >= 0)
        unlink(beside);
    if (fd >= 0)
        close(fd);
    return good ? CALL_GOOD : CALL_CANNOT;
}

static int put_page(struct page *page, enum page_format format, const char *output)
{
    char *text;
    int exit = CALL_GOOD;

    page_prepare(page);
    text = page_write(page, format);
    if (!text)
        return call_end(CALL_CANNOT, "not enough memory");
    if (output)
        exit = put_file(output, text);
    else
        fputs(text, stdout);
    free(text);
    return exit;
}

int case_report_write(const struct call *call, const struct config *config, const char *id,
                      const struct case_report_words *words)
{
    struct page page = {.now_ms = clock_now_ms(), .moment = say_moment, .rule = say_rule};
    struct hearing hearing = {.file = calloc(1, sizeof *hearing.file)};
    const struct ask_ear ear = {take_row, NULL, &hearing};
    struct wire_ask question = {.verb = ASK_FILE};
    enum page_format format;
    struct ask_answer answer;
    int exit = CALL_USAGE;

    page.file = hearing.file;
    if (!hearing.file)
        return call_end(CALL_CANNOT, "not enough memory");
    if (!read_words(call, words, &page, &format))
        goto out;
    text_copy(question.argument, sizeof question.argument, id);
    ask_agent(config->run, &question, &ear, &answer);
    if (hearing.error[0])
        exit = call_end(CALL_CANNOT, "the agent's answer is no case's file: %s", hearing.error);
    else if ((exit = ask_end(&answer)) == CALL_GOOD)
        exit = hearing.file->counts[FILE_CASE] && hearing.file->counts[FILE_ABOUT]
                   ? put_page(&page, format, words->output)
                   : call_end(CALL_CANNOT, "the agent's answer is not whole: are it and confidectl of one version?");
out:
    free(hearing.file);
    return exit;
}
