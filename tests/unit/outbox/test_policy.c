#include "unit.h"

#include <string.h>

#include "outbox/policy.h"

enum { SECOND = 1000, HOUR = 3600 * SECOND };
static const int64_t now_ms = 1000000000000;

struct row {
	const char *what;
	enum delivery_kind kind;
	enum delivery_state before;
	int attempts, looks;
	int64_t age_ms;
	enum outcome_kind answer;
	int64_t not_before_ms; /* from now; 0: none */
	enum delivery_state after;
	int64_t least_wait_ms, most_wait_ms;
	enum outcome_kind judged;
};

static const struct row rows[] = {
	{"a reply is done", DELIVERY_REPLY, DELIVERY_WAITING, 1, 0, 0, OUTCOME_DONE, 0,
		DELIVERY_DONE, 0, 0, OUTCOME_DONE},
	{"the first retry of an event comes after 5 s", DELIVERY_EVENT, DELIVERY_WAITING, 1, 0, 0,
		OUTCOME_RETRY, 0, DELIVERY_WAITING, 5 * SECOND, 6 * SECOND, OUTCOME_RETRY},
	{"the third after half an hour", DELIVERY_EVENT, DELIVERY_WAITING, 3, 0, 0, OUTCOME_RETRY,
		0, DELIVERY_WAITING, 1800 * SECOND, 2160 * SECOND, OUTCOME_RETRY},
	{"the twentieth after a day", DELIVERY_EVENT, DELIVERY_WAITING, 20, 0, 75 * (int64_t)HOUR,
		OUTCOME_RETRY, 0, DELIVERY_WAITING, 24 * (int64_t)HOUR, 29 * (int64_t)HOUR,
		OUTCOME_RETRY},
	{"three days and more are enough", DELIVERY_EVENT, DELIVERY_WAITING, 20, 0,
		77 * (int64_t)HOUR, OUTCOME_RETRY, 0, DELIVERY_GIVEN_UP, 0, INT64_MAX,
		OUTCOME_GIVE_UP},
	{"a destination that names a later time is obeyed", DELIVERY_EVENT, DELIVERY_WAITING, 1, 0,
		0, OUTCOME_RETRY, 100 * SECOND, DELIVERY_WAITING, 100 * SECOND, 100 * SECOND,
		OUTCOME_RETRY},
	{"one that names an earlier time does not hurry us", DELIVERY_EVENT, DELIVERY_WAITING, 2, 0,
		0, OUTCOME_RETRY, SECOND, DELIVERY_WAITING, 300 * SECOND, 360 * SECOND,
		OUTCOME_RETRY},
	{"a reply of a day ago is not sent any more", DELIVERY_REPLY, DELIVERY_WAITING, 9, 0,
		25 * (int64_t)HOUR, OUTCOME_RETRY, 0, DELIVERY_GIVEN_UP, 0, INT64_MAX,
		OUTCOME_GIVE_UP},
	{"an unknown outcome is looked for", DELIVERY_REPLY, DELIVERY_WAITING, 1, 0, 0,
		OUTCOME_SETTLE, 0, DELIVERY_SETTLING, 5 * SECOND, 5 * SECOND, OUTCOME_SETTLE},
	{"not found once: looked for again", DELIVERY_REPLY, DELIVERY_SETTLING, 1, 0, 0,
		OUTCOME_MISSING, 0, DELIVERY_SETTLING, 30 * SECOND, 30 * SECOND, OUTCOME_MISSING},
	{"not found three times: sent again", DELIVERY_REPLY, DELIVERY_SETTLING, 1, 2, 0,
		OUTCOME_MISSING, 0, DELIVERY_WAITING, 0, 0, OUTCOME_MISSING},
	{"not found and a day old: given up", DELIVERY_REPLY, DELIVERY_SETTLING, 1, 2,
		25 * (int64_t)HOUR, OUTCOME_MISSING, 0, DELIVERY_GIVEN_UP, 0, INT64_MAX,
		OUTCOME_GIVE_UP},
	{"a look that could not look stays a look", DELIVERY_REPLY, DELIVERY_SETTLING, 1, 0,
		10 * SECOND, OUTCOME_RETRY, 0, DELIVERY_SETTLING, 5 * SECOND, 6 * SECOND,
		OUTCOME_RETRY},
	{"it looks more rarely the longer it cannot", DELIVERY_REPLY, DELIVERY_SETTLING, 1, 0,
		400 * SECOND, OUTCOME_RETRY, 0, DELIVERY_SETTLING, 100 * SECOND, 120 * SECOND,
		OUTCOME_RETRY},
	{"and every five minutes or so in the end", DELIVERY_REPLY, DELIVERY_SETTLING, 1, 0,
		48 * (int64_t)HOUR, OUTCOME_RETRY, 0, DELIVERY_SETTLING, 300 * SECOND, 360 * SECOND,
		OUTCOME_RETRY},
	{"what cannot be done is given up", DELIVERY_REPLY, DELIVERY_WAITING, 1, 0, 0,
		OUTCOME_GIVE_UP, 0, DELIVERY_GIVEN_UP, 0, INT64_MAX, OUTCOME_GIVE_UP},
};

