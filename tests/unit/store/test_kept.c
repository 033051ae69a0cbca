#include "unit.h"

#include <stdio.h>

#include "scratch_store.h"

static void put_post(
	struct store_tx *tx, const char *handle, const char *id, int64_t case_row, int64_t at)
{
	struct err err = {0};
	char copy[ID_SIZE];
	snprintf(copy, sizeof copy, "%s", id);
	struct post post = {.id = copy,
		.identity = copy,
		.author_id = (char[]){"11"},
		.text = (char[]){"zebrafish bakery"}};
	const struct reading reading = {0};
	const struct store_post saved = {.post = &post,
		.reading = &reading,
		.handle = handle,
		.case_row = case_row,
		.why = "",
		.received_at = at};
	if (store_post_save(tx, &saved, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

static struct store_kept kept[STORE_KEPT_MAX];

static size_t list(struct store_tx *tx, struct store_place after, int64_t until_at)
{
	struct err err = {0};
	size_t count;
	assert_int_equal(
		store_kept_posts(tx, "UPPolNRI", after, until_at, kept, &count, &err), ERR_OK);
	return count;
}

static enum err_code pages_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	char id[ID_SIZE];
	int64_t case_row;
	/* More than a page in one millisecond; then an older one, which is listed first. */
	for (int i = 0; i < STORE_KEPT_MAX + 1; i++) {
		snprintf(id, sizeof id, "%d", 1000 + i);
		put_post(tx, "UPPolNRI", id, 0, 50);
	}
	put_post(tx, "UPPolNRI", "9", 0, 40);
	put_post(tx, "UPPolNRI", "8", 0, 41);
	put_post(tx, "Other", "7", 0, 40);
	put_post(tx, "UPPolNRI", "6", 0, 60);
	assert_int_equal(store_wipe_post(tx, "UPPolNRI", "8", &case_row, err), ERR_OK);

	const struct store_place start = {0, 0};
	assert_int_equal(list(tx, start, 50), STORE_KEPT_MAX);
	assert_string_equal(kept[0].id, "9");
	assert_string_equal(kept[1].identity, "1000");
	assert_int_equal(list(tx, kept[STORE_KEPT_MAX - 1].place, 50), 2);
	assert_string_equal(kept[1].id, "1500");
	assert_int_equal(list(tx, kept[1].place, 50), 0);
	return ERR_OK;
}

static void those_with_a_text_are_listed_once_each_in_the_order_of_their_coming(void **state)
{
	scratch_run(*state, pages_work, NULL);
}

/* Their ids, in the order in which they would be looked up. */
static const char *due(struct store_tx *tx, int64_t now_ms)
{
	struct err err = {0};
	static struct store_look looks[STORE_LOOKS_MAX];
	static char ids[100];
	size_t count;
	assert_int_equal(store_looks_due(tx, "UPPolNRI", now_ms, 0, looks, &count, &err), ERR_OK);
	*ids = '\0';
	for (size_t i = 0; i < count; i++)
		snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s ", looks[i].id);
	return ids;
}

static enum err_code checked_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct case_record record = scratch_case("NRI-AAAA-AAAA");
	assert_int_equal(store_case_insert(tx, &record, err), ERR_OK);
	put_post(tx, "UPPolNRI", "1", record.row, 10);
	put_post(tx, "UPPolNRI", "2", record.row, 10);
	put_post(tx, "UPPolNRI", "3", record.row, 11);
	put_post(tx, "UPPolNRI", "4", record.row, 12);
	assert_int_equal(list(tx, (struct store_place){0, 0}, 99), 4);
	assert_string_equal(due(tx, 100), "1 2 3 4 ");

	/* Not the place itself, and not what comes after the other; not what is said to be gone. */
	const struct store_place after = kept[0].place, to = kept[2].place;
	assert_int_equal(store_look_soon(tx, "UPPolNRI", "2", 0, 20, err), ERR_OK);
	assert_int_equal(store_kept_checked(tx, "UPPolNRI", after, to, 500, err), ERR_OK);
	assert_string_equal(due(tx, 499), "1 4 2 ");
	assert_string_equal(due(tx, 500), "1 4 2 3 ");

	/* One that was looked up since keeps its later hour. */
	assert_int_equal(store_kept_checked(tx, "UPPolNRI", after, to, 300, err), ERR_OK);
	assert_string_equal(due(tx, 499), "1 4 2 ");
	return ERR_OK;
}

static void what_was_checked_is_not_looked_up_before_its_hour(void **state)
{
	scratch_run(*state, checked_work, NULL);
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
			those_with_a_text_are_listed_once_each_in_the_order_of_their_coming, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			what_was_checked_is_not_looked_up_before_its_hour, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
