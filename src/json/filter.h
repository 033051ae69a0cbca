/* The byte filter before the forgiving decoder: makes of almost-JSON what jansson accepts. */
#ifndef JSON_FILTER_H
#define JSON_FILTER_H

#include <stddef.h>

#include "base/buf.h"

/* Copy text; every byte that belongs to no well-formed character becomes U+FFFD. */
void json_filter_text(const char *bytes, size_t length, struct buf *out);

/* Copy a document so that one bad string or number does not make it unreadable:
 *
 *   a byte order mark in front               left out
 *   bytes that are no UTF-8                  U+FFFD
 *   \uD83D without its other half            \ufffd
 *   \u0000, and the byte NUL in a string     \ufffd
 *   another control character in a string    its escape
 *   a number that no int64 or double holds   null
 *
 * What is wrong otherwise stays wrong. */
void json_filter_document(const char *bytes, size_t length, struct buf *out);

#endif
