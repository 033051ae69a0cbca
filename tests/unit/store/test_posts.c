#include "unit.h"

#include "scratch_store.h"

static const struct post post_a = {.id = (char[]){"101"},
	.identity = (char[]){"100"},
	.author_id = (char[]){"11"},
	.text = (char[]){"lock broken"},
	.created_at = 77};
static const struct reading reading = {.lang = LANG_EN};

static enum err_code save(struct store_tx *tx, void *arg, struct err *err)
{
	return store_post_save(tx, arg, err);
}

static struct store_post as_saved(void)
{
	return (struct store_post){.post = &post_a,
		.reading = &reading,
		.handle = "UPPolNRI",
		.why = "opened",
		.received_at = 80};
}

static enum err_code handle_moves(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct store_handle handle;
	assert_int_equal(store_handle_start(tx, "h", 1000, &handle, err), ERR_OK);
	assert_int_equal(handle.start_at, 1000);
	assert_true(handle.fresh);
	assert_int_equal(handle.cursor_at, 1000);
	assert_int_equal(store_handle_move_cursor(tx, "h", 1500, err), ERR_OK);
	assert_int_equal(store_handle_move_cursor(tx, "h", 1200, err), ERR_OK);
	assert_int_equal(store_handle_start(tx, "h", 9999, &handle, err), ERR_OK);
	assert_false(handle.fresh);
	assert_int_equal(handle.recover_from_at, 0);
	assert_int_equal(handle.start_at, 1000);
	assert_int_equal(handle.cursor_at, 1500);
	return ERR_OK;
}

static void the_starting_point_stays_and_the_cursor_never_goes_back(void **state)
{
	(void)state;
	struct scratch_store scratch;
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, handle_moves, NULL);
	scratch_close(&scratch);
}

static enum err_code knows(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	bool version, identity;
	struct post other = post_a;
	assert_int_equal(
		store_post_is_known(tx, "UPPolNRI", &post_a, &version, &identity, err), ERR_OK);
	assert_true(version && identity);
	other.id = (char[]){"102"};
	assert_int_equal(
		store_post_is_known(tx, "UPPolNRI", &other, &version, &identity, err), ERR_OK);
	assert_true(!version && identity);
	assert_int_equal(
		store_post_is_known(tx, "UPPolUSA", &post_a, &version, &identity, err), ERR_OK);
	assert_true(!version && !identity);
	return ERR_OK;
}

static void a_post_is_known_by_its_first_id_and_handle(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct store_post saved = as_saved();
	struct err err = {0};
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, save, &saved);
	scratch_run(&scratch, knows, NULL);
	assert_int_equal(scratch_try(&scratch, save, &saved, &err), ERR_CONFLICT);
	scratch_close(&scratch);
}

static void save_at(struct store_tx *tx, const char *handle, const char *id, int64_t at)
{
	struct err err;
	struct post post = post_a;
	post.id = post.identity = (char *)(uintptr_t)id;
	post.created_at = at;
	struct store_post saved = as_saved();
	saved.post = &post;
	saved.handle = handle;
	assert_int_equal(store_post_save(tx, &saved, &err), ERR_OK);
}

static enum err_code gaps(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct store_gaps found;
	assert_int_equal(store_handle_gaps(tx, "A", "100", &found, err), ERR_OK);
	assert_true(found.count == 0 && found.longest_ms == 0 && found.newest_at == 0);
	save_at(tx, "A", "100", 1); /* before the week */
	save_at(tx, "A", "205", 900);
	save_at(tx, "A", "201", 300); /* taken late */
	save_at(tx, "A", "207", 1000);
	save_at(tx, "B", "203", 500);
	save_at(tx, "B", "209", 9000);
	assert_int_equal(store_handle_gaps(tx, "A", "100", &found, err), ERR_OK);
	assert_int_equal(found.count, 3);
	assert_int_equal(found.longest_ms, 600);
	assert_int_equal(found.newest_at, 1000);
	return ERR_OK;
}

static void gaps_are_those_between_a_handles_own_mentions(void **state)
{
	(void)state;
	struct scratch_store scratch;
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, gaps, NULL);
	scratch_close(&scratch);
}

static enum err_code edit(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct post edited = post_a;
	int64_t case_row = -1;
	char *text;
	edited.id = (char[]){"103"};
	edited.text = (char[]){"lock broken again"};
	assert_int_equal(store_post_new_version(tx, "UPPolNRI", &edited, &case_row, err), ERR_OK);
	assert_int_equal(case_row, 0);
	assert_int_equal(store_post_text(tx, "UPPolNRI", "100", &text, err), ERR_OK);
	assert_string_equal(text, "lock broken again");
	mem_free(text);
	assert_int_equal(store_post_text(tx, "UPPolNRI", "999", &text, err), ERR_OK);
	assert_null(text);
	return ERR_OK;
}

static void an_edit_replaces_the_text(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct store_post saved = as_saved();
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, save, &saved);
	scratch_run(&scratch, edit, NULL);
	scratch_close(&scratch);
}

static enum err_code record_unreadable(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct store_unreadable post = {
		.handle = "UPPolNRI", .post_id = "7", .reason = "it has no text", .at = 1};
	bool fresh;
	int64_t count;
	assert_int_equal(store_unreadable_save(tx, &post, &fresh, err), ERR_OK);
	assert_true(fresh);
	assert_int_equal(store_unreadable_save(tx, &post, &fresh, err), ERR_OK);
	assert_false(fresh);
	post.post_id = "";
	assert_int_equal(store_unreadable_save(tx, &post, &fresh, err), ERR_OK);
	assert_true(fresh);
	assert_int_equal(store_unreadable_count(tx, "UPPolNRI", &count, err), ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(store_unreadable_count(tx, "UPPolUSA", &count, err), ERR_OK);
	assert_int_equal(count, 0);
	return ERR_OK;
}

static void an_unreadable_post_is_recorded_once(void **state)
{
	(void)state;
	struct scratch_store scratch;
	scratch_open(&scratch, NULL);
	scratch_run(&scratch, record_unreadable, NULL);
	scratch_close(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_starting_point_stays_and_the_cursor_never_goes_back),
		cmocka_unit_test(a_post_is_known_by_its_first_id_and_handle),
		cmocka_unit_test(gaps_are_those_between_a_handles_own_mentions),
		cmocka_unit_test(an_edit_replaces_the_text),
		cmocka_unit_test(an_unreadable_post_is_recorded_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
