/* Kinds of files by extension and first bytes. Owns the table of them and what counts as text. Must not read a file.
 * In: names and heads. Out: whether they fit.
 *
 * A kind accepts what programs do write under its name: a .doc that is RTF or HTML, a .jpg that is a PNG, a .docx with
 * a password, which is OLE. The bytes are those of file(1)'s magic(5) and of the formats' own papers: ISO 32000-1
 * (PDF), PNG 5.2, TIFF 6.0, DICOM PS3.10 7.1, APPNOTE 4.3 (zip), MS-CFB 2.2 (OLE), RFC 1952 (gzip), RFC 8878 (zstd),
 * RFC 9580 (OpenPGP), EDF 1992, ISO 14496-12 (ftyp), SQLite 1.3, gitformat-index(5), gitformat-pack(5). */
#include "agent/watch/harm/filetype.h"

#include <ctype.h>
#include <string.h>

#include "agent/base/text.h"

enum { EXTENSION_SIZE = 16, MAGICS = 17, SURE_BYTES = 3, EVEN_LEAST = 16 };

struct magic {
    uint16_t offset;
    uint8_t size;
    const char *bytes;
};

enum accepts {
    BY_MAGIC = 0,
    OR_TEXT = 1,     /* text will do, and what is not text but far from noise: many programs use such names */
    OR_FURTHER = 2,  /* its first magic may stand anywhere in the head */
    OR_PACKET = 4,   /* a byte with its highest bit set begins an OpenPGP packet (RFC 9580, 4.2) */
    OR_ANYTHING = 8, /* a name that many programs use, each in its own way */
};

struct filetype {
    const char *extensions;
    unsigned accepts;
    struct magic magics[MAGICS]; /* size 0 ends the list */
};

#define AT(offset, bytes)                                                                                              \
    {                                                                                                                  \
        offset, sizeof(bytes) - 1, bytes                                                                               \
    }
#define ZIP    AT(0, "PK\3\4"), AT(0, "PK\5\6"), AT(0, "PK\7\10")
#define OLE    AT(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
#define RIFF   AT(0, "RIFF")
#define RTF    AT(0, "{\\rtf")
#define FTYP   AT(4, "ftyp")
#define SQLITE AT(0, "SQLite format 3")

