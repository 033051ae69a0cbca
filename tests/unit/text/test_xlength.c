/* Our own cases, and those that X publishes (twitter-text's conformance file), where they are
 * present. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "text/text.h"

struct case_row {
	const char *text;
	int length;
};

static const struct case_row rows[] = {
	{"", 0}, {"hello", 5}, {"लखनऊ", 4}, {"मेरी ज़मीन", 10}, /* the nukta counts */
	{"\xE0\xA5\x9Bमीन", 5},                               /* and U+095B is two in NFC */
	{"₹500", 5}, {"…", 2}, {"•", 2}, {"–—‘’“”", 6}, {"→", 2}, {"e\xCC\x81", 1},
	{"क\xE2\x80\x8Dष", 3}, /* a joiner between letters counts */
	{"👨‍👩‍👧‍👦", 2}, {"👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 4},
	{"🇮🇳", 2}, {"🇮🇳🇬🇧", 4}, {"1️⃣", 2}, {"👍🏽", 2},
	{"🏴󠁧󠁢󠁳󠁣󠁴󠁿", 2}, {"©", 1}, {"©️", 2}, {"故人", 4},
	{"\xE1\xB3\x90", 2}, /* Vedic extensions */
	{"a\xFF"
	 "b",
		4}, /* U+FFFD */
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

#define PUBLISHED SOURCE_DIR "/../shared/data/twitter-text/validate.yml"

/* The string in double quotes that begins at `from`, with the escapes that the file uses. */
static void read_quoted(const char *from, struct buf *out)
{
	buf_clear(out);
	for (from++; *from && *from != '"'; from++) {
		if (*from != '\\') {
			buf_add_char(out, *from);
			continue;
		}
		from++;
		if (*from == 'u' || *from == 'U') {
			size_t digits = *from == 'u' ? 4 : 8;
			char hex[9] = {0};
			memcpy(hex, from + 1, digits);
			unsigned long point = strtoul(hex, NULL, 16);
			char utf8[4] = {(char)(0xE0 | point >> 12),
				(char)(0x80 | (point >> 6 & 63)), (char)(0x80 | (point & 63)), 0};
			assert_true(point >= 0x800 && point < 0x10000);
			buf_add(out, utf8, 3);
			from += digits;
		} else {
			buf_add_char(out, *from == 'n' ? '\n' : *from);
		}
	}
}

static bool has_link(const char *text)
{
	return strstr(text, "http") != NULL || strstr(text, ".com") != NULL;
}

struct tally {
	int checked, skipped;
};

static void check_published(const char *name, const char *text, size_t length, const char *expected,
	struct tally *tally)
{
	if (has_link(text)) {
		tally->skipped++;
		return;
	}
	const char *weight = strstr(expected, "weightedLength: ");
	const char *valid = strstr(expected, "valid: ");
	assert_non_null(weight);
	assert_non_null(valid);
	long want = strtol(weight + strlen("weightedLength: "), NULL, 10);
	if (text_x_length(text, length) != want)
		fail_msg("%s: \"%s\": %d instead of %ld", name, text, text_x_length(text, length),
			want);
	assert_int_equal(text_x_is_valid(text, length), strncmp(valid, "valid: true", 11) == 0);
	tally->checked++;
}

/* Old expectations of the first section differ for emoji of several code points: the rules in force
 * are the second's. */
static void check_section(const char *file, const char *name, struct tally *tally)
{
	bool old = strcmp(name, "  WeightedTweetsCounterTest:") == 0;
	const char *at = strstr(file, name);
	assert_non_null(at);
	struct buf text;
	buf_init(&text, 100000);
	for (at = strchr(at, '\n'); at && *at; at = strchr(at + 1, '\n')) {
		const char *line = at + 1 + strspn(at + 1, " ");
		if (*line && line - at == 3)
			break; /* the next section */
		if (strncmp(line, "text: \"", 7) != 0)
			continue;
		read_quoted(line + 6, &text);
		if (old && strstr(text.bytes, "\xE2\x80\x8D") && strchr(text.bytes, '\xF0'))
			tally->skipped++;
		else
			check_published(name, text.bytes, text.length, line, tally);
	}
	buf_release(&text);
}

static void agrees_with_the_published_cases(void **state)
{
	(void)state;
	struct buf file;
	struct err err;
	buf_init(&file, 10 * 1000 * 1000);
	if (file_read(PUBLISHED, &file, &err) != ERR_OK) {
		print_message("skipped: the published cases are not here: %s\n", err.text);
		buf_release(&file);
		skip();
	}
	struct tally tally = {0};
	check_section(file.bytes, "  WeightedTweetsCounterTest:", &tally);
	check_section(file.bytes, "  WeightedTweetsWithDiscountedEmojiCounterTest:", &tally);
	check_section(file.bytes, "  UnicodeDirectionalMarkerCounterTest:", &tally);
	print_message("%d published cases checked, %d skipped (links, old emoji rules)\n",
		tally.checked, tally.skipped);
	assert_true(tally.checked >= 20);
	buf_release(&file);
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
