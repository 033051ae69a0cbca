#include "unit.h"

#include "base/clock.h"
#include "outbox/outbox.h"
#include "scratch_store.h"

#define LANE "handle:UPPolNRI"

/* A whole outbox on a real store, whose carrier does as the test says. */
struct rig {
	struct scratch_store scratch;
	struct loop *loop;
	struct outbox *outbox;
	struct deferred answer; /* the carrier's answer comes in a later turn */
	struct outbound *under_way[8];
	size_t under_way_count, under_way_most;
	char story[200];                /* what the carrier was asked to do: "send:A look:A" */
	const struct outcome *outcomes; /* the answers, in order; then done */
	size_t outcome_count, outcomes_used;
	int64_t sent_at[8];
	size_t sent_count;
	int64_t from_ms;
	struct allowance (*allows)(void *arg, int64_t now_ms);
	char followed[200]; /* outcomes that the follow hook saw */
	bool follow_writes; /* it writes another delivery once */
	int expected_ends;  /* stop the loop after so many completions that follow */
	struct deferred stop;
};

static struct outcome next_outcome(struct rig *rig)
{
	if (rig->outcomes_used < rig->outcome_count)
		return rig->outcomes[rig->outcomes_used++];
	return (struct outcome){.kind = OUTCOME_DONE};
}

static void answer_first(struct deferred *deferred)
{
	struct rig *rig = container_of(deferred, struct rig, answer);
	struct outbound *outbound = rig->under_way[0];
	memmove(rig->under_way, rig->under_way + 1,
		--rig->under_way_count * sizeof *rig->under_way);
	const struct outcome outcome = next_outcome(rig);
	outbox_finish(rig->outbox, outbound, &outcome);
	if (rig->under_way_count)
		loop_defer(rig->loop, &rig->answer);
}

static void tell(char *story, const char *what, const char *body)
{
	size_t used = strlen(story);
	snprintf(story + used, 200 - used, "%s%s:%s", used ? " " : "", what, body);
}

static void take_outbound(struct rig *rig, const char *what, struct outbound *outbound)
{
	tell(rig->story, what, outbound->delivery.body);
	rig->sent_at[rig->sent_count++ % 8] = clock_wall_ms();
	rig->under_way[rig->under_way_count++] = outbound;
	if (rig->under_way_count > rig->under_way_most)
		rig->under_way_most = rig->under_way_count;
	loop_defer(rig->loop, &rig->answer);
}

static void send_it(void *arg, struct outbound *outbound)
{
	take_outbound(arg, "send", outbound);
}

static void look_for_it(void *arg, struct outbound *outbound)
{
	take_outbound(arg, "look", outbound);
}

static enum err_code put(struct store_tx *tx, const char *lane, enum delivery_kind kind,
	const char *body, struct err *err)
{
	struct delivery delivery = {
		.kind = kind, .body = mem_string(body), .created_at = clock_wall_ms()};
	snprintf(delivery.lane, sizeof delivery.lane, "%s", lane);
	enum err_code code = store_delivery_insert(tx, &delivery, "11", err);
	delivery_release(&delivery);
	return code;
}

static enum err_code follow(void *arg, struct store_tx *tx, const struct delivery *delivery,
	const struct outcome *outcome, int64_t now_ms, struct lane_set *touched, struct err *err)
{
	(void)now_ms;
	struct rig *rig = arg;
	static const char *const names[] = {"done", "retry", "settle", "missing", "given_up"};
	tell(rig->followed, names[outcome->kind], delivery->body ? delivery->body : "timer");
	if (--rig->expected_ends == 0)
		loop_post(rig->loop, &rig->stop);
	if (!rig->follow_writes)
		return ERR_OK;
	rig->follow_writes = false;
	lane_set_add(touched, LANE);
	return put(tx, LANE, DELIVERY_REPLY, "followed", err);
}

