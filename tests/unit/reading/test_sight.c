#include "unit.h"

#include "known.h"

struct case_row {
	const char *text, *words; /* separated by |, "/" in front of those that begin a sentence */
};

static const struct case_row rows[] = {
	{"Help me. Please!", "/Help|me|/Please"},
	{"मदद करें। कृपया", "/मदद|करें|/कृपया"},
	{"F.I.R. nahi", "/F.I.R|nahi"},
	{"एफ.आई.आर. नहीं", "/एफ.आई.आर|नहीं"},
	{"U.P police", "/U.P|police"},
	{"Rs.500", "/Rs|500"},
	{"#JusticeForAgra now", "/#JusticeForAgra|Justice|For|Agra|now"},
	{"#save_agra", "/#save_agra|save|agra"},
	{"#UPPolice", "/#UPPolice|UP|Police"},
	{"#agra", "/#agra"},
	{"hi @someone there https://example.com bye", "/hi|/there|/bye"},
};

static void makes_words_and_sentences(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct sight sight;
		struct reading reading = {0};
		sight_init(&sight, known.reader, rows[i].text, strlen(rows[i].text), &reading);
		buf_clear(&out);
		for (size_t w = 0; w < sight.word_count; w++) {
			const struct lexicon_word *word = &sight.words[w];
			buf_add_format(&out, "%s%s%.*s", w ? "|" : "", word->first ? "/" : "",
				(int)(word->end - word->start), rows[i].text + word->start);
		}
		assert_string_equal(out.bytes, rows[i].words);
		sight_release(&sight);
	}
	buf_release(&out);
}

static void keeps_no_more_reasons_than_fit(void **state)
{
	(void)state;
	struct sight sight;
	struct reading reading = {0};
	const char *text = "मेरीमेरीमेरीमेरीमेरीमेरीमेरीमेरी घर";
	sight_init(&sight, known.reader, text, strlen(text), &reading);
	for (int i = 0; i < 2 * READING_REASONS_MAX; i++)
		sight_reason(&sight, "label", "value", "rule", 0, 1);
	assert_int_equal(reading.reason_count, READING_REASONS_MAX);
	assert_int_equal(reading.reasons[0].start, 0);
	assert_int_equal(reading.reasons[0].end, strlen(text));
	assert_true(strlen(reading.reasons[0].words) > 50); /* cut between letters */
	assert_int_equal(strlen(reading.reasons[0].words) % 3, 0);
	sight_release(&sight);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_words_and_sentences),
		cmocka_unit_test(keeps_no_more_reasons_than_fit),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
