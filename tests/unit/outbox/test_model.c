/*
 * The outbox's rows against a model: 100,000 random steps (writing, claiming, every outcome, late completions,
 * restarts, dropping, time) on a real store, and beside it a list in memory that says what must come
 * of each. The seed is printed; NRISEVA_MODEL_SEED and NRISEVA_MODEL_STEPS set other ones.
 */
#include "unit.h"

#include <inttypes.h>

#include "outbox/policy.h"
#include "scratch_store.h"

enum { ROWS_MAX = 40000, LANES = 4, CASES = 4000, CASES_AT_ONCE = 12, OPEN_MAX = 300 };

static const char *const lanes[LANES] = {"handle:A", "handle:B", "endpoint:agra", LANE_SELF};

/* A delivery as the model sees it. */
struct row {
	int64_t row;
	int lane, case_index;
	enum priority priority;
	enum delivery_kind kind;
	enum delivery_state state;
	int64_t due_at, created_at, token;
	int attempts, looks;
};

struct world {
	struct scratch_store scratch;
	uint64_t random;
	int64_t now;
	int64_t incarnation;
	int64_t case_rows[CASES];
	struct row rows[ROWS_MAX]; /* row n of the store is rows[n - 1] */
	size_t count;
	struct row *open[ROWS_MAX]; /* those that are not at an end, oldest first */
	size_t open_count;
	struct delivery held[OPEN_MAX]; /* leased, and some leased in an earlier life */
	size_t held_count;
	struct store_tx *tx; /* of the step under way */
};

/* xorshift64*: the same steps for the same seed, everywhere. */
static uint64_t dice(struct world *world, uint64_t sides)
{
	world->random ^= world->random >> 12;
	world->random ^= world->random << 25;
	world->random ^= world->random >> 27;
	return (world->random * 0x2545f4914f6cdd1du >> 33) % sides;
}

static void must(enum err_code code, const struct err *err)
{
	if (code != ERR_OK)
		fail_msg("%s", err->text);
}

/* --- the model's rules --- */

static bool waits(const struct row *row)
{
	return row->state == DELIVERY_WAITING || row->state == DELIVERY_SETTLING;
}

static bool is_at_an_end(const struct row *row)
{
	return !waits(row) && row->state != DELIVERY_LEASED;
}

static bool holds_up(const struct row *earlier, const struct row *row, int64_t now)
{
	if (earlier->state == DELIVERY_LEASED || earlier->state == DELIVERY_SETTLING)
		return true;
	bool patient = row->created_at > now - STORE_ORDER_MS;
	return earlier->state == DELIVERY_WAITING && (earlier->attempts == 0 || patient);
}

static bool may_go(const struct world *world, const struct row *row, int64_t now)
{
	if (!waits(row) || row->due_at > now)
		return false;
	for (size_t i = 0; world->open[i] < row && row->kind != DELIVERY_TIMER; i++) {
		const struct row *e = world->open[i];
		if (e->lane == row->lane && e->case_index == row->case_index &&
			holds_up(e, row, now))
			return false;
	}
	return true;
}

static bool goes_before(const struct row *a, const struct row *b)
{
	if (a->kind == DELIVERY_TIMER)
		return a->due_at < b->due_at;
	return a->priority < b->priority;
}

/* The first of a lane that may go and is not yet picked. Timers of one hour have no order. */
static struct row *pick(struct world *world, int lane, const bool *picked)
{
	struct row *best = NULL;
	for (size_t i = 0; i < world->open_count; i++) {
		struct row *row = world->open[i];
		if (row->lane == lane && !picked[row->row - 1] && may_go(world, row, world->now) &&
			(!best || goes_before(row, best)))
			best = row;
	}
	return best;
}

/* --- the steps --- */

/* One of those that are written to at present. */
static int a_case(struct world *world)
{
	return (int)((world->count / 10 + dice(world, CASES_AT_ONCE)) % CASES);
}

/* What stands before a more pressing row of its case becomes as pressing. */
static void press(struct world *world, const struct row *row)
{
	if (row->kind == DELIVERY_TIMER)
		return;
	for (size_t i = 0; i < world->open_count; i++) {
		struct row *e = world->open[i];
		if (e->lane == row->lane && e->case_index == row->case_index &&
			e->priority > row->priority && !is_at_an_end(e))
			e->priority = row->priority;
	}
}

