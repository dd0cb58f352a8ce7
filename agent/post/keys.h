/* All that one endpoint is shown to prove who we are: plain data, held during an attempt alone. */
#ifndef CONFIDE_POST_KEYS_H
#define CONFIDE_POST_KEYS_H

#include "form.h"
#include "sign.h"

enum { KEYS_PEM = 32 * 1024 };

/* Empty where the endpoint has none. */
struct keys {
    struct sign_key sign;         /* webhook, cloudevents */
    char secret[FORM_SECRET_MAX]; /* all other formats: token, routing key, user:password, end of the address */
    char certificate[KEYS_PEM];   /* our own, and those above it; PEM */
    char key[KEYS_PEM];
};

#endif