static void stop_now(struct deferred *deferred)
{
	loop_stop(container_of(deferred, struct rig, stop)->loop);
}

static int set_up(void **state)
{
	struct rig *rig = mem_new(1, sizeof *rig);
	rig->loop = loop_new();
	rig->answer.call = answer_first;
	rig->stop.call = stop_now;
	scratch_open(&rig->scratch, rig->loop);
	const struct outbox_follow hook = {.decide = follow, .arg = rig};
	rig->outbox = outbox_new(rig->loop, rig->scratch.store, &hook);
	*state = rig;
	return 0;
}

static void drained(void *arg)
{
	struct rig *rig = arg;
	loop_stop(rig->loop);
}

static int tear_down(void **state)
{
	struct rig *rig = *state;
	outbox_drain(rig->outbox, drained, rig);
	loop_run(rig->loop);
	outbox_free(rig->outbox);
	store_close(rig->scratch.store);
	loop_free(rig->loop);
	scratch_remove(&rig->scratch);
	mem_free(rig);
	return 0;
}

static void started(void *arg, enum err_code code, const struct err *err)
{
	(void)arg;
	if (code != ERR_OK)
		fail_msg("%s", err->text);
}

/* Run until so many deliveries have come to an end. */
static void run(struct rig *rig, size_t window, int ends)
{
	const struct carrier carrier = {
		.send = send_it, .look = look_for_it, .allows = rig->allows, .arg = rig};
	outbox_add_lane(rig->outbox, LANE, &carrier, window);
	rig->expected_ends = ends;
	outbox_start(rig->outbox, started, rig);
	loop_run(rig->loop);
}

static enum err_code put_three(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	assert_int_equal(put(tx, LANE, DELIVERY_REPLY, "A", err), ERR_OK);
	assert_int_equal(put(tx, LANE, DELIVERY_REPLY, "B", err), ERR_OK);
	return put(tx, LANE, DELIVERY_REPLY, "C", err);
}

static enum err_code put_one(struct store_tx *tx, void *arg, struct err *err)
{
	return put(tx, LANE, DELIVERY_REPLY, arg, err);
}

static void what_waited_before_the_start_is_sent_in_order(void **state)
{
	struct rig *rig = *state;
	scratch_run(&rig->scratch, put_three, NULL);
	run(rig, 1, 3);
	assert_string_equal(rig->story, "send:A send:B send:C");
	assert_string_equal(rig->followed, "done:A done:B done:C");
	assert_int_equal(rig->under_way_most, 1);
}

static void a_window_holds_so_many_at_once_and_no_more(void **state)
{
	struct rig *rig = *state;
	scratch_run(&rig->scratch, put_three, NULL);
	run(rig, 2, 3);
	assert_int_equal(rig->under_way_most, 2);
	assert_string_equal(rig->followed, "done:A done:B done:C");
}

static void what_follows_is_sent_without_another_wake(void **state)
{
	struct rig *rig = *state;
	rig->follow_writes = true;
	scratch_run(&rig->scratch, put_one, (char[]){"A"});
	run(rig, 1, 2);
	assert_string_equal(rig->story, "send:A send:followed");
}

static void a_given_up_delivery_is_followed_too_and_does_not_block(void **state)
{
	struct rig *rig = *state;
	static const struct outcome outcomes[] = {{.kind = OUTCOME_GIVE_UP, .reason = "gone"}};
	rig->outcomes = outcomes;
	rig->outcome_count = 1;
	scratch_run(&rig->scratch, put_three, NULL);
	run(rig, 1, 3);
	assert_string_equal(rig->followed, "given_up:A done:B done:C");
}

static void a_retry_lets_the_next_one_pass_and_nothing_follows_yet(void **state)
{
	struct rig *rig = *state;
	static const struct outcome outcomes[] = {{.kind = OUTCOME_RETRY, .reason = "HTTP 503"}};
	rig->outcomes = outcomes;
	rig->outcome_count = 1;
	scratch_run(&rig->scratch, put_three, NULL);
	run(rig, 1, 2);
	assert_string_equal(rig->story, "send:A send:B send:C");
	assert_string_equal(rig->followed, "done:B done:C");
}

