#include "unit.h"

#include "config/table.h"
#include "files.h"

static const char *const columns[] = {"b", "a"};

static void load(
	struct files *files, const char *bytes, size_t size, struct pool *pool, struct table *out)
{
	config_mistakes_release(&files->mistakes);
	files_write_bytes(files, "t.tsv", bytes, size);
	table_load(files->path, columns, 2, pool, out, &files->mistakes);
}

static void columns_are_found_by_their_names(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct table table;
	const char *text = "# comment\n\na\tother\tb\n1\tx\t2\r\n# more\n3\t\t\n";
	load(files, text, strlen(text), &pool, &table);
	assert_int_equal(files->mistakes.count, 0);
	assert_int_equal(table.count, 2);
	assert_string_equal(table.rows[0].cells[0], "2");
	assert_string_equal(table.rows[0].cells[1], "1");
	assert_int_equal(table.rows[0].line, 4);
	assert_string_equal(table.rows[1].cells[0], "");
	assert_string_equal(table.rows[1].cells[1], "3");
	assert_int_equal(table.rows[1].line, 6);
	pool_release(&pool);
}

static void a_byte_order_mark_and_a_missing_last_newline_do_no_harm(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct table table;
	load(files,
		"\xef\xbb\xbf"
		"a\tb\n1\t2",
		10, &pool, &table);
	assert_int_equal(files->mistakes.count, 0);
	assert_int_equal(table.count, 1);
	assert_string_equal(table.rows[0].cells[0], "2");
	pool_release(&pool);
}

static void bad_rows_are_told_and_left_out(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct table table;
	const char text[] = "a\tb\n1\n1\t2\t3\n\377\tx\n1\0\t2\n5\t6\n";
	load(files, text, sizeof text - 1, &pool, &table);
	assert_told(files, ":2: 1 columns where the header has 2", "");
	assert_told(files, ":3: 3 columns where the header has 2", "");
	assert_told(files, ":4: this line is not UTF-8", "");
	assert_told(files, ":5: this line is not UTF-8", "");
	assert_int_equal(files->mistakes.count, 4);
	assert_int_equal(table.count, 1);
	assert_string_equal(table.rows[0].cells[0], "6");
	pool_release(&pool);
}

static void a_header_that_lacks_columns_is_told_once_for_each(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct table table;
	load(files, "# x\nid\tname\n1\t2\n", 16, &pool, &table);
	assert_told(files, ":2: the column \"a\" is missing", "");
	assert_told(files, ":2: the column \"b\" is missing", "");
	assert_int_equal(files->mistakes.count, 2);
	assert_int_equal(table.count, 0);
	pool_release(&pool);
}

static void a_file_without_table_or_without_existence_is_told(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct table table;
	load(files, "", 0, &pool, &table);
	assert_told(files, ":1: there is no table", "");
	load(files, "# only\n# comments\n", 18, &pool, &table);
	assert_told(files, ":2: there is no table", "");
	config_mistakes_release(&files->mistakes);
	snprintf(files->path, sizeof files->path, "%s/none.tsv", files->folder);
	table_load(files->path, columns, 2, &pool, &table, &files->mistakes);
	assert_told(files, ": No such file", "word_lists");
	assert_int_equal(table.count, 0);
	pool_release(&pool);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(columns_are_found_by_their_names),
		TEST(a_byte_order_mark_and_a_missing_last_newline_do_no_harm),
		TEST(bad_rows_are_told_and_left_out),
		TEST(a_header_that_lacks_columns_is_told_once_for_each),
		TEST(a_file_without_table_or_without_existence_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
