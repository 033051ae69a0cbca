/* A set of post ids: those that were read today, which X bills once a day. */
#ifndef CHANNEL_X_SEEN_H
#define CHANNEL_X_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begin with zeros. */
struct x_seen {
	uint64_t *ids; /* open addressing; 0 is no id */
	size_t size;   /* a power of two, or 0 */
	size_t count;
};

/* Whether it was not in the set. What is no number of 1 to 20 digits is never in it. */
bool x_seen_add(struct x_seen *seen, const char *id);

/* Forget all, keep the room. */
void x_seen_clear(struct x_seen *seen);
void x_seen_release(struct x_seen *seen);

#endif
