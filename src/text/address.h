/* E-mail and payment addresses in a plain text (plain.h): private to this room. */
#ifndef TEXT_ADDRESS_H
#define TEXT_ADDRESS_H

#include <stddef.h>

/* Where the address that begins at `at` ends, 0 if none does: "name@example.com", "name@bank", "name
 * at gmail dot com", "name (at) example (dot) com". *no_before is where the next may begin at the
 * earliest; 0 at first, and kept by the caller, so that the cost of all calls is linear. */
size_t address_end(const char *text, size_t length, size_t at, size_t *no_before);

#endif
