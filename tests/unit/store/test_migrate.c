#include "unit.h"

#include "scratch_store.h"
#include "store/tx.h"

static enum err_code reopen(const char *path, struct err *err)
{
	struct store *store;
	const struct store_options options = {.path = path};
	enum err_code code = store_open(NULL, &options, &store, err);
	if (code == ERR_OK)
		store_close(store);
	return code;
}

static void execute(const char *path, const char *sql)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void fresh(struct scratch_store *scratch)
{
	scratch_open(scratch, NULL);
	store_close(scratch->store);
}

static void a_store_opens_again(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct err err = {0};
	fresh(&scratch);
	assert_int_equal(reopen(scratch.path, &err), ERR_OK);
	scratch_remove(&scratch);
}

static void a_store_of_a_newer_program_is_left_alone(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct err err = {0};
	fresh(&scratch);
	execute(scratch.path, "INSERT INTO migrations VALUES (99, 'x', 0)");
	assert_int_equal(reopen(scratch.path, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "newer nriseva"));
	assert_non_null(strstr(err.text, scratch.path));
	scratch_remove(&scratch);
}

static void an_altered_migration_is_noticed(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct err err = {0};
	fresh(&scratch);
	execute(scratch.path, "UPDATE migrations SET checksum = '0'");
	assert_int_equal(reopen(scratch.path, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "checksum"));
	scratch_remove(&scratch);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct err err = {0};
	fresh(&scratch);
	FILE *file = fopen(scratch.path, "w");
	assert_non_null(file);
	for (int i = 0; i < 1000; i++)
		fputs("this is no database\n", file);
	fclose(file);
	assert_int_equal(reopen(scratch.path, &err), ERR_STORE);
	assert_non_null(strstr(err.text, scratch.path));
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_opens_again),
		cmocka_unit_test(a_store_of_a_newer_program_is_left_alone),
		cmocka_unit_test(an_altered_migration_is_noticed),
		cmocka_unit_test(a_file_that_is_no_database_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
