#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "model/delivery.h"

static void every_state_and_timer_is_read_back(void **state)
{
	(void)state;
	for (int i = 0; i < DELIVERY_STATE_COUNT; i++) {
		enum delivery_state out = DELIVERY_WAITING;
		assert_true(delivery_state_from_name(
			delivery_state_name((enum delivery_state)i), &out));
		assert_int_equal(out, i);
	}
	for (int i = TIMER_NO_ANSWER; i <= TIMER_NO_OBJECTION; i++) {
		enum timer_kind out = TIMER_NO_ANSWER;
		assert_true(timer_kind_from_name(timer_kind_name((enum timer_kind)i), &out));
		assert_int_equal(out, i);
	}
}

static void an_unknown_name_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	enum delivery_state out = DELIVERY_DONE;
	enum timer_kind timer = TIMER_NO_OBJECTION;
	assert_false(delivery_state_from_name("givenup", &out));
	assert_false(timer_kind_from_name("", &timer));
	assert_int_equal(out, DELIVERY_DONE);
	assert_int_equal(timer, TIMER_NO_OBJECTION);
}

static void what_a_delivery_is_about_is_named_by_its_kind(void **state)
{
	(void)state;
	static const struct {
		enum delivery_kind kind;
		const char *kind_name, *about, *wrong;
	} cases[] = {
		{DELIVERY_REPLY, "reply", "resolved", "case.opened"},
		{DELIVERY_EVENT, "event", "case.closed", "no_answer"},
		{DELIVERY_TIMER, "timer", "no_objection", "resolved"},
	};
	for (size_t i = 0; i < 3; i++) {
		struct delivery delivery = {.kind = cases[i].kind};
		assert_string_equal(delivery_kind_name(cases[i].kind), cases[i].kind_name);
		assert_true(
			delivery_about_from_name(cases[i].kind, cases[i].about, &delivery.about));
		assert_string_equal(delivery_about_name(&delivery), cases[i].about);
		assert_false(
			delivery_about_from_name(cases[i].kind, cases[i].wrong, &delivery.about));
		assert_string_equal(delivery_about_name(&delivery), cases[i].about);
	}
}

static void lanes_are_named_by_what_they_lead_to(void **state)
{
	(void)state;
	char lane[LANE_SIZE];
	lane_of_handle("UPPolNRI", lane);
	assert_string_equal(lane, "handle:UPPolNRI");
	lane_of_endpoint("lucknow", lane);
	assert_string_equal(lane, "endpoint:lucknow");
}

static void a_lane_tells_its_handle(void **state)
{
	(void)state;
	assert_string_equal(lane_handle("handle:UPPolNRI"), "UPPolNRI");
	assert_null(lane_handle("endpoint:lucknow"));
	assert_null(lane_handle(LANE_SELF));
}

static void a_released_delivery_is_empty(void **state)
{
	(void)state;
	struct delivery delivery = {.row = 4, .body = mem_string("text")};
	delivery_release(&delivery);
	assert_null(delivery.body);
	assert_int_equal(delivery.row, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_and_timer_is_read_back),
		cmocka_unit_test(an_unknown_name_is_refused_and_changes_nothing),
		cmocka_unit_test(what_a_delivery_is_about_is_named_by_its_kind),
		cmocka_unit_test(lanes_are_named_by_what_they_lead_to),
		cmocka_unit_test(a_lane_tells_its_handle),
		cmocka_unit_test(a_released_delivery_is_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
