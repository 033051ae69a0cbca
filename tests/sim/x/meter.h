/*
 * What X would bill, call by call, and what happens when nothing is left to pay it: an independent
 * count, so that the daemon's own can be checked. Sums are millionths of a dollar; days are UTC.
 */
#ifndef SIM_X_METER_H
#define SIM_X_METER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "x/feed.h"
#include "x/rules.h"
#include "x/world.h"

struct x_meter {
	int64_t billed;
	int64_t posts_read; /* that were billed */
	int64_t replies, replies_with_link, lookups, deletes;

	bool prepaid;
	int64_t credit; /* what is left of it; a little below 0 when the last call was dear */
	bool long_form; /* of the two ways in which X says so */
	int64_t refused;

	int64_t replies_per_day; /* of the account; 0: no limit */
	int64_t day;
	int64_t replies_today;
};

/* {"dollars", "form": "short" or "long"}: from now on calls are paid from so much more credit. */
enum err_code x_meter_credit(struct x_meter *meter, const json_t *order, struct err *err);

/* Whether the next call can be paid: status 0, or 402. */
struct x_problem x_meter_admit(struct x_meter *meter);

/* A page is shown. A post costs once a day; `own` pages a fifth of what search costs. */
void x_meter_page(struct x_meter *meter, const struct x_world *world, const struct x_page_of *page,
	bool own, int64_t now);

void x_meter_lookup(struct x_meter *meter);
void x_meter_delete(struct x_meter *meter);

/* How many replies the account may publish today still; -1: no limit. */
int64_t x_meter_left_today(struct x_meter *meter, int64_t now);
int64_t x_meter_midnight(int64_t now);
void x_meter_reply(struct x_meter *meter, const char *text, int64_t now);

/* For GET /sim/bill. */
json_t *x_meter_tell(const struct x_meter *meter);

#endif
