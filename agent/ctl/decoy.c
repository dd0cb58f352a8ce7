/* Decoys' content. Owns the two documents, a PDF (ISO 32000-1) and an RTF under the name of a Word document. Must not
 * write a file. In: whom to ask. Out: bytes that any reader of such documents opens. */
#include "decoy.h"

#include <string.h>

#include <confide/canary.h>

#include "agent/base/text.h"

#define PDF_HEAD "%PDF-1.4\n% Confide's decoy: leave it where it is.\n"
#define PDF_TAIL "%%EOF\n"
#define RTF_HEAD "{\\rtf1\\ansi{\\info{\\title Confide's decoy: leave it where it is.}}"
#define RTF_TAIL "}\n"

enum { CONTACT_SIZE = 128, PDF_OBJECTS = 5 };

static const char *const lines[] = {
    "This is no patient's record.",
    "It belongs to Confide, which watches over the records of this computer:",
    "nobody has to open it, and whatever changes, renames or deletes it is reported.",
    "Please leave it where it is.",
};

enum { LINES = sizeof lines / sizeof lines[0] };

static const struct {
    const char *name, *head, *tail;
} decoys[] = {{CANARY_NAME "pdf", PDF_HEAD, PDF_TAIL}, {CANARY_NAME "doc", RTF_HEAD, RTF_TAIL}};

enum { DECOYS = sizeof decoys / sizeof decoys[0] };

const char *decoy_name(size_t n)
{
    return n < DECOYS ? decoys[n].name : NULL;
}

static void add(char to[DECOY_SIZE], const char *text)
{
    size_t used = strlen(to);

    text_copy(to + used, DECOY_SIZE - used, text);
}

/* Neither format takes these as they are, and each its own way round them. */
static void make_plain(char to[CONTACT_SIZE], const char *contact)
{
    text_copy(to, CONTACT_SIZE, contact);
    for (; *to; to++)
        if (*to < ' ' || *to > '~' || strchr("(){}\\", *to))
            *to = '?';
}

/* One object's text, and where it begins, for the table at the end. */
static void add_object(char to[DECOY_SIZE], size_t starts[PDF_OBJECTS + 1], size_t number, const char *text)
{
    char head[32];

    starts[number] = strlen(to);
    text_format(head, sizeof head, "%zu 0 obj\n", number);
    add(to, head);
    add(to, text);
    add(to, "\nendobj\n");
}

static void write_page(char page[DECOY_SIZE / 2], const char *contact)
{
    char text[DECOY_SIZE / 2 - 64] = "BT /F1 12 Tf 16 TL 56 770 Td";

    for (size_t i = 0; i < LINES; i++)
        text_format(text + strlen(text), sizeof text - strlen(text), " (%s) Tj T*", lines[i]);
    text_format(text + strlen(text), sizeof text - strlen(text), " (Ask: %s) Tj ET", contact);
    text_format(page, DECOY_SIZE / 2, "<< /Length %zu >>\nstream\n%s\nendstream", strlen(text), text);
}

static void write_pdf(char to[DECOY_SIZE], const char *contact)
{
    size_t starts[PDF_OBJECTS + 1], table;
    char page[DECOY_SIZE / 2], row[128];

    write_page(page, contact);
    add_object(to, starts, 1, "<< /Type /Catalog /Pages 2 0 R >>");
    add_object(to, starts, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    add_object(to, starts, 3,
               "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R "
               ">> >> >>");
    add_object(to, starts, 4, page);
    add_object(to, starts, 5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    table = strlen(to);
    text_format(row, sizeof row, "xref\n0 %d\n0000000000 65535 f \n", PDF_OBJECTS + 1);
    add(to, row);
    for (size_t i = 1; i <= PDF_OBJECTS; i++) {
        text_format(row, sizeof row, "%010zu 00000 n \n", starts[i]);
        add(to, row);
    }
    text_format(row, sizeof row, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%zu\n", PDF_OBJECTS + 1, table);
    add(to, row);
}

static void write_rtf(char to[DECOY_SIZE], const char *contact)
{
    for (size_t i = 0; i < LINES; i++) {
        add(to, lines[i]);
        add(to, "\\par\n");
    }
    add(to, "Ask: ");
    add(to, contact);
}

size_t decoy_write(size_t n, const char *contact, char to[DECOY_SIZE])
{
    char plain[CONTACT_SIZE];

    make_plain(plain, contact);
    text_copy(to, DECOY_SIZE, decoys[n].head);
    if (n == 0)
        write_pdf(to, plain);
    else
        write_rtf(to, plain);
    add(to, decoys[n].tail);
    return strlen(to);
}

bool decoy_is_whole(size_t n, const char *bytes, size_t size)
{
    char expected[DECOY_SIZE], contact[CONTACT_SIZE] = "";
    const char *ask = memmem(bytes, size, "Ask: ", 5);
    size_t length = 0;

    /* Whom it says to ask may be another by now: taken from it, all the rest must be as it was written. */
    for (ask = ask ? ask + 5 : bytes + size; ask + length < bytes + size && !strchr("(){}\\\n", ask[length]);)
        length++;
    if (length >= sizeof contact)
        return false;
    memcpy(contact, ask, length);
    return decoy_write(n, contact, expected) == size && memcmp(bytes, expected, size) == 0;
}
