#include "unit.h"

#include <stdio.h>

#include "base/str.h"
#include "scratch_store.h"

#define LANE "handle:UPPolNRI"
#define EVENTS "endpoint:agra"
#define BODY(id) "{\"post\":{\"id\":\"" id "\",\"text\":\"zebrafish bakery\"}}"
#define SKELETON "{\"post\":{\"id\":\"100\",\"text\":null}}"

static int64_t put_case(struct store_tx *tx, const char *id, enum case_status status, int64_t at)
{
	struct err err = {0};
	struct case_record record = scratch_case(id);
	record.status = status;
	record.changed_at = at;
	assert_int_equal(store_case_insert(tx, &record, &err), ERR_OK);
	return record.row;
}

static void put_post(struct store_tx *tx, char *identity, int64_t case_row, int64_t at)
{
	struct err err = {0};
	struct post post = {.id = identity,
		.identity = identity,
		.author_id = (char[]){"11"},
		.text = (char[]){"zebrafish bakery"}};
	const struct reading reading = {0};
	const struct store_post saved = {.post = &post,
		.reading = &reading,
		.handle = "UPPolNRI",
		.case_row = case_row,
		.why = "",
		.received_at = at};
	if (store_post_save(tx, &saved, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

static int64_t put(struct store_tx *tx, enum delivery_kind kind, int64_t case_row, const char *body)
{
	struct err err = {0};
	struct delivery delivery = {
		.kind = kind, .case_row = case_row, .body = mem_string(body), .created_at = 10};
	str_copy(delivery.lane, LANE_SIZE, kind == DELIVERY_EVENT ? EVENTS : LANE);
	assert_int_equal(store_delivery_insert(tx, &delivery, "11", &err), ERR_OK);
	mem_free(delivery.body);
	return delivery.row;
}

/* Claim what is due on a lane; gives its row, or 0. */
static int64_t claim(struct store_tx *tx, const char *lane, struct delivery *out)
{
	struct err err = {0};
	size_t count;
	int64_t next;
	assert_int_equal(
		store_claim(tx, lane, PRIORITY_FOLLOW_UP, 1, 1000, 1, out, &count, &next, &err),
		ERR_OK);
	return count ? out->row : 0;
}

static void end(struct store_tx *tx, struct delivery *delivery, enum delivery_state state,
	const char *remote_id)
{
	struct err err = {0};
	const struct store_result result = {.state = state, .remote_id = remote_id};
	assert_int_equal(store_finish(tx, delivery, &result, 50, &err), ERR_OK);
	delivery_release(delivery);
}

static struct {
	char state[16], reason[40];
	bool has_body;
	int64_t deleted_at;
} seen;

static void see(void *arg, const struct store_delivery *delivery)
{
	(void)arg;
	str_copy(seen.state, sizeof seen.state, delivery->state);
	str_copy(seen.reason, sizeof seen.reason, delivery->reason);
	seen.has_body = delivery->body != NULL;
	seen.deleted_at = delivery->deleted_at;
}

static void look_at(struct store_tx *tx, int64_t row)
{
	struct err err = {0};
	assert_int_equal(store_view_delivery(tx, row, see, NULL, &err), ERR_OK);
}

static bool has_text(struct store_tx *tx, const char *identity)
{
	struct err err = {0};
	char *text;
	assert_int_equal(store_post_text(tx, "UPPolNRI", identity, &text, &err), ERR_OK);
	mem_free(text);
	return text != NULL;
}

/* --- posts and events --- */

static enum err_code gone_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct store_unheard unheard[STORE_UNHEARD_MAX];
	struct delivery got;
	size_t count;
	int64_t wiped, case_row, one = put_case(tx, "NRI-AAAA-AAAA", CASE_RECEIVED, 1);
	put_post(tx, (char[]){"100"}, one, 1);
	put_post(tx, (char[]){"101"}, one, 2);
	int64_t done = put(tx, DELIVERY_EVENT, one, BODY("100"));
	claim(tx, EVENTS, &got);
	end(tx, &got, DELIVERY_DONE, NULL);
	int64_t on_its_way = put(tx, DELIVERY_EVENT, one, BODY("100"));
	claim(tx, EVENTS, &got);
	int64_t version = put(tx, DELIVERY_EVENT, one, BODY("99")); /* in between of two edits */
	int64_t others = put(tx, DELIVERY_EVENT, one, BODY("101"));
	int64_t skeleton = put(tx, DELIVERY_EVENT, one, SKELETON);

	assert_int_equal(store_wipe_post(tx, "UPPolNRI", "100", &case_row, err), ERR_OK);
	assert_int_equal(case_row, one);
	assert_int_equal(store_wipe_post(tx, "UPPolNRI", "100", &case_row, err), ERR_NOTFOUND);
	assert_int_equal(store_wipe_post(tx, "UPPolNRI", "555", &case_row, err), ERR_NOTFOUND);
	assert_false(has_text(tx, "100"));
	assert_true(has_text(tx, "101"));

	assert_int_equal(
		store_wipe_events(tx, one, "100", 60, unheard, &count, &wiped, err), ERR_OK);
	assert_int_equal(wiped, 3);
	assert_int_equal(count, 2); /* but not the one that the district has */
	assert_string_equal(unheard[0].lane, EVENTS);
	look_at(tx, done);
	assert_string_equal(seen.state, "done");
	assert_false(seen.has_body);
	look_at(tx, version);
	assert_string_equal(seen.state, "given_up");
	assert_string_equal(seen.reason, "wiped");
	look_at(tx, others);
	assert_true(seen.has_body);
	look_at(tx, skeleton);
	assert_true(seen.has_body);

	/* The one on its way has failed: it must not be sent again without its body. */
	end(tx, &got, DELIVERY_WAITING, NULL);
	look_at(tx, on_its_way);
	assert_string_equal(seen.state, "given_up");
	assert_string_equal(seen.reason, "wiped");
	return ERR_OK;
}

static void what_carries_the_text_of_a_post_goes_with_it(void **state)
{
	scratch_run(*state, gone_work, NULL);
}

/* --- a case --- */

static enum err_code case_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct store_wiped wiped;
	struct delivery got;
	int64_t one = put_case(tx, "NRI-AAAA-AAAA", CASE_RECEIVED, 1);
	int64_t two = put_case(tx, "NRI-BBBB-BBBB", CASE_RECEIVED, 1);
	put_post(tx, (char[]){"100"}, one, 1);
	put_post(tx, (char[]){"200"}, two, 1);
	int64_t sent = put(tx, DELIVERY_REPLY, one, "said");
	claim(tx, LANE, &got);
	end(tx, &got, DELIVERY_DONE, "777");
	int64_t waits = put(tx, DELIVERY_REPLY, one, "to be said");
	assert_int_equal(store_wipe_case(tx, one, &wiped, err), ERR_OK);
	assert_int_equal(wiped.posts, 1);
	assert_int_equal(wiped.replies, 1);
	assert_false(has_text(tx, "100"));
	assert_true(has_text(tx, "200"));
	look_at(tx, sent);
	assert_false(seen.has_body);
	look_at(tx, waits);
	assert_true(seen.has_body);
	return ERR_OK;
}

static void a_case_is_wiped_but_for_what_must_still_be_said(void **state)
{
	scratch_run(*state, case_work, NULL);
}

/* --- age --- */

static enum err_code old_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct store_wiped wiped;
	struct delivery got;
	int64_t open = put_case(tx, "NRI-AAAA-AAAA", CASE_RECEIVED, 1);
	int64_t old = put_case(tx, "NRI-BBBB-BBBB", CASE_CLOSED, 1);
	int64_t young = put_case(tx, "NRI-CCCC-CCCC", CASE_CLOSED, 500);
	put_post(tx, (char[]){"100"}, open, 1);
	put_post(tx, (char[]){"200"}, old, 1);
	put_post(tx, (char[]){"201"}, old, 1);
	put_post(tx, (char[]){"300"}, young, 1);
	put_post(tx, (char[]){"400"}, 0, 1);
	put_post(tx, (char[]){"500"}, 0, 500);
	int64_t event = put(tx, DELIVERY_EVENT, old, BODY("200"));
	claim(tx, EVENTS, &got);
	end(tx, &got, DELIVERY_DONE, NULL);
	int64_t reply = put(tx, DELIVERY_REPLY, old, "said");
	claim(tx, LANE, &got);
	end(tx, &got, DELIVERY_DONE, "777");
	assert_int_equal(store_wipe_old(tx, 400, 2, &wiped, err), ERR_OK);
	assert_int_equal(wiped.posts, 2); /* no more at once */
	assert_int_equal(wiped.replies, 1);
	assert_int_equal(wiped.events, 1);
	assert_int_equal(store_wipe_old(tx, 400, 2, &wiped, err), ERR_OK);
	assert_int_equal(wiped.posts, 1);
	assert_int_equal(store_wipe_old(tx, 400, 2, &wiped, err), ERR_OK);
	assert_int_equal(wiped.posts + wiped.replies + wiped.events, 0);
	assert_true(has_text(tx, "100"));
	assert_false(has_text(tx, "200"));
	assert_false(has_text(tx, "201"));
	assert_true(has_text(tx, "300"));
	assert_false(has_text(tx, "400"));
	assert_true(has_text(tx, "500"));
	look_at(tx, event);
	assert_false(seen.has_body);
	look_at(tx, reply);
	assert_false(seen.has_body);
	return ERR_OK;
}

