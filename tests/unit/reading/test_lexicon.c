#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "reading/lexicon.h"

static struct lexicon *lexicon;

static int open_lexicon(void **state)
{
	(void)state;
	lexicon = lexicon_new();
	assert_true(lexicon_add(lexicon, "Kanpur", true, (struct lexicon_entry){1, 10}));
	assert_true(lexicon_add(lexicon, "Kanpur Dehat", true, (struct lexicon_entry){1, 11}));
	assert_true(lexicon_add(lexicon, "fir nahi likhi", false, (struct lexicon_entry){2, 20}));
	assert_true(lexicon_add(lexicon, "dhamki", false, (struct lexicon_entry){2, 21}));
	lexicon_mark(lexicon, "abhi", LEXICON_FILLER);
	lexicon_mark(lexicon, "tak", LEXICON_FILLER);
	return 0;
}

static int close_lexicon(void **state)
{
	(void)state;
	lexicon_free(lexicon);
	return 0;
}

/* What is found in a text, as "value:first-last value:first-last". A | in the text begins a
 * sentence. */
static void find(const char *text, struct buf *out)
{
	struct text_tokens tokens;
	struct lexicon_matches matches;
	text_tokenize(text, strlen(text), &tokens);
	struct lexicon_word *words = mem_new(tokens.count + 1, sizeof(*words));
	for (size_t i = 0; i < tokens.count; i++) {
		const struct text_token *token = &tokens.tokens[i];
		words[i].first = i == 0 || memchr(text + tokens.tokens[i - 1].end, '|',
						   token->start - tokens.tokens[i - 1].end);
		lexicon_look_up(lexicon, token->folded, &words[i]);
	}
	lexicon_scan(lexicon, words, tokens.count, &matches);
	buf_clear(out);
	for (size_t i = 0; i < matches.count; i++)
		buf_add_format(out, "%s%u:%u-%u", i ? " " : "", matches.matches[i].entry.value,
			matches.matches[i].first, matches.matches[i].last);
	mem_free(words);
	mem_free(matches.matches);
	text_tokens_release(&tokens);
}

struct case_row {
	const char *text, *found;
};

static const struct case_row rows[] = {
	{"", ""},
	{"nothing here", ""},
	{"in kanpur", "10:1-1"},
	{"KANPUR-DEHAT", "10:0-0 11:0-1"},
	{"Kaanpur", "10:0-0"},
	{"kanpuri", ""},               /* names are exact */
	{"dhamka raha hai", "21:0-0"}, /* cues are not */
	{"fir nahi likha", "20:0-2"},
	{"fir abhi tak nahi likhi", "20:0-4"},
	{"fir abhi abhi tak nahi likhi", ""}, /* too much in between */
	{"fir kal nahi likhi", ""},
	{"fir nahi | likhi", ""},
	{"fir fir nahi likhi", "20:1-3"},
};

static void finds_names_and_cues(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		find(rows[i].text, &out);
		assert_string_equal(out.bytes, rows[i].found);
	}
	buf_release(&out);
}

static void knows_what_it_has(void **state)
{
	(void)state;
	assert_int_equal(lexicon_find(lexicon, "kanpur dehat", 1), 11);
	assert_int_equal(lexicon_find(lexicon, "kanpur dehat", 2), -1);
	assert_int_equal(lexicon_find(lexicon, "kanpur city", 1), -1);
	assert_int_equal(lexicon_find(lexicon, "", 1), -1);
}

static void takes_no_phrase_that_cannot_be_found(void **state)
{
	(void)state;
	struct lexicon_entry entry = {1, 1};
	assert_false(lexicon_add(lexicon, "", true, entry));
	assert_false(lexicon_add(lexicon, "...", true, entry));
	assert_false(lexicon_add(lexicon, "a b c d e f g h i j k", true, entry));
}

static void grows(void **state)
{
	(void)state;
	struct lexicon *big = lexicon_new();
	struct buf name;
	buf_init(&name, 100);
	for (unsigned i = 0; i < 5000; i++) {
		buf_clear(&name);
		buf_add_format(&name, "x%uy%u", i, i);
		assert_true(
			lexicon_add(big, name.bytes, true, (struct lexicon_entry){3, (uint16_t)i}));
	}
	for (unsigned i = 0; i < 5000; i++) {
		buf_clear(&name);
		buf_add_format(&name, "x%uy%u", i, i);
		assert_int_equal(lexicon_find(big, name.bytes, 3), (int)i);
	}
	buf_release(&name);
	lexicon_free(big);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_names_and_cues),
		cmocka_unit_test(knows_what_it_has),
		cmocka_unit_test(takes_no_phrase_that_cannot_be_found),
		cmocka_unit_test(grows),
	};
	return cmocka_run_group_tests(tests, open_lexicon, close_lexicon);
}
