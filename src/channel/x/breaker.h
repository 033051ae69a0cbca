/*
 * Whether X refuses all replies: pure, told the time and what happened, and in memory only.
 *
 * X has changed overnight who may be answered, and said of every reply that it is not allowed. Each
 * of these answers looks as if it were about its own reply, which is then given up; in an hour
 * thousands would be. So refusals in a row are counted, and after a few the lane rests. When the
 * rest is over the next reply is the probe: taken, all go on; refused, it is given up like those
 * before it and the lane rests twice as long. One reply of danger may go within each rest.
 *
 *   X_BREAKER_ROW different replies to X_BREAKER_PEOPLE people, none taken between ─▶ 15 min
 *   refused again after that                                                       ─▶ 30 min ... 2 h
 *   one is taken                                                                   ─▶ none
 *
 * Several people, so that nobody whose posts we cannot answer silences us for all others.
 */
#ifndef CHANNEL_X_BREAKER_H
#define CHANNEL_X_BREAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/delivery.h"
#include "outbox/outbox.h"

enum {
	X_BREAKER_ROW = 5,
	X_BREAKER_PEOPLE = 3,
	X_BREAKER_FIRST_MS = 15 * 60 * 1000,
	X_BREAKER_MOST_MS = 2 * 60 * 60 * 1000,
	X_BREAKER_WORDS_SIZE = 160,
	X_BREAKER_TEXT_SIZE = 200,
};

/* Zero it before the first use. */
struct x_breaker {
	struct {
		int64_t row; /* of the delivery; 0: none */
		char author_id[ID_SIZE];
	} last[X_BREAKER_ROW]; /* the last ones refused, a ring */
	unsigned refused;      /* different ones, since one was taken */
	unsigned rests;        /* in a row; 0: X takes replies, for all we know */
	int64_t rests_until;
	bool danger_tried; /* within this rest */
	char words[X_BREAKER_WORDS_SIZE];
};

/* X refused this reply for good, and not for its parent or its text; `words` are X's. True if a rest
 * begins. */
bool x_breaker_refused(struct x_breaker *breaker, const struct delivery *delivery,
	const char *words, int64_t now_ms);

/* X took a reply just now. Gives how many were refused before it, if the lane rested for them; else
 * 0. */
unsigned x_breaker_accepted(struct x_breaker *breaker);

/* What of that may leave now. */
struct allowance x_breaker_allows(
	const struct x_breaker *breaker, struct allowance allowed, int64_t now_ms);

/* What is wrong, for people; "" if nothing. */
void x_breaker_text(const struct x_breaker *breaker, char out[X_BREAKER_TEXT_SIZE]);

#endif
