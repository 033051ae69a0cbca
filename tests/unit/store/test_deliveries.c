#include "unit.h"

#include "scratch_store.h"

#define LANE "handle:UPPolNRI"

static int64_t put(struct store_tx *tx, enum delivery_kind kind, const char *lane,
	enum priority priority, int64_t case_row, int64_t due_at)
{
	struct err err = {0};
	struct delivery delivery = {.kind = kind,
		.priority = priority,
		.case_row = case_row,
		.body = (char[]){"text"},
		.due_at = due_at,
		.created_at = 1};
	snprintf(delivery.lane, sizeof delivery.lane, "%s", lane);
	if (store_delivery_insert(tx, &delivery, "11", &err) != ERR_OK)
		fail_msg("%s", err.text);
	return delivery.row;
}

static int64_t put_case(struct store_tx *tx, const char *id)
{
	struct err err = {0};
	struct case_record record = scratch_case(id);
	assert_int_equal(store_case_insert(tx, &record, &err), ERR_OK);
	return record.row;
}

/* Claim one; gives its row, or 0. */
static int64_t claim(
	struct store_tx *tx, const char *lane, int64_t now, struct delivery *out, int64_t *out_next)
{
	struct err err = {0};
	size_t count;
	if (store_claim(tx, lane, PRIORITY_FOLLOW_UP, 1, now, 1, out, &count, out_next, &err) !=
		ERR_OK)
		fail_msg("%s", err.text);
	return count ? out->row : 0;
}

static void finish(
	struct store_tx *tx, struct delivery *delivery, enum delivery_state state, int64_t due_at)
{
	struct err err = {0};
	const struct store_result result = {.state = state, .due_at = due_at};
	if (store_finish(tx, delivery, &result, 50, &err) != ERR_OK)
		fail_msg("%s", err.text);
	delivery_release(delivery);
}

static enum err_code order_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg, (void)err;
	struct delivery got;
	int64_t next;
	int64_t one = put_case(tx, "NRI-AAAA-AAAA"), two = put_case(tx, "NRI-BBBB-BBBB");
	int64_t first = put(tx, DELIVERY_REPLY, LANE, PRIORITY_FOLLOW_UP, one, 10);
	int64_t later_danger = put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, one, 10);
	int64_t second = put(tx, DELIVERY_REPLY, LANE, PRIORITY_ACKNOWLEDGEMENT, two, 10);
	int64_t danger = put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, 0, 10);
	put(tx, DELIVERY_REPLY, "handle:other", PRIORITY_DANGER, 0, 10);
	static const char *const why[] = {"within a case the older first, as pressing as what it "
					  "holds up",
		"then what it held up", "danger overtakes", "then priority"};
	const int64_t expected[] = {first, later_danger, danger, second};
	for (size_t i = 0; i < 4; i++) {
		if (claim(tx, LANE, 20, &got, &next) != expected[i])
			fail_msg("%s: got %lld", why[i], (long long)got.row);
		assert_string_equal(got.author_id, "11");
		finish(tx, &got, DELIVERY_DONE, 0);
	}
	assert_int_equal(claim(tx, LANE, 20, &got, &next), 0);
	assert_int_equal(next, INT64_MAX);
	return ERR_OK;
}

/* What is less pressing stays, and nothing of it is leased. */
static enum err_code pressing_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct delivery got;
	size_t count;
	int64_t next;
	put(tx, DELIVERY_REPLY, LANE, PRIORITY_FOLLOW_UP, 0, 10);
	int64_t answer = put(tx, DELIVERY_REPLY, LANE, PRIORITY_ANSWER, 0, 10);
	int64_t danger = put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, 0, 10);
	const struct {
		enum priority least;
		int64_t row;
	} steps[] = {{PRIORITY_DANGER, danger}, {PRIORITY_DANGER, 0}, {PRIORITY_ACKNOWLEDGEMENT, 0},
		{PRIORITY_ANSWER, answer}, {PRIORITY_ANSWER, 0}};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		assert_int_equal(
			store_claim(tx, LANE, steps[i].least, 1, 20, 1, &got, &count, &next, err),
			ERR_OK);
		assert_int_equal(count, steps[i].row != 0);
		if (count) {
			assert_int_equal(got.row, steps[i].row);
			delivery_release(&got);
		}
	}
	assert_true(claim(tx, LANE, 20, &got, &next) > 0);
	delivery_release(&got);
	return ERR_OK;
}

static enum err_code hold_up_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg, (void)err;
	struct delivery first, got;
	int64_t next;
	int64_t one = put_case(tx, "NRI-AAAA-AAAA");
	put(tx, DELIVERY_REPLY, LANE, PRIORITY_FOLLOW_UP, one, 10);
	int64_t second = put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, one, 10);
	claim(tx, LANE, 20, &first, &next);
	assert_int_equal(claim(tx, LANE, 20, &got, &next), 0);
	finish(tx, &first, DELIVERY_SETTLING, 100);
	assert_int_equal(claim(tx, LANE, 20, &got, &next), 0);
	assert_int_equal(next, 100);
	claim(tx, LANE, 100, &first, &next);
	assert_int_equal(first.state, DELIVERY_SETTLING);
	assert_int_equal(first.attempts, 1);
	finish(tx, &first, DELIVERY_GIVEN_UP, 0);
	assert_int_equal(claim(tx, LANE, 100, &got, &next), second);
	delivery_release(&got);
	return ERR_OK;
}

