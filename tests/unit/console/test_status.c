#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "console/status.h"
#include "scratch_store.h"

static const int64_t NOW = INT64_C(1800000000000);

static const struct config_handle handles[] = {{.name = "UPPolNRI"}, {.name = "UPPolTwo"}};
static const struct config_endpoint endpoints[] = {{.id = "lucknow"}};
static const struct config config = {
	.handles = handles, .handle_count = 2, .endpoints = endpoints, .endpoint_count = 1};

static struct status status;

static int set_up(void **state)
{
	(void)state;
	status_init(&status, &config);
	status.daemon = STATUS_RUNS;
	return 0;
}

/* --- needs --- */

struct said {
	char text[4000];
	size_t count;
};

static void hear(void *arg, const char *sentence)
{
	struct said *said = arg;
	size_t used = strlen(said->text);
	snprintf(said->text + used, sizeof said->text - used, "%s\n", sentence);
	said->count++;
}

/* Exactly this many needs, with these words in them. */
static void assert_needs(size_t count, const char *words, const char *more)
{
	struct said said = {0};
	size_t needs = status_needs(&status, NOW, hear, &said);
	if (needs != count || said.count != count || !strstr(said.text, words) ||
		!strstr(said.text, more))
		fail_msg("%zu needs, not %zu with \"%s\" and \"%s\": %s", needs, count, words, more,
			said.text);
}

static struct status_lane *add_lane(const char *name, bool known)
{
	struct status_lane *lane = &status.lanes[status.lane_count++];
	*lane = (struct status_lane){.known = known};
	str_copy(lane->lane, sizeof lane->lane, name);
	return lane;
}

static void all_is_well_when_nothing_is_wrong(void **state)
{
	(void)state;
	add_lane("handle:UPPolNRI", true);
	assert_needs(0, "", "");
}

static void a_daemon_that_is_not_there_or_not_well_needs_somebody(void **state)
{
	(void)state;
	status.daemon = STATUS_ABSENT;
	assert_needs(1, "No daemon runs", "nriseva serve");
	status.daemon = STATUS_MUTE;
	str_copy(status.daemon_text, sizeof status.daemon_text, "no answer in time");
	assert_needs(1, "does not answer", "no answer in time");
	status.daemon = STATUS_CLOSED;
	str_copy(status.daemon_text, sizeof status.daemon_text, "run this as its user");
	assert_needs(1, "could not be asked", "run this as its user");
}

static void a_store_that_fails_needs_somebody(void **state)
{
	(void)state;
	status.store_ok = false;
	str_copy(status.store_text, sizeof status.store_text, "disk full");
	assert_needs(1, "The store does not work", "disk full");
}

static void a_handle_in_trouble_needs_somebody(void **state)
{
	(void)state;
	status.handles[1].ok = false;
	str_copy(status.handles[1].problem, sizeof status.handles[1].problem, "X says 401");
	assert_needs(1, "UPPolTwo: X says 401", "");
}

static void a_handle_that_works_and_is_too_quiet_needs_somebody(void **state)
{
	(void)state;
	str_copy(status.handles[1].notice, sizeof status.handles[1].notice, "no mention since");
	assert_needs(1, "UPPolTwo: no mention since", "");
}

static void what_was_given_up_needs_somebody(void **state)
{
	(void)state;
	add_lane("endpoint:lucknow", true)->given_up = 3;
	assert_needs(1, "endpoint:lucknow: 3 given up", "delivery replay");
}

static void what_waits_too_long_needs_somebody(void **state)
{
	(void)state;
	struct status_lane *lane = add_lane("endpoint:lucknow", true);
	lane->waiting = 1;
	lane->oldest_at = NOW - STATUS_LONG_WAIT_MS + 1;
	assert_needs(0, "", "");
	lane->oldest_at = NOW - STATUS_LONG_WAIT_MS;
	assert_needs(1, "endpoint:lucknow: the oldest delivery was written 60 min ago",
		"--waiting --lane endpoint:lucknow");
}

static void timers_may_wait_for_days(void **state)
{
	(void)state;
	struct status_lane *lane = add_lane(LANE_SELF, true);
	lane->waiting = 1;
	lane->oldest_at = NOW - 24 * STATUS_LONG_WAIT_MS;
	assert_needs(0, "", "");
}

static void a_lane_without_configuration_needs_somebody_only_while_something_waits(void **state)
{
	(void)state;
	struct status_lane *lane = add_lane("endpoint:meerut", false);
	assert_needs(0, "", "");
	lane->oldest_at = NOW - 24 * STATUS_LONG_WAIT_MS;
	assert_needs(1, "endpoint:meerut: deliveries wait for it", "configuration");
}

static void needs_are_told_one_by_one(void **state)
{
	(void)state;
	status.daemon = STATUS_ABSENT;
	status.handles[0].ok = status.handles[1].ok = false;
	struct status_lane *lane = add_lane("endpoint:lucknow", true);
	lane->given_up = 1;
	lane->oldest_at = 1;
	assert_needs(5, "No daemon runs", "days ago");
}

static void a_long_problem_is_cut_and_told(void **state)
{
	(void)state;
	status.store_ok = false;
	memset(status.store_text, 'x', sizeof status.store_text - 1);
	assert_needs(1, "xxxxxxx", "look at its disk");
}

/* --- handles --- */

