/* Pieces of an answer that goes on become lines. Pure. */
#ifndef CHANNEL_X_CHUNKS_H
#define CHANNEL_X_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct x_chunks {
	struct buf line;  /* what is there of the next line */
	bool skipping;    /* the rest of a line that is too long */
	size_t long_ones; /* lines that were too long */
};

/* A line longer than `cap` is passed over and counted. */
void x_chunks_init(struct x_chunks *chunks, size_t cap);
void x_chunks_release(struct x_chunks *chunks);

/* Forget a line that has only begun: the connection has ended. */
void x_chunks_clear(struct x_chunks *chunks);

/* Take a piece; `give` is called for each line that it completes, without its end ("\n" or "\r\n"),
 * but not for empty ones. */
void x_chunks_take(struct x_chunks *chunks, const char *bytes, size_t length,
	void (*give)(void *arg, const char *line, size_t length), void *arg);

#endif
