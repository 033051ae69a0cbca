#include "edges.h"

#include "channel/x/x_priv.h"

#define OWN(id, parent, text)                                                                      \
	"{\"id\":\"" id "\",\"text\":\"" text "\",\"created_at\":\"2026-01-01T00:00:09Z\","        \
	"\"referenced_tweets\":[{\"type\":\"replied_to\",\"id\":\"" parent "\"}]}"
#define EMPTY "{\"meta\":{\"result_count\":0}}"

static struct channel *channel;
static struct config_handle handle;
static size_t readies, stops;

static void on_ready(void *arg)
{
	(void)arg;
	readies++;
}

static void on_stopped(void *arg)
{
	(void)arg;
	stops++;
}

static int set_up(void **state)
{
	edges_set_up(state);
	readies = stops = 0;
	handle = edges_handle();
	const struct channel_parts parts = edges_parts();
	struct err err;
	edges.handle = (struct store_handle){
		.start_at = 1, .cursor_at = 1767225600000, .recover_from_at = 1767225000000};
	return channel_x_new(&parts, &handle, &channel, &err) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	channel->kind->free(channel);
	return edges_tear_down(state);
}

static void stop(void)
{
	channel->kind->stop(channel, on_stopped, NULL);
	assert_true(edges_run_until(&stops, 1));
}

static void all_we_said_since_the_backup_is_kept_before_anything_else(void **state)
{
	(void)state;
	SCRIPT({.status = 200,
		       .body = "{\"data\":[" OWN("12", "2",
			       "@a_test @b_test NRI &amp; more") ",{\"id\":\"13\",\"text\":\"no "
								 "answer\",\"conversation_id\":\"13\"}],\"meta\":{\"next_"
								 "token\":\"n\"}}"},
		{.status = 200, .body = "{\"data\":[" OWN("11", "1", "@a_test one") "]}"},
		{.status = 200, .body = EMPTY});
	channel->kind->prepare(channel, on_ready, NULL);
	assert_true(edges_run_until(&readies, 1));
	assert_int_equal(edges.asked_count, 2);
	assert_string_equal(edges.asked[0].path, "/2/users/900/tweets");
	char since[32];
	snprintf(since, sizeof since, "%llu", (unsigned long long)x_snowflake(1767225000000));
	assert_string_equal(edges.asked[0].since_id, since);
	assert_string_equal(edges.asked[1].page_token, "n");
	assert_string_equal(edges.recalled, "12>2:NRI & more;11>1:one;");
	assert_int_equal(edges.handle.recover_from_at, 0);
	channel->kind->start(channel);
	assert_true(edges_run_until(&edges.asked_count, 3));
	assert_string_equal(edges.asked[2].path, "/2/users/900/mentions");
	stop();
}

static void until_x_tells_it_nothing_begins(void **state)
{
	(void)state;
	SCRIPT({.status = 503, .body = "{}"}, {.status = 200, .body = EMPTY});
	channel->kind->prepare(channel, on_ready, NULL);
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(50);
	assert_int_equal(readies, 0);
	struct channel_health health;
	channel->kind->health(channel, &health);
	assert_false(health.ok);
	assert_non_null(strstr(health.text, "since the backup"));
	assert_true(edges_run_until(&readies, 1));
	assert_int_equal(edges.asked_count, 2);
	assert_int_equal(edges.handle.recover_from_at, 0);
	stop();
}

static void a_stop_ends_the_reading(void **state)
{
	(void)state;
	SCRIPT({.hold = true});
	channel->kind->prepare(channel, on_ready, NULL);
	assert_true(edges_run_until(&edges.asked_count, 1));
	stop();
	assert_int_equal(readies, 0);
	assert_true(edges.handle.recover_from_at > 0);
}

static void a_handle_that_was_never_restored_asks_nothing(void **state)
{
	(void)state;
	edges.handle.recover_from_at = 0;
	channel->kind->prepare(channel, on_ready, NULL);
	assert_true(edges_run_until(&readies, 1));
	edges_run_ms(20);
	assert_int_equal(edges.asked_count, 0);
	stop();
}

#define WITH_X(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	log_setup((enum log_level)(LOG_ERROR + 1), false);
	const struct CMUnitTest tests[] = {
		WITH_X(all_we_said_since_the_backup_is_kept_before_anything_else),
		WITH_X(until_x_tells_it_nothing_begins),
		WITH_X(a_stop_ends_the_reading),
		WITH_X(a_handle_that_was_never_restored_asks_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
