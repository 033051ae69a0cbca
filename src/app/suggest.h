/* What somebody may have meant who mistyped a word. */
#ifndef APP_SUGGEST_H
#define APP_SUGGEST_H

#include <stddef.h>

/* The word of the list that is nearest to `typed`: at most two letters wrong, missing, too many or
 * swapped, or begun but not ended. NULL if none is near; the first of several equally near. */
const char *suggest(const char *typed, const char *const *words, size_t count);

#endif
