/* Whether a post found at X is the reply we meant to send. */
#ifndef CHANNEL_X_SAME_H
#define CHANNEL_X_SAME_H

#include <stdbool.h>

#include "base/buf.h"

/* Compare whole texts but for what X does to them: leading @names, white space, &amp; for &, and
 * t.co in place of a link. Unicode's normal form is not at hand in this room; of its differences
 * only the nukta letters of Devanagari occur in what we send, and those are made equal. */
bool x_text_is_same(const char *ours, const char *theirs);

/* What a post of ours says, without the names that X puts in front. Adds it to `out`. */
void x_text_said(const char *theirs, struct buf *out);

#endif
