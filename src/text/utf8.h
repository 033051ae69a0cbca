/* Code points of a text, one after the other: private to this room. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include <unicode/utf8.h>

#include "base/buf.h"

/* The code point at *at, which must be below `length`; moves *at behind it. Bytes that are no UTF-8
 * give U+FFFD. */
static inline int32_t utf8_next(const char *text, size_t length, size_t *at)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t i = *at;
	int32_t point;
	U8_NEXT_OR_FFFD(bytes, i, length, point);
	*at = i;
	return point;
}

/* The code point at `at`, or -1 at the end. */
static inline int32_t utf8_peek(const char *text, size_t length, size_t at)
{
	return at < length ? utf8_next(text, length, &at) : -1;
}

/* Add a code point; surrogates and what is beyond Unicode become U+FFFD. */
static inline void utf8_add(struct buf *out, int32_t point)
{
	uint8_t bytes[U8_MAX_LENGTH];
	int32_t length = 0;
	UBool bad = 0;
	uint32_t value = (uint32_t)point;
	U8_APPEND(bytes, length, U8_MAX_LENGTH, value, bad);
	buf_add(out, bad ? "\xEF\xBF\xBD" : (const char *)bytes, bad ? 3 : (size_t)length);
}

#endif
