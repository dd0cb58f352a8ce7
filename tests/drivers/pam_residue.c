/* pam_residue SERVICES SERVICE LOGIN strong|weak|emergency: one PAM transaction in which a secret is typed, then a
 * search for it in all memory that this process may write. Prints how often it was found, and in which mapping; exit 1
 * if anywhere. The secret is kept here in disguise, so that what is found is somebody's copy. */
#include <security/pam_appl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* PART: the end of a secret, by which it is known. */
enum { DISGUISE = 0x01, WINDOW = 65536, PART = 12 };

/* Three random words twice, "Reception2024!" five times, "EMERGENCY" and why: each letter but one bit. Long: free(3)
 * writes over the beginning of what it is given. */
static const char strong[] = "v`motu,gnsjmhgu,qxk`l`r,pt`ssx,chbxbmd,i`llnbj,whnmho,idefdsnv,`bnso";
static const char weak[] = "Sdbdquhno3135 Sdbdquhno3135 Sdbdquhno3135 Sdbdquhno3135 Sdbdquhno3135 ";
static const char emergency[] = "DLDSFDOBX!Lsr!I`mm!gdmm!ho!snnl!5-!cmdder!gsnl!uid!id`e-!`oe!ids!ghmd!hr!oddede!gns!"
                                "uid!`lctm`obd!ui`u!hr!no!hur!v`x!idsd!onv";

struct typist {
    const char *hidden, *seen; /* in disguise: what is typed where it is not shown, and where it is */
};

static char *undisguised(const char *secret)
{
    size_t length = strlen(secret);
    char *plain = calloc(1, length + 1);

    for (size_t i = 0; plain && i < length; i++)
        plain[i] = (char)(secret[i] ^ DISGUISE);
    return plain;
}

static int converse(int count, const struct pam_message **messages, struct pam_response **responses, void *data)
{
    const struct typist *typist = data;

    *responses = calloc((size_t)count, sizeof **responses);
    for (int i = 0; *responses && i < count; i++)
        if (messages[i]->msg_style <= PAM_PROMPT_ECHO_ON)
            (*responses)[i].resp =
                undisguised(messages[i]->msg_style == PAM_PROMPT_ECHO_OFF ? typist->hidden : typist->seen);
    return *responses ? PAM_SUCCESS : PAM_BUF_ERR;
}

static unsigned found_in(const char *bytes, size_t size, const char *secret)
{
    const char *end = secret + strlen(secret) - PART;
    unsigned found = 0;

    for (size_t at = 0; at + PART <= size; at++) {
        size_t same = 0;

        while (same < PART && bytes[at + same] == (end[same] ^ DISGUISE))
            same++;
        found += same == PART;
    }
    return found;
}

/* The window overlaps the next, so that nothing lies across an edge unseen. process_vm_readv: a mapping may be gone. */
static unsigned search(char *from, char *to, const char *secret)
{
    char window[WINDOW] = {0};
    unsigned found = 0;

    for (; from < to; from += WINDOW - PART) {
        size_t size = to - from < WINDOW ? (size_t)(to - from) : WINDOW;
        struct iovec here = {window, size}, there = {from, size};
        ssize_t got = process_vm_readv(getpid(), &here, 1, &there, 1, 0);

        if (got > 0)
            found += found_in(window, (size_t)got, secret);
        memset(window, 0, sizeof window);
    }
    return found;
}

static unsigned search_all(const char *secret)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    unsigned found = 0;
    char line[512];

    while (maps && fgets(line, sizeof line, maps)) {
        void *from, *to;
        char rights[8], name[256] = "";
        unsigned here;

        if (sscanf(line, "%p-%p %7s %*s %*s %*s %255s", &from, &to, rights, name) < 3 || rights[1] != 'w')
            continue;
        here = search(from, to, secret);
        if (here > 0)
            printf("found %u times in %s\n", here, *name ? name : "memory of its own");
        found += here;
    }
    if (maps)
        fclose(maps);
    return found;
}

/* A search that finds nothing must be known to find. */
static bool finds_a_copy(const char *secret)
{
    char *copy = undisguised(secret);
    bool found;

    printf("with a copy of our own: ");
    found = copy && search_all(secret) > 0;

    free(copy);
    return found;
}

int main(int argc, char **argv)
{
    bool is_weak = argc == 5 && strcmp(argv[4], "weak") == 0;
    bool is_emergency = argc == 5 && strcmp(argv[4], "emergency") == 0;
    struct typist typist = {is_weak ? weak : strong, emergency};
    struct pam_conv conversation = {converse, &typist};
    const char *secret;
    pam_handle_t *handle;
    int result;
    unsigned found;

    if (argc != 5 || pam_start_confdir(argv[2], argv[3], &conversation, argv[1], &handle) != PAM_SUCCESS) {
        fprintf(stderr, "usage: pam_residue SERVICES SERVICE LOGIN strong|weak|emergency\n");
        return 2;
    }
    result = is_emergency ? pam_acct_mgmt(handle, 0) : pam_chauthtok(handle, 0);
    pam_end(handle, result);
    secret = is_emergency ? emergency : typist.hidden;
    found = search_all(secret);
    printf("answered %d, found %u times\n", result, found);
    return finds_a_copy(secret) ? found > 0 : 3;
}
