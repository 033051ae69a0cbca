#include "edges.h"

#include "channel/file.h"

enum { MANY = 5000 };

static struct {
	FILE *in, *out;
	char *written;
	size_t written_size;
	struct channel_file *file;
	size_t calls, posts, bad_lines;
	enum err_code code;
} replay;

static void on_finished(
	void *arg, size_t posts, size_t bad_lines, enum err_code code, const struct err *err)
{
	(void)arg;
	(void)err;
	replay.calls++;
	replay.posts = posts;
	replay.bad_lines = bad_lines;
	replay.code = code;
}

static int set_up(void **state)
{
	memset(&replay, 0, sizeof replay);
	edges_set_up(state);
	replay.in = tmpfile();
	replay.out = open_memstream(&replay.written, &replay.written_size);
	const struct channel_parts parts = edges_parts();
	const struct channel_file_options options = {.in = replay.in,
		.name = "posts.jsonl",
		.out = replay.out,
		.handle = "UPPolNRI",
		.user_id = "900",
		.finished = on_finished};
	replay.file = channel_file_new(&parts, &options);
	return 0;
}

static int tear_down(void **state)
{
	channel_file_free(replay.file);
	fclose(replay.in);
	fclose(replay.out);
	free(replay.written);
	return edges_tear_down(state);
}

static void run(void)
{
	rewind(replay.in);
	channel_file_start(replay.file);
	assert_int_equal(edges.taken_count, 0);
	assert_true(edges_run_until(&replay.calls, 1));
	edges_run_ms(20);
	assert_int_equal(replay.calls, 1);
}

static void posts_are_taken_in_order_at_the_time_of_their_writing(void **state)
{
	(void)state;
	fputs("{\"id\":\"1\",\"text\":\"a\",\"author_id\":\"5\",\"created_at\":\"2026-11-25T02:31:"
	      "12Z\"}\n\n"
	      "{\"id\":\"2\",\"text\":\"b\",\"author_id\":\"5\",\"created_at\":\"2026-11-25T02:31:"
	      "13Z\"}",
		replay.in);
	run();
	assert_int_equal(replay.posts, 2);
	assert_int_equal(replay.bad_lines, 0);
	assert_int_equal(replay.code, ERR_OK);
	assert_string_equal(edges.taken[0], "1");
	assert_string_equal(edges.taken[1], "2");
	assert_int_equal(edges.taken_now_ms[0], 1795573872000);
	assert_int_equal(edges.taken_now_ms[1], 1795573873000);
}

static void texts_alone_get_ids_of_their_own(void **state)
{
	(void)state;
	fputs("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", replay.in);
	run();
	assert_int_equal(replay.posts, 2);
	assert_string_not_equal(edges.taken[0], edges.taken[1]);
	assert_true(edges.taken_now_ms[0] > 1700000000000);
}

static void bad_lines_are_counted_and_cost_nothing_else(void **state)
{
	(void)state;
	fputs("{\"text\":\"a\"}\nnonsense\n{\"id\":5,\"text\":\"x\"}\n[]\n{\"text\":\"b\"}\n",
		replay.in);
	run();
	assert_int_equal(replay.posts, 2);
	assert_int_equal(replay.bad_lines, 3);
	assert_int_equal(replay.code, ERR_OK);
}

static void nothing_at_all_is_finished_at_once(void **state)
{
	(void)state;
	run();
	assert_int_equal(replay.posts, 0);
	assert_int_equal(replay.code, ERR_OK);
}

static void a_flood_is_held_back(void **state)
{
	(void)state;
	for (int i = 0; i < MANY; i++)
		fprintf(replay.in, "{\"text\":\"post %d\"}\n", i);
	run();
	assert_int_equal(replay.posts, MANY);
	assert_in_range(edges.intake_most, 1, 500);
}

static void a_store_that_fails_ends_the_reading(void **state)
{
	(void)state;
	for (int i = 0; i < MANY; i++)
		fprintf(replay.in, "{\"id\":\"%d\",\"text\":\"x\"}\n", i + 1);
	edges.refuse = "3";
	run();
	assert_int_equal(replay.code, ERR_STORE);
	assert_true(edges.taken_count < MANY);
}

static void it_is_finished_only_when_the_outbox_is_idle(void **state)
{
	(void)state;
	edges.busy_looks = 20;
	fputs("{\"text\":\"a\"}\n", replay.in);
	rewind(replay.in);
	channel_file_start(replay.file);
	assert_true(edges_run_until(&edges.taken_count, 1));
	edges_run_ms(5);
	assert_int_equal(replay.calls, 0);
	assert_true(edges_run_until(&replay.calls, 1));
}

static void what_would_leave_is_written_and_counts_as_delivered(void **state)
{
	(void)state;
	struct carrier carrier = channel_file_carrier(replay.file);
	struct outbound reply = {.delivery = {.kind = DELIVERY_REPLY,
					 .lane = "handle:UPPolNRI",
					 .case_id = "NRI-7K3F-9QXM",
					 .parent_id = "100"}};
	reply.delivery.about.situation = SITUATION_ACKNOWLEDGED;
	reply.delivery.body = mem_string("Received.\n\"ok\"");
	struct outbound event = {.delivery = {.kind = DELIVERY_EVENT,
					 .lane = "endpoint:lucknow",
					 .case_id = "NRI-7K3F-9QXM"}};
	event.delivery.about.event = EVENT_CASE_OPENED;
	event.delivery.body = mem_string("{\"type\":\"case.opened\"}");
	carrier.send(carrier.arg, &reply);
	carrier.send(carrier.arg, &event);
	carrier.look(carrier.arg, &reply);
	assert_int_equal(edges.outcome_count, 0);
	assert_true(edges_run_until(&edges.outcome_count, 3));
	assert_int_equal(edges.outcomes[0].kind, OUTCOME_DONE);
	assert_true(strlen(edges.outcomes[0].remote_id) > 0);
	assert_int_equal(edges.outcomes[1].kind, OUTCOME_DONE);
	assert_int_equal(edges.outcomes[2].kind, OUTCOME_MISSING);
	fflush(replay.out);
	assert_string_equal(replay.written,
		"{\"kind\":\"reply\",\"case\":\"NRI-7K3F-9QXM\",\"situation\":\"acknowledged\","
		"\"lane\":"
		"\"handle:UPPolNRI\",\"to\":\"100\",\"text\":\"Received.\\n\\\"ok\\\"\"}\n"
		"{\"kind\":\"event\",\"case\":\"NRI-7K3F-9QXM\",\"event\":\"case.opened\",\"lane\":"
		"\"endpoint:lucknow\",\"body\":{\"type\":\"case.opened\"}}\n");
	delivery_release(&reply.delivery);
	delivery_release(&event.delivery);
}

#define REPLAY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	log_setup(LOG_ERROR, false);
	const struct CMUnitTest tests[] = {
		REPLAY(posts_are_taken_in_order_at_the_time_of_their_writing),
		REPLAY(texts_alone_get_ids_of_their_own),
		REPLAY(bad_lines_are_counted_and_cost_nothing_else),
		REPLAY(nothing_at_all_is_finished_at_once),
		REPLAY(a_flood_is_held_back),
		REPLAY(a_store_that_fails_ends_the_reading),
		REPLAY(it_is_finished_only_when_the_outbox_is_idle),
		REPLAY(what_would_leave_is_written_and_counts_as_delivered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
