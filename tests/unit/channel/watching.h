/* A channel of X that watches for mentions, for the tests of those parts that do it. */
#ifndef WATCHING_H
#define WATCHING_H

#include "edges.h"

#include "channel/x/x_priv.h"

#define POST(id, at)                                                                               \
	"{\"id\":\"" id "\",\"text\":\"@UPPolNRI x\",\"author_id\":\"5\",\"created_at\":\"" at "\"}"
#define EMPTY "{\"meta\":{\"result_count\":0}}"

static struct channel *channel;
static struct config_handle handle;
static size_t stops, readies;

static inline void on_ready(void *arg)
{
	(void)arg;
	readies++;
	channel->kind->start(channel);
}

static inline void begin(void)
{
	channel->kind->prepare(channel, on_ready, NULL);
}

static inline void on_stopped(void *arg)
{
	(void)arg;
	stops++;
}

static inline int set_up(void **state)
{
	edges_set_up(state);
	stops = readies = 0;
	handle = edges_handle();
	const struct channel_parts parts = edges_parts();
	struct err err;
	return channel_x_new(&parts, &handle, &channel, &err) == ERR_OK ? 0 : -1;
}

static inline void stop(void)
{
	channel->kind->stop(channel, on_stopped, NULL);
	assert_int_equal(stops, 0);
	assert_true(edges_run_until(&stops, 1));
	edges_run_ms(30);
	assert_int_equal(stops, 1);
}

/* A test that failed has not stopped it. */
static inline int tear_down(void **state)
{
	edges.hold_posts = false;
	if (stops == 0)
		channel->kind->stop(channel, on_stopped, NULL);
	edges_run_until(&stops, 1);
	channel->kind->free(channel);
	return edges_tear_down(state);
}

static inline struct channel_health health(void)
{
	struct channel_health out;
	channel->kind->health(channel, &out);
	return out;
}

static inline int64_t at(const char *iso)
{
	int64_t out = 0;
	assert_int_equal(clock_from_iso(iso, &out), ERR_OK);
	return out;
}

static inline void assert_since(size_t ask, int64_t cursor_at)
{
	char wanted[32];
	snprintf(wanted, sizeof wanted, "%llu",
		(unsigned long long)x_snowflake(cursor_at - handle.overlap_ms));
	assert_string_equal(edges.asked[ask].since_id, wanted);
}

#define WITH_X(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
