/* The pretend X's weather, without network. */
#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "x/storm.h"
#include "json/json.h"

enum { MENTIONS, CREATE, CALLS = 4000 };

static const int64_t now = INT64_C(1795576000000);

static void begin(struct x_storm *storm, int percent, int seed)
{
	struct err err;
	json_t *order = json_pack("{s:i, s:i}", "percent", percent, "seed", seed);
	assert_int_equal(x_storm_order(storm, order, &err), ERR_OK);
	json_decref(order);
}

static enum err_code order_outage(struct x_storm *storm, size_t endpoint, int status, int ms)
{
	struct err err;
	json_t *order = json_pack("{s:i, s:i}", "status", status, "ms", ms);
	enum err_code code = x_outage_order(storm, endpoint, order, now, &err);
	json_decref(order);
	return code;
}

static void a_storm_meets_its_share_of_calls(void **state)
{
	(void)state;
	struct x_storm storm = {0};
	int met = 0;
	begin(&storm, 10, 7);
	for (int i = 0; i < CALLS; i++)
		met += x_storm_meet(&storm, CREATE, true, now) != NULL;
	assert_in_range(met, CALLS * 8 / 100, CALLS * 12 / 100);
	begin(&storm, 0, 7);
	for (int i = 0; i < CALLS; i++)
		assert_null(x_storm_meet(&storm, CREATE, true, now));
}

static void the_same_seed_is_the_same_storm_at_any_time(void **state)
{
	(void)state;
	struct x_storm one = {0}, two = {0}, other = {0};
	int different = 0;
	begin(&one, 30, 7);
	begin(&two, 30, 7);
	begin(&other, 30, 8);
	for (int i = 0; i < CALLS; i++) {
		const struct x_blow *blow = x_storm_meet(&one, CREATE, true, now);
		/* Calls of other endpoints between do not change it, nor does time. */
		x_storm_meet(&two, MENTIONS, false, now);
		assert_ptr_equal(x_storm_meet(&two, CREATE, true, now + i), blow);
		different += x_storm_meet(&other, CREATE, true, now) != blow;
	}
	assert_true(different > 0);
}

static void reads_meet_nothing_that_only_writes_can_meet(void **state)
{
	(void)state;
	struct x_storm storm = {0};
	bool done = false;
	begin(&storm, 100, 1);
	for (int i = 0; i < CALLS; i++)
		assert_false(x_storm_meet(&storm, MENTIONS, false, now)->creates_only);
	for (int i = 0; i < CALLS; i++)
		done = done ||
		       str_is(x_storm_meet(&storm, CREATE, true, now)->name, "drop after create");
	assert_true(done);
}

static void every_kind_comes_and_is_counted(void **state)
{
	(void)state;
	struct x_storm storm = {0};
	json_int_t sum = 0;
	const char *name;
	json_t *count;
	begin(&storm, 100, 3);
	for (int i = 0; i < CALLS; i++)
		x_storm_meet(&storm, CREATE, true, now);
	json_t *told = x_storm_tell(&storm);
	json_object_foreach(told, name, count)
	{
		sum += json_integer_value(count);
		assert_true(json_integer_value(count) > 0 || str_is(name, "outage"));
	}
	assert_int_equal(sum, CALLS);
	json_decref(told);
}

static void an_outage_is_of_its_endpoint_and_ends(void **state)
{
	(void)state;
	struct x_storm storm = {0};
	assert_int_equal(order_outage(&storm, MENTIONS, 404, 1000), ERR_OK);
	assert_int_equal(x_storm_meet(&storm, MENTIONS, false, now + 999)->status, 404);
	assert_null(x_storm_meet(&storm, CREATE, true, now));
	assert_null(x_storm_meet(&storm, MENTIONS, false, now + 1000));
	assert_int_equal(order_outage(&storm, MENTIONS, 503, 1000), ERR_OK);
	assert_int_equal(order_outage(&storm, MENTIONS, 503, 0), ERR_OK);
	assert_null(x_storm_meet(&storm, MENTIONS, false, now));
}

static void what_is_no_order_is_refused(void **state)
{
	(void)state;
	struct x_storm storm = {0};
	struct err err;
	json_t *none = json_object();
	assert_int_equal(x_storm_order(&storm, none, &err), ERR_FORMAT);
	json_decref(none);
	assert_int_equal(order_outage(&storm, MENTIONS, 299, 1000), ERR_FORMAT);
	assert_int_equal(x_storm_order_text(&storm, "10", &err), ERR_FORMAT);
	assert_int_equal(x_storm_order_text(&storm, "10:", &err), ERR_FORMAT);
	assert_int_equal(x_storm_order_text(&storm, "101:4", &err), ERR_FORMAT);
	assert_int_equal(x_storm_order_text(&storm, "10:4x", &err), ERR_FORMAT);
	assert_int_equal(x_storm_order_text(&storm, "10:4", &err), ERR_OK);
	assert_int_equal(storm.percent, 10);
	assert_int_equal(storm.seed, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_storm_meets_its_share_of_calls),
		cmocka_unit_test(the_same_seed_is_the_same_storm_at_any_time),
		cmocka_unit_test(reads_meet_nothing_that_only_writes_can_meet),
		cmocka_unit_test(every_kind_comes_and_is_counted),
		cmocka_unit_test(an_outage_is_of_its_endpoint_and_ends),
		cmocka_unit_test(what_is_no_order_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