static void what_is_old_goes_some_at_a_time(void **state)
{
	scratch_run(*state, old_work, NULL);
}

/* --- deletions --- */

static void delete (struct store_tx *tx, int64_t row, const char *remote_id)
{
	struct err err = {0};
	const struct store_deletion deletion = {
		.lane = LANE, .target_row = row, .remote_id = remote_id, .now_ms = 60};
	assert_int_equal(store_deletion_insert(tx, &deletion, &err), ERR_OK);
}

static enum err_code deletion_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct delivery reply, got;
	enum situation situation;
	int64_t found;
	bool unwanted;

	/* One whose fate is open: it is found first, then deleted by the id that it was found under. */
	int64_t row = put(tx, DELIVERY_REPLY, 0, "said");
	claim(tx, LANE, &reply);
	end(tx, &reply, DELIVERY_SETTLING, NULL);
	assert_int_equal(store_reply_is_unwanted(tx, row, &unwanted, err), ERR_OK);
	assert_false(unwanted);
	delete (tx, row, "");
	assert_int_equal(store_reply_is_unwanted(tx, row, &unwanted, err), ERR_OK);
	assert_true(unwanted);
	assert_int_equal(claim(tx, LANE, &reply), row);
	assert_int_equal(claim(tx, LANE, &got), 0);
	end(tx, &reply, DELIVERY_DONE, "777");
	assert_true(claim(tx, LANE, &got) > row);
	assert_int_equal(got.kind, DELIVERY_DELETION);
	assert_string_equal(got.parent_id, "777");
	end(tx, &got, DELIVERY_DONE, NULL);
	assert_int_equal(store_reply_by_remote(tx, LANE, "777", &found, &situation, err), ERR_OK);
	assert_int_equal(found, row);
	assert_int_equal(store_reply_deleted(tx, LANE, "777", 70, err), ERR_OK);
	look_at(tx, row);
	assert_string_equal(seen.state, "done");
	assert_int_equal(seen.deleted_at, 70);
	assert_false(seen.has_body);

	/* One that is not found: it is not sent again, and there is nothing to delete. */
	row = put(tx, DELIVERY_REPLY, 0, "said");
	claim(tx, LANE, &reply);
	delete (tx, row, "");
	end(tx, &reply, DELIVERY_WAITING, NULL);
	look_at(tx, row);
	assert_string_equal(seen.state, "superseded");
	claim(tx, LANE, &got);
	assert_int_equal(got.kind, DELIVERY_DELETION);
	assert_string_equal(got.parent_id, "");
	end(tx, &got, DELIVERY_DONE, NULL);

	/* One that was not begun. */
	row = put(tx, DELIVERY_REPLY, 0, "to be said");
	assert_int_equal(store_supersede_reply(tx, row, 80, err), ERR_OK);
	assert_int_equal(claim(tx, LANE, &got), 0);
	return ERR_OK;
}

