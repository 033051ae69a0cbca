#include "unit.h"

#include "scratch_store.h"

#define HANDLE "handle:UPPolNRI"
#define AGRA "endpoint:agra"

static int64_t put(struct store_tx *tx, enum delivery_kind kind, const char *lane, int64_t case_row,
	int64_t created_at)
{
	struct err err = {0};
	struct delivery delivery = {.kind = kind,
		.case_row = case_row,
		.body = kind == DELIVERY_TIMER ? NULL : (char[]){"text"},
		.due_at = 10,
		.created_at = created_at};
	snprintf(delivery.lane, sizeof delivery.lane, "%s", lane);
	snprintf(delivery.webhook_id, sizeof delivery.webhook_id, "%s",
		kind == DELIVERY_EVENT ? "msg_1" : "");
	if (store_delivery_insert(tx, &delivery, "11", &err) != ERR_OK)
		fail_msg("%s", err.text);
	return delivery.row;
}

/* Claim all that is due on a lane and leave it in this state (leased: as it is). */
static void move(struct store_tx *tx, const char *lane, enum delivery_state state, const char *why)
{
	struct err err = {0};
	struct delivery got[16];
	size_t count;
	int64_t next;
	const struct store_result result = {.state = state, .due_at = 99, .reason = why};
	assert_int_equal(
		store_claim(tx, lane, PRIORITY_FOLLOW_UP, 16, 20, 1, got, &count, &next, &err),
		ERR_OK);
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++) {
		if (state != DELIVERY_LEASED)
			assert_int_equal(store_finish(tx, &got[i], &result, 50, &err), ERR_OK);
		delivery_release(&got[i]);
	}
}

static int64_t put_case(struct store_tx *tx, const char *id, enum case_status status)
{
	struct err err = {0};
	struct case_record record = scratch_case(id);
	record.status = status;
	assert_int_equal(store_case_insert(tx, &record, &err), ERR_OK);
	return record.row;
}

/* What is seen, as one line of text. */
struct seen {
	char text[1000];
};

static void add(struct seen *seen, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct seen *seen, const char *format, ...)
{
	size_t length = strlen(seen->text);
	va_list args;
	va_start(args, format);
	vsnprintf(seen->text + length, sizeof seen->text - length, format, args);
	va_end(args);
}

static void see_lane(void *arg, const struct store_lane *lane)
{
	add(arg, "%s %lld %lld %lld %lld %lld; ", lane->lane, (long long)lane->waiting,
		(long long)lane->leased, (long long)lane->settling, (long long)lane->given_up,
		(long long)lane->oldest_at);
}

static enum err_code lanes_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct seen seen = {0};
	assert_int_equal(store_view_lanes(tx, see_lane, &seen, err), ERR_OK);
	assert_string_equal(seen.text, "");
	put(tx, DELIVERY_EVENT, AGRA, 0, 3);
	put(tx, DELIVERY_EVENT, AGRA, 0, 3);
	move(tx, AGRA, DELIVERY_GIVEN_UP, "no");
	put(tx, DELIVERY_EVENT, AGRA, 0, 7);
	put(tx, DELIVERY_EVENT, AGRA, 0, 5);
	put(tx, DELIVERY_REPLY, HANDLE, 0, 4);
	move(tx, HANDLE, DELIVERY_SETTLING, "unknown");
	put(tx, DELIVERY_REPLY, HANDLE, 0, 6);
	move(tx, HANDLE, DELIVERY_LEASED, NULL);
	put(tx, DELIVERY_EVENT, "endpoint:lucknow", 0, 1);
	move(tx, "endpoint:lucknow", DELIVERY_DONE, NULL);
	assert_int_equal(store_view_lanes(tx, see_lane, &seen, err), ERR_OK);
	assert_string_equal(seen.text, AGRA " 2 0 0 2 5; " HANDLE " 0 1 1 0 4; ");
	return ERR_OK;
}

