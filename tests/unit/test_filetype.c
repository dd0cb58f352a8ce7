/* Kinds of files: what programs write under a name fits it, what ransomware leaves does not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/harm/filetype.h"

struct sample {
    const char *name;
    size_t offset, size;
    const char *bytes;
};

#define SAMPLE(name, offset, bytes)                                                                                    \
    {                                                                                                                  \
        name, offset, sizeof(bytes) - 1, bytes                                                                         \
    }

static const struct sample samples[] = {
    SAMPLE("a.pdf", 0, "%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
    SAMPLE("a.pdf", 3, "%PDF-1.4\n"), /* behind a mark or a blank line: ISO 32000-1, H.3 */
    SAMPLE("A.PDF", 0, "%PDF-1.7\n"),
    SAMPLE("a.jpg", 0, "\xff\xd8\xff\xe0\0\x10JFIF"),
    SAMPLE("a.jpeg", 0, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    SAMPLE("a.png", 0, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    SAMPLE("a.gif", 0, "GIF89a"),
    SAMPLE("a.tif", 0, "II*\0\x08\0\0\0"),
    SAMPLE("a.tiff", 0, "MM\0*\0\0\0\x08"),
    SAMPLE("a.bmp", 0, "BM\x36\0\0\0"),
    SAMPLE("a.webp", 0, "RIFF\1\2\3\4WEBPVP8 "),
    SAMPLE("a.heic", 0,
           "\0\0\0\x18"
           "ftypheic"),
    SAMPLE("a.dcm", 128, "DICM\2\0\0\0UL"),
    SAMPLE("a.dcm", 0, "\x08\0\5\0\x0a\0\0\0ISO_IR"),
    SAMPLE("a.docx", 0, "PK\3\4\x14\0\6\0"),
    SAMPLE("a.docx", 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"), /* with a password */
    SAMPLE("a.xlsx", 0, "PK\3\4\x14\0\6\0"),
    SAMPLE("a.odt", 0,
           "PK\3\4\x14\0\0\x08"
           "mimetypeapplication/vnd.oasis"),
    SAMPLE("a.zip", 0, "PK\5\6\0\0\0\0"),
    SAMPLE("a.doc", 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"),
    SAMPLE("a.doc", 0, "\x7b\\rtf1\\ansi"),
    SAMPLE("a.xls", 0, "<html><table>"),
    SAMPLE("a.msg", 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"),
    SAMPLE("a.rtf", 0, "\x7b\\rtf1"),
    SAMPLE("a.gz", 0, "\x1f\x8b\x08\0"),
    SAMPLE("a.tar.gz", 0, "\x1f\x8b\x08\0"),
    SAMPLE("a.bz2", 0, "BZh91AY&SY"),
    SAMPLE("a.xz", 0,
           "\xfd"
           "7zXZ\0\0\4"),
    SAMPLE("a.zst", 0, "\x28\xb5\x2f\xfd\x24"),
    SAMPLE("a.7z", 0, "7z\xbc\xaf\x27\x1c\0\4"),
    SAMPLE("a.tar", 257, "ustar\00000"),
    SAMPLE("a.rar", 0, "Rar!\x1a\7\1\0"),
    SAMPLE("a.mp3", 0, "ID3\3\0"),
    SAMPLE("a.mp3", 0, "\xff\xfb\x90\x64"),
    SAMPLE("a.mp4", 0,
           "\0\0\0\x20"
           "ftypisom"),
    SAMPLE("a.wav", 0, "RIFF\1\2\3\4WAVEfmt "),
    SAMPLE("a.ogg", 0, "OggS\0\2"),
    SAMPLE("a.flac", 0, "fLaC\0\0"),
    SAMPLE("a.ds2", 0, "\3ds2"),
    SAMPLE("a.gpg", 0, "\x8c\x0d\4\x09\3\x08"), /* gpg -c */
    SAMPLE("a.gpg", 0, "\x85\1\x8c\3"),         /* gpg -e */
    SAMPLE("a.asc", 0, "-----BEGIN PGP MESSAGE-----\n"),
    SAMPLE("a.sqlite", 0, "SQLite format 3\0\x10\0"),
    SAMPLE("a.db", 0, "SQLite format 3\0\x10\0"),
    SAMPLE("a.edf", 0, "0       X X X"),
    SAMPLE("a.swp", 0, "b0VIM 9.0\0"),
    SAMPLE("a.hl7", 0, "\vMSH|^~\\&|LAB|\r"),
    SAMPLE("a.xml", 0, "<?xml version=\"1.0\"?>"),
    SAMPLE("a.txt", 0,
           "Patient seen, Gr\xc3\xb6\xc3\x9f"
           "e 1,82 m\n"),
    SAMPLE("a.txt", 0,
           "Patient seen, Gr\xf6\xdf"
           "e 1,82 m\n"),                           /* Latin-1 */
    SAMPLE("a.csv", 0, "\xff\xfel\0o\0g\0i\0n\0"),  /* UTF-16 with its mark, as Excel has it */
    SAMPLE("a.csv", 0, "l\0o\0g\0i\0n\0,\0a\0b\0"), /* and without */
    SAMPLE("a.txt", 0, "\xcf\xe0\xf6\xe8\xe5\xed\xf2 \xee\xf1\xec\xee\xf2\xf0\xe5\xed"), /* CP1251 */
};

/* As encrypted bytes look (xorshift32). */
static void make_noise(uint8_t *head, size_t size, uint32_t seed)
{
    for (size_t i = 0; i < size; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        head[i] = (uint8_t)(seed >> 24);
    }
}

static void fill(uint8_t head[FILETYPE_HEAD], const struct sample *sample)
{
    memset(head, ' ', FILETYPE_HEAD);
    memcpy(head + sample->offset, sample->bytes, sample->size);
}

static void samples_fit(void)
{
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const struct filetype *kind = filetype_named(samples[i].name);
        uint8_t head[FILETYPE_HEAD];

        fill(head, &samples[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(kind);
        if (!filetype_fits(kind, head, samples[i].offset + samples[i].size))
            fprintf(stderr, "    %s: sample %zu does not fit\n", samples[i].name, i);
        CU_ASSERT(filetype_fits(kind, head, samples[i].offset + samples[i].size));
        CU_ASSERT(filetype_fits(kind, head, FILETYPE_HEAD));
    }
}

/* OpenPGP packets begin with any byte above 127, and MPEG frames with any of a few: there the name must be believed. */
static void noise_fits_nothing(void)
{
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const struct filetype *kind = filetype_named(samples[i].name);
        unsigned taken = 0;

        if (strstr(samples[i].name, ".gpg") || strstr(samples[i].name, ".asc"))
            continue;
        for (uint32_t seed = 1; seed <= 200; seed++) {
            uint8_t head[FILETYPE_HEAD];

            make_noise(head, sizeof head, seed * 2654435761u);
            taken += filetype_fits(kind, head, sizeof head);
            CU_ASSERT(filetype_is_noise(head, sizeof head));
            CU_ASSERT(filetype_is_even(head, sizeof head));
        }
        CU_ASSERT(taken <= 2);
    }
}

static void wiped(void)
{
    uint8_t head[FILETYPE_HEAD] = {0};

    CU_ASSERT_FALSE(filetype_fits(filetype_named("a.pdf"), head, sizeof head));
    CU_ASSERT_FALSE(filetype_fits(filetype_named("a.txt"), head, sizeof head));
    CU_ASSERT(filetype_is_noise(head, sizeof head));
    CU_ASSERT(filetype_is_even(head, sizeof head));
}

static void others(void)
{
    static const char text[] = "This file was encrypted. Write to us.";
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
                      structured[] = "MYDB\1\0\0\0\x20\0\0\0\0\0\0\0\7\0\0\0\0\0\0";
    const uint8_t *bytes = (const uint8_t *)text;

    CU_ASSERT_FALSE(filetype_fits(filetype_named("a.pdf"), bytes, sizeof text - 1));
    CU_ASSERT_FALSE(filetype_fits(filetype_named("a.docx"), bytes, sizeof text - 1));
    CU_ASSERT_FALSE(filetype_fits(filetype_named("a.jpg"), bytes, sizeof text - 1));
    CU_ASSERT_FALSE(filetype_is_noise(bytes, sizeof text - 1));
    CU_ASSERT_FALSE(filetype_fits(filetype_named("a.pdf"), (const uint8_t *)png, sizeof png - 1));
    CU_ASSERT_FALSE(filetype_is_noise((const uint8_t *)png, sizeof png - 1));
    CU_ASSERT(filetype_is_noise((const uint8_t *)structured, sizeof structured - 1));
    CU_ASSERT_FALSE(filetype_is_even((const uint8_t *)structured, sizeof structured - 1));
    CU_ASSERT_FALSE(filetype_fits(filetype_named("a.pdf"), bytes, 0));
    CU_ASSERT_FALSE(filetype_fits(filetype_named("a.dcm"), bytes, 3));
}

static void names(void)
{
    static const char *const unknown[] = {"",          "letter",    "a.locked",  "a.crypt", ".pdf",
                                          "a.pdf/b",   "a.pdf.xyz", "dir.pdf/a", "a.",      "a.averyveryverylongone",
                                          "Dr. Smith", "a.pd"};
    const char *at;

    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        CU_ASSERT_PTR_NULL(filetype_named(unknown[i]));
    CU_ASSERT_PTR_NOT_NULL(filetype_named("/srv/records/P.1/a b.c.JpG"));
    at = "a.dat";
    CU_ASSERT_FALSE(filetype_can_tell(filetype_named(at)));
    CU_ASSERT(filetype_can_tell(filetype_named("a.pdf")));
}

static void everyday(void)
{
    static const struct {
        const char *path, *stem;
    } endings[] = {{"/r/a.pdf~", "/r/a.pdf"},
                   {"/r/a.pdf.bak", "/r/a.pdf"},
                   {"/r/a.pdf.1", "/r/a.pdf"},
                   {"/r/a.log.20261122", "/r/a.log"},
                   {"/r/a.conf.dpkg-old", "/r/a.conf"},
                   {"/r/a.hl7.DONE", "/r/a.hl7"},
                   {"/r/a.iso.part", "/r/a.iso"},
                   {"/r/a.pdf.locked", NULL},
                   {"/r/a.pdf", NULL},
                   {"/r.bak/a", NULL},
                   {"/r/.bak", NULL},
                   {"/r/a.bakery", NULL},
                   {"", NULL},
                   {"~", NULL},
                   {"/r/a.", NULL}};
    char stem[64], small[8];

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        bool is_so = filetype_is_everyday(endings[i].path, stem, sizeof stem);

        CU_ASSERT_EQUAL(is_so, endings[i].stem != NULL);
        if (is_so && endings[i].stem)
            CU_ASSERT_STRING_EQUAL(stem, endings[i].stem);
    }
    CU_ASSERT_FALSE(filetype_is_everyday("/r/a.pdf.bak", small, sizeof small));
}

/* Too little to tell. */
static void small_heads(void)
{
    uint8_t head[15];

    make_noise(head, sizeof head, 7);
    CU_ASSERT_FALSE(filetype_is_even(head, sizeof head));
    CU_ASSERT_FALSE(filetype_is_even(head, 0));
    CU_ASSERT(filetype_fits(filetype_named("a.txt"), head, sizeof head));
    CU_ASSERT_FALSE(filetype_fits(filetype_named("a.pdf"), head, sizeof head));
}

CU_TestInfo filetype_tests[] = {
    {"what programs write under a name fits it", samples_fit},
    {"what was encrypted fits no name", noise_fits_nothing},
    {"what was wiped fits no name", wiped},
    {"another kind does not fit, and is no noise", others},
    {"an extension is the last one, in any case; a hidden name is none", names},
    {"endings of every day are told from others", everyday},
    {"a few bytes prove nothing against a text", small_heads},
    CU_TEST_INFO_NULL,
};