static void a_reply_is_deleted_when_its_fate_is_known(void **state)
{
	scratch_run(*state, deletion_work, NULL);
}

/* --- look-ups --- */

static enum err_code looks_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct store_look looks[STORE_LOOKS_MAX];
	size_t count;
	int64_t open = put_case(tx, "NRI-AAAA-AAAA", CASE_RECEIVED, 1);
	int64_t ended = put_case(tx, "NRI-BBBB-BBBB", CASE_CLOSED, 1);
	put_post(tx, (char[]){"100"}, open, 100);
	put_post(tx, (char[]){"200"}, ended, 100);
	put_post(tx, (char[]){"300"}, 0, 100);
	assert_int_equal(store_looks_due(tx, "UPPolNRI", 149, 50, looks, &count, err), ERR_OK);
	assert_int_equal(count, 0); /* it is too young */
	assert_int_equal(store_looks_due(tx, "Other", 150, 50, looks, &count, err), ERR_OK);
	assert_int_equal(count, 0);
	assert_int_equal(store_looks_due(tx, "UPPolNRI", 150, 50, looks, &count, err), ERR_OK);
	assert_int_equal(count, 1); /* the only one of an open case */
	assert_string_equal(looks[0].id, "100");
	assert_int_equal(store_looked(tx, "UPPolNRI", &looks[0], 200, err), ERR_OK);
	assert_int_equal(store_looks_due(tx, "UPPolNRI", 199, 50, looks, &count, err), ERR_OK);
	assert_int_equal(count, 0);

	/* A hint counts for all, and it keeps its first hour. */
	assert_int_equal(store_look_soon(tx, "UPPolNRI", "200", ended, 160, err), ERR_OK);
	assert_int_equal(store_look_soon(tx, "UPPolNRI", "200", ended, 170, err), ERR_OK);
	assert_int_equal(store_looks_due(tx, "UPPolNRI", 180, 50, looks, &count, err), ERR_OK);
	assert_int_equal(count, 1);
	assert_string_equal(looks[0].id, "200");
	assert_int_equal(looks[0].gone_at, 160);
	return ERR_OK;
}