static void see_delivery(void *arg, const struct store_delivery *delivery)
{
	add(arg, "%lld %s %s; ", (long long)delivery->row, delivery->kind, delivery->state);
}

static void assert_listed(struct store_tx *tx, enum store_delivery_filter filter, const char *lane,
	int limit, const char *expected)
{
	struct err err = {0};
	struct seen seen = {0};
	if (store_view_deliveries(tx, filter, lane, limit, see_delivery, &seen, &err) != ERR_OK)
		fail_msg("%s", err.text);
	assert_string_equal(seen.text, expected);
}

static enum err_code deliveries_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg, (void)err;
	put(tx, DELIVERY_EVENT, AGRA, 0, 1); /* 1 */
	move(tx, AGRA, DELIVERY_GIVEN_UP, "410");
	put(tx, DELIVERY_TIMER, LANE_SELF, 0, 2); /* 2 */
	put(tx, DELIVERY_REPLY, HANDLE, 0, 3);    /* 3 */
	move(tx, HANDLE, DELIVERY_DONE, NULL);
	put(tx, DELIVERY_REPLY, HANDLE, 0, 4); /* 4 */
	move(tx, HANDLE, DELIVERY_LEASED, NULL);
	put(tx, DELIVERY_EVENT, AGRA, 0, 5); /* 5 */
	assert_listed(tx, STORE_DELIVERIES_ALL, NULL, 9,
		"5 event waiting; 4 reply leased; 3 reply done; 1 event given_up; ");
	assert_listed(tx, STORE_DELIVERIES_ALL, NULL, 1, "5 event waiting; ");
	assert_listed(tx, STORE_DELIVERIES_ALL, LANE_SELF, 9, "2 timer waiting; ");
	assert_listed(tx, STORE_DELIVERIES_OPEN, NULL, 9, "5 event waiting; 4 reply leased; ");
	assert_listed(tx, STORE_DELIVERIES_OPEN, HANDLE, 9, "4 reply leased; ");
	assert_listed(tx, STORE_DELIVERIES_GIVEN_UP, NULL, 9, "1 event given_up; ");
	assert_listed(tx, STORE_DELIVERIES_GIVEN_UP, HANDLE, 9, "");
	return ERR_OK;
}

static void see_all(void *arg, const struct store_delivery *delivery)
{
	add(arg,
		"%lld %s %s %s %s case=%s due=%lld attempts=%d at=%lld made=%lld changed=%lld "
		"id=%s parent=%s why=%s body=%s out=%d",
		(long long)delivery->row, delivery->kind, delivery->about, delivery->lane,
		delivery->state, delivery->case_id, (long long)delivery->due_at, delivery->attempts,
		(long long)delivery->attempt_at, (long long)delivery->created_at,
		(long long)delivery->changed_at, delivery->webhook_id, delivery->parent_id,
		delivery->reason, delivery->body ? delivery->body : "-", delivery->opted_out);
}

static enum err_code one_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct seen seen = {0};
	int64_t one = put_case(tx, "NRI-AAAA-AAAA", CASE_RECEIVED);
	int64_t row = put(tx, DELIVERY_EVENT, AGRA, one, 5);
	move(tx, AGRA, DELIVERY_GIVEN_UP, "410 gone");
	assert_int_equal(store_view_delivery(tx, row, see_all, &seen, err), ERR_OK);
	assert_string_equal(seen.text,
		"1 event case.opened " AGRA
		" given_up case=NRI-AAAA-AAAA due=99 attempts=1 at=20 made=5 changed=50 id=msg_1 "
		"parent= why=410 gone body=text out=0");
	assert_int_equal(store_view_delivery(tx, row + 1, see_all, &seen, err), ERR_NOTFOUND);
	return ERR_OK;
}

static void see_opted_out(void *arg, const struct store_delivery *delivery)
{
	*(bool *)arg = delivery->opted_out;
}

