#include "unit.h"

#include <sys/stat.h>

#include "base/str.h"
#include "scratch_store.h"

enum { BACKUP_AT = 100000000, RESTORED_AT = 200000000, MARGIN_MS = 600000 };

struct rig {
	struct scratch_store scratch;
	char backup[128];
	int64_t rows[3]; /* deliveries: sent, waiting, an event */
};

static enum err_code fill(struct store_tx *tx, void *arg, struct err *err)
{
	struct rig *rig = arg;
	struct case_record record = scratch_case("NRI-AAAA-AAAA");
	struct store_handle handle;
	assert_int_equal(store_handle_start(tx, "UPPolNRI", 1000, &handle, err), ERR_OK);
	assert_int_equal(store_case_insert(tx, &record, err), ERR_OK);
	struct delivery delivery = {.kind = DELIVERY_REPLY,
		.lane = "handle:UPPolNRI",
		.case_row = record.row,
		.parent_id = "100",
		.body = (char[]){"text"},
		.due_at = 5,
		.created_at = 5};
	for (int i = 0; i < 2; i++) {
		assert_int_equal(store_delivery_insert(tx, &delivery, "11", err), ERR_OK);
		rig->rows[i] = delivery.row;
	}
	const struct store_own_post sent = {.id = "900", .text = (char[]){"text"}, .at = 6};
	assert_int_equal(store_delivery_found(tx, rig->rows[0], &sent, 7, err), ERR_OK);
	delivery.kind = DELIVERY_EVENT;
	delivery.about.event = EVENT_CASE_OPENED;
	snprintf(delivery.lane, sizeof delivery.lane, "endpoint:lucknow");
	assert_int_equal(store_delivery_insert(tx, &delivery, "", err), ERR_OK);
	rig->rows[2] = delivery.row;
	return ERR_OK;
}

static int set_up(void **state)
{
	struct rig *rig = mem_new(1, sizeof *rig);
	scratch_open(&rig->scratch, NULL);
	snprintf(rig->backup, sizeof rig->backup, "%s/copy", rig->scratch.folder);
	scratch_run(&rig->scratch, fill, rig);
	*state = rig;
	return 0;
}

static int tear_down(void **state)
{
	struct rig *rig = *state;
	char path[160];
	unlink(rig->backup);
	for (int i = 1; i < 4; i++) {
		snprintf(path, sizeof path, "%s.before-restore-%d", rig->scratch.path, i);
		unlink(path);
	}
	scratch_close(&rig->scratch);
	mem_free(rig);
	return 0;
}

static enum err_code add_case(struct store_tx *tx, void *arg, struct err *err)
{
	struct case_record record = scratch_case(arg);
	return store_case_insert(tx, &record, err);
}

static enum err_code find_case(struct store_tx *tx, void *arg, struct err *err)
{
	struct case_record record;
	return store_case_by_id(tx, arg, &record, err);
}

