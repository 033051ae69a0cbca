/*
 * Whether the stream brings what the feed has: "connected" does not mean "complete". X has kept
 * streams open for hours, with their keep-alives, and left out most of the posts. So what the
 * stream brought is remembered for a while, and each post of the feed that it had time to bring is
 * looked for. Pure.
 */
#ifndef CHANNEL_X_TRUST_H
#define CHANNEL_X_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/post.h"

enum {
	X_TRUST_MEMORY = 2048,             /* posts */
	X_TRUST_LATE_MS = 60 * 1000,       /* the stream has so long: ten times X's P99 */
	X_TRUST_REACH_MS = 10 * 60 * 1000, /* older posts are not looked for */
	X_TRUST_AGAIN = 3,                 /* posts of both, after the last one left out */
};

struct x_trust {
	struct x_brought *brought; /* owned, a ring */
	size_t next;
	int64_t whole_from_at; /* it should have all that was written since; 0: it is not open */
	bool doubted;
	int64_t left_out_at; /* the newest post that it did not bring */
	unsigned agreed;     /* posts of both since then */
};

enum x_trust_change { X_TRUST_SAME, X_TRUST_LOST, X_TRUST_REGAINED };

void x_trust_init(struct x_trust *trust);
void x_trust_release(struct x_trust *trust);

/* It is open, and whole from then on; it has ended. Doubt stays. */
void x_trust_opened(struct x_trust *trust, int64_t whole_from_at);
void x_trust_closed(struct x_trust *trust);

/* The stream brought a post; borrows. */
void x_trust_brought(struct x_trust *trust, const struct post *post, int64_t now_ms);

/* The feed has a post; borrows. It may be shown often. */
enum x_trust_change x_trust_compare(struct x_trust *trust, const struct post *post, int64_t now_ms);

#endif
