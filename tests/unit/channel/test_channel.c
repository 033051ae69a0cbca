#include "edges.h"

static const struct outbound *sent, *looked_for;

static void on_send(struct channel *channel, struct outbound *outbound)
{
	assert_string_equal(channel->handle, "UPPolNRI");
	sent = outbound;
}

static void on_look(struct channel *channel, struct outbound *outbound)
{
	(void)channel;
	looked_for = outbound;
}

static void a_channel_is_a_lane_with_one_write_in_flight(void **state)
{
	(void)state;
	const struct channel_kind kind = {.send = on_send, .look = on_look};
	struct channel channel = {.kind = &kind, .handle = "UPPolNRI"};
	channel_add_lane(&channel, NULL);
	assert_string_equal(edges.lane, "handle:UPPolNRI");
	assert_int_equal(edges.window, 1);
	struct outbound one = {0}, two = {0};
	edges.carrier.send(edges.carrier.arg, &one);
	edges.carrier.look(edges.carrier.arg, &two);
	assert_ptr_equal(sent, &one);
	assert_ptr_equal(looked_for, &two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_channel_is_a_lane_with_one_write_in_flight),
	};
	return cmocka_run_group_tests(tests, edges_set_up, edges_tear_down);
}
