#include "outbox/policy.h"

#include <stdio.h>

#include "base/crash.h"

enum {
	SECOND = 1000,
	MINUTE = 60 * SECOND,
	HOUR = 60 * MINUTE,
	LOOKS_MAX = 3, /* that find nothing, before the reply is sent again */
	LOOK_AGAIN_MOST_MS = 5 * MINUTE,
};

/* When to look for a reply of unknown outcome: X's index lags behind. */
static const int64_t look_after_ms[LOOKS_MAX] = {5 * SECOND, 30 * SECOND, 2 * MINUTE};

static const int64_t event_schedule_ms[] = {5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR,
	10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR};
static const int64_t reply_schedule_ms[] = {
	5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 1 * HOUR, 3 * HOUR};

/* After this the answer would puzzle more than help, and the district has had three days (Standard
 * Webhooks' horizon). A deletion is wanted as long. */
static const int64_t reply_patience_ms = 24 * (int64_t)HOUR;
static const int64_t event_patience_ms = 76 * (int64_t)HOUR;

int64_t outbox_back_off_ms(enum delivery_kind kind, int attempts, uint64_t random)
{
	const int64_t *schedule = kind == DELIVERY_EVENT ? event_schedule_ms : reply_schedule_ms;
	size_t steps = kind == DELIVERY_EVENT
			       ? sizeof event_schedule_ms / sizeof *event_schedule_ms
			       : sizeof reply_schedule_ms / sizeof *reply_schedule_ms;
	size_t i = attempts < 1 ? 0 : (size_t)attempts - 1;
	int64_t wait_ms = crash_wait_ms(schedule[i < steps ? i : steps - 1]);
	return wait_ms + (int64_t)(random % (uint64_t)(wait_ms / 5 + 1));
}

/* Until the next look, after one that could not look: the longer it lasts, the rarer. */
static int64_t look_again_ms(const struct delivery *delivery, int64_t now_ms, uint64_t random)
{
	int64_t least_ms = crash_wait_ms(look_after_ms[0]);
	int64_t most_ms = crash_wait_ms(LOOK_AGAIN_MOST_MS);
	int64_t wait_ms = (now_ms - delivery->attempt_at) / 4;
	wait_ms = wait_ms < least_ms ? least_ms : wait_ms > most_ms ? most_ms : wait_ms;
	return wait_ms + (int64_t)(random % (uint64_t)(wait_ms / 5 + 1));
}

static bool patience_is_over(const struct delivery *delivery, int64_t now_ms)
{
	int64_t patience_ms =
		delivery->kind == DELIVERY_REPLY ? reply_patience_ms : event_patience_ms;
	return now_ms - delivery->created_at > patience_ms;
}

static void give_up(struct outcome *outcome, struct store_result *out, const char *why)
{
	char reason[sizeof outcome->reason];
	snprintf(reason, sizeof reason, "%s%s%.150s", why, *outcome->reason ? ": " : "",
		outcome->reason);
	snprintf(outcome->reason, sizeof outcome->reason, "%s", reason);
	outcome->kind = OUTCOME_GIVE_UP;
	out->state = DELIVERY_GIVEN_UP;
}

static void judge_retry(const struct delivery *delivery, struct outcome *outcome, int64_t now_ms,
	uint64_t random, struct store_result *out)
{
	/* A look that could not look stays a look. */
	bool looked = delivery->state == DELIVERY_SETTLING;
	out->state = looked ? DELIVERY_SETTLING : DELIVERY_WAITING;
	int64_t wait_ms = outcome->keeps_place ? 0
			  : looked             ? look_again_ms(delivery, now_ms, random)
				   : outbox_back_off_ms(delivery->kind, delivery->attempts, random);
	int64_t due_at = now_ms + wait_ms;
	out->due_at = outcome->not_before_at > due_at ? outcome->not_before_at : due_at;
	if (out->state == DELIVERY_WAITING && patience_is_over(delivery, now_ms))
		give_up(outcome, out, "tried for too long");
}

static void judge_missing(const struct delivery *delivery, struct outcome *outcome, int64_t now_ms,
	struct store_result *out)
{
	out->looked = true;
	int looks = delivery->looks + 1;
	if (looks < LOOKS_MAX) {
		out->state = DELIVERY_SETTLING;
		out->due_at = now_ms + crash_wait_ms(look_after_ms[looks]);
		return;
	}
	out->state = DELIVERY_WAITING;
	out->due_at = now_ms;
	if (patience_is_over(delivery, now_ms))
		give_up(outcome, out, "not found, and too old to be sent again");
}

void outbox_judge(const struct delivery *delivery, struct outcome *outcome, int64_t now_ms,
	uint64_t random, struct store_result *out)
{
	*out = (struct store_result){.due_at = now_ms, .reason = outcome->reason};
	switch (outcome->kind) {
	case OUTCOME_DONE:
		out->state = DELIVERY_DONE;
		out->remote_id = *outcome->remote_id ? outcome->remote_id : NULL;
		break;
	case OUTCOME_RETRY:
		judge_retry(delivery, outcome, now_ms, random, out);
		break;
	case OUTCOME_SETTLE:
		out->state = DELIVERY_SETTLING;
		out->due_at = now_ms + crash_wait_ms(look_after_ms[0]);
		break;
	case OUTCOME_MISSING:
		judge_missing(delivery, outcome, now_ms, out);
		break;
	case OUTCOME_GIVE_UP:
		out->state = DELIVERY_GIVEN_UP;
		break;
	}
}
