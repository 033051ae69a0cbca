/* Small questions about strings. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);

/* Copy into a fixed place, cutting what does not fit (never inside a UTF-8 sequence). False if it
 * was cut. */
bool str_copy(char *out, size_t size, const char *from);

/* The index of `name` in a table of names, or -1. */
int str_index(const char *name, const char *const *names, size_t count);

/* Whether the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool str_is_utf8(const char *bytes, size_t length);

/* Equal, where NULL equals only NULL. */
static inline bool str_is(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

#endif