static enum err_code replay_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct delivery got;
	int64_t next;
	enum delivery_state state;
	int64_t event = put(tx, DELIVERY_EVENT, "endpoint:agra", PRIORITY_DANGER, 0, 10);
	assert_int_equal(store_delivery_replay(tx, event, 20, &state, err), ERR_CONFLICT);
	claim(tx, "endpoint:agra", 20, &got, &next);
	finish(tx, &got, DELIVERY_GIVEN_UP, 0);
	assert_int_equal(claim(tx, "endpoint:agra", 90, &got, &next), 0);
	assert_int_equal(store_delivery_replay(tx, event, 90, &state, err), ERR_OK);
	assert_int_equal(state, DELIVERY_WAITING);
	assert_int_equal(claim(tx, "endpoint:agra", 90, &got, &next), event);
	assert_int_equal(got.attempts, 2);
	delivery_release(&got);
	int64_t reply = put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, 0, 10);
	claim(tx, LANE, 20, &got, &next);
	finish(tx, &got, DELIVERY_GIVEN_UP, 0);
	assert_int_equal(store_delivery_replay(tx, reply, 90, &state, err), ERR_OK);
	assert_int_equal(state, DELIVERY_SETTLING);
	assert_int_equal(claim(tx, LANE, 90, &got, &next), reply);
	assert_int_equal(got.state, DELIVERY_SETTLING);
	assert_int_equal(got.attempts, 1);
	delivery_release(&got);
	assert_int_equal(store_delivery_replay(tx, 12345, 90, &state, err), ERR_CONFLICT);
	return ERR_OK;
}

static enum err_code lease_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct delivery got, again;
	int64_t next, incarnation;
	int64_t row = put(tx, DELIVERY_EVENT, "endpoint:agra", PRIORITY_DANGER, 0, 10);
	assert_int_equal(claim(tx, "endpoint:agra", 9, &got, &next), 0);
	assert_int_equal(next, 10);
	assert_int_equal(claim(tx, "endpoint:agra", 10, &got, &next), row);
	assert_int_equal(got.attempts, 1);
	assert_int_equal(got.attempt_at, 10);
	assert_string_equal(got.body, "text");
	assert_int_equal(store_new_incarnation(tx, 11, &incarnation, err), ERR_OK);
	assert_int_equal(claim(tx, "endpoint:agra", 11, &again, &next), row);
	assert_int_equal(again.attempts, 2);
	assert_true(again.token != got.token);
	const struct store_result done = {.state = DELIVERY_DONE};
	assert_int_equal(store_finish(tx, &got, &done, 12, err), ERR_CONFLICT);
	assert_int_equal(store_finish(tx, &again, &done, 12, err), ERR_OK);
	assert_int_equal(store_finish(tx, &again, &done, 12, err), ERR_CONFLICT);
	delivery_release(&got);
	delivery_release(&again);
	return ERR_OK;
}

static enum err_code begun_reply_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct delivery got;
	int64_t next, incarnation;
	put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, 0, 10);
	claim(tx, LANE, 10, &got, &next);
	delivery_release(&got);
	assert_int_equal(store_new_incarnation(tx, 11, &incarnation, err), ERR_OK);
	claim(tx, LANE, 11, &got, &next);
	assert_int_equal(got.state, DELIVERY_SETTLING);
	assert_int_equal(got.attempts, 1);
	assert_int_equal(got.attempt_at, 10);
	delivery_release(&got);
	return ERR_OK;
}

static enum err_code supersede_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct delivery begun, got;
	int64_t next;
	int64_t one = put_case(tx, "NRI-AAAA-AAAA"), two = put_case(tx, "NRI-BBBB-BBBB");
	put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, one, 10);
	claim(tx, LANE, 10, &begun, &next);
	put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, one, 10);
	put(tx, DELIVERY_TIMER, LANE_SELF, PRIORITY_DANGER, one, 10);
	int64_t others = put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, two, 10);
	assert_int_equal(store_supersede_replies(tx, one, 11, err), ERR_OK);
	assert_int_equal(store_stop_timers(tx, one, NULL, 11, err), ERR_OK);
	assert_int_equal(claim(tx, LANE_SELF, 20, &got, &next), 0);
	/* what is under way is not superseded: it can be completed */
	finish(tx, &begun, DELIVERY_DONE, 0);
	assert_int_equal(claim(tx, LANE, 20, &got, &next), others);
	/* one that was refused and waits for its next try is */
	finish(tx, &got, DELIVERY_WAITING, 20);
	assert_int_equal(store_supersede_author(tx, "UPPolNRI", "11", 21, err), ERR_OK);
	assert_int_equal(claim(tx, LANE, 21, &got, &next), 0);
	return ERR_OK;
}

