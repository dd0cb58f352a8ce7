/* Addresses so folded that two spellings of one home meet. Pure. */
#ifndef CONFIDE_JUDGE_DWELLING_H
#define CONFIDE_JUDGE_DWELLING_H

#include <stdint.h>

/* Each stands for a folded text; 0 = not said. */
struct dwelling {
    uint32_t home;   /* house and flat with what there is of street and postcode: of these at least one */
    uint32_t house;  /* house and flat with the street */
    uint32_t door;   /* house and flat with the postcode */
    uint32_t street; /* the street with the postcode, or with the town where there is none */
    uint32_t postcode;
    uint32_t town; /* the address's last part, if it has one behind the street */
};

/* `postcode` may be "": it is then looked for in the address. "No fixed abode", PO boxes and the NHS's ZZ99 postcodes
 * (which stand for no place) are not said. Of a postcode as fine as a street (GB, NL, IE) the street's first three
 * letters are enough, so that a mistyped street still meets. */
void dwelling_read(struct dwelling *dwelling, const char *address, const char *postcode);

#endif
