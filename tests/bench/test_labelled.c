/* The format of labelled posts, and whether the files that are there have it. */
#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "labelled.h"
#include "load.h"

enum { CAP = 64 * 1024 };

#define HEADER "lang\tintent\tact\tdistrict\tmatter\tconduct\tflags\ttext\n"

static struct loaded loaded;

static int open_lists(void **state)
{
	(void)state;
	return load(SOURCE_DIR "/config/demo.yaml", &loaded) ? 0 : -1;
}

static int close_lists(void **state)
{
	(void)state;
	unload(&loaded);
	return 0;
}

static enum err_code parse(const char *content, struct labelled *out, struct buf *mistakes)
{
	char *bytes = mem_string(content);
	enum err_code code = labelled_parse("x.tsv", bytes, loaded.config, out, mistakes);
	mem_free(bytes);
	return code;
}

static void a_post_has_eight_columns(void **state)
{
	(void)state;
	struct labelled posts;
	struct buf mistakes;
	buf_init(&mistakes, CAP);
	enum err_code code = parse("# made up\n" HEADER
				   "hi\tcomplaint\t?\tagra|etah\ttheft-robbery\tpolice-inaction\t"
				   "urgent,not_solved\tone\\ntwo\n"
				   "# in between\n"
				   "en\tother\tno\t-\t-\t-\t-\tnothing\n",
		&posts, &mistakes);
	assert_string_equal(mistakes.bytes, "");
	assert_int_equal(code, ERR_OK);
	assert_int_equal(posts.count, 2);
	const struct labelled_post *post = &posts.posts[0];
	assert_int_equal(post->line, 3);
	assert_int_equal(post->lang, LANG_HI);
	assert_int_equal(post->intent, INTENT_COMPLAINT);
	assert_int_equal(post->act, ACT_UNSURE);
	assert_int_equal(post->district_count, 2);
	assert_string_equal(post->districts[1], "etah");
	assert_string_equal(post->matter, "theft-robbery");
	assert_string_equal(post->conduct, "police-inaction");
	assert_string_equal(post->text, "one\ntwo");
	for (int f = 0; f < FLAG_COUNT; f++)
		assert_int_equal(post->flags[f], f == FLAG_URGENT || f == FLAG_NOT_SOLVED);
	post = &posts.posts[1];
	assert_int_equal(post->act, ACT_NO);
	assert_int_equal(post->district_count, 0);
	assert_string_equal(post->matter, "");
	assert_string_equal(post->conduct, "");
	labelled_release(&posts);
	buf_release(&mistakes);
}

struct mistake_row {
	const char *content, *mistake;
};

static const struct mistake_row mistake_rows[] = {
	{HEADER "en\tother\tno\t-\t-\t-\t-\n", "x.tsv:2: not 8 columns: \"en\""},
	{HEADER "en\tother\tno\t-\t-\t-\t-\ta\tb\n", "x.tsv:2: not 8 columns"},
	{HEADER "\nen\tother\tno\t-\t-\t-\t-\ta\n", "x.tsv:2: not 8 columns"},
	{"en\tother\tno\t-\t-\t-\t-\ta\n", "x.tsv:1: not the name of this column: \"en\""},
	{HEADER "fr\tother\tno\t-\t-\t-\t-\ta\n", "x.tsv:2: unknown lang: \"fr\""},
	{HEADER "en\tmood\tno\t-\t-\t-\t-\ta\n", "x.tsv:2: unknown intent: \"mood\""},
	{HEADER "en\tother\tmaybe\t-\t-\t-\t-\ta\n", "x.tsv:2: act is yes, no or ?: \"maybe\""},
	{HEADER "en\tother\tno\tparis\t-\t-\t-\ta\n", "x.tsv:2: unknown district: \"paris\""},
	{HEADER "en\tother\tno\tagra|\t-\t-\t-\ta\n", "x.tsv:2: unknown district: \"\""},
	{HEADER "en\tother\tno\tagra|agra\t-\t-\t-\ta\n", "x.tsv:2: a district twice: \"agra\""},
	{HEADER "en\tother\tno\t-\tdragons\t-\t-\ta\n", "x.tsv:2: no matter: \"dragons\""},
	{HEADER "en\tother\tno\t-\tpolice-inaction\t-\t-\ta\n", "x.tsv:2: no matter"},
	{HEADER "en\tother\tno\t-\t-\ttraffic\t-\ta\n", "x.tsv:2: no conduct: \"traffic\""},
	{HEADER "en\tother\tno\t-\t-\t-\tgood\ta\n", "x.tsv:2: unknown flag: \"good\""},
	{HEADER "en\tother\tno\t-\t-\t-\turgent,urgent\ta\n", "x.tsv:2: a flag twice"},
	{HEADER "en\tother\tno\t-\t-\t-\t-\t\n", "x.tsv:2: no text"},
	{HEADER "en\tother\tno\t-\t-\t-\t-\t\xFF\n", "x.tsv:2: the text is no UTF-8"},
	{HEADER "en\tother\tno\t-\t-\t-\t-\tA  post!\n"
		"hi\tspam\tno\t-\t-\t-\t-\ta post\n",
		"x.tsv:3: the same text as x.tsv:2"},
};

