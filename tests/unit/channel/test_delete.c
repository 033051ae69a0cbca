#include "edges.h"

#include "channel/x/x_priv.h"

static struct channel *channel;
static struct config_handle handle;
static struct outbound outbound;

static int set_up(void **state)
{
	edges_set_up(state);
	handle = edges_handle();
	const struct channel_parts parts = edges_parts();
	struct err err;
	outbound = (struct outbound){0};
	outbound.delivery.kind = DELIVERY_DELETION;
	outbound.delivery.attempts = 1;
	str_copy(outbound.delivery.parent_id, ID_SIZE, "777");
	if (channel_x_new(&parts, &handle, &channel, &err) != ERR_OK)
		return -1;
	channel_add_lane(channel, NULL);
	return 0;
}

static int tear_down(void **state)
{
	channel->kind->free(channel);
	return edges_tear_down(state);
}

static struct outcome take_down(void)
{
	edges.outcome_count = 0;
	edges.carrier.send(edges.carrier.arg, &outbound);
	assert_int_equal(edges.outcome_count, 0);
	assert_true(edges_run_until(&edges.outcome_count, 1));
	return edges.outcomes[0];
}

static void a_reply_is_deleted_by_its_id(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = "{\"data\":{\"deleted\":true}}"});
	assert_int_equal(take_down().kind, OUTCOME_DONE);
	assert_int_equal(edges.asked_count, 1);
	assert_string_equal(edges.asked[0].method, "DELETE");
	assert_string_equal(edges.asked[0].path, "/2/tweets/777");
	assert_string_equal(edges.asked[0].authorization, "Bearer secret-1");
}

static void what_was_never_published_needs_no_request(void **state)
{
	(void)state;
	outbound.delivery.parent_id[0] = '\0';
	const struct outcome outcome = take_down();
	assert_int_equal(outcome.kind, OUTCOME_DONE);
	assert_non_null(strstr(outcome.reason, "never published"));
	assert_int_equal(edges.asked_count, 0);
}

static void what_is_unknown_is_tried_again_and_not_looked_for(void **state)
{
	(void)state;
	SCRIPT({.break_off = true});
	assert_int_equal(take_down().kind, OUTCOME_RETRY);
	static const struct scripted unknown[] = {{.status = 503, .body = "{}"},
		{.status = 200, .body = "<html>"},
		{.status = 200, .body = "{\"data\":{\"deleted\":false}}"}};
	for (size_t i = 0; i < 3; i++) {
		edges_script(&unknown[i], 1);
		assert_int_equal(take_down().kind, OUTCOME_RETRY);
	}
}

static void a_404_is_an_outage_twice_and_then_it_is_gone(void **state)
{
	(void)state;
	SCRIPT({.status = 404, .body = "{}"});
	for (int attempt = 1; attempt <= 3; attempt++) {
		outbound.delivery.attempts = attempt;
		assert_int_equal(take_down().kind, attempt < 3 ? OUTCOME_RETRY : OUTCOME_DONE);
	}
}

static void its_limit_does_not_hold_up_replies(void **state)
{
	(void)state;
	SCRIPT({.status = 429, .body = "{}", .retry_after = "300"});
	const struct outcome outcome = take_down();
	assert_int_equal(outcome.kind, OUTCOME_RETRY);
	assert_true(outcome.not_before_at > clock_wall_ms() + 250 * 1000);
	assert_int_equal(outcome.lane_rests_until, 0);
}

static void a_refusal_is_given_up_and_a_bad_token_waits(void **state)
{
	(void)state;
	SCRIPT({.status = 403, .body = "{\"detail\":\"You may not delete this.\"}"});
	const struct outcome refused = take_down();
	assert_int_equal(refused.kind, OUTCOME_GIVE_UP);
	assert_non_null(strstr(refused.reason, "may not delete"));
	SCRIPT({.status = 401, .body = "{}"});
	const struct outcome outcome = take_down();
	assert_int_equal(outcome.kind, OUTCOME_RETRY);
	assert_true(outcome.not_before_at > clock_wall_ms() + 60 * 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_reply_is_deleted_by_its_id, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_was_never_published_needs_no_request, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_unknown_is_tried_again_and_not_looked_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_404_is_an_outage_twice_and_then_it_is_gone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			its_limit_does_not_hold_up_replies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_refusal_is_given_up_and_a_bad_token_waits, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
