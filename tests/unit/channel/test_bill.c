#include "watching.h"

static const struct config_prices prices = {
	.mention_read = 1000, .post_read = 5000, .reply = 10000, .reply_with_link = 200000};

static int begin_with_prices(void **state)
{
	int code = set_up(state);
	handle.prices = prices;
	return code;
}

static void a_post_that_is_shown_again_and_again_costs_once(void **state)
{
	(void)state;
	SCRIPT({.status = 200,
		       .body = "{\"data\":[" POST(
			       "2", "2026-01-01T00:00:02Z") ",{\"id\":\"3\"}," POST("1",
			       "2026-01-01T00:00:01Z") "]}"},
		{.status = 200,
			.body = "{\"data\":[" POST("4", "2026-01-01T00:00:03Z") "," POST(
				"2", "2026-01-01T00:00:02Z") "]}"});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 6));
	assert_int_equal(edges.spent.posts_read, 4); /* what cannot be taken is billed too */
	assert_int_equal(edges.spent.micro_dollars, 4000);
	assert_int_equal(edges.spends, 2); /* a poll that costs nothing writes nothing */
	assert_int_equal(health().money_today.used, 4000);
	assert_int_equal(health().money_month.used, 4000);
	stop();
}

static void a_store_that_refused_is_told_later(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = EMPTY},
		{.status = 200, .body = "{\"data\":[" POST("2", "2026-01-01T00:00:02Z") "]}"});
	begin();
	assert_true(edges_run_until(&edges.store_ops, 2)); /* the start, the first cursor */
	edges.store_fails = true;
	assert_true(edges_run_until(&edges.store_ops, 3));
	assert_int_equal(edges.spends, 0);
	edges.store_fails = false;
	assert_true(edges_run_until(&edges.spends, 1));
	assert_int_equal(edges.spent.posts_read, 1);
	stop();
}

static void a_new_start_goes_on_with_what_the_store_knows(void **state)
{
	(void)state;
	edges.spent_today =
		(struct spending){.replies = 3, .posts_read = 2, .micro_dollars = 32000};
	edges.spent_month = (struct spending){.micro_dollars = 90000};
	str_copy(edges.read_today, sizeof edges.read_today, "1 2 3"); /* one was not counted */
	SCRIPT({.status = 200,
		.body = "{\"data\":[" POST("3", "2026-01-01T00:00:02Z") "," POST(
			"2", "2026-01-01T00:00:01Z") "]}"});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 2));
	assert_true(edges_run_until(&edges.spends, 1));
	assert_int_equal(edges.spent.posts_read, 1);
	assert_int_equal(health().replies_today.used, 3);
	assert_int_equal(health().money_today.used, 33000);
	assert_int_equal(health().money_month.used, 91000);
	stop();
}

/* --- replies --- */

static struct outbound outbound;

static struct outcome publish(const char *text)
{
	outbound = (struct outbound){.delivery = {.kind = DELIVERY_REPLY, .attempts = 1}};
	outbound.delivery.body = mem_string(text);
	str_copy(outbound.delivery.parent_id, ID_SIZE, "100");
	size_t before = edges.outcome_count;
	channel->kind->send(channel, &outbound);
	assert_true(edges_run_until(&edges.outcome_count, before + 1));
	delivery_release(&outbound.delivery);
	return edges.outcomes[before];
}

static int only_sending(void **state)
{
	int code = begin_with_prices(state);
	stops = 1; /* it does not poll */
	return code;
}

static struct allowance allowed(void)
{
	return channel->kind->allows(channel, clock_wall_ms());
}

static void a_reply_has_its_price_when_it_is_published(void **state)
{
	(void)state;
	SCRIPT({.status = 403, .body = "{}"}, {.status = 201, .body = "{\"data\":{\"id\":\"7\"}}"});
	assert_int_equal(publish("Received.").micro_dollars, 0);
	assert_int_equal(publish("Received. Case NRI-7K3F-9QXM.").micro_dollars, 10000);
	assert_int_equal(publish("See uppolice.gov.in for more").micro_dollars, 200000);
	assert_int_equal(publish("See https://a/").micro_dollars, 200000);
	assert_int_equal(health().replies_today.used, 3);
	assert_int_equal(health().money_today.used, 410000);
}

static void a_limit_holds_back_what_is_not_danger_and_is_told(void **state)
{
	(void)state;
	handle.limits = (struct config_limits){.replies_per_day = 3, .money_per_day = 1000000};
	SCRIPT({.status = 201, .body = "{\"data\":{\"id\":\"7\"}}"});
	assert_int_equal(allowed().least, PRIORITY_FOLLOW_UP);
	publish("One.");
	publish("Two.");
	assert_int_equal(allowed().least, PRIORITY_DANGER);
	assert_false(health().ok);
	assert_non_null(strstr(health().text, "replies_per_day"));
	publish("Danger.");
	assert_int_equal(allowed().least, -1);
	assert_int_equal(health().replies_today.limit, 3);
	assert_int_equal(health().money_today.limit, 1000000);
}

static void the_headers_of_a_reply_count(void **state)
{
	(void)state;
	char reset[32];
	snprintf(reset, sizeof reset, "%lld", (long long)(clock_wall_ms() / 1000 + 700));
	handle.limits = (struct config_limits){.replies_per_15_min = 100};
	SCRIPT({.status = 201,
		.body = "{\"data\":{\"id\":\"7\"}}",
		.remaining = "10",
		.reset = reset});
	publish("One.");
	assert_int_equal(allowed().least, PRIORITY_DANGER);
}

static void without_credit_danger_is_tried_again_soon_and_others_later(void **state)
{
	(void)state;
	SCRIPT({.status = 402, .body = "{\"title\":\"CreditsDepleted\"}"},
		{.status = 201, .body = "{\"data\":{\"id\":\"7\"}}"});
	int64_t from_ms = clock_wall_ms();
	const struct outcome outcome = publish("One.");
	assert_true(outcome.keeps_place);
	assert_true(outcome.lane_rests_until >= from_ms + 120000);
	assert_true(outcome.lane_rests_until < from_ms + 125000);
	assert_int_equal(allowed().least, PRIORITY_DANGER);
	publish("Danger.");
	assert_int_equal(allowed().least, PRIORITY_FOLLOW_UP);
}

int main(void)
{
#define READS(test) cmocka_unit_test_setup_teardown(test, begin_with_prices, tear_down)
#define SENDS(test) cmocka_unit_test_setup_teardown(test, only_sending, tear_down)
	const struct CMUnitTest tests[] = {
		READS(a_post_that_is_shown_again_and_again_costs_once),
		READS(a_store_that_refused_is_told_later),
		READS(a_new_start_goes_on_with_what_the_store_knows),
		SENDS(a_reply_has_its_price_when_it_is_published),
		SENDS(a_limit_holds_back_what_is_not_danger_and_is_told),
		SENDS(the_headers_of_a_reply_count),
		SENDS(without_credit_danger_is_tried_again_soon_and_others_later),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