static void each_mistake_is_told_with_its_line(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof mistake_rows / sizeof *mistake_rows; r++) {
		struct labelled posts;
		struct buf mistakes;
		buf_init(&mistakes, CAP);
		enum err_code code = parse(mistake_rows[r].content, &posts, &mistakes);
		if (code != ERR_CONFIG ||
			strstr(mistakes.bytes, mistake_rows[r].mistake) != mistakes.bytes)
			fail_msg("row %zu: %s", r, mistakes.bytes);
		labelled_release(&posts);
		buf_release(&mistakes);
	}
}

static void a_mistake_does_not_hide_the_next(void **state)
{
	(void)state;
	struct labelled posts;
	struct buf mistakes;
	buf_init(&mistakes, CAP);
	parse(HEADER "fr\tother\tno\t-\t-\t-\t-\ta\n"
		     "en\tmood\tno\t-\t-\t-\t-\tb\n"
		     "en\tother\tno\t-\t-\t-\t-\tc\n",
		&posts, &mistakes);
	assert_string_equal(mistakes.bytes,
		"x.tsv:2: unknown lang: \"fr\"\nx.tsv:3: unknown intent: \"mood\"\n");
	assert_int_equal(posts.count, 1);
	labelled_release(&posts);
	buf_release(&mistakes);
}

static void a_text_of_both_files_is_a_mistake(void **state)
{
	(void)state;
	struct labelled a, b;
	struct buf mistakes;
	buf_init(&mistakes, CAP);
	parse(HEADER "en\tother\tno\t-\t-\t-\t-\tone\n"
		     "en\tother\tno\t-\t-\t-\t-\ttwo\n",
		&a, &mistakes);
	parse(HEADER "en\tother\tno\t-\t-\t-\t-\tTwo.\n", &b, &mistakes);
	assert_string_equal(mistakes.bytes, "");
	labelled_compare(&a, "a.tsv", &b, "b.tsv", &mistakes);
	assert_string_equal(mistakes.bytes, "b.tsv:2: the same text as a.tsv:3\n");
	labelled_release(&a);
	labelled_release(&b);
	buf_release(&mistakes);
}

static void a_file_that_is_not_there_is_told(void **state)
{
	(void)state;
	struct labelled posts;
	struct buf mistakes;
	buf_init(&mistakes, CAP);
	assert_int_not_equal(
		labelled_load("/nowhere/x.tsv", loaded.config, &posts, &mistakes), ERR_OK);
	assert_non_null(strstr(mistakes.bytes, "/nowhere/x.tsv"));
	labelled_release(&posts);
	buf_release(&mistakes);
}

static void the_files_are_well_formed_and_share_no_post(void **state)
{
	(void)state;
	struct labelled work, held;
	struct buf mistakes;
	buf_init(&mistakes, CAP);
	labelled_load(SOURCE_DIR "/tests/data/reading/work.tsv", loaded.config, &work, &mistakes);
	labelled_load(SOURCE_DIR "/tests/data/reading/held.tsv", loaded.config, &held, &mistakes);
	labelled_compare(&work, "work.tsv", &held, "held.tsv", &mistakes);
	if (mistakes.length)
		fail_msg("%s", mistakes.bytes);
	assert_true(work.count >= 400);
	assert_true(held.count >= 400);
	labelled_release(&work);
	labelled_release(&held);
	buf_release(&mistakes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_post_has_eight_columns),
		cmocka_unit_test(each_mistake_is_told_with_its_line),
		cmocka_unit_test(a_mistake_does_not_hide_the_next),
		cmocka_unit_test(a_text_of_both_files_is_a_mistake),
		cmocka_unit_test(a_file_that_is_not_there_is_told),
		cmocka_unit_test(the_files_are_well_formed_and_share_no_post),
	};
	return cmocka_run_group_tests(tests, open_lists, close_lists);
}
