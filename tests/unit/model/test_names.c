#include "unit.h"

#include <string.h>

#include "model/names.h"

static void every_name_is_read_back(void **state)
{
	(void)state;
	for (int i = 0; i < LANG_COUNT; i++) {
		enum lang out = LANG_EN;
		assert_true(lang_from_name(lang_name((enum lang)i), &out));
		assert_int_equal(out, i);
	}
	for (int i = 0; i < CASE_STATUS_COUNT; i++) {
		enum case_status out = CASE_DOUBTFUL;
		assert_true(case_status_from_name(case_status_name((enum case_status)i), &out));
		assert_int_equal(out, i);
	}
	for (int i = 0; i < SITUATION_COUNT; i++) {
		enum situation out = SITUATION_ACKNOWLEDGED;
		assert_true(situation_from_name(situation_name((enum situation)i), &out));
		assert_int_equal(out, i);
	}
	for (int i = 0; i < EVENT_TYPE_COUNT; i++) {
		enum event_type out = EVENT_CASE_OPENED;
		assert_true(event_type_from_name(event_type_name((enum event_type)i), &out));
		assert_int_equal(out, i);
	}
}

static void an_unknown_name_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	static const char *const unknown[] = {
		"", "received ", "RECEIVED", "xx", "case.", "english"};
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		enum lang lang = LANG_HINGLISH;
		enum case_status status = CASE_MERGED;
		enum situation situation = SITUATION_CLOSED;
		enum event_type type = EVENT_CASE_CLOSED;
		assert_false(lang_from_name(unknown[i], &lang));
		assert_false(case_status_from_name(unknown[i], &status));
		assert_false(situation_from_name(unknown[i], &situation));
		assert_false(event_type_from_name(unknown[i], &type));
		assert_int_equal(lang, LANG_HINGLISH);
		assert_int_equal(status, CASE_MERGED);
		assert_int_equal(situation, SITUATION_CLOSED);
		assert_int_equal(type, EVENT_CASE_CLOSED);
	}
}

static void names_are_what_the_wire_says(void **state)
{
	(void)state;
	assert_string_equal(lang_name(LANG_HINGLISH), "hinglish");
	assert_string_equal(intent_name(INTENT_STATUS_QUERY), "status_query");
	assert_string_equal(intent_name(INTENT_OTHER), "other");
	assert_string_equal(band_name(BAND_NO), "no");
	assert_string_equal(band_name(BAND_DOUBTFUL), "doubtful");
	assert_string_equal(band_name(BAND_YES), "yes");
	assert_string_equal(case_status_name(CASE_NEEDS_INFO), "needs_info");
	assert_string_equal(situation_name(SITUATION_ASK_WHICH_PLACE), "ask_which_place");
	assert_string_equal(event_type_name(EVENT_CASE_UPDATED), "case.updated");
}

static void no_verdict_has_no_name(void **state)
{
	(void)state;
	assert_null(verdict_name(VERDICT_NONE));
	assert_string_equal(verdict_name(VERDICT_SOLVED), "solved");
	assert_string_equal(verdict_name(VERDICT_NOT_SOLVED), "not_solved");
}

static void every_intent_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int a = 0; a < INTENT_COUNT; a++) {
		for (int b = 0; b < a; b++)
			assert_string_not_equal(
				intent_name((enum intent)a), intent_name((enum intent)b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_read_back),
		cmocka_unit_test(an_unknown_name_is_refused_and_changes_nothing),
		cmocka_unit_test(names_are_what_the_wire_says),
		cmocka_unit_test(no_verdict_has_no_name),
		cmocka_unit_test(every_intent_has_a_name_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
