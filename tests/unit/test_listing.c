/* agent/watch/listing: the list of a root's records as a file. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/inventory/listing.h"

enum { RECORDS = 20000 };

static char folder_path[64];
static char name[64]; /* the list's, as it is found */

static int make_folder(void)
{
    text_copy(folder_path, sizeof folder_path, "/tmp/confide-listing.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder_path));
    return open(folder_path, O_RDONLY | O_DIRECTORY);
}

static void drop_folder(int folder)
{
    unlinkat(folder, name, 0);
    close(folder);
    CU_ASSERT_EQUAL(rmdir(folder_path), 0); /* nothing else is left there */
}

static struct listing *begin(int folder, const char *root)
{
    struct listing_head head = {.ino = 7};
    struct listing *listing;

    snprintf(head.root, sizeof head.root, "%s", root);
    listing = listing_create(folder, &head, false);
    CU_ASSERT_PTR_NOT_NULL_FATAL(listing);
    return listing;
}

static void put_some(struct listing *listing, int count)
{
    for (int i = 0; i < count; i++) {
        struct record record = {.ino = (uint64_t)i, .size = (uint64_t)i * 3};
        char path[32];

        snprintf(path, sizeof path, "P%03d/%05d", i / 100, i);
        CU_ASSERT_TRUE(listing_put(listing, path, &record));
    }
}

static enum listing_state open_again(int folder, const char *root, struct listing **listing, struct listing_end *end)
{
    struct listing_head head = {0};

    snprintf(head.root, sizeof head.root, "%s", root);
    return listing_open(listing, folder, &head, end);
}

/* The one file in the folder. */
static void find_name(void)
{
    DIR *folder = opendir(folder_path);
    struct dirent *entry;

    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            snprintf(name, sizeof name, "%.60s", entry->d_name);
    closedir(folder);
}

static void make_list(int folder, const char *root, int count)
{
    struct listing *listing = begin(folder, root);

    put_some(listing, count);
    CU_ASSERT_TRUE(listing_commit(listing, 4711));
    listing_free(listing);
    find_name();
}

static void comes_back(void)
{
    int folder = make_folder(), count = 0;
    static char path[RECORD_PATH_SIZE];
    struct listing *listing;
    struct listing_end end;
    struct record record;
    struct stat status;

    make_list(folder, "/srv", RECORDS);
    CU_ASSERT_EQUAL_FATAL(open_again(folder, "/srv", &listing, &end), LISTING_GOOD);
    CU_ASSERT_EQUAL(end.count, RECORDS);
    CU_ASSERT_EQUAL(end.since_ms, 4711);
    for (; listing_next(listing, path, &record); count++)
        CU_ASSERT_TRUE(record.ino == (uint64_t)count && strtol(strchr(path, '/') + 1, NULL, 10) == count);
    CU_ASSERT_EQUAL(count, RECORDS);
    CU_ASSERT_FALSE(listing_next(listing, path, &record));
    listing_free(listing);
    CU_ASSERT_EQUAL(fstatat(folder, name, &status, 0), 0);
    CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
    CU_ASSERT_TRUE(status.st_size < RECORDS * 24);
    drop_folder(folder);
}

static void an_empty_one_is_one(void)
{
    int folder = make_folder();
    struct listing *listing;
    struct listing_end end;

    make_list(folder, "/srv", 0);
    CU_ASSERT_EQUAL(open_again(folder, "/srv", &listing, &end), LISTING_GOOD);
    CU_ASSERT_EQUAL(end.count, 0);
    listing_free(listing);
    CU_ASSERT_EQUAL(open_again(folder, "/other", &listing, &end), LISTING_NONE);
    drop_folder(folder);
}

static void is_torn_anywhere(void)
{
    int folder = make_folder();
    struct stat status;
    off_t step;

    make_list(folder, "/srv", 3000);
    fstatat(folder, name, &status, 0);
    step = status.st_size / 97;
    for (off_t size = status.st_size - 1; size > 0; size -= step) {
        struct listing *listing;
        struct listing_end end;
        int fd = openat(folder, name, O_RDWR);

        CU_ASSERT_EQUAL(ftruncate(fd, size), 0);
        close(fd);
        CU_ASSERT_EQUAL(open_again(folder, "/srv", &listing, &end), LISTING_BROKEN);
        CU_ASSERT_PTR_NULL(listing);
    }
    drop_folder(folder);
}

static void is_edited_anywhere(void)
{
    int folder = make_folder(), fd;
    struct stat status;

    make_list(folder, "/srv", 3000);
    fstatat(folder, name, &status, 0);
    fd = openat(folder, name, O_RDWR);
    for (off_t at = status.st_size - 1; at >= 0; at -= status.st_size / 397) {
        struct listing *listing;
        struct listing_end end;
        char was, is;

        CU_ASSERT_EQUAL(pread(fd, &was, 1, at), 1);
        is = (char)(was ^ 0x40);
        CU_ASSERT_EQUAL(pwrite(fd, &is, 1, at), 1);
        CU_ASSERT_EQUAL(open_again(folder, "/srv", &listing, &end), LISTING_BROKEN);
        CU_ASSERT_EQUAL(pwrite(fd, &was, 1, at), 1);
        CU_ASSERT_EQUAL(open_again(folder, "/srv", &listing, &end), LISTING_GOOD);
        listing_free(listing);
    }
    close(fd);
    drop_folder(folder);
}

static void another_roots_is_refused(void)
{
    int folder = make_folder();
    struct listing *listing;
    struct listing_end end;
    char ours[64];

    make_list(folder, "/srv", 3);
    text_copy(ours, sizeof ours, name);
    CU_ASSERT_EQUAL(unlinkat(folder, ours, 0), 0);
    make_list(folder, "/other", 3);
    CU_ASSERT_EQUAL(renameat(folder, name, folder, ours), 0);
    CU_ASSERT_EQUAL(open_again(folder, "/other", &listing, &end), LISTING_NONE);
    CU_ASSERT_EQUAL(open_again(folder, "/srv", &listing, &end), LISTING_BROKEN);
    text_copy(name, sizeof name, ours);
    drop_folder(folder);
}

static void unfinished_leaves_the_old(void)
{
    int folder = make_folder();
    struct listing *listing;
    struct listing_end end;

    make_list(folder, "/srv", 5);
    listing = begin(folder, "/srv");
    put_some(listing, RECORDS);
    listing_free(listing);
    CU_ASSERT_EQUAL(open_again(folder, "/srv", &listing, &end), LISTING_GOOD);
    CU_ASSERT_EQUAL(end.count, 5);
    listing_free(listing);
    drop_folder(folder);
}

static void a_scratch_list_is_read_at_once(void)
{
    int folder = make_folder(), count = 0;
    static char path[RECORD_PATH_SIZE];
    struct listing_head head = {.root = "/srv"};
    struct listing *listing = listing_create(folder, &head, true);
    struct record record;

    CU_ASSERT_PTR_NOT_NULL_FATAL(listing);
    put_some(listing, RECORDS);
    CU_ASSERT_TRUE(listing_reread(listing));
    for (path[0] = '\0'; listing_next(listing, path, &record); count++)
        CU_ASSERT_EQUAL(record.ino, (uint64_t)count);
    CU_ASSERT_EQUAL(count, RECORDS);
    listing_free(listing);
    name[0] = '\0';
    drop_folder(folder);
}

CU_TestInfo listing_tests[] = {
    {"records come back in order, in a file that only its owner can read", comes_back},
    {"an empty list is a list, a missing one is none", an_empty_one_is_one},
    {"a list torn at any place is not read", is_torn_anywhere},
    {"a list edited at any place is not read", is_edited_anywhere},
    {"another root's list is not taken for this one's", another_roots_is_refused},
    {"a list that is not finished leaves the old one and nothing else", unfinished_leaves_the_old},
    {"a scratch list is read again and leaves no file", a_scratch_list_is_read_at_once},
    CU_TEST_INFO_NULL,
};
