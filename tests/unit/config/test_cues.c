#include "unit.h"

#include "config/cues.h"
#include "config/words.h"
#include "files.h"

struct loaded {
	struct pool pool;
	struct config config;
};

static void load(struct files *files, struct loaded *loaded, const char *rows)
{
	char text[4096];
	*loaded = (struct loaded){0};
	snprintf(files->path, sizeof files->path, "%s/categories.tsv", files->folder);
	words_load_categories(files->path, &loaded->pool, &loaded->config, &files->mistakes);
	snprintf(text, sizeof text, CUES_HEADER "%s", rows);
	files_write(files, "cues.tsv", text);
	cues_load(files->path, &loaded->pool, &loaded->config, &files->mistakes);
}

static void rules_are_read(void **state)
{
	struct files *files = *state;
	struct loaded loaded;
	load(files, &loaded,
		"a\tsolved\t\t\tall good| it is over |हल\n"
		"b\ttheft\t7\texact, needs=old,unless=news\tlocker\n"
		"c\tidea:old\t\t\tgrandmother\n"
		"d\tfiller\t\t\tthe\n");
	assert_int_equal(files->mistakes.count, 0);
	assert_int_equal(loaded.config.rule_count, 4);
	const struct config_rule *rules = loaded.config.rules;
	assert_string_equal(rules[0].id, "a");
	assert_int_equal(rules[0].kind, CUE_SOLVED);
	assert_int_equal(rules[0].phrase_count, 3);
	assert_string_equal(rules[0].phrases[1], "it is over");
	assert_false(rules[0].exact);
	assert_int_equal(rules[1].kind, RULE_CATEGORY);
	assert_int_equal(rules[1].index, 0);
	assert_int_equal(rules[1].weight, 7);
	assert_true(rules[1].exact);
	assert_int_equal(rules[1].condition_count, 2);
	assert_int_equal(rules[1].conditions[0].idea, rules[2].index);
	assert_false(rules[1].conditions[0].unless);
	assert_int_equal(rules[1].conditions[1].cue, CUE_NEWS);
	assert_true(rules[1].conditions[1].unless);
	assert_int_equal(rules[2].kind, RULE_IDEA);
	assert_int_equal(rules[3].kind, RULE_FILLER);
	pool_release(&loaded.pool);
}

struct mistake_row {
	const char *rows, *at, *words;
};

static const struct mistake_row mistakes[] = {
	{"A!\tperson\t\t\tmy\n", ":2:1: ", "no id"},
	{"a\tperson\t\t\tmy\na\tkin\t\t\tson\n", ":3:1: ", "line 2 already"},
	{"a\tperzon\t\t\tmy\n", ":2:3: ", "unknown kind \"perzon\""},
	{"a\tidea:\t\t\tmy\n", ":2:8: ", "an idea needs a name"},
	{"a\tperson\t3\t\tmy\n", ":2:10: ", "leave it empty"},
	{"a\ttheft\t\t\tmy\n", ":2:9: ", "write 1 to 20"},
	{"a\ttheft\t21\t\tmy\n", ":2:9: ", "write 1 to 20"},
	{"a\ttheft\t2x\t\tmy\n", ":2:9: ", "write 1 to 20"},
	{"a\tperson\t\texakt\tmy\n", ":2:11: ", "unknown flag \"exakt\""},
	{"a\tperson\t\tneeds=old\tmy\n", ":2:11: ", "\"old\" is no cue"},
	{"a\tperson\t\tneeds=kin,unless=kin\tmy\n", ":2:21: ", "both name \"kin\""},
	{"a\tfiller\t\tneeds=kin\tmy\n", ":2:11: ", "no conditions"},
	{"a\tperson\t\t\tmy||our\n", ":2:15: ", "empty"},
	{"a\tperson\t\t\tमेरा|हम| \n", ":2:20: ", "empty"},
	{"a\tperson\t\t\t\n", ":2:12: ", "empty"},
	{"a\tsolved\t\t\tdone\nb\tnot_solved\t\t\tx|done\n", ":3:18: ", "the rule \"a\" of line 2"},
	{"a\ttheft\t2\t\tgone\nb\ttheft\t3\t\tgone\n", ":3:12: ", "the rule \"a\" of line 2"},
};

static void mistakes_are_told_by_line_and_column(void **state)
{
	struct files *files = *state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		struct loaded loaded;
		load(files, &loaded, mistakes[i].rows);
		assert_int_equal(files->mistakes.count, 1);
		assert_told(files, mistakes[i].at, mistakes[i].words);
		pool_release(&loaded.pool);
		config_mistakes_release(&files->mistakes);
		files->mistakes = (struct config_mistakes){0};
	}
}

static void all_kinds_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < CUE_COUNT; i++)
		assert_non_null(cue_name((enum cue)i));
	assert_int_equal(cue_from_name("thanks"), CUE_THANKS);
	assert_int_equal(cue_from_name("filler"), -1); /* marks words, is no cue */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rules_are_read, files_setup, files_teardown),
		cmocka_unit_test_setup_teardown(
			mistakes_are_told_by_line_and_column, files_setup, files_teardown),
		cmocka_unit_test(all_kinds_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
