/* Case ids as a reader of posts sees them. */
#ifndef SIM_LIB_CASEID_H
#define SIM_LIB_CASEID_H

#include <stdbool.h>

enum { CASEID_SIZE = 24 };

/* Find the first thing that looks like NRI-7K3F-9QXM (1 to 8 capitals, then two groups of four).
 * Only the looks are judged: whether the id is right is the daemon's own affair. */
bool caseid_find(const char *text, char out[CASEID_SIZE]);

#endif
