/* What an unexplained access weighs, and who is told: the part of the settled tier that adds up. */
#ifndef CONFIDE_JUDGE_WEIGHING_H
#define CONFIDE_JUDGE_WEIGHING_H

#include "access.h"

/* Adds the access to its story, and tells of the story where that is due. */
void weighing_enter(struct settle *settle, struct access *access, enum explanation found);

/* Would waiting change nothing? It is certain, or it has been waited for with this patient before and is now enough. */
bool weighing_is_sure(struct settle *settle, struct access *access, enum explanation found);

/* Tells of an access for which late rows are waited, where that makes no difference: with what was waited for before
 * and not told yet, it is no chance. */
void weighing_hasten(struct settle *settle, struct access *access);

/* Asks the rules about the person: those that look at what was settled, or (`is_late`) at what was weighed. */
void weighing_spells(struct settle *settle, struct access *access, bool is_late);

/* Tells of the pair's story, be it due or `anyway`. */
void weighing_tell(struct settle *settle, struct access *access, bool anyway);

#endif