static void a_destination_that_refuses_all_is_left_alone_for_that_time(void **state)
{
	struct rig *rig = *state;
	int64_t from_ms = clock_wall_ms();
	const struct outcome outcomes[] = {
		{.kind = OUTCOME_RETRY, .reason = "HTTP 429", .lane_rests_until = from_ms + 200}};
	rig->outcomes = outcomes;
	rig->outcome_count = 1;
	scratch_run(&rig->scratch, put_three, NULL);
	run(rig, 1, 2);
	assert_string_equal(rig->story, "send:A send:B send:C");
	assert_true(clock_wall_ms() - from_ms >= 200);
}

static enum err_code put_ranked(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	static const struct {
		const char *body;
		enum priority priority;
	} rows[] = {{"follow-up", PRIORITY_FOLLOW_UP}, {"answer", PRIORITY_ANSWER},
		{"danger", PRIORITY_DANGER}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct delivery delivery = {.kind = DELIVERY_REPLY,
			.lane = LANE,
			.priority = rows[i].priority,
			.body = mem_string(rows[i].body),
			.created_at = clock_wall_ms()};
		enum err_code code = store_delivery_insert(tx, &delivery, "11", err);
		delivery_release(&delivery);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

/* Danger only until 150 ms have passed, then what is no follow-up, then all. */
static struct allowance let_out_by_and_by(void *arg, int64_t now_ms)
{
	struct rig *rig = arg;
	if (now_ms < rig->from_ms + 150)
		return (struct allowance){PRIORITY_DANGER, rig->from_ms + 150};
	if (now_ms < rig->from_ms + 300)
		return (struct allowance){PRIORITY_ANSWER, rig->from_ms + 300};
	return (struct allowance){PRIORITY_FOLLOW_UP, INT64_MAX};
}

static void what_a_carrier_does_not_allow_yet_waits_and_is_asked_for_again(void **state)
{
	struct rig *rig = *state;
	rig->from_ms = clock_wall_ms();
	rig->allows = let_out_by_and_by;
	scratch_run(&rig->scratch, put_ranked, NULL);
	run(rig, 1, 3);
	assert_string_equal(rig->story, "send:danger send:answer send:follow-up");
	assert_true(rig->sent_at[0] < rig->from_ms + 150);
	assert_true(rig->sent_at[1] >= rig->from_ms + 150);
	assert_true(rig->sent_at[2] >= rig->from_ms + 300);
	assert_true(rig->sent_at[2] < rig->from_ms + 5000); /* by its timer, not by a sweep */
}

static struct allowance let_out_nothing(void *arg, int64_t now_ms)
{
	struct rig *rig = arg;
	if (now_ms < rig->from_ms + 150)
		return (struct allowance){-1, rig->from_ms + 150};
	return (struct allowance){PRIORITY_FOLLOW_UP, INT64_MAX};
}

static void when_nothing_is_allowed_even_danger_waits(void **state)
{
	struct rig *rig = *state;
	rig->from_ms = clock_wall_ms();
	rig->allows = let_out_nothing;
	scratch_run(&rig->scratch, put_ranked, NULL);
	run(rig, 1, 3);
	assert_string_equal(rig->story, "send:danger send:answer send:follow-up");
	assert_true(rig->sent_at[0] >= rig->from_ms + 150);
	assert_true(rig->sent_at[0] < rig->from_ms + 5000);
}

/* The outbox goes on claiming, so the store is asked in its turn. */
struct spent_look {
	struct store_op op;
	struct loop *loop;
	struct spending today, month;
};

static enum err_code spent_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct spent_look *look = container_of(op, struct spent_look, op);
	return store_spent(tx, "UPPolNRI", clock_wall_ms(), &look->today, &look->month, err);
}

static void spent_done(struct store_op *op, enum err_code code, const struct err *err)
{
	(void)err;
	assert_int_equal(code, ERR_OK);
	loop_stop(container_of(op, struct spent_look, op)->loop);
}

static void what_is_published_is_counted_once_with_its_price(void **state)
{
	struct rig *rig = *state;
	static const struct outcome outcomes[] = {
		{.kind = OUTCOME_SETTLE, .micro_dollars = 77}, /* not yet known */
		{.kind = OUTCOME_DONE, .micro_dollars = 10000},
		{.kind = OUTCOME_GIVE_UP, .micro_dollars = 77}};
	rig->outcomes = outcomes;
	rig->outcome_count = 3;
	scratch_run(&rig->scratch, put_three, NULL);
	run(rig, 1, 2);
	struct spent_look look = {
		.op = {.work = spent_work, .done = spent_done}, .loop = rig->loop};
	store_submit(rig->scratch.store, &look.op);
	loop_run(rig->loop);
	assert_int_equal(look.month.replies, 1);
	assert_int_equal(look.month.micro_dollars, 10000);
}

static enum err_code put_begun(struct store_tx *tx, void *arg, struct err *err)
{
	struct delivery got;
	size_t count;
	int64_t next;
	enum err_code code = put(tx, LANE, DELIVERY_REPLY, arg, err);
	if (code == ERR_OK)
		code = store_claim(tx, LANE, PRIORITY_FOLLOW_UP, 1, clock_wall_ms(), 1, &got,
			&count, &next, err);
	delivery_release(&got);
	return code;
}

static void a_reply_begun_in_an_earlier_life_is_looked_for_and_not_sent(void **state)
{
	struct rig *rig = *state;
	static const struct outcome outcomes[] = {{.kind = OUTCOME_DONE, .remote_id = "500"}};
	rig->outcomes = outcomes;
	rig->outcome_count = 1;
	scratch_run(&rig->scratch, put_begun, (char[]){"A"});
	run(rig, 1, 1);
	assert_string_equal(rig->story, "look:A");
	assert_string_equal(rig->followed, "done:A");
}

static struct allowance let_out_nothing_at_all(void *arg, int64_t now_ms)
{
	(void)arg;
	return (struct allowance){-1, now_ms + 3600 * 1000};
}

static void it_is_looked_for_though_nothing_may_be_sent(void **state)
{
	struct rig *rig = *state;
	rig->allows = let_out_nothing_at_all;
	a_reply_begun_in_an_earlier_life_is_looked_for_and_not_sent(state);
}

static enum err_code put_timer(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct delivery timer = {
		.kind = DELIVERY_TIMER, .lane = LANE_SELF, .due_at = clock_wall_ms() + 30};
	return store_delivery_insert(tx, &timer, "", err);
}

static void a_timer_rings_at_its_hour(void **state)
{
	struct rig *rig = *state;
	scratch_run(&rig->scratch, put_timer, NULL);
	int64_t from_ms = clock_wall_ms();
	run(rig, 1, 1);
	assert_string_equal(rig->followed, "done:timer");
	assert_true(clock_wall_ms() - from_ms >= 29);
	assert_string_equal(rig->story, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_waited_before_the_start_is_sent_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_window_holds_so_many_at_once_and_no_more, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_follows_is_sent_without_another_wake, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_given_up_delivery_is_followed_too_and_does_not_block, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_retry_lets_the_next_one_pass_and_nothing_follows_yet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_reply_begun_in_an_earlier_life_is_looked_for_and_not_sent, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			it_is_looked_for_though_nothing_may_be_sent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_destination_that_refuses_all_is_left_alone_for_that_time, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			what_a_carrier_does_not_allow_yet_waits_and_is_asked_for_again, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			when_nothing_is_allowed_even_danger_waits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_published_is_counted_once_with_its_price, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_timer_rings_at_its_hour, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
