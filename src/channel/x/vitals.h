/*
 * How the watching of a handle goes, in numbers: the last poll, the newest mention, how long it
 * took to reach us, which source is asked; and whether it is too quiet.
 *
 * A source may go on answering and leave out everything. So a handle that has heard nothing for
 * much longer than it used to is an alarm, and recent search is asked at once.
 */
#ifndef CHANNEL_X_VITALS_H
#define CHANNEL_X_VITALS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/counter.h"
#include "store/store.h"

struct x_vitals {
	struct counter *last_poll, *last_mention, *lag, *search_in_use, *quiet;
	struct store_gaps gaps; /* of the last week, as the store had them at `learned_at` */
	int64_t learned_at;
	int64_t quiet_since_at; /* the newest mention, when it has been too quiet since; 0: it is not */
	int64_t last_mention_at; /* when the newest post was written that was seen; 0: none known */
	int64_t lag_ms; /* between then and when we had it; of the last that was new; -1: none */
};

void x_vitals_init(struct x_vitals *vitals, const char *handle);

/* A post was seen; it may have been seen before. */
void x_vitals_see(struct x_vitals *vitals, int64_t created_at, int64_t now_ms);

/* A poll is done. `search`: of recent search. */
void x_vitals_polled(struct x_vitals *vitals, bool search, int64_t now_ms);

/* Whether the store must be asked anew for the gaps: with the first poll, then every hour. */
bool x_vitals_must_learn(const struct x_vitals *vitals, int64_t now_ms);
void x_vitals_learn(struct x_vitals *vitals, const struct store_gaps *gaps, int64_t now_ms);

/* Longer silence than this is no longer usual: twice the longest gap of the last week, an hour at
 * least; INT64_MAX if too few mentions are known to tell. Pure. */
int64_t x_vitals_patience_ms(const struct store_gaps *gaps);

/* Whether it has become too quiet (the alarm is raised here) just now. */
bool x_vitals_fell_quiet(struct x_vitals *vitals, const char *handle, int64_t now_ms);

/* A sentence for operators, "" if it is not too quiet. */
void x_vitals_notice(const struct x_vitals *vitals, char *out, size_t size);

#endif
