/* The names at the end of a domain: private to this room. */
#ifndef TEXT_TLDS_H
#define TEXT_TLDS_H

#include <stddef.h>

/* Where the top-level domain that begins at `at` ends, 0 if none does. Behind it stands no ASCII
 * letter or digit, nor one of @ + -. The text is in NFC; case does not matter. */
size_t tld_end(const char *text, size_t length, size_t at);

#endif
