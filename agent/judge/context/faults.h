/* What is wrong with a context table, row by row: for whoever mends it. */
#ifndef CONFIDE_JUDGE_FAULTS_H
#define CONFIDE_JUDGE_FAULTS_H

#include "agent/base/csv.h"

#include "context.h"

/* Reads the table's file for its bad rows alone; outcome->error also says why nothing of it can be used. */
void faults_read(enum context_table table, const char *file, struct csv_outcome *outcome);

#endif
