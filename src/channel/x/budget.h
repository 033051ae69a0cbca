/*
 * How many replies a handle may send, and which: pure, told the time and what happened.
 *
 * Each limit is a pot: what is left of it, until when. A reply of an account or a sum of money is
 * taken from all pots at once, and the scarcest decides. What is left after this reply:
 *
 *   left of the limit            danger   acknowledgement, answer   follow-up
 *   30 % and more                goes     goes                      goes
 *   less                         goes     goes                      waits
 *   less than a tenth            goes     waits                     waits
 *   not enough for this one      waits    waits                     waits
 *
 * The tenth is rounded up; of a limit of one reply nothing is kept back. What waits, waits until its
 * pot is full again. When less than half of a window of 15 minutes is left, all but danger is spread
 * evenly over the rest of it: the first go at once, and after an outage no burst uses it up.
 *
 * The pots: the endpoint's window of 15 minutes, X's windows of 24 hours for the app and the
 * account, and what the configuration allows by day and month in replies and money. X's headers
 * count when they say something and their window lasts; else we count by ourselves, since X's last
 * window ended, up to the limit that X last named, or the configuration before it named one.
 */
#ifndef CHANNEL_X_BUDGET_H
#define CHANNEL_X_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "channel/x/pace.h"
#include "config/config.h"
#include "model/spending.h"
#include "outbox/outbox.h"

enum {
	X_BUDGET_WINDOW_MS = 15 * 60 * 1000,
	X_CREDIT_FIRST_MS = 2 * 60 * 1000, /* after the first 402: an account is soon filled up */
	X_CREDIT_MOST_MS = 30 * 60 * 1000,
};

struct x_pot {
	int64_t limit;
	int64_t left;
	int64_t reset_at;
	int64_t cost; /* of one reply, in the units of this pot */
};

/* The limits that are told of: X's windows of 15 minutes come and go, these are an operator's
 * matter. */
enum x_purse { X_PURSE_REPLIES, X_PURSE_DAY, X_PURSE_MONTH };
enum { X_PURSE_COUNT = X_PURSE_MONTH + 1, X_PURSE_TEXT_SIZE = 200 };
enum x_purse_state { X_PURSE_FINE, X_PURSE_SHORT, X_PURSE_SPENT };

struct x_budget {
	const struct config_limits *limits;
	const struct config_prices *prices;
	struct x_pot windows[X_WINDOWS]; /* as X's headers said with the last reply */
	int64_t window_from_at;          /* our own count of the present 15 minutes */
	int64_t window_replies;
	int64_t last_reply_at;
	struct spending today, month; /* of the day of `counted_at` and its month */
	int64_t counted_at;
	unsigned credit_refusals; /* in a row */
	int64_t credit_until;     /* X said that no credit is left; 0: it has not */

	/* what was told already of each, until that pot is full again */
	enum x_purse_state told[X_PURSE_COUNT];
	int64_t told_until[X_PURSE_COUNT];
};

/* Keeps both. */
void x_budget_init(struct x_budget *budget, const struct config_limits *limits,
	const struct config_prices *prices);

/* What was spent before this start. */
void x_budget_begin(struct x_budget *budget, const struct spending *today,
	const struct spending *month, int64_t now_ms);

/* A reply leaves: it counts in the windows until its answer says better. */
void x_budget_sent(struct x_budget *budget, int64_t now_ms);

/* What the headers of its answer say. */
void x_budget_heard(
	struct x_budget *budget, const struct x_window windows[X_WINDOWS], int64_t now_ms);

/* Something is spent, whatever it is. */
void x_budget_spend(struct x_budget *budget, const struct spending *spent, int64_t now_ms);

/* What was spent today and this month. */
void x_budget_spent(const struct x_budget *budget, int64_t now_ms, struct spending *out_today,
	struct spending *out_month);

/* Which replies may leave now. */
struct allowance x_budget_allows(const struct x_budget *budget, int64_t now_ms);

/* X said that no credit is left: gives how long ordinary replies and reads wait, 2 minutes and then
 * twice as long each time, 30 at most. Danger is tried every 2 minutes: those are the lane's to
 * keep. */
int64_t x_budget_refused(struct x_budget *budget, int64_t now_ms);

/* X took something that costs: there is credit. */
void x_budget_works(struct x_budget *budget);

/* How often to poll: as wished, or slower when money is short. Never not at all: a mention that is
 * lost is worse than a limit that is passed, and posts that are read late cost the same. */
int64_t x_budget_poll_ms(const struct x_budget *budget, int64_t wished_ms, int64_t now_ms);

/* How a purse is, and a sentence about it ("" if fine). */
enum x_purse_state x_budget_purse(const struct x_budget *budget, enum x_purse purse, int64_t now_ms,
	char out_text[X_PURSE_TEXT_SIZE]);

/* Whether to tell of it now: once when it becomes short, once when it is spent, until it is full
 * again. */
bool x_budget_tells(
	struct x_budget *budget, enum x_purse purse, enum x_purse_state state, int64_t now_ms);

#endif
