/*
 * X's rules about writing, as functions of the world alone: what POST /2/tweets would say to a
 * reply, and the rate windows.
 */
#ifndef SIM_X_RULES_H
#define SIM_X_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "x/world.h"

/* What a call is answered: 0 for "go on", else a status with X's words. */
struct x_problem {
	int status;
	const char *title;
	const char *detail;
	const char *type;
};

/* A request to write. */
struct x_create {
	const char *text;      /* NULL: missing */
	const char *parent_id; /* NULL: not a reply */
};

struct x_rules {
	int64_t duplicate_ms; /* how long a text of ours is remembered; 0: it may be said again */
	char *refusal;        /* the words with which every reply is refused; NULL: none is */
};

/* Whether our account may write this now. Sets *out_parent (NULL if it is no reply) and gives
 * status 0, or gives the problem. */
struct x_problem x_rules_create(const struct x_rules *rules, const struct x_world *world,
	const struct x_create *create, int64_t now, const struct x_post **out_parent);

/* A rate window: so many calls, then none until it ends. */
struct x_window {
	const char *name;
	int64_t limit;
	int64_t used;
	int64_t ends_at; /* ms */
};

/* Count one call. False if the window is exhausted. */
bool x_window_take(struct x_window *window, int64_t length_ms, int64_t now);

#endif