static void step_write(struct world *world)
{
	struct err err = {0};
	int lane = (int)dice(world, LANES), case_index = a_case(world);
	if (world->count == ROWS_MAX)
		return;
	struct row *row = &world->rows[world->count++];
	*row = (struct row){
		.lane = lane,
		.case_index = case_index,
		.priority = (enum priority)dice(world, 4),
		.kind = lane == 3   ? DELIVERY_TIMER
			: lane == 2 ? DELIVERY_EVENT
				    : DELIVERY_REPLY,
		.due_at = world->now + (dice(world, 3) ? 0 : (int64_t)dice(world, 60000)),
		.created_at = world->now,
	};
	static char body[] = "{}";
	struct delivery delivery = {.kind = row->kind,
		.body = row->kind == DELIVERY_TIMER ? NULL : body,
		.priority = row->priority,
		.case_row = world->case_rows[case_index],
		.due_at = row->due_at,
		.created_at = row->created_at};
	snprintf(delivery.lane, sizeof delivery.lane, "%s", lanes[lane]);
	must(store_delivery_insert(world->tx, &delivery, "11", &err), &err);
	row->row = delivery.row;
	assert_int_equal(row->row, world->count);
	press(world, row);
	world->open[world->open_count++] = row;
}

static void lease(struct world *world, struct row *row, const struct delivery *got)
{
	assert_int_equal(got->state, row->state);
	if (row->state == DELIVERY_WAITING) {
		row->attempts++;
		row->looks = 0;
	}
	row->state = DELIVERY_LEASED;
	row->token++;
	assert_int_equal(got->token, row->token);
	assert_int_equal(got->attempts, row->attempts);
	world->held[world->held_count++] = *got;
}

static void step_claim(struct world *world)
{
	struct err err = {0};
	struct delivery got[3];
	size_t count, max = 1 + (size_t)dice(world, 3);
	int64_t next;
	int lane = (int)dice(world, LANES);
	static bool picked[ROWS_MAX];
	if (world->held_count + 3 > OPEN_MAX)
		return;
	must(store_claim(world->tx, lanes[lane], PRIORITY_FOLLOW_UP, max, world->now,
		     world->incarnation, got, &count, &next, &err),
		&err);
	memset(picked, 0, sizeof picked);
	struct row *expected[3];
	size_t expected_count = 0;
	while (expected_count < max && (expected[expected_count] = pick(world, lane, picked)))
		picked[expected[expected_count++]->row - 1] = true;
	if (count != expected_count)
		fail_msg("lane %s gave %zu, not %zu", lanes[lane], count, expected_count);
	for (size_t i = 0; i < count; i++) {
		struct row *row = &world->rows[got[i].row - 1];
		if (row != expected[i] && (lane != 3 || row->due_at != expected[i]->due_at))
			fail_msg("lane %s gave %" PRId64 ", not %" PRId64, lanes[lane], got[i].row,
				expected[i]->row);
		lease(world, row, &got[i]);
	}
}

static void step_finish(struct world *world)
{
	struct err err = {0};
	if (!world->held_count)
		return;
	size_t i = (size_t)dice(world, world->held_count);
	struct delivery *delivery = &world->held[i];
	struct row *row = &world->rows[delivery->row - 1];
	bool settling = delivery->state == DELIVERY_SETTLING;
	static const enum outcome_kind kinds[] = {OUTCOME_DONE, OUTCOME_DONE, OUTCOME_RETRY,
		OUTCOME_SETTLE, OUTCOME_GIVE_UP, OUTCOME_MISSING};
	struct outcome outcome = {.kind = kinds[dice(world, settling ? 6 : 5)]};
	if (outcome.kind == OUTCOME_SETTLE && (settling || row->kind != DELIVERY_REPLY))
		outcome.kind = OUTCOME_RETRY;
	struct store_result result;
	outbox_judge(delivery, &outcome, world->now, world->random, &result);
	bool ours = row->state == DELIVERY_LEASED && row->token == delivery->token;
	enum err_code code = store_finish(world->tx, delivery, &result, world->now, &err);
	assert_int_equal(code, ours ? ERR_OK : ERR_CONFLICT);
	if (ours) {
		row->state = result.state;
		row->due_at = result.due_at;
		row->looks += result.looked;
	}
	delivery_release(delivery);
	*delivery = world->held[--world->held_count];
}

