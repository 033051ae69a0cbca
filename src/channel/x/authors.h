/*
 * Whom we answered of late, and who of them is labelled automated: pure, and in memory only.
 *
 * Two bots that answer each other would go on for ever. X says in a user object whether an account
 * is labelled automated, but to look there costs ten times a mention; so it is done only before a
 * second reply to somebody within an hour, and what was said holds for a day. A restart forgets all
 * of it: it costs a look-up, or a bot gets one reply more.
 */
#ifndef CHANNEL_X_AUTHORS_H
#define CHANNEL_X_AUTHORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/case.h"
#include "model/names.h"

enum {
	X_AUTHORS_MAX = 1024, /* X takes 400 replies an hour: more than anybody of the last hour */
	X_ANSWERED_MS = 60 * 60 * 1000,
	X_LOOKED_UP_MS = 24 * 60 * 60 * 1000,
};

struct x_author {
	char id[ID_SIZE];
	int64_t answered_at;  /* 0: never */
	int64_t looked_up_at; /* 0: never */
	bool automated;       /* as the look-up said */
};

/* Zero it before the first use. When it is full, who was answered or looked up longest ago is
 * forgotten for whoever is new. */
struct x_authors {
	struct x_author known[X_AUTHORS_MAX];
	size_t count;
	int64_t rests_until; /* nobody is looked up before this */
};

/* Whether the author must be looked up before this reply: a reply went to them within the last hour
 * and there is no look-up of the last day. Never for danger, not for follow-ups (nobody wrote again, so
 * there is no loop), and never if `id` is "". */
bool x_authors_must_look_up(
	const struct x_authors *authors, const char *id, enum priority priority, int64_t now_ms);

/* Whether a look-up of the last day said that the account is labelled automated. */
bool x_authors_is_automated(const struct x_authors *authors, const char *id, int64_t now_ms);

/* A reply to the author is out; a look-up said this of them. "" is nobody. */
void x_authors_answered(struct x_authors *authors, const char *id, int64_t now_ms);
void x_authors_looked_up(struct x_authors *authors, const char *id, bool automated, int64_t now_ms);

#endif
