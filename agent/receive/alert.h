/* What people are told by the receiver. Plain data. */
#ifndef CONFIDE_RECEIVE_ALERT_H
#define CONFIDE_RECEIVE_ALERT_H

#include <stdint.h>

/* Grave: evidence was altered, somebody forges, a machine is silent, a severe case. */
enum alert_level { ALERT_NOTE = 1, ALERT_WARNING, ALERT_GRAVE };

struct alert {
    int64_t n, at_ms; /* its number, from 1, once it is kept */
    enum alert_level level;
    char word[32];      /* for scripts: "silent", "case", "history-changed" */
    char machine[64];   /* the machine's name, "" = none that we know */
    char reference[32]; /* "R-12", "" = no case */
    char says[1024];    /* a case's whole sentence (511), and around it whose it is */
};

#endif