static void handles_begin_with_those_of_the_configuration(void **state)
{
	(void)state;
	assert_int_equal(status.handle_count, 2);
	assert_true(status.handles[0].ok);
	assert_ptr_equal(status_handle(&status, "UPPolTwo"), &status.handles[1]);
	assert_ptr_equal(status_handle(&status, "Gone"), &status.handles[2]);
	assert_ptr_equal(status_handle(&status, "Gone"), &status.handles[2]);
}

static void there_is_room_for_so_many_handles_and_no_more(void **state)
{
	(void)state;
	char name[HANDLE_SIZE];
	for (size_t i = status.handle_count; i < STATUS_HANDLES_MAX; i++) {
		snprintf(name, sizeof name, "h%zu", i);
		assert_non_null(status_handle(&status, name));
	}
	assert_null(status_handle(&status, "onemore"));
	assert_non_null(status_handle(&status, "UPPolNRI"));
}

/* --- what the store knows --- */

static int64_t put(struct store_tx *tx, const char *lane, int64_t created_at)
{
	struct err err = {0};
	struct delivery delivery = {.kind = DELIVERY_EVENT,
		.body = (char[]){"{}"},
		.due_at = 1,
		.created_at = created_at};
	str_copy(delivery.lane, sizeof delivery.lane, lane);
	str_copy(delivery.webhook_id, sizeof delivery.webhook_id, "msg_1");
	if (store_delivery_insert(tx, &delivery, "", &err) != ERR_OK)
		fail_msg("%s", err.text);
	return delivery.row;
}

static void give_up_one(struct store_tx *tx, const char *lane)
{
	struct err err = {0};
	struct delivery got;
	size_t count;
	int64_t next;
	const struct store_result result = {.state = DELIVERY_GIVEN_UP, .reason = "410"};
	assert_int_equal(
		store_claim(tx, lane, PRIORITY_FOLLOW_UP, 1, 20, 1, &got, &count, &next, &err),
		ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(store_finish(tx, &got, &result, 30, &err), ERR_OK);
	delivery_release(&got);
}

static enum err_code fill_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct store_handle handle;
	struct case_record record = scratch_case("NRI-AAAA-AAAA");
	assert_int_equal(store_case_insert(tx, &record, err), ERR_OK);
	assert_int_equal(store_handle_start(tx, "UPPolNRI", 5, &handle, err), ERR_OK);
	assert_int_equal(store_handle_move_cursor(tx, "UPPolNRI", 77, err), ERR_OK);
	assert_int_equal(store_handle_start(tx, "Gone", 6, &handle, err), ERR_OK);
	put(tx, "endpoint:lucknow", 3);
	put(tx, "endpoint:lucknow", 4);
	put(tx, "endpoint:meerut", 9);
	put(tx, LANE_SELF, 1);
	give_up_one(tx, "endpoint:lucknow");
	return status_read(&status, &config, tx, err);
}

static const struct status_lane *lane_of(const char *name)
{
	for (size_t i = 0; i < status.lane_count; i++) {
		if (str_is(status.lanes[i].lane, name))
			return &status.lanes[i];
	}
	fail_msg("no lane %s", name);
	return NULL;
}

static enum err_code read_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	return status_read(&status, &config, tx, err);
}

static void the_store_tells_of_cursors_lanes_and_cases(void **state)
{
	(void)state;
	struct scratch_store scratch;
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, fill_work, NULL);
	scratch_run(&scratch, read_work, NULL); /* again: nothing is counted twice */
	scratch_close(&scratch);
	assert_int_equal(status_handle(&status, "UPPolNRI")->cursor_at, 77);
	assert_int_equal(status_handle(&status, "UPPolTwo")->cursor_at, 0);
	assert_int_equal(status.handle_count, 3); /* one that is not configured any more */
	assert_int_equal(status.lane_count, 3);
	assert_int_equal(lane_of("endpoint:lucknow")->waiting, 1);
	assert_int_equal(lane_of("endpoint:lucknow")->given_up, 1);
	assert_int_equal(lane_of("endpoint:lucknow")->oldest_at, 4);
	assert_true(lane_of("endpoint:lucknow")->known);
	assert_true(lane_of(LANE_SELF)->known);
	assert_false(lane_of("endpoint:meerut")->known);
	assert_int_equal(status.given_up, 1);
	assert_int_equal(status.cases[CASE_RECEIVED], 1);
	assert_int_equal(status.cases[CASE_DOUBTFUL], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_is_well_when_nothing_is_wrong, set_up),
		cmocka_unit_test_setup(
			a_daemon_that_is_not_there_or_not_well_needs_somebody, set_up),
		cmocka_unit_test_setup(a_store_that_fails_needs_somebody, set_up),
		cmocka_unit_test_setup(a_handle_in_trouble_needs_somebody, set_up),
		cmocka_unit_test_setup(a_handle_that_works_and_is_too_quiet_needs_somebody, set_up),
		cmocka_unit_test_setup(what_was_given_up_needs_somebody, set_up),
		cmocka_unit_test_setup(what_waits_too_long_needs_somebody, set_up),
		cmocka_unit_test_setup(timers_may_wait_for_days, set_up),
		cmocka_unit_test_setup(
			a_lane_without_configuration_needs_somebody_only_while_something_waits,
			set_up),
		cmocka_unit_test_setup(needs_are_told_one_by_one, set_up),
		cmocka_unit_test_setup(a_long_problem_is_cut_and_told, set_up),
		cmocka_unit_test_setup(handles_begin_with_those_of_the_configuration, set_up),
		cmocka_unit_test_setup(there_is_room_for_so_many_handles_and_no_more, set_up),
		cmocka_unit_test_setup(the_store_tells_of_cursors_lanes_and_cases, set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
