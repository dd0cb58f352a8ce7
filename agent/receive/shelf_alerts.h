/* What the shelf keeps of findings, each told once, and of alerts, each said and mailed at least once. */
#ifndef CONFIDE_RECEIVE_SHELF_ALERTS_H
#define CONFIDE_RECEIVE_SHELF_ALERTS_H

#include "alert.h"
#include "shelf.h"
#include "witness.h"

/* SHELF_ALREADY when this machine was told of by this key before. */
enum shelf_result shelf_finding_add(struct shelf *shelf, int64_t machine, const struct witness_finding *finding,
                                    int64_t now_ms);

/* Calls `each` for every finding about a machine, oldest first. It must not write. */
enum shelf_result shelf_findings(struct shelf *shelf, int64_t machine,
                                 void (*each)(void *data, enum witness_kind kind, const char *says, int64_t told_ms),
                                 void *data);

/* `is_mailed`: no mail is wanted for it. */
enum shelf_result shelf_alert_add(struct shelf *shelf, const struct alert *alert, bool is_mailed);

/* Calls `each` for the oldest hundred that were not said (or mailed) yet, until it returns false. It must not write. */
enum shelf_result shelf_alerts_unsaid(struct shelf *shelf, bool (*each)(void *data, const struct alert *alert),
                                      void *data);
enum shelf_result shelf_alerts_unmailed(struct shelf *shelf, bool (*each)(void *data, const struct alert *alert),
                                        void *data);

/* All up to the number `n` were said, or mailed. */
enum shelf_result shelf_alerts_said(struct shelf *shelf, int64_t n);
enum shelf_result shelf_alerts_mailed(struct shelf *shelf, int64_t n);

#endif