static void each_answer_leads_where_it_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		const struct delivery delivery = {.kind = row->kind,
			.state = row->before,
			.attempts = row->attempts,
			.looks = row->looks,
			.attempt_at = now_ms - row->age_ms,
			.created_at = now_ms - row->age_ms};
		for (uint64_t random = 0; random < UINT64_MAX - UINT64_MAX / 4;
			random += UINT64_MAX / 4) {
			struct outcome outcome = {.kind = row->answer,
				.not_before_at =
					row->not_before_ms ? now_ms + row->not_before_ms : 0,
				.reason = "HTTP 503"};
			struct store_result result;
			outbox_judge(&delivery, &outcome, now_ms, random, &result);
			int64_t wait_ms = result.due_at - now_ms;
			if (result.state != row->after || outcome.kind != row->judged ||
				wait_ms < row->least_wait_ms || wait_ms > row->most_wait_ms)
				fail_msg("%s: %s after %lld ms", row->what,
					delivery_state_name(result.state), (long long)wait_ms);
		}
	}
}

/* Seven refusals of the destination are none of the reply: it is due when the lane is. */
static void what_is_about_the_whole_lane_does_not_push_one_reply_back(void **state)
{
	(void)state;
	const struct delivery delivery = {.kind = DELIVERY_REPLY,
		.state = DELIVERY_WAITING,
		.attempts = 7,
		.created_at = now_ms};
	struct outcome outcome = {
		.kind = OUTCOME_RETRY, .not_before_at = now_ms + 1000, .keeps_place = true};
	struct store_result result;
	outbox_judge(&delivery, &outcome, now_ms, 0, &result);
	assert_int_equal(result.state, DELIVERY_WAITING);
	assert_int_equal(result.due_at, now_ms + 1000);
}

static void giving_up_keeps_the_last_answer_in_its_reason(void **state)
{
	(void)state;
	const struct delivery delivery = {
		.kind = DELIVERY_REPLY, .state = DELIVERY_WAITING, .attempts = 9};
	struct outcome outcome = {.kind = OUTCOME_RETRY, .reason = "HTTP 503"};
	struct store_result result;
	outbox_judge(&delivery, &outcome, now_ms, 0, &result);
	assert_string_equal(result.reason, "tried for too long: HTTP 503");
}

static void the_jitter_is_a_fifth_at_most(void **state)
{
	(void)state;
	int64_t least = INT64_MAX, most = 0;
	for (uint64_t random = 0; random < 5000; random++) {
		int64_t wait_ms = outbox_back_off_ms(DELIVERY_EVENT, 1, random);
		least = wait_ms < least ? wait_ms : least;
		most = wait_ms > most ? wait_ms : most;
	}
	assert_int_equal(least, 5 * SECOND);
	assert_int_equal(most, 6 * SECOND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_leads_where_it_should),
		cmocka_unit_test(what_is_about_the_whole_lane_does_not_push_one_reply_back),
		cmocka_unit_test(giving_up_keeps_the_last_answer_in_its_reason),
		cmocka_unit_test(the_jitter_is_a_fifth_at_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
