#include "edges.h"

#include "channel/x/x_priv.h"

#define POST(id, more)                                                                             \
	"{\"id\":\"" id "\",\"text\":\"@UPPolNRI help\",\"author_id\":\"5\",\"created_at\":"       \
	"\"2026-07-01T10:00:00.000Z\"" more "}"
#define LOST(id, type)                                                                             \
	"{\"value\":\"" id "\",\"resource_id\":\"" id                                              \
	"\",\"parameter\":\"ids\",\"resource_type\":"                                              \
	"\"tweet\",\"title\":\"Error\",\"detail\":\"No.\",\"type\":"                               \
	"\"https://api.twitter.com/2/problems/" type "\"}"

/* Days, so that what is rounded stays far from what is asked. */
enum { EVERY_S = 24 * 3600, HOUR_S = 3600 };

static struct channel *channel;
static struct config_handle handle;
static size_t stopped;

static void on_stopped(void *arg)
{
	(void)arg;
	stopped++;
}

static int set_up(void **state)
{
	edges_set_up(state);
	stopped = 0;
	handle = edges_handle();
	handle.look_up_every_ms = EVERY_S * INT64_C(1000);
	const struct channel_parts parts = edges_parts();
	struct err err;
	return channel_x_new(&parts, &handle, &channel, &err) == ERR_OK ? 0 : -1;
}

static struct x_lookup *lookup(void)
{
	return &((struct x *)(void *)channel)->lookup;
}

static int tear_down(void **state)
{
	x_lookup_stop((struct x *)(void *)channel, on_stopped, NULL);
	assert_true(edges_run_until(&stopped, 1));
	channel->kind->free(channel);
	return edges_tear_down(state);
}

static void due(const char *id, int64_t gone_at)
{
	struct store_look *look = &edges.due[edges.due_count++];
	*look = (struct store_look){.gone_at = gone_at};
	str_copy(look->id, ID_SIZE, id);
	str_copy(look->identity, ID_SIZE, id);
}

/* One round: from the tick to the next waiting. */
static void look_up(void)
{
	x_lookup_start((struct x *)(void *)channel);
	loop_timer_start(lookup()->timer, 0);
	assert_int_equal(lookup()->state, X_LOOKUP_WAITING);
	do
		edges_run_ms(1);
	while (lookup()->state != X_LOOKUP_WAITING || edges.chosen == 0);
}

static void what_is_there_is_asked_once_and_again_in_a_day(void **state)
{
	(void)state;
	due("100", 0);
	due("101", 7);
	SCRIPT({.status = 200, .body = "{\"data\":[" POST("100", "") "," POST("101", "") "]}"});
	look_up();
	assert_int_equal(edges.asked_count, 1);
	assert_string_equal(edges.asked[0].path, "/2/tweets");
	assert_string_equal(edges.asked[0].ids, "100,101");
	assert_non_null(strstr(edges.asked[0].fields, "edit_history_tweet_ids"));
	assert_non_null(strstr(edges.asked[0].fields, "withheld"));
	assert_string_equal(edges.gone, "");
	long long first, second;
	char mark[2] = "";
	assert_true(sscanf(edges.looked, "100@%lld;101@%lld%1[?]", &first, &second, mark) == 2);
	assert_in_range(first, EVERY_S * 7 / 8 - 60, EVERY_S);
	assert_in_range(second, EVERY_S * 7 / 8 - 60, EVERY_S);
}

static void what_is_gone_beside_others_is_wiped_at_once(void **state)
{
	(void)state;
	for (int id = 100; id < 106; id++) {
		char text[8];
		snprintf(text, sizeof text, "%d", id);
		due(text, 0);
	}
	SCRIPT({.status = 200,
		.body = "{\"data\":[" POST("100", "") "," POST("104",
			",\"withheld\":{\"copyright\":false,\"country_codes\":[\"IN\"]}") "],"
											  "\"errors\":[" LOST(
												  "101",
												  "resource-not-found") "," LOST("102",
												  "not-authorized-for-resource") "," LOST("103",
												  "internal-error") "," LOST("999",
												  "resource-not-found") "]}"});
	look_up();
	assert_string_equal(
		edges.gone, "101:deleted;102:protected or of a suspended account;104:withheld;");
	long long next; /* X said nothing: in an hour again */
	const char *silent = strstr(edges.looked, "105@");
	assert_non_null(silent);
	assert_int_equal(sscanf(silent, "105@%lld;", &next), 1);
	assert_in_range(next, HOUR_S - 60, HOUR_S);
}

