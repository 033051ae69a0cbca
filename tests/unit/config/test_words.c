#include "unit.h"

#include "config/words.h"
#include "files.h"

static void districts_are_read(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct config config = {0};
	files_write(files, "d.tsv",
		DISTRICTS_HEADER
		"lucknow\tLucknow\tलखनऊ\tLakhnau| Awadh ||नवाबों का शहर\tCentral\tL\tyes\n"
		"agra\tAgra\tआगरा\t\tAgra\tAgra\tno\n");
	words_load_districts(files->path, &pool, &config, &files->mistakes);
	assert_int_equal(files->mistakes.count, 0);
	assert_int_equal(config.district_count, 2);
	const struct config_district *lucknow = &config.districts[0];
	assert_string_equal(lucknow->id, "lucknow");
	assert_string_equal(lucknow->name_hi, "लखनऊ");
	assert_int_equal(lucknow->alias_count, 3);
	assert_string_equal(lucknow->aliases[1], "Awadh");
	assert_string_equal(lucknow->aliases[2], "नवाबों का शहर");
	assert_string_equal(lucknow->zone, "Central");
	assert_string_equal(lucknow->range, "L");
	assert_true(lucknow->commissionerate);
	assert_false(config.districts[1].commissionerate);
	assert_int_equal(config.districts[1].alias_count, 0);
	pool_release(&pool);
}

static void categories_are_read(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct config config = {0};
	files_write(files, "c.tsv",
		CATEGORIES_HEADER "a\tmatter\tsensitive\tA\tअ\tone|two words\n"
				  "b\tconduct\tsensitive, elsewhere\tB\tब\t\n"
				  "c\tmatter\t\tC\tस\tx\n");
	words_load_categories(files->path, &pool, &config, &files->mistakes);
	assert_int_equal(files->mistakes.count, 0);
	assert_int_equal(config.category_count, 3);
	assert_int_equal(config.categories[0].kind, CATEGORY_MATTER);
	assert_true(config.categories[0].sensitive);
	assert_false(config.categories[0].elsewhere);
	assert_int_equal(config.categories[0].word_count, 2);
	assert_string_equal(config.categories[0].words[1], "two words");
	assert_int_equal(config.categories[1].kind, CATEGORY_CONDUCT);
	assert_true(config.categories[1].sensitive && config.categories[1].elsewhere);
	assert_false(config.categories[2].sensitive || config.categories[2].elsewhere);
	pool_release(&pool);
}

static void mistakes_of_districts_are_told_by_line(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct config config = {0};
	files_write(files, "d.tsv",
		DISTRICTS_HEADER
		"agra\tAgra\tआगरा\t\t\t\tno\nagra\tAgra\tआगरा\t\t\t\tno\n"
		"Big City\tB\tब\t\t\t\tno\neach\tE\tई\t\t\t\tno\nx\t\tक्ष\t\t\t\tmaybe\n");
	words_load_districts(files->path, &pool, &config, &files->mistakes);
	assert_told(files, ":3: the id \"agra\" is on line 2 already", "remove");
	assert_told(files, ":4: \"Big City\" is no id", "");
	assert_told(files, ":5: \"each\" cannot be an id", "");
	assert_told(files, ":6: name_en is empty", "");
	assert_told(files, ":6: commissionerate cannot be \"maybe\"", "yes or no");
	assert_int_equal(files->mistakes.count, 5);
	pool_release(&pool);
}

static void mistakes_of_categories_are_told_by_line(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct config config = {0};
	files_write(files, "c.tsv",
		CATEGORIES_HEADER "a\tthing\t\tA\tअ\tx\nb\tmatter\tsecret,sensitive\tB\tब\tx\n");
	words_load_categories(files->path, &pool, &config, &files->mistakes);
	assert_told(files, ":2: kind cannot be \"thing\"", "matter or conduct");
	assert_told(files, ":3: unknown flag \"secret\"", "");
	assert_int_equal(files->mistakes.count, 2);
	pool_release(&pool);
}

static void the_lists_that_come_with_the_program_have_no_mistake(void **state)
{
	struct files *files = *state;
	struct pool pool = {0};
	struct config config = {0};
	words_load_districts(SOURCE_DIR "/config/districts.tsv", &pool, &config, &files->mistakes);
	words_load_categories(
		SOURCE_DIR "/config/categories.tsv", &pool, &config, &files->mistakes);
	for (size_t i = 0; i < files->mistakes.count; i++)
		print_message("%s\n", files->mistakes.lines[i]);
	assert_int_equal(files->mistakes.count, 0);
	assert_int_equal(config.district_count, 75);
	assert_true(config.category_count >= 20);
	pool_release(&pool);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(districts_are_read),
		TEST(categories_are_read),
		TEST(mistakes_of_districts_are_told_by_line),
		TEST(mistakes_of_categories_are_told_by_line),
		TEST(the_lists_that_come_with_the_program_have_no_mistake),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