static void step_restart(struct world *world)
{
	struct err err = {0};
	must(store_new_incarnation(world->tx, world->now, &world->incarnation, &err), &err);
	for (size_t i = 0; i < world->open_count; i++) {
		struct row *row = world->open[i];
		if (row->state != DELIVERY_LEASED)
			continue;
		row->state = row->kind == DELIVERY_REPLY ? DELIVERY_SETTLING : DELIVERY_WAITING;
		row->due_at = world->now;
	}
}

static void step_drop(struct world *world)
{
	struct err err = {0};
	int case_index = a_case(world);
	bool timers = dice(world, 2);
	int64_t case_row = world->case_rows[case_index];
	if (timers)
		must(store_stop_timers(world->tx, case_row, NULL, world->now, &err), &err);
	else
		must(store_supersede_replies(world->tx, case_row, world->now, &err), &err);
	for (size_t i = 0; i < world->open_count; i++) {
		struct row *row = world->open[i];
		bool right_kind = row->kind == (timers ? DELIVERY_TIMER : DELIVERY_REPLY);
		if (row->case_index == case_index && right_kind && row->state == DELIVERY_WAITING)
			row->state = DELIVERY_SUPERSEDED;
	}
}

static void forget_ended(struct world *world)
{
	size_t kept = 0;
	for (size_t i = 0; i < world->open_count; i++) {
		if (!is_at_an_end(world->open[i]))
			world->open[kept++] = world->open[i];
	}
	world->open_count = kept;
}

static void step(struct world *world)
{
	uint64_t what = dice(world, 1000);
	if (what < 150)
		step_write(world);
	else if (what < 450)
		step_claim(world);
	else if (what < 950)
		step_finish(world);
	else if (what < 955)
		step_restart(world);
	else if (what < 960)
		step_drop(world);
	else if (what < 999)
		world->now += (int64_t)dice(world, 600000);
	else
		world->now += (int64_t)dice(world, 8 * 3600 * 1000);
}

static void compare_count(void *arg, const char *lane, const char *state, int64_t count)
{
	struct world *world = arg;
	int64_t expected = 0;
	for (size_t i = 0; i < world->count; i++)
		expected += strcmp(lanes[world->rows[i].lane], lane) == 0 &&
			    strcmp(delivery_state_name(world->rows[i].state), state) == 0;
	if (count != expected)
		fail_msg("%s %s: %" PRId64 ", not %" PRId64, lane, state, count, expected);
}

enum { STEPS_PER_TRANSACTION = 100 };

static enum err_code some_steps(struct store_tx *tx, void *arg, struct err *err)
{
	struct world *world = arg;
	world->tx = tx;
	for (int i = 0; i < STEPS_PER_TRANSACTION; i++)
		step(world);
	forget_ended(world);
	return store_lane_counts(tx, compare_count, world, err);
}

static enum err_code put_cases(struct store_tx *tx, void *arg, struct err *err)
{
	struct world *world = arg;
	enum err_code code = ERR_OK;
	for (int i = 0; i < CASES && code == ERR_OK; i++) {
		char id[16];
		snprintf(id, sizeof id, "NRI-0000-%04d", i);
		struct case_record record = scratch_case(id);
		code = store_case_insert(tx, &record, err);
		world->case_rows[i] = record.row;
	}
	return code == ERR_OK ? store_new_incarnation(tx, world->now, &world->incarnation, err)
			      : code;
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
	const char *value = getenv(name);
	return value ? strtoull(value, NULL, 10) : otherwise;
}

static void random_steps_end_as_the_model_says(void **state)
{
	(void)state;
	struct world *world = mem_new(1, sizeof *world);
	uint64_t steps = from_environment("NRISEVA_MODEL_STEPS", 100000);
	world->random = from_environment("NRISEVA_MODEL_SEED", 20161);
	world->now = 1000000000000;
	print_message("seed %" PRIu64 ", %" PRIu64 " steps\n", world->random, steps);
	scratch_open(&world->scratch, NULL);
	scratch_run(&world->scratch, put_cases, world);
	for (uint64_t i = 0; i < steps; i += STEPS_PER_TRANSACTION)
		scratch_run(&world->scratch, some_steps, world);
	for (size_t i = 0; i < world->held_count; i++)
		delivery_release(&world->held[i]);
	print_message("%zu deliveries, %zu open at the end\n", world->count, world->open_count);
	assert_true(world->count > steps / 10);
	scratch_close(&world->scratch);
	mem_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_steps_end_as_the_model_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
