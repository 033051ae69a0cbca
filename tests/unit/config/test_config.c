#include "unit.h"

#include "base/mem.h"
#include "files.h"

static void the_files_that_come_with_the_program_have_no_mistake(void **state)
{
	struct files *files = *state;
	static const struct {
		const char *path;
		size_t endpoints;
	} ours[] = {{SOURCE_DIR "/config/nriseva.yaml", 0}, {SOURCE_DIR "/config/demo.yaml", 75}};
	for (size_t i = 0; i < 2; i++) {
		struct config *config = NULL;
		if (config_load(ours[i].path, &config, &files->mistakes) != ERR_OK)
			fail_msg("%s", files->mistakes.lines[0]);
		assert_int_equal(config->district_count, 75);
		assert_int_equal(config->endpoint_count, ours[i].endpoints);
		assert_string_equal(config->handles[0].name, "UPPolNRI");
		assert_string_equal(config->replies_path, SOURCE_DIR "/config/../replies");
		config_free(config);
	}
}

static void mistakes_of_all_files_are_told_together(void **state)
{
	struct files *files = *state;
	struct config *config = NULL;
	files_write(files, "districts.tsv", DISTRICTS "agra\tAgra\tआगरा\t\t\t\tno\n");
	files_write(files, "a.yaml",
		"store: {path: a}\nsender: S\nword_lists: {categories: none.tsv}\n"
		"handles: [{name: A, user_id: 1, token_file: t}]\n");
	assert_int_equal(config_load(files->path, &config, &files->mistakes), ERR_CONFIG);
	assert_told(files, ":2:9: sender: ", "");
	snprintf(files->path, sizeof files->path, "%s/districts.tsv", files->folder);
	assert_told(files, ":4: the id \"agra\"", "");
	snprintf(files->path, sizeof files->path, "%s/none.tsv", files->folder);
	assert_told(files, ": No such file", "");
	assert_int_equal(files->mistakes.count, 3);
}

static void looking_up_what_is_not_there_gives_null(void **state)
{
	struct files *files = *state;
	struct config *config = NULL;
	files_write(files, "a.yaml",
		"store: {path: a}\nsender: us\nhandles: [{name: A, user_id: 1, token_file: t}]\n");
	assert_int_equal(config_load(files->path, &config, &files->mistakes), ERR_OK);
	assert_string_equal(config_district(config, "agra")->name_en, "Agra");
	assert_null(config_district(config, ""));
	assert_string_equal(config_category(config, "theft")->name_en, "Theft");
	assert_null(config_category(config, "agra"));
	assert_null(config_endpoint(config, "agra"));
	config_free(config);
	config_free(NULL);
}

static void the_file_is_found_where_it_was_named(void **state)
{
	struct files *files = *state;
	char *found = NULL;
	struct err err = {0};
	files_write(files, "a.yaml", "x");
	assert_int_equal(config_find(files->path, &found, &err), ERR_OK);
	assert_string_equal(found, files->path);
	mem_free(found);
	setenv("NRISEVA_CONFIG", files->path, 1);
	assert_int_equal(config_find(NULL, &found, &err), ERR_OK);
	assert_string_equal(found, files->path);
	mem_free(found);
	unsetenv("NRISEVA_CONFIG");
}

static void a_name_that_leads_nowhere_is_not_passed_over(void **state)
{
	struct files *files = *state;
	char *found = NULL;
	struct err err = {0};
	assert_int_equal(config_find("/nowhere/a.yaml", &found, &err), ERR_NOTFOUND);
	assert_non_null(strstr(err.text, "/nowhere/a.yaml"));
	setenv("NRISEVA_CONFIG", "/nowhere/b.yaml", 1);
	assert_int_equal(chdir(files->folder), 0);
	assert_int_equal(mkdir("config", 0700), 0);
	files_write(files, "config/nriseva.yaml", "x");
	assert_int_equal(config_find(NULL, &found, &err), ERR_NOTFOUND);
	assert_non_null(strstr(err.text, "NRISEVA_CONFIG"));
	unsetenv("NRISEVA_CONFIG");
	assert_int_equal(config_find(NULL, &found, &err), ERR_OK);
	assert_string_equal(found, "config/nriseva.yaml");
	mem_free(found);
}

static void all_places_looked_at_are_told(void **state)
{
	struct files *files = *state;
	char *found = NULL;
	struct err err = {0};
	if (access("/etc/nriseva/nriseva.yaml", F_OK) == 0) {
		print_message("there is a configuration in /etc/nriseva\n");
		skip();
	}
	assert_int_equal(chdir(files->folder), 0);
	assert_int_equal(config_find(NULL, &found, &err), ERR_NOTFOUND);
	assert_non_null(strstr(err.text, "config/nriseva.yaml"));
	assert_non_null(strstr(err.text, "/etc/nriseva/nriseva.yaml"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	unsetenv("NRISEVA_CONFIG");
	const struct CMUnitTest tests[] = {
		TEST(the_files_that_come_with_the_program_have_no_mistake),
		TEST(mistakes_of_all_files_are_told_together),
		TEST(looking_up_what_is_not_there_gives_null),
		TEST(the_file_is_found_where_it_was_named),
		TEST(a_name_that_leads_nowhere_is_not_passed_over),
		TEST(all_places_looked_at_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