static void when_nothing_is_found_it_takes_a_second_look(void **state)
{
	(void)state;
	due("100", 0);
	SCRIPT({.status = 200, .body = "{\"errors\":[" LOST("100", "resource-not-found") "]}"});
	look_up();
	assert_string_equal(edges.gone, "");
	long long next;
	char mark[2] = "";
	assert_int_equal(sscanf(edges.looked, "100@%lld%1[?]", &next, mark), 2);
	assert_in_range(next, HOUR_S - 60, HOUR_S);

	edges.chosen = 0;
	due("100", clock_wall_ms() - HOUR_S * 900); /* 54 minutes: too soon */
	look_up();
	assert_string_equal(edges.gone, "");

	edges.chosen = 0;
	due("100", clock_wall_ms() - HOUR_S * 1000);
	look_up();
	assert_string_equal(edges.gone, "100:deleted;");
}

static void an_outage_wipes_nothing(void **state)
{
	(void)state;
	static const struct scripted outages[] = {
		{.status = 404, .body = "{\"errors\":[" LOST("100", "resource-not-found") "]}"},
		{.status = 503, .body = "{}"},
		{.status = 429, .body = "{}"},
		{.status = 401, .body = "{}"},
		{.status = 403, .body = "{\"detail\":\"suspended\"}"},
		{.status = 200, .body = "<html>"},
		{.status = 200, .body = "{\"meta\":{\"result_count\":0}}"},
		{.break_off = true},
	};
	for (size_t i = 0; i < sizeof outages / sizeof *outages; i++) {
		edges.chosen = edges.asked_count = 0;
		due("100", 1);
		edges_script(&outages[i], 1);
		look_up();
		assert_string_equal(edges.gone, "");
		assert_string_equal(edges.looked, "");
	}
	assert_true(lookup()->failing);
}

static void a_newer_version_is_asked_for_and_taken(void **state)
{
	(void)state;
	due("100", 0);
	SCRIPT({.status = 200,
		       .body = "{\"data\":[" POST(
			       "100", ",\"edit_history_tweet_ids\":[\"100\",\"140\"]") "]}"},
		{.status = 200,
			.body = "{\"data\":[" POST(
				"140", ",\"edit_history_tweet_ids\":[\"100\",\"140\"]") "]}"});
	look_up();
	assert_int_equal(edges.asked_count, 2);
	assert_string_equal(edges.asked[1].ids, "140");
	assert_int_equal(edges.taken_count, 1);
	assert_string_equal(edges.taken[0], "140");
	assert_string_equal(edges.gone, "");
}

static void never_asks_nothing(void **state)
{
	(void)state;
	handle.look_up_every_ms = 0;
	x_lookup_start((struct x *)(void *)channel);
	assert_int_equal(lookup()->state, X_LOOKUP_OFF);
	assert_false(loop_timer_is_set(lookup()->timer));
}

static void stopping_cancels_what_is_asked(void **state)
{
	(void)state;
	due("100", 0);
	SCRIPT({.hold = true});
	x_lookup_start((struct x *)(void *)channel);
	loop_timer_start(lookup()->timer, 0);
	assert_true(edges_run_until(&edges.held_count, 1));
	x_lookup_stop((struct x *)(void *)channel, on_stopped, NULL);
	assert_true(edges_run_until(&stopped, 1));
	assert_int_equal(lookup()->state, X_LOOKUP_STOPPED);
	assert_string_equal(edges.looked, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_is_there_is_asked_once_and_again_in_a_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_gone_beside_others_is_wiped_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			when_nothing_is_found_it_takes_a_second_look, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_outage_wipes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_newer_version_is_asked_for_and_taken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(never_asks_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stopping_cancels_what_is_asked, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
