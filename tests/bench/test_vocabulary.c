/* Which words and pairs of words are found. */
#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "load.h"
#include "vocabulary.h"

enum { POSTS_MAX = 8 };

static struct loaded loaded;
static struct labelled_post posts[POSTS_MAX];
static const struct labelled_post *const all[POSTS_MAX] = {
	posts, posts + 1, posts + 2, posts + 3, posts + 4, posts + 5, posts + 6, posts + 7};
static struct vocabulary vocabulary;

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

static void make(size_t least_word, size_t least_pair, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		posts[i] = (struct labelled_post){.text = mem_string(texts[i])};
	vocabulary_make(loaded.reader, all, count, least_word, least_pair, &vocabulary);
	for (size_t i = 0; i < count; i++)
		mem_free(posts[i].text);
}

static bool has(const char *phrase)
{
	for (size_t i = 0; i < vocabulary.count; i++) {
		if (strcmp(vocabulary.phrases[i], phrase) == 0)
			return true;
	}
	return false;
}

static void words_count_by_posts_and_stems(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"parrot parrot parrot", "a Parrot", "zebra, parrots", "zebras", "zebra", "okapi"};
	make(3, 99, texts, 6);
	assert_int_equal(vocabulary.count, 2);
	assert_true(has("parrot"));
	assert_true(has("zebra"));
	vocabulary_release(&vocabulary);
}

static void the_spelling_used_most_stands_for_all(void **state)
{
	(void)state;
	static const char *const texts[] = {"kabja", "qabzaa", "kabza", "kabza"};
	make(4, 99, texts, 4);
	assert_int_equal(vocabulary.count, 1);
	assert_true(has("kabza"));
	vocabulary_release(&vocabulary);
}

static void pairs_stand_together_in_a_sentence(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"blue parrot", "a blue parrot!", "blue. parrot", "green blue"};
	make(99, 2, texts, 4);
	assert_int_equal(vocabulary.count, 1);
	assert_true(has("blue parrot"));
	vocabulary_release(&vocabulary);
	make(99, 3, texts, 4);
	assert_int_equal(vocabulary.count, 0);
	vocabulary_release(&vocabulary);
}

static void places_and_numbers_are_none(void **state)
{
	(void)state;
	static const char *const texts[] = {"Lucknow 500 parrot", "lucknow 500 parrot"};
	make(2, 2, texts, 2);
	assert_int_equal(vocabulary.count, 1);
	assert_true(has("parrot"));
	vocabulary_release(&vocabulary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_count_by_posts_and_stems),
		cmocka_unit_test(the_spelling_used_most_stands_for_all),
		cmocka_unit_test(pairs_stand_together_in_a_sentence),
		cmocka_unit_test(places_and_numbers_are_none),
	};
	return cmocka_run_group_tests(tests, open_lists, close_lists);
}