/* Close, restore, and open again. */
static void restore(struct rig *rig, struct store_restored *restored)
{
	struct err err = {0};
	store_close(rig->scratch.store);
	if (store_restore(rig->backup, rig->scratch.path, RESTORED_AT, restored, &err) != ERR_OK)
		fail_msg("%s", err.text);
	const struct store_options options = {.path = rig->scratch.path, .scratch = true};
	if (store_open(NULL, &options, &rig->scratch.store, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

static void back_up(struct rig *rig)
{
	struct err err = {0};
	if (store_backup(rig->scratch.path, rig->backup, BACKUP_AT, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

static void a_copy_is_private_whole_and_never_overwritten(void **state)
{
	struct rig *rig = *state;
	struct stat st;
	struct err err = {0};
	back_up(rig);
	assert_int_equal(stat(rig->backup, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(store_backup(rig->scratch.path, rig->backup, 1, &err), ERR_CONFLICT);
	assert_non_null(strstr(err.text, rig->backup));
	assert_int_equal(store_backup("/nonexistent/store", "/tmp/x", 1, &err), ERR_NOTFOUND);
	char path[160];
	snprintf(path, sizeof path, "%s.partial-%ld", rig->backup, (long)getpid());
	assert_int_equal(access(path, F_OK), -1);
	snprintf(path, sizeof path, "%s/no/folder", rig->scratch.folder);
	assert_int_equal(store_backup(rig->scratch.path, path, 1, &err), ERR_IO);
}

static void a_restored_store_is_as_it_was_and_the_other_is_kept(void **state)
{
	struct rig *rig = *state;
	struct err err = {0};
	struct store_restored restored;
	back_up(rig);
	scratch_run(&rig->scratch, add_case, (char[]){"NRI-BBBB-BBBB"});
	restore(rig, &restored);
	assert_int_equal(restored.backup_at, BACKUP_AT);
	scratch_run(&rig->scratch, find_case, (char[]){"NRI-AAAA-AAAA"});
	assert_int_equal(scratch_try(&rig->scratch, find_case, (char[]){"NRI-BBBB-BBBB"}, &err),
		ERR_NOTFOUND);
	struct scratch_store kept;
	const struct store_options options = {.path = restored.kept, .read_only = true};
	assert_true(str_ends(restored.kept, ".before-restore-1"));
	assert_int_equal(store_open(NULL, &options, &kept.store, &err), ERR_OK);
	scratch_run(&kept, find_case, (char[]){"NRI-BBBB-BBBB"});
	store_close(kept.store);
	mem_free(restored.kept);
	restore(rig, &restored);
	assert_true(str_ends(restored.kept, ".before-restore-2"));
	mem_free(restored.kept);
}

static enum err_code look_at_marks(struct store_tx *tx, void *arg, struct err *err)
{
	const struct rig *rig = arg;
	struct store_handle handle;
	struct case_record record;
	struct delivery claimed[4];
	size_t count;
	int64_t at, next_due_at;
	assert_int_equal(store_restored_at(tx, &at, err), ERR_OK);
	assert_int_equal(at, RESTORED_AT);
	assert_int_equal(store_handle_start(tx, "UPPolNRI", 5, &handle, err), ERR_OK);
	assert_int_equal(handle.start_at, 1000);
	assert_int_equal(handle.recover_from_at, BACKUP_AT - MARGIN_MS);
	assert_int_equal(store_case_by_id(tx, "NRI-AAAA-AAAA", &record, err), ERR_OK);
	assert_int_equal(record.sequence, RESTORED_AT / 1000);
	assert_int_equal(store_claim(tx, "handle:UPPolNRI", PRIORITY_FOLLOW_UP, 4, RESTORED_AT, 1,
				 claimed, &count, &next_due_at, err),
		ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(claimed[0].row, rig->rows[1]);
	assert_int_equal(claimed[0].state, DELIVERY_SETTLING);
	assert_int_equal(claimed[0].attempt_at, BACKUP_AT - MARGIN_MS);
	delivery_release(&claimed[0]);
	assert_int_equal(store_claim(tx, "endpoint:lucknow", PRIORITY_FOLLOW_UP, 4, RESTORED_AT, 1,
				 claimed, &count, &next_due_at, err),
		ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(claimed[0].state, DELIVERY_WAITING);
	delivery_release(&claimed[0]);
	assert_int_equal(store_handle_recovered(tx, "UPPolNRI", err), ERR_OK);
	assert_int_equal(store_handle_start(tx, "UPPolNRI", 5, &handle, err), ERR_OK);
	assert_int_equal(handle.recover_from_at, 0);
	return ERR_OK;
}

static void after_a_restore_replies_are_looked_for_and_events_go_on_numbered_higher(void **state)
{
	struct rig *rig = *state;
	struct store_restored restored;
	back_up(rig);
	restore(rig, &restored);
	scratch_run(&rig->scratch, look_at_marks, rig);
	mem_free(restored.kept);
}

static void what_is_no_backup_or_in_use_changes_nothing(void **state)
{
	struct rig *rig = *state;
	struct err err = {0};
	struct store_restored restored;
	back_up(rig);
	const char *path = rig->scratch.path;
	assert_int_equal(store_restore(rig->backup, path, 1, &restored, &err), ERR_BUSY);
	store_close(rig->scratch.store);
	assert_int_equal(
		store_restore("/nonexistent/file", path, 1, &restored, &err), ERR_NOTFOUND);
	/* A store is no backup: it does not say when it was copied. */
	assert_int_equal(store_restore(path, path, 1, &restored, &err), ERR_FORMAT);
	FILE *file = fopen(rig->backup, "w");
	assert_non_null(file);
	fputs("not a database, only words that are long enough to be one", file);
	fclose(file);
	assert_int_equal(store_restore(rig->backup, path, 1, &restored, &err), ERR_FORMAT);
	assert_null(restored.kept);
	char left[160];
	snprintf(left, sizeof left, "%s.restoring", path);
	assert_int_equal(access(left, F_OK), -1);
	const struct store_options options = {.path = path, .scratch = true};
	assert_int_equal(store_open(NULL, &options, &rig->scratch.store, &err), ERR_OK);
	scratch_run(&rig->scratch, find_case, (char[]){"NRI-AAAA-AAAA"});
}

static enum err_code own_posts(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	const struct store_own_post posts[] = {
		{.id = "902", .parent_id = "100", .text = (char[]){"second"}, .at = 20},
		{.id = "901", .parent_id = "100", .text = (char[]){"first"}, .at = 10},
		{.id = "900", .parent_id = "100", .text = (char[]){"known"}, .at = 5},
		{.id = "903", .parent_id = "101", .text = (char[]){"elsewhere"}, .at = 5},
	};
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(store_own_post_save(tx, "UPPolNRI", &posts[i], err), ERR_OK);
		assert_int_equal(store_own_post_save(tx, "UPPolNRI", &posts[i], err), ERR_OK);
	}
	struct store_own_post found[STORE_OWN_MAX];
	size_t count;
	assert_int_equal(store_own_replies(tx, "UPPolNRI", "100", "", found, &count, err), ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(found[0].id, "901");
	assert_string_equal(found[0].text, "first");
	assert_string_equal(found[1].id, "902");
	for (size_t i = 0; i < count; i++)
		mem_free(found[i].text);
	assert_int_equal(
		store_own_replies(tx, "UPPolNRI", "99", "101", found, &count, err), ERR_OK);
	assert_int_equal(count, 1);
	mem_free(found[0].text);
	assert_int_equal(store_own_replies(tx, "UPPolUSA", "100", "", found, &count, err), ERR_OK);
	assert_int_equal(count, 0);
	return ERR_OK;
}

static void what_we_said_is_found_by_its_parent_unless_a_delivery_has_it(void **state)
{
	struct rig *rig = *state;
	scratch_run(&rig->scratch, own_posts, NULL);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_copy_is_private_whole_and_never_overwritten),
		WITH_STORE(a_restored_store_is_as_it_was_and_the_other_is_kept),
		WITH_STORE(after_a_restore_replies_are_looked_for_and_events_go_on_numbered_higher),
		WITH_STORE(what_is_no_backup_or_in_use_changes_nothing),
		WITH_STORE(what_we_said_is_found_by_its_parent_unless_a_delivery_has_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