static enum err_code opted_out_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	bool out = true;
	int64_t reply = put(tx, DELIVERY_REPLY, HANDLE, 0, 5);
	int64_t other = put(tx, DELIVERY_REPLY, "handle:Other", 0, 5);
	assert_int_equal(store_view_delivery(tx, reply, see_opted_out, &out, err), ERR_OK);
	assert_false(out);
	assert_int_equal(store_author_opt_out(tx, "UPPolNRI", "11", 9, err), ERR_OK);
	assert_int_equal(store_view_delivery(tx, reply, see_opted_out, &out, err), ERR_OK);
	assert_true(out);
	assert_int_equal(store_view_delivery(tx, other, see_opted_out, &out, err), ERR_OK);
	assert_false(out);
	return ERR_OK;
}

static void see_handle(void *arg, const char *handle, const struct store_handle *state)
{
	add(arg, "%s %lld %lld; ", handle, (long long)state->start_at, (long long)state->cursor_at);
}

static void see_case(void *arg, const struct case_record *record)
{
	add(arg, "%s; ", record->id);
}

static enum err_code cases_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct seen cases = {0}, handles = {0};
	struct store_handle handle;
	int64_t counts[CASE_STATUS_COUNT];
	int64_t one = put_case(tx, "NRI-AAAA-AAAA", CASE_DOUBTFUL);
	put_case(tx, "NRI-BBBB-BBBB", CASE_MERGED);
	put_case(tx, "NRI-CCCC-CCCC", CASE_DOUBTFUL);
	put(tx, DELIVERY_EVENT, AGRA, one, 5);
	put(tx, DELIVERY_EVENT, AGRA, 0, 5);
	move(tx, AGRA, DELIVERY_GIVEN_UP, "no");
	assert_int_equal(store_view_case_counts(tx, counts, err), ERR_OK);
	for (size_t i = 0; i < CASE_STATUS_COUNT; i++)
		assert_int_equal(counts[i], i == CASE_DOUBTFUL ? 2 : i == CASE_MERGED ? 1 : 0);
	assert_int_equal(
		store_case_list(tx, STORE_CASES_GIVEN_UP, 9, see_case, &cases, err), ERR_OK);
	assert_string_equal(cases.text, "NRI-AAAA-AAAA; ");
	assert_int_equal(store_handle_start(tx, "UPPolNRI", 5, &handle, err), ERR_OK);
	assert_int_equal(store_handle_move_cursor(tx, "UPPolNRI", 8, err), ERR_OK);
	assert_int_equal(store_view_handles(tx, see_handle, &handles, err), ERR_OK);
	assert_string_equal(handles.text, "UPPolNRI 5 8; ");
	return ERR_OK;
}

static void in_a_store(enum err_code (*work)(struct store_tx *, void *, struct err *))
{
	struct scratch_store scratch;
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, work, NULL);
	scratch_close(&scratch);
}

static void lanes_are_counted_by_state_with_the_age_of_what_waits(void **state)
{
	(void)state;
	in_a_store(lanes_work);
}

static void deliveries_are_listed_newest_first_without_timers(void **state)
{
	(void)state;
	in_a_store(deliveries_work);
}

static void one_delivery_is_told_whole(void **state)
{
	(void)state;
	in_a_store(one_work);
}

static void a_reply_to_somebody_who_opted_out_is_marked(void **state)
{
	(void)state;
	in_a_store(opted_out_work);
}

static void cases_and_handles_are_counted_and_listed(void **state)
{
	(void)state;
	in_a_store(cases_work);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lanes_are_counted_by_state_with_the_age_of_what_waits),
		cmocka_unit_test(deliveries_are_listed_newest_first_without_timers),
		cmocka_unit_test(one_delivery_is_told_whole),
		cmocka_unit_test(a_reply_to_somebody_who_opted_out_is_marked),
		cmocka_unit_test(cases_and_handles_are_counted_and_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
