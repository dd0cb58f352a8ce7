/* Everything that is kept about one case, for its report. */
#ifndef CONFIDE_JUDGE_ANSWERS_FILE_H
#define CONFIDE_JUDGE_ANSWERS_FILE_H

#include "asking.h"

/* Rows as agent/base/json_file.h writes them, the case first. The look is recorded before anything is told; what cannot
 * be recorded is not shown. */
void answer_file(struct asking *asking, const char *case_id);

#endif