/* A case whose first event fails and fails. The second waits for it for six hours, then goes. */
static enum err_code bounded_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg, (void)err;
	struct delivery first, got;
	int64_t next, later = STORE_ORDER_MS + 10, never = INT64_MAX - 1;
	int64_t one = put_case(tx, "NRI-AAAA-AAAA");
	put(tx, DELIVERY_EVENT, LANE, PRIORITY_DANGER, one, 10);
	int64_t second = put(tx, DELIVERY_EVENT, LANE, PRIORITY_DANGER, one, 10);
	claim(tx, LANE, 10, &first, &next);
	assert_int_equal(claim(tx, LANE, later, &got, &next), 0); /* the first is under way */
	finish(tx, &first, DELIVERY_WAITING, never);
	assert_int_equal(claim(tx, LANE, later - 10, &got, &next), 0);
	assert_int_equal(claim(tx, LANE, later, &got, &next), second);
	delivery_release(&got);
	return ERR_OK;
}

static enum err_code timers_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct delivery got;
	int64_t next;
	const enum timer_kind no_answer = TIMER_NO_ANSWER;
	int64_t one = put_case(tx, "NRI-AAAA-AAAA");
	int64_t late = put(tx, DELIVERY_TIMER, LANE_SELF, PRIORITY_DANGER, one, 30);
	int64_t early = put(tx, DELIVERY_TIMER, LANE_SELF, PRIORITY_DANGER, one, 20);
	assert_int_equal(claim(tx, LANE_SELF, 40, &got, &next), early);
	finish(tx, &got, DELIVERY_DONE, 0);
	assert_int_equal(claim(tx, LANE_SELF, 40, &got, &next), late);
	finish(tx, &got, DELIVERY_DONE, 0);
	put(tx, DELIVERY_TIMER, LANE_SELF, PRIORITY_DANGER, one, 50);
	assert_int_equal(store_stop_timers(tx, one, &no_answer, 41, err), ERR_OK);
	assert_int_equal(claim(tx, LANE_SELF, 60, &got, &next), 0);
	return ERR_OK;
}

static enum err_code remote_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct delivery got;
	int64_t next;
	bool ours;
	put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, 0, 10);
	put(tx, DELIVERY_REPLY, LANE, PRIORITY_DANGER, 0, 10);
	const struct store_result done = {.state = DELIVERY_DONE, .remote_id = "500"};
	claim(tx, LANE, 10, &got, &next);
	assert_int_equal(store_finish(tx, &got, &done, 12, err), ERR_OK);
	delivery_release(&got);
	assert_int_equal(store_remote_is_ours(tx, LANE, "500", &ours, err), ERR_OK);
	assert_true(ours);
	assert_int_equal(store_remote_is_ours(tx, LANE, "501", &ours, err), ERR_OK);
	assert_false(ours);
	/* a second delivery cannot claim to be the same post */
	claim(tx, LANE, 10, &got, &next);
	assert_int_equal(store_finish(tx, &got, &done, 12, err), ERR_CONFLICT);
	delivery_release(&got);
	return ERR_OK;
}

static void run_fresh(enum err_code (*work)(struct store_tx *, void *, struct err *))
{
	struct scratch_store scratch;
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, work, NULL);
	scratch_close(&scratch);
}

static void a_lane_has_its_order(void **state)
{
	(void)state;
	run_fresh(order_work);
}

static void nothing_overtakes_within_a_case(void **state)
{
	(void)state;
	run_fresh(hold_up_work);
}

static void what_was_given_up_is_replayed_and_a_reply_is_looked_for_first(void **state)
{
	(void)state;
	run_fresh(replay_work);
}

static void a_late_completion_changes_nothing(void **state)
{
	(void)state;
	run_fresh(lease_work);
}

static void a_begun_reply_of_an_earlier_life_is_settled_not_sent(void **state)
{
	(void)state;
	run_fresh(begun_reply_work);
}

static void only_what_waits_is_superseded(void **state)
{
	(void)state;
	run_fresh(supersede_work);
}

static void the_wait_for_order_is_bounded(void **state)
{
	(void)state;
	run_fresh(bounded_work);
}

static void timers_ring_in_the_order_of_their_hour(void **state)
{
	(void)state;
	run_fresh(timers_work);
}

static void a_remote_post_belongs_to_one_delivery(void **state)
{
	(void)state;
	run_fresh(remote_work);
}

static void what_is_less_pressing_is_left_in_the_queue(void **state)
{
	(void)state;
	run_fresh(pressing_work);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lane_has_its_order),
		cmocka_unit_test(nothing_overtakes_within_a_case),
		cmocka_unit_test(a_late_completion_changes_nothing),
		cmocka_unit_test(what_was_given_up_is_replayed_and_a_reply_is_looked_for_first),
		cmocka_unit_test(a_begun_reply_of_an_earlier_life_is_settled_not_sent),
		cmocka_unit_test(only_what_waits_is_superseded),
		cmocka_unit_test(the_wait_for_order_is_bounded),
		cmocka_unit_test(timers_ring_in_the_order_of_their_hour),
		cmocka_unit_test(a_remote_post_belongs_to_one_delivery),
		cmocka_unit_test(what_is_less_pressing_is_left_in_the_queue),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