static void posts_of_open_cases_and_those_said_to_be_gone_are_due(void **state)
{
	scratch_run(*state, looks_work, NULL);
}

/* --- the file --- */

static bool file_has(const struct scratch_store *scratch, const char *end, const char *words)
{
	char path[160];
	static char bytes[4 << 20];
	snprintf(path, sizeof path, "%s%s", scratch->path, end);
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	size_t length = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	return memmem(bytes, length, words, strlen(words)) != NULL;
}

static enum err_code fill_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg, (void)err;
	put_post(tx, (char[]){"100"}, 0, 1);
	return ERR_OK;
}

static enum err_code wipe_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	int64_t case_row;
	return store_wipe_post(tx, "UPPolNRI", "100", &case_row, err);
}

static void what_is_wiped_is_not_in_the_file_any_more(void **state)
{
	const struct scratch_store *scratch = *state;
	scratch_run(*state, fill_work, NULL);
	assert_true(file_has(scratch, "", "zebrafish") || file_has(scratch, "-wal", "zebrafish"));
	scratch_run(*state, wipe_work, NULL);
	assert_false(file_has(scratch, "", "zebrafish"));
	assert_false(file_has(scratch, "-wal", "zebrafish"));
}

static int set_up(void **state)
{
	struct scratch_store *scratch = mem_new(1, sizeof *scratch);
	scratch_open(scratch, NULL);
	*state = scratch;
	return 0;
}

static int tear_down(void **state)
{
	scratch_close(*state);
	mem_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_carries_the_text_of_a_post_goes_with_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_case_is_wiped_but_for_what_must_still_be_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_old_goes_some_at_a_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_reply_is_deleted_when_its_fate_is_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			posts_of_open_cases_and_those_said_to_be_gone_are_due, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_wiped_is_not_in_the_file_any_more, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
