#include "unit.h"

#include <string.h>

#include "x/meter.h"
#include "json/json.h"

static const int64_t NOON = INT64_C(1795608000000);
static const int64_t HOUR = INT64_C(3600000);

static int64_t number(const struct x_meter *meter, const char *key)
{
	json_t *bill = x_meter_tell(meter);
	int64_t out = json_get_int(bill, key, -1);
	json_decref(bill);
	return out;
}

static void a_post_costs_once_a_day_and_an_empty_page_nothing(void **state)
{
	(void)state;
	struct x_meter meter = {0};
	struct x_world world;
	x_world_init(&world, "1700000000000000001", "UPPolNRI");
	size_t who = x_world_user(&world, "citizen");
	struct x_page_of page = {0};
	for (int i = 0; i < 3; i++)
		page.posts[page.count++] = x_world_write(
			&world, &(struct x_draft){.author = who, .text = "@UPPolNRI x"}, NOON + i);
	x_meter_page(&meter, &world, &(struct x_page_of){0}, true, NOON);
	assert_int_equal(number(&meter, "micro_dollars"), 0);
	x_meter_page(&meter, &world, &page, true, NOON);
	x_meter_page(&meter, &world, &page, true, NOON + 11 * HOUR);
	assert_int_equal(number(&meter, "micro_dollars"), 3000);
	x_meter_page(&meter, &world, &page, true, NOON + 12 * HOUR); /* the next day */
	assert_int_equal(number(&meter, "micro_dollars"), 6000);
	x_meter_page(&meter, &world, &page, false, NOON + 36 * HOUR); /* search */
	assert_int_equal(number(&meter, "micro_dollars"), 21000);
	assert_int_equal(number(&meter, "posts_read"), 9);
	x_world_release(&world);
}

static void replies_cost_more_with_a_link(void **state)
{
	(void)state;
	struct x_meter meter = {0};
	x_meter_reply(&meter, "Received. Case NRI-7K3F-9QXM.", NOON);
	x_meter_reply(&meter, "See uppolice.gov.in for more", NOON);
	x_meter_lookup(&meter);
	x_meter_delete(&meter);
	assert_int_equal(number(&meter, "micro_dollars"), 10000 + 200000 + 10000 + 10000);
	assert_int_equal(number(&meter, "replies"), 2);
	assert_int_equal(number(&meter, "replies_with_link"), 1);
}

static void credit(struct x_meter *meter, const char *text)
{
	struct err err = {0};
	json_t *order = json_loads(text, 0, NULL);
	assert_int_equal(x_meter_credit(meter, order, &err), ERR_OK);
	json_decref(order);
}

static void credit_runs_out_and_is_filled_up(void **state)
{
	(void)state;
	struct x_meter meter = {0};
	assert_int_equal(x_meter_admit(&meter).status, 0);
	credit(&meter, "{\"dollars\": 0.015}");
	x_meter_reply(&meter, "One", NOON);
	assert_int_equal(x_meter_admit(&meter).status, 0);
	x_meter_reply(&meter, "Two", NOON); /* a little below nothing */
	assert_int_equal(number(&meter, "credit"), -5000);
	struct x_problem problem = x_meter_admit(&meter);
	assert_int_equal(problem.status, 402);
	assert_string_equal(problem.title, "CreditsDepleted");
	assert_null(problem.detail);
	credit(&meter, "{\"dollars\": 0.001, \"form\": \"long\"}");
	problem = x_meter_admit(&meter);
	assert_int_equal(problem.status, 402);
	assert_string_equal(problem.detail, "credits depleted");
	assert_int_equal(number(&meter, "refused"), 2);
	credit(&meter, "{\"dollars\": 1}");
	assert_int_equal(x_meter_admit(&meter).status, 0);
	struct err err = {0};
	json_t *order = json_loads("{\"form\": \"odd\", \"dollars\": 1}", 0, NULL);
	assert_int_equal(x_meter_credit(&meter, order, &err), ERR_FORMAT);
	json_decref(order);
}

static void an_account_has_so_many_replies_a_day(void **state)
{
	(void)state;
	struct x_meter meter = {0};
	assert_int_equal(x_meter_left_today(&meter, NOON), -1);
	meter.replies_per_day = 2;
	assert_int_equal(x_meter_left_today(&meter, NOON), 2);
	x_meter_reply(&meter, "One", NOON);
	x_meter_reply(&meter, "Two", NOON + HOUR);
	assert_int_equal(x_meter_left_today(&meter, NOON + 2 * HOUR), 0);
	assert_int_equal(x_meter_midnight(NOON + 2 * HOUR), NOON + 12 * HOUR);
	assert_int_equal(x_meter_left_today(&meter, NOON + 12 * HOUR), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_post_costs_once_a_day_and_an_empty_page_nothing),
		cmocka_unit_test(replies_cost_more_with_a_link),
		cmocka_unit_test(credit_runs_out_and_is_filled_up),
		cmocka_unit_test(an_account_has_so_many_replies_a_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
