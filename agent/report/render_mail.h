/* A report as a mail: a whole RFC 5322 message. Pure. */
#ifndef CONFIDE_REPORT_RENDER_MAIL_H
#define CONFIDE_REPORT_RENDER_MAIL_H

#include "render_cut.h"

/* Lines end with CRLF and are at most 78 bytes long but for ids and addresses that are longer themselves; all is ASCII.
 * Its length; 0 when `size` is too little, or `from` or `to` is no list of addresses in plain ASCII. */
size_t render_mail(const struct rendering *cut, char *to, size_t size);

#endif
