/* How text stands on a terminal: columns as wcwidth counts them, and wrapping at words. */
#ifndef SIM_SHOW_WIDTH_H
#define SIM_SHOW_WIDTH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Let wcwidth know that text is UTF-8. Once, before anything else here. */
void width_setup(void);

/* Columns that `length` bytes take. Bytes that are no UTF-8 and control characters take one
 * each. */
size_t width_of(const char *text, size_t length);

/* The part of `text` that fits into `columns`: its length in bytes, cut between words where there
 * is one (inside a word only if the word alone is too wide), never inside a character or before a
 * sign that belongs to it. 0 only for "". */
size_t width_fit(const char *text, size_t columns);

/* The blanks between two lines of wrapped text: their length in bytes. */
size_t width_skip(const char *text);

/* Add `length` bytes of text, with control characters as blanks, and blanks up to `columns` if it
 * is narrower. */
void width_add(struct buf *out, const char *text, size_t length, size_t columns);

#endif
