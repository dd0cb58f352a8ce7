/* How long one row of rota.csv may be: what lets a search stop looking back. */
#ifndef CONFIDE_JUDGE_SHIFTS_H
#define CONFIDE_JUDGE_SHIFTS_H

enum { SHIFT_MOST_S = 31 * 24 * 3600 };

#endif
