/* How long a label of a domain gets in ASCII: private to this room. */
#ifndef TEXT_PUNYCODE_H
#define TEXT_PUNYCODE_H

#include <stddef.h>

enum { PUNYCODE_LONGEST = 63 }; /* what a name server takes */

/* The length of the label in Punycode with "xn--" in front, or its length if it is ASCII. Gives
 * more than PUNYCODE_LONGEST if it is longer, whatever its length. */
size_t punycode_length(const char *label, size_t length);

#endif
