#include "unit.h"

#include "base/buf.h"
#include "base/clock.h"
#include "scratch_store.h"

static int64_t at(const char *iso)
{
	int64_t out = 0;
	assert_int_equal(clock_from_iso(iso, &out), ERR_OK);
	return out;
}

static void spend(
	struct store_tx *tx, const char *handle, const char *when, int64_t replies, int64_t micro)
{
	const struct spending spent = {.replies = replies, .posts_read = 7, .micro_dollars = micro};
	assert_int_equal(store_spend(tx, handle, at(when), &spent, NULL), ERR_OK);
}

static enum err_code fill(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg, (void)err;
	spend(tx, "A", "2026-10-31T23:59:59Z", 1, 1000);
	spend(tx, "A", "2026-11-01T00:00:00Z", 2, 2000);
	spend(tx, "A", "2026-11-25T00:00:00Z", 4, 4000);
	spend(tx, "A", "2026-11-25T23:59:59Z", 8, 8000);
	spend(tx, "B", "2026-11-25T12:00:00Z", 100, 100000);
	return ERR_OK;
}

static enum err_code look(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct spending today, month;
	assert_int_equal(
		store_spent(tx, "A", at("2026-11-25T14:00:00Z"), &today, &month, err), ERR_OK);
	assert_int_equal(today.replies, 12);
	assert_int_equal(today.posts_read, 14);
	assert_int_equal(today.micro_dollars, 12000);
	assert_int_equal(month.replies, 14);
	assert_int_equal(month.micro_dollars, 14000);
	assert_int_equal(
		store_spent(tx, "C", at("2026-11-25T14:00:00Z"), &today, &month, err), ERR_OK);
	assert_int_equal(today.replies, 0);
	assert_int_equal(month.micro_dollars, 0);
	int64_t first, day = spending_day(at("2026-11-25T00:00:00Z"));
	assert_int_equal(store_spent_since(tx, "A", day - 6, &today, &first, err), ERR_OK);
	assert_int_equal(first, day);
	assert_int_equal(today.replies, 12);
	assert_int_equal(store_spent_since(tx, "A", day - 60, &today, &first, err), ERR_OK);
	assert_int_equal(first, spending_day(at("2026-10-31T00:00:00Z")));
	assert_int_equal(store_spent_since(tx, "C", 0, &today, &first, err), ERR_OK);
	assert_int_equal(first, INT64_MAX);
	return ERR_OK;
}

static void what_was_spent_is_summed_by_day_and_month(void **state)
{
	(void)state;
	struct scratch_store scratch;
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, fill, NULL);
	scratch_run(&scratch, look, NULL);
	scratch_close(&scratch);
}

static void note(void *arg, const char *id)
{
	struct buf *ids = arg;
	buf_add_format(ids, "%s ", id);
}

static enum err_code posts_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	static struct {
		const char *handle;
		char id[2];
		int64_t at;
	} rows[] = {{"A", "1", 10}, {"A", "2", 20}, {"B", "3", 30}, {"A", "4", 30}};
	char author[] = "5", text[] = "x";
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct post post = {.id = rows[i].id,
			.identity = rows[i].id,
			.author_id = author,
			.text = text};
		const struct reading reading = {0};
		const struct store_post saved = {.post = &post,
			.reading = &reading,
			.handle = rows[i].handle,
			.why = "",
			.received_at = rows[i].at};
		assert_int_equal(store_post_save(tx, &saved, err), ERR_OK);
	}
	struct buf ids;
	buf_init(&ids, 100);
	assert_int_equal(store_posts_since(tx, "A", 20, note, &ids, err), ERR_OK);
	assert_string_equal(ids.bytes, "4 2 ");
	buf_release(&ids);
	return ERR_OK;
}

static void the_posts_of_a_day_are_told(void **state)
{
	(void)state;
	struct scratch_store scratch;
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, posts_work, NULL);
	scratch_close(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_spent_is_summed_by_day_and_month),
		cmocka_unit_test(the_posts_of_a_day_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