static const struct filetype kinds[] = {
    {"txt text md markdown rst csv tsv tab json jsonl ndjson geojson xml html htm xhtml css js mjs jsx tsx svg hl7 "
     "hl7v2 "
     "edi x12 fhir ics ical eml mbox mbx vcf vcard log ini conf cfg cnf toml yaml yml properties desktop service",
     OR_TEXT,
     {{0}}},
    {"c h cc cpp cxx hh hpp hxx s asm py pl pm rb sh bash zsh csh php java kt go rs lua sql tex bib sty cls r f f90 m "
     "mm "
     "swift scala awk sed m4 ac am in mk cmake make diff patch po pot dts dtsi lds inc def map sum mod",
     OR_TEXT,
     {{0}}},
    {"mht mhtml url reg inf bat cmd ps1 vbs rdf ttl opf xsl xslt xsd dtd tei fodt fods fodp dif gpx kml ldif gv srt "
     "vtt "
     "nfo readme list manifest spec rules tmpl tpl j2 template example sample",
     OR_TEXT,
     {{0}}},
    {"pdf ai", OR_FURTHER, {AT(0, "%PDF-"), AT(0, "%!")}}, /* ISO 32000-1, H.3: within the first 1024 bytes */
    {"ps eps epsf", BY_MAGIC, {AT(0, "%!"), AT(0, "\xc5\xd0\xd3\xc6"), AT(0, "\x04%!"), AT(0, "\x1b%-12345X")}},
    {"doc dot xls xlt xla ppt pps pot wri wps", OR_TEXT, {OLE, ZIP, RTF, AT(0, "\xdb\xa5"), AT(0, "\x31\xbe")}},
    {"docx docm dotx dotm xlsx xlsm xlsb xltx pptx pptm ppsx potx vsdx", BY_MAGIC, {ZIP, OLE, RTF}},
    {"odt ods odp odg odf odb odc ott ots otp oxt epub jar war apk xpi whl zip zipx cbz kmz ora sxw sxc",
     BY_MAGIC,
     {ZIP}},
    {"msg msi vsd pub mpp db",
     BY_MAGIC,
     {OLE, SQLITE, AT(12, "\x62\x31\x05"), AT(12, "\x61\x15\x06"), AT(14, "\x05\x31\x62"), AT(14, "\x06\x15\x61"),
      AT(0, "GDBM"), AT(0, "\xce\x9a\x57\x13")}},
    {"rtf", BY_MAGIC, {RTF}},
    {"jpg jpeg jpe jfif png gif tif tiff bmp dib webp heic heif avif ico jp2 jpx",
     BY_MAGIC,
     {AT(0, "\xff\xd8\xff"), AT(0, "\x89PNG\r\n\x1a\n"), AT(0, "GIF8"), AT(0, "II*\0"), AT(0, "MM\0*"), AT(0, "II+\0"),
      AT(0, "MM\0+"), AT(0, "BM"), AT(8, "WEBP"), FTYP, AT(0, "\0\0\1\0"), AT(0, "\0\0\0\x0cjP"),
      AT(0, "\xff\x4f\xff\x51")}},
    {"psd xcf djvu dng cr2 nef arw",
     BY_MAGIC,
     {AT(0, "8BPS"), AT(0, "gimp xcf"), AT(0, "AT&TFORM"), AT(0, "II*\0"), AT(0, "MM\0*")}},
    /* The second and third: a data set without a preamble, as older devices write it. */
    {"dcm dicom dic", BY_MAGIC, {AT(128, "DICM"), AT(0, "\x08\0"), AT(0, "\x02\0")}},
    {"edf bdf",
     BY_MAGIC,
     {AT(0, "0       "), AT(0, "\xff"
                               "BIOSEMI")}},
    {"nii hdr", BY_MAGIC, {AT(0, "\x5c\1\0\0"), AT(0, "\0\0\1\x5c"), AT(344, "n+1")}},
    {"h5 hdf5 mat nc", BY_MAGIC, {AT(0, "\x89HDF\r\n\x1a\n"), AT(0, "MATLAB 5.0"), AT(0, "CDF\1"), AT(0, "CDF\2")}},
    {"gz tgz svgz adz emz", BY_MAGIC, {AT(0, "\x1f\x8b\x08")}},
    {"bz2 tbz tbz2", BY_MAGIC, {AT(0, "BZh")}},
    {"xz txz",
     BY_MAGIC,
     {AT(0, "\xfd"
            "7zXZ\0")}},
    {"zst tzst", BY_MAGIC, {AT(0, "\x28\xb5\x2f\xfd")}},
    {"lz4", BY_MAGIC, {AT(0, "\x04\x22\x4d\x18")}},
    {"lz", BY_MAGIC, {AT(0, "LZIP")}},
    {"7z", BY_MAGIC, {AT(0, "7z\xbc\xaf\x27\x1c")}},
    {"rar cbr", BY_MAGIC, {AT(0, "Rar!\x1a\7")}},
    {"tar", BY_MAGIC, {AT(257, "ustar")}},
    {"cab", BY_MAGIC, {AT(0, "MSCF")}},
    {"deb a", BY_MAGIC, {AT(0, "!<arch>\n"), AT(0, "!<thin>\n")}},
    {"rpm", BY_MAGIC, {AT(0, "\xed\xab\xee\xdb")}},
    {"mp3 mp2 aac",
     BY_MAGIC,
     {AT(0, "ID3"), AT(0, "\xff\xfb"), AT(0, "\xff\xfa"), AT(0, "\xff\xf3"), AT(0, "\xff\xf2"), AT(0, "\xff\xf1"),
      AT(0, "\xff\xf9"), AT(0, "ADIF")}},
    {"mp4 m4a m4v m4b mov 3gp 3g2 qt",
     BY_MAGIC,
     {FTYP, AT(4, "moov"), AT(4, "mdat"), AT(4, "wide"), AT(4, "free"), AT(4, "skip")}},
    {"wav avi ani", BY_MAGIC, {RIFF, AT(0, "RF64"), AT(0, "RIFX")}},
    {"ogg oga ogv opus spx", BY_MAGIC, {AT(0, "OggS")}},
    {"flac", BY_MAGIC, {AT(0, "fLaC"), AT(0, "ID3")}},
    {"wmv wma asf", BY_MAGIC, {AT(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11")}},
    {"mkv webm mka", BY_MAGIC, {AT(0, "\x1a\x45\xdf\xa3")}},
    {"mpg mpeg vob", BY_MAGIC, {AT(0, "\0\0\1\xba"), AT(0, "\0\0\1\xb3")}},
    {"dss ds2", BY_MAGIC, {AT(0, "\2dss"), AT(0, "\3ds2"), AT(0, "\3dss")}}, /* dictation */
    {"amr", BY_MAGIC, {AT(0, "#!AMR")}},
    {"aif aiff aifc", BY_MAGIC, {AT(0, "FORM")}},
    {"mid midi", BY_MAGIC, {AT(0, "MThd")}},
    {"gpg pgp sig", OR_PACKET, {AT(0, "-----BEGIN PGP"), AT(0, "age-encryption.org/")}},
    {"asc", OR_TEXT | OR_PACKET, {AT(0, "-----BEGIN PGP")}},
    {"age", BY_MAGIC, {AT(0, "age-encryption.org/"), AT(0, "-----BEGIN AGE")}},
    {"pem crt cer csr key pub der p7m p7s p7b p7c p12 pfx crl",
     OR_TEXT,
     {AT(0, "\x30\x80"), AT(0, "\x30\x81"), AT(0, "\x30\x82"), AT(0, "\x30\x83")}},
    {"kdbx", BY_MAGIC, {AT(0, "\x03\xd9\xa2\x9a")}},
    {"sqlite sqlite3 db3 s3db", BY_MAGIC, {SQLITE}},
    {"mdb accdb", BY_MAGIC, {AT(4, "Standard")}},
    {"pst ost", BY_MAGIC, {AT(0, "!BDN")}},
    {"swp swo swn", BY_MAGIC, {AT(0, "b0VIM"), AT(0, "b0nano")}},
    {"pack", BY_MAGIC, {AT(0, "PACK")}},
    {"idx", OR_ANYTHING, {AT(0, "\377tOc")}},
    {"ttf otf woff woff2 ttc",
     BY_MAGIC,
     {AT(0, "\0\1\0\0"), AT(0, "OTTO"), AT(0, "true"), AT(0, "wOFF"), AT(0, "wOF2"), AT(0, "ttcf")}},
    {"exe dll sys scr com", OR_ANYTHING, {AT(0, "MZ")}},
    {"o so ko elf", OR_TEXT, {AT(0, "\177ELF")}},
    {"class", BY_MAGIC, {AT(0, "\xca\xfe\xba\xbe")}},
    {"lnk", BY_MAGIC, {AT(0, "L\0\0\0\1\x14\2")}},
    {"mo gmo", BY_MAGIC, {AT(0, "\xde\x12\x04\x95"), AT(0, "\x95\x04\x12\xde")}},
    {"ts", OR_TEXT, {AT(0, "G")}},
    {"dat data bin raw img iso vmdk qcow2 dbf cache lock lck pid rev bitmap db-wal db-shm db-journal sqlite-wal "
     "sqlite-shm "
     "sqlite-journal wal pyc pyo wmf emf rec seg dir pag ldb mdf ldf bkf",
     OR_ANYTHING,
     {AT(0, "DIRC"), AT(0, "\x1f\x9d\x90"), AT(0, "CD001")}},
};

/* Endings that editors, copies, downloads, package managers and interface engines put behind a whole name. */
static const char everyday[] =
    "bak backup old orig save sav prev tmp temp new part partial crdownload download filepart "
    "dpkg-* ucf-* rpmsave rpmnew rej copy swp swo lock done processed ack sent ok err error "
    "failed archived";

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Lower-case, without its dot; "" where there is none. A name that begins with its only dot is all name. */
static void extension_of(const char *path, char to[EXTENSION_SIZE])
{
    const char *name = last_name(path), *dot = strrchr(name, '.');
    size_t i = 0;

    to[0] = '\0';
    if (!dot || dot == name || !text_copy(to, EXTENSION_SIZE, dot + 1)) {
        to[0] = '\0';
        return;
    }
    for (; to[i]; i++)
        to[i] = (char)tolower((unsigned char)to[i]);
}

const struct filetype *filetype_named(const char *path)
{
    char extension[EXTENSION_SIZE];

    extension_of(path, extension);
    for (size_t i = 0; extension[0] && i < sizeof kinds / sizeof kinds[0]; i++)
        if (text_in_list(kinds[i].extensions, extension))
            return &kinds[i];
    return NULL;
}

/* ---- first bytes ----------------------------------------------------------------------------- */

static bool has_magic(const struct magic *magic, const uint8_t *head, size_t size)
{
    return size >= (size_t)magic->offset + magic->size && memcmp(head + magic->offset, magic->bytes, magic->size) == 0;
}

/* UTF-16 without a mark at its beginning: every other byte of most of it is zero. */
static bool is_wide_text(const uint8_t *head, size_t size)
{
    size_t zeros[2] = {0, 0};

    for (size_t i = 0; i < size; i++)
        zeros[i % 2] += head[i] == 0;
    return size >= 8 && (zeros[0] + zeros[1] < size * 5 / 8) && (zeros[0] >= size * 3 / 8 || zeros[1] >= size * 3 / 8);
}

/* In whatever eight-bit code or UTF-8, as file(1) has it: no zero, hardly a control character. Chance gives one of
 * those in nine bytes. */
static bool is_text(const uint8_t *head, size_t size)
{
    size_t controls = 0;

    if (size >= 2 && ((head[0] == 0xff && head[1] == 0xfe) || (head[0] == 0xfe && head[1] == 0xff)))
        return true;
    for (size_t i = 0; i < size; i++) {
        if (head[i] == 0)
            return is_wide_text(head, size);
        controls += (head[i] < ' ' && !strchr("\a\b\t\n\v\f\r\033", head[i])) || head[i] == 0x7f;
    }
    return controls <= size / 50;
}

bool filetype_can_tell(const struct filetype *kind)
{
    return !(kind->accepts & OR_ANYTHING);
}

bool filetype_fits(const struct filetype *kind, const uint8_t *head, size_t size)
{
    if ((kind->accepts & OR_ANYTHING) || ((kind->accepts & OR_PACKET) && size > 0 && (head[0] & 0x80)))
        return true;
    if ((kind->accepts & OR_TEXT) && (is_text(head, size) || !filetype_is_even(head, size)))
        return true;
    for (size_t i = 0; i < MAGICS && kind->magics[i].size; i++)
        if (has_magic(&kind->magics[i], head, size))
            return true;
    return (kind->accepts & OR_FURTHER) && memmem(head, size, kind->magics[0].bytes, kind->magics[0].size) != NULL;
}

/* Two bytes come about by chance too often to prove anything without a name that says the same. */
bool filetype_is_noise(const uint8_t *head, size_t size)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        for (size_t n = 0; n < MAGICS && kinds[i].magics[n].size; n++)
            if (kinds[i].magics[n].size >= SURE_BYTES && has_magic(&kinds[i].magics[n], head, size))
                return false;
    return !is_text(head, size);
}

bool filetype_is_even(const uint8_t *head, size_t size)
{
    size_t uses[256] = {0}, most = 0;

    for (size_t i = 0; i < size; i++) {
        size_t used = ++uses[head[i]];

        most = used > most ? used : most;
    }
    return size >= EVEN_LEAST && (most <= 4 + size / 32 || most == size);
}

/* ---- endings of every day -------------------------------------------------------------------- */

/* "1", "20261122". */
static bool is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789-_")] == '\0';
}

bool filetype_is_everyday(const char *path, char *stem, size_t size)
{
    const char *name = last_name(path);
    char extension[EXTENSION_SIZE];
    size_t length = strlen(path);

    if (!text_copy(stem, size, path))
        return false;
    if (length > 1 && path[length - 1] == '~') {
        stem[length - 1] = '\0';
        return true;
    }
    extension_of(path, extension);
    if (!text_in_list(everyday, extension) && !is_number(extension))
        return false;
    stem[(size_t)(name - path) + (size_t)(strrchr(name, '.') - name)] = '\0';
    return true;
}
