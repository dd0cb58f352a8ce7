/* json_file_read and json_file_take on hostile bytes: what they take is written, taken again and written as before,
 * and can be made a page of, as text and as HTML, that holds no element and no control character of anybody's. */
#include <stdlib.h>
#include <string.h>

#include "agent/base/json_file.h"
#include "agent/base/text.h"
#include "agent/report/page.h"
#include "tests/fuzz/fuzz.h"

static char *moment(char *to, int64_t time_ms)
{
    text_format(to, PAGE_MOMENT, "%lld", (long long)time_ms);
    return to;
}

/* What was taken is written, taken again, and written as before. */
static void same_again(const struct page *page, struct case_file *again)
{
    struct page second = *page;
    char *text = page_write(page, PAGE_JSON), *same, error[256];

    if (!text || !json_file_read(again, text, strlen(text), error, sizeof error))
        abort();
    second.file = again;
    page_prepare(&second);
    same = page_write(&second, PAGE_JSON);
    if (!same || strcmp(text, same) != 0)
        abort();
    free(same);
    free(text);
}

static void as_page(struct page *page)
{
    for (page->reader = FOR_MANAGER; page->reader <= FOR_ARTICLE33; page->reader++) {
        char *html = page_write(page, PAGE_HTML), *text = page_write(page, PAGE_TEXT);

        if (!html || !text || !text_is_utf8(html, strlen(html)) || !text_is_utf8(text, strlen(text)))
            abort();
        if (strstr(html, "<script") || strstr(html, "<img") || strstr(html, "<a ") || strchr(text, '\033'))
            abort();
        free(text);
        free(html);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct case_file *file = calloc(1, sizeof *file), *again = calloc(1, sizeof *again);
    struct page page = {.file = file, .moment = moment};
    char error[256];

    if (!file || !again)
        abort();
    json_file_take(again, (const char *)data, size, error, sizeof error);
    if (json_file_read(file, (const char *)data, size, error, sizeof error)) {
        page_prepare(&page);
        same_again(&page, again);
        as_page(&page);
    }
    free(again);
    free(file);
    return 0;
}
