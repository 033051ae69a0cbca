/* Our own cases, and those that X publishes (twitter-text's conformance file), where they are
 * present. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "text/text.h"

#include "published.h"

struct case_row {
	const char *text;
	int length;
};

static const struct case_row rows[] = {
	{"", 0},
	{"hello", 5},
	{"लखनऊ", 4},
	{"मेरी ज़मीन", 10},       /* the nukta counts */
	{"\xE0\xA5\x9Bमीन", 5}, /* and U+095B is two in NFC */
	{"₹500", 5},
	{"…", 2},
	{"•", 2},
	{"–—‘’“”", 6},
	{"→", 2},
	{"e\xCC\x81", 1},
	{"क\xE2\x80\x8Dष", 3}, /* a joiner between letters counts */
	{"👨‍👩‍👧‍👦", 2},
	{"👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 4},
	{"🇮🇳", 2},
	{"🇮🇳🇬🇧", 4},
	{"1️⃣", 2},
	{"👍🏽", 2},
	{"🏴󠁧󠁢󠁳󠁣󠁴󠁿", 2},
	{"©", 1},
	{"©️", 2},
	{"故人", 4},
	{"\xE1\xB3\x90", 2}, /* Vedic extensions */
	{"a\xFF"
	 "b",
		4}, /* U+FFFD */
	{"http://example.com", 23},
	{"x.in", 23},
	{"file fir.in lucknow", 36},
	{"Rs.500", 6},
	{"pls help.My father", 34},
	{"www.uppolice.gov.in", 23},
	{"sho@uppolice.gov.in", 19},
	{"चोरी हो गई।मदद करें", 19},
	{"चोरी हो गई.मदद करें", 19},
	{"nic.in/1️⃣ 1️⃣nic.in", 23 + 2 + 2 + 1 + 2 + 23},
};

static void weighs_as_x_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int length = text_x_length(rows[i].text, strlen(rows[i].text));
		if (length != rows[i].length)
			fail_msg("\"%s\": %d instead of %d", rows[i].text, length, rows[i].length);
	}
}

static void refuses_what_x_refuses(void **state)
{
	(void)state;
	char text[TEXT_X_MAX + 2];
	memset(text, 'x', sizeof(text));
	assert_true(text_x_is_valid(text, TEXT_X_MAX));
	assert_false(text_x_is_valid(text, TEXT_X_MAX + 1));
	assert_false(text_x_is_valid("", 0));
	assert_true(text_x_is_valid("a\xEF\xBF\xBD", 4));
	assert_false(text_x_is_valid("a\xFF", 2));
	assert_false(text_x_is_valid("a\xEF\xBF\xBE", 4));
	assert_false(text_x_is_valid("a\xEF\xBB\xBF", 4));
	assert_false(text_x_is_valid("a\xE2\x80\xAE"
				     "b",
		5));
}

struct cut_row {
	const char *text;
	int max;
	const char *cut;
};

static const struct cut_row cuts[] = {
	{"short", 280, "short"},
	{"e\xCC\x81", 1, "e\xCC\x81"}, /* fits: as it is */
	{"one two three", 11, "one two..."},
	{"one twothreefour", 11, "one twot..."}, /* no word ends in the last third */
	{"मेरी ज़मीन", 8, "मेरी..."},
	{"क्षत्रिय", 7, "क्ष..."}, /* not behind a virama */
	{"😷😷😷😷", 7, "😷😷..."},
	{"👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 5,
		"👨‍👩‍👧‍👦..."},
	{"see http://example.com/a/long/path/to/it", 27,
		"see http://example.com/a/long/path/to/it"},
	{"see http://example.com/a/long/path/to/it now", 30,
		"see http://example.com/a/long/path/to/it..."},
	{"see http://example.com/a/long/path/to/it now", 29, "see..."}, /* never inside a link */
	{"one two abc.innerlife", 18, "one two abc.inn..."},
	{"one two abc.innerlife", 17, "one two..."}, /* "abc.in" would be a link */
	{"abc.innerlifeandmore", 9, "..."},
	{"abcdef", 2, ".."},
	{"abcdef", 0, ""},
};

static void cuts_between_letters(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		text_x_cut(cuts[i].text, cuts[i].max, &out);
		assert_string_equal(out.bytes, cuts[i].cut);
		assert_true(text_x_length(out.bytes, out.length) <= cuts[i].max);
	}
	buf_release(&out);
}

/* --- the published cases --- */

struct tally {
	int passed, all, old;
};

static void check_published(const struct published *published, struct tally *tally)
{
	const char *text = published->text.bytes;
	const char *weight = strstr(published->expected, "weightedLength: ");
	const char *valid = strstr(published->expected, "valid: ");
	assert_non_null(weight);
	assert_non_null(valid);
	long want = strtol(weight + strlen("weightedLength: "), NULL, 10);
	long length = text_x_length(text, published->text.length);
	bool same = length == want && text_x_is_valid(text, published->text.length) ==
					      (strncmp(valid, "valid: true", 11) == 0);
	if (!same)
		print_message("\"%s\": %ld instead of %ld\n", text, length, want);
	tally->passed += same;
	tally->all++;
}

/* Old expectations of the first section differ for emoji of several code points: the rules in force
 * are the second's. */
static void check_section(struct published *published, const char *name, struct tally *tally)
{
	bool old = strcmp(name, "WeightedTweetsCounterTest") == 0;
	published_section(published, name);
	while (published_next(published)) {
		const char *text = published->text.bytes;
		if (old && strstr(text, "\xE2\x80\x8D") && strchr(text, '\xF0'))
			tally->old++;
		else
			check_published(published, tally);
	}
}

static void agrees_with_the_published_cases(void **state)
{
	(void)state;
	struct published published;
	published_open(&published, "validate.yml");
	struct tally tally = {0};
	check_section(&published, "WeightedTweetsCounterTest", &tally);
	check_section(&published, "WeightedTweetsWithDiscountedEmojiCounterTest", &tally);
	check_section(&published, "UnicodeDirectionalMarkerCounterTest", &tally);
	print_message("validate.yml, lengths: %d of %d cases, %d of old emoji rules passed over\n",
		tally.passed, tally.all, tally.old);
	assert_true(tally.all >= 40);
	assert_int_equal(tally.passed, tally.all);
	published_close(&published);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weighs_as_x_does),
		cmocka_unit_test(refuses_what_x_refuses),
		cmocka_unit_test(cuts_between_letters),
		cmocka_unit_test(agrees_with_the_published_cases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
