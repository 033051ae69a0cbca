#include "unit.h"

#include "config/source.h"
#include "files.h"

static void load(struct files *files, const char *text, struct source *out)
{
	files_write(files, "a.yaml", text);
	assert_int_equal(source_load(files->path, out, &files->mistakes), ERR_OK);
}

static void a_mistake_is_told_where_its_value_stands(void **state)
{
	struct files *files = *state;
	struct source source;
	load(files, "a: 1\nlist:\n  - {x: 1}\n  - x: 5\n    y: 6\n", &source);
	source_complain(&source, &files->mistakes, "list/1/y", "is %d", 6);
	assert_told(files, ":5:8: is 6", "");
	source_complain(&source, &files->mistakes, "list/0/x", "first");
	assert_told(files, ":3:9: first", "");
	source_release(&source);
}

static void a_value_that_is_absent_is_told_of_what_is_around_it(void **state)
{
	struct files *files = *state;
	struct source source;
	load(files, "a: 1\nlist:\n  - x: 5\n", &source);
	source_complain(&source, &files->mistakes, "list/0/none", "around");
	assert_told(files, ":3:5: around", "");
	source_complain(&source, &files->mistakes, "list/7/none", "list");
	assert_told(files, ":3:3: list", "");
	source_complain(&source, &files->mistakes, "none", "top");
	assert_told(files, ":1:1: top", "");
	source_release(&source);
}

static void refused(
	struct files *files, const void *bytes, size_t size, const char *after, const char *words)
{
	struct source source;
	config_mistakes_release(&files->mistakes);
	files_write_bytes(files, "a.yaml", bytes, size);
	assert_int_equal(source_load(files->path, &source, &files->mistakes), ERR_CONFIG);
	assert_int_equal(files->mistakes.count, 1);
	assert_told(files, after, words);
}

static void bad_files_are_refused_with_their_place(void **state)
{
	struct files *files = *state;
	refused(files, "a: [1\nb: 2\n", 11, ":2:2: ", "flow sequence");
	refused(files, "a: 1\n\tb: 2\n", 11, ":2:", "look at");
	refused(files, "a: 1\nb: \377\n", 11, ":2:1: ", "UTF-8");
	refused(files, "a: 1\nb: \0\n", 10, ":2:1: ", "UTF-8");
	refused(files, "a: 1\n---\nb: 2\n", 14, ":3:1: ", "second document");
	refused(files, "a: \"1\n", 6, ":", "look at");
}

static void a_missing_file_is_told_by_its_name(void **state)
{
	struct files *files = *state;
	struct source source;
	snprintf(files->path, sizeof files->path, "%s/none.yaml", files->folder);
	assert_int_equal(source_load(files->path, &source, &files->mistakes), ERR_CONFIG);
	assert_told(files, ": No such file", "--config");
}

static void an_empty_file_has_no_root(void **state)
{
	struct files *files = *state;
	struct source source;
	load(files, "# nothing\n", &source);
	assert_null(source_root(&source));
	source_complain(&source, &files->mistakes, "a/b", "empty");
	assert_told(files, ":1:1: empty", "");
	source_release(&source);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_mistake_is_told_where_its_value_stands),
		TEST(a_value_that_is_absent_is_told_of_what_is_around_it),
		TEST(bad_files_are_refused_with_their_place),
		TEST(a_missing_file_is_told_by_its_name),
		TEST(an_empty_file_has_no_root),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
