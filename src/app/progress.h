/* How far a long reading of a file is, as one line on the terminal that is drawn again and again. */
#ifndef APP_PROGRESS_H
#define APP_PROGRESS_H

#include <stddef.h>
#include <stdio.h>

#include "loop/loop.h"

struct progress;

/* `in` is what is read; `count` tells how many posts have been done. Where the size of `in` is not
 * known (a pipe), the count alone is shown. */
struct progress *progress_new(struct loop *loop, FILE *in, size_t (*count)(void *arg), void *arg);

/* Draw a few times a second from now on; end: take the line away. NULL allowed, as in free. */
void progress_begin(struct progress *progress);
void progress_end(struct progress *progress);
void progress_free(struct progress *progress);

#endif
