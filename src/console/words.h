/* Times and texts as an operator reads them in a line. */
#ifndef CONSOLE_WORDS_H
#define CONSOLE_WORDS_H

#include <stdint.h>

#include "base/buf.h"

enum { WORDS_TIME_SIZE = 32 };

/* How far away a time is: "now", "4 s ago", "3 min ago", "2 h ago", "5 days ago"; "in 3 min" for what is
 * to come; "-" for 0, which is never. Gives `out`. */
char *words_when(int64_t at, int64_t now_ms, char out[WORDS_TIME_SIZE]);

/* Add a text that others wrote as part of one line: control characters, which could move the
 * cursor of a terminal, become blanks. */
void words_one_line(struct buf *out, const char *text);

#endif
