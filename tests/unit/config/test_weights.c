#include "unit.h"

#include "config/weights.h"
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
	snprintf(text, sizeof text, WEIGHTS_HEADER "%s", rows);
	files_write(files, "weights.tsv", text);
	weights_load(files->path, &loaded->pool, &loaded->config, &files->mistakes);
}

static void rows_are_read(void **state)
{
	struct files *files = *state;
	struct loaded loaded;
	load(files, &loaded,
		"bias\t-\tact=-210\n"
		"phrase\tghar par\tintent:complaint=75 theft=120 urgent=-3\n"
		"cue\tthanks\tintent:thanks=300\n"
		"category\ttheft\t\n"
		"form\tquestion\tintent:status_query=40\n");
	assert_int_equal(files->mistakes.count, 0);
	const struct config_feature *rows = loaded.config.features;
	assert_int_equal(loaded.config.feature_count, 5);
	assert_int_equal(rows[0].kind, FEATURE_BIAS);
	assert_int_equal(rows[0].weights[0].target, TARGET_ACT);
	assert_int_equal(rows[0].weights[0].weight, -210);
	assert_int_equal(rows[1].kind, FEATURE_PHRASE);
	assert_string_equal(rows[1].phrase, "ghar par");
	assert_int_equal(rows[1].weight_count, 3);
	assert_int_equal(rows[1].weights[0].target, INTENT_COMPLAINT);
	assert_int_equal(rows[1].weights[1].target, TARGET_CATEGORY);
	assert_int_equal(rows[1].weights[2].target, TARGET_URGENT);
	assert_int_equal(rows[1].weights[2].weight, -3);
	assert_int_equal(rows[2].index, CUE_THANKS);
	assert_int_equal(rows[3].index, 0);
	assert_int_equal(rows[3].weight_count, 0);
	assert_int_equal(rows[4].index, FORM_QUESTION);
	pool_release(&loaded.pool);
}

struct mistake_row {
	const char *rows, *at, *words;
};

static const struct mistake_row mistakes[] = {
	{"word\tstolen\t\n", ":2:1: ", "unknown kind \"word\""},
	{"phrase\t\tact=1\n", ":2:8: ", "nothing of this kind"},
	{"bias\tx\tact=1\n", ":2:6: ", "nothing of this kind called \"x\""},
	{"cue\tfiller\tact=1\n", ":2:5: ", "called \"filler\""},
	{"category\tmurder\tact=1\n", ":2:10: ", "called \"murder\""},
	{"form\twords_4\tact=1\n", ":2:6: ", "called \"words_4\""},
	{"phrase\tमेरा\tact\n", ":2:13: ", "\"act\" is no weight"},
	{"phrase\ta\tact=1 urgent=3001\n", ":2:16: ", "from -3000 to 3000"},
	{"phrase\ta\tact=1.5\n", ":2:10: ", "is no weight"},
	{"phrase\ta\tacts=1\n", ":2:10: ", "no label \"acts\""},
	{"phrase\ta\tintent:anger=1\n", ":2:10: ", "no label \"intent:anger\""},
	{"phrase\ta\tmurder=1\nphrase\tb\tmurder=1\n", ":2:10: ", "no label \"murder\""},
	{"phrase\ta\tact=1 act=2\n", ":2:16: ", "act is there twice"},
	{"cue\tnews\tact=1\ncue\tthanks\t\ncue\tnews\t\n", ":4:5: ", "line 2 already"},
};

static void mistakes_are_told_by_line_and_column(void **state)
{
	struct files *files = *state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		struct loaded loaded;
		load(files, &loaded, mistakes[i].rows);
		assert_told(files, mistakes[i].at, mistakes[i].words);
		assert_int_equal(files->mistakes.count, 1);
		pool_release(&loaded.pool);
		config_mistakes_release(&files->mistakes);
		files->mistakes = (struct config_mistakes){0};
	}
}

static void all_labels_have_the_names_by_which_they_are_read(void **state)
{
	struct files *files = *state;
	struct loaded loaded;
	load(files, &loaded, "");
	for (int target = 0; target <= TARGET_CATEGORY; target++) {
		struct loaded again;
		char row[128];
		snprintf(row, sizeof row, "phrase\ta\t%s=7\n", target_name(&loaded.config, target));
		load(files, &again, row);
		assert_int_equal(files->mistakes.count, 0);
		assert_int_equal(again.config.features[0].weights[0].target, target);
		pool_release(&again.pool);
	}
	assert_string_equal(
		target_name(&loaded.config, INTENT_STATUS_QUERY), "intent:status_query");
	pool_release(&loaded.pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rows_are_read, files_setup, files_teardown),
		cmocka_unit_test_setup_teardown(
			mistakes_are_told_by_line_and_column, files_setup, files_teardown),
		cmocka_unit_test_setup_teardown(all_labels_have_the_names_by_which_they_are_read,
			files_setup, files_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
