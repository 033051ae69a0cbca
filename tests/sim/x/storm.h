/*
 * Weather: calls of the daemon that fail as X's own do. A storm lets a share of all calls fail, each in
 * a way drawn from what X is known to do; an outage lets all calls of an endpoint fail in one way
 * for a time. Both are ordered over HTTP (see README.md) and can be played again: what a call meets
 * depends on the seed, its endpoint and how many calls came to that before, not on time.
 */
#ifndef SIM_X_STORM_H
#define SIM_X_STORM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "http/server.h"

enum { X_STORM_ENDPOINTS_MAX = 16, X_STORM_KINDS_MAX = 48 };

/* What becomes of the answer. */
enum x_blow_how {
	X_BLOW_ANSWER,    /* another takes its place */
	X_BLOW_BREAK_OFF, /* none comes */
	X_BLOW_CUT,       /* half of it comes */
	X_BLOW_SLOW,      /* it comes late */
};

/* One way in which a call fails. */
struct x_blow {
	const char *name;
	int weight; /* how often it is drawn, against the others */
	enum x_blow_how how;
	bool creates_only;
	bool done;        /* what was asked for is done all the same */
	int status;       /* of the answer in its place */
	const char *body; /* of that: JSON, or HTML */
	bool tells_reset; /* with X's headers of a window that is used up */
	int64_t ms;       /* how late */
};

/* All calls of an endpoint fail so, until then. */
struct x_outage {
	int64_t until_ms;
	struct x_blow blow;
};

struct x_storm {
	int64_t percent; /* of all calls; 0: fair weather */
	uint64_t seed;
	uint64_t drawn[X_STORM_ENDPOINTS_MAX];  /* calls so far that met the storm's dice */
	int64_t played[X_STORM_KINDS_MAX];      /* by kind */
	int64_t refused[X_STORM_ENDPOINTS_MAX]; /* by outages */
	struct x_outage outages[X_STORM_ENDPOINTS_MAX];
};

/* {"percent": 10, "seed": 7}: begins anew with that seed; 0 ends it. ERR_FORMAT if it is no order. */
enum err_code x_storm_order(struct x_storm *storm, const json_t *order, struct err *err);

/* The same as text, PERCENT:SEED. */
enum err_code x_storm_order_text(struct x_storm *storm, const char *text, struct err *err);

/* {"status": 503, "ms": 60000, "done": false}: from `now_ms` on. `ms` 0 ends it. With `done`, what was
 * asked for is done before the status is answered. ERR_FORMAT for a status that X was not seen to
 * answer. */
enum err_code x_outage_order(struct x_storm *storm, size_t endpoint, const json_t *order,
	int64_t now_ms, struct err *err);

/* What this call meets, or NULL. Counts it. */
const struct x_blow *x_storm_meet(
	struct x_storm *storm, size_t endpoint, bool creates, int64_t now_ms);

/* Answer in the place of the right answer; for X_BLOW_ANSWER and X_BLOW_BREAK_OFF. */
void x_blow_play(const struct x_blow *blow, struct http_exchange *exchange, int64_t now_ms);

/* Send the first half of what would have been answered. Takes `document`. */
void x_blow_cut(struct http_exchange *exchange, int status, json_t *document);

/* How often each kind was played: {"503": 4, ..., "outage": 12}. Gives an object. */
json_t *x_storm_tell(const struct x_storm *storm);

#endif
