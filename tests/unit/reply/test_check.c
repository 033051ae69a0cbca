#include "reply_fixture.h"

/* A reply of so many letters and the case id of 13. */
static const char *text_of_length(int length, const char *with, char out[1024])
{
	size_t used = (size_t)snprintf(out, 1024, "{{case_id}} %s", with);
	for (int i = 14; i < length; i++)
		out[used++] = 'x';
	out[used] = '\0';
	return out;
}

static void a_text_of_273_loads_and_one_of_274_does_not(void **state)
{
	struct fixture *fixture = *state;
	char text[1024];
	fixture_write(fixture, "en/noted.txt", text_of_length(273, "", text));
	fixture_must_load(fixture);
	assert_int_equal(replies_longest(fixture->replies, SITUATION_NOTED, LANG_EN), 273);
	fixture_write(fixture, "en/noted.txt", text_of_length(274, "", text));
	fixture_must_tell(fixture, "en/noted.txt:1:1: ",
		"274 long with the longest values, and it may be 273; shorten it by 1");
}

static void a_longer_prefix_of_case_ids_counts(void **state)
{
	struct fixture *fixture = *state;
	char text[1024];
	fixture->config.case_prefix = "UPPOLNRI";
	fixture_write(fixture, "en/noted.txt", text_of_length(280, "", text));
	fixture_must_tell(fixture, "en/noted.txt:1:1: ", "285 long");
}

/* The longest values: a district of 18, six of them with ", " between, words of 17 or 21, a detail
 * of 100. */
static void each_value_is_measured_at_its_longest(void **state)
{
	static const struct {
		const char *with;
		int length;
	} cases[] = {
		{"{{district}}", 18},
		{"{{candidates}}", 118},
		{"{{#candidates}}-{{.}} {{/candidates}}", 120},
		{"{{status}}", 17},
		{"{{detail}}", 100},
		{"{{follow_ups_ask}}", 3},
		{"{{#follow_ups_ask}}12345{{/follow_ups_ask}}", 5},
		{"{{^district}}a text that is longer than the name{{/district}}{{district}}", 35},
		{"{{#district}}x{{/district}}{{^detail}}abc{{/detail}}", 4},
	};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[256];
		snprintf(text, sizeof text, "{{case_id}}: %sEND", cases[i].with);
		if (strstr(cases[i].with, "{{detail}}"))
			snprintf(text, sizeof text, "{{case_id}}: %s END", cases[i].with);
		fixture_write(fixture, "en/noted.txt", text);
		fixture_must_load(fixture);
		int own = 13 + 2 + 3 + (strstr(text, " END") ? 1 : 0);
		assert_int_equal(replies_longest(fixture->replies, SITUATION_NOTED, LANG_EN),
			own + cases[i].length);
	}
}

static void the_longest_name_is_the_one_of_the_language(void **state)
{
	struct fixture *fixture = *state;
	fixture_write(fixture, "hi/noted.txt", "{{case_id}} {{district}}");
	fixture_must_load(fixture);
	assert_int_equal(replies_longest(fixture->replies, SITUATION_NOTED, LANG_HI), 14 + 14);
	assert_int_equal(replies_longest(fixture->replies, SITUATION_NOTED, LANG_OTHER),
		replies_longest(fixture->replies, SITUATION_NOTED, LANG_EN));
}

static void what_must_not_reach_a_citizen_is_told(void **state)
{
	static const struct {
		const char *file, *text, *place, *words;
	} cases[] = {
		{"en/noted.txt", "no id", "en/noted.txt:1:1: ", "{{case_id}} outside of sections"},
		{"en/noted.txt", "in {{#district}}{{case_id}}{{/district}}",
			"en/noted.txt:1:1: ", "{{case_id}} outside of sections"},
		{"en/noted.txt", "{{case_id}} fine\n---\nwhat an other text",
			"en/noted.txt:3:1: ", "{{case_id}} outside of sections"},
		{"en/noted.txt", "{{case_id}} see uppolice.gov.in",
			"en/noted.txt:1:1: ", "for a link"},
		{"en/noted.txt", "{{case_id}} done.Thanks", "en/noted.txt:1:1: ", "for a link"},
		{"en/noted.txt", "{{case_id}} http://x", "en/noted.txt:1:1: ", "for a link"},
		{"en/noted.txt", "{{case_id}} {{detail}}and", "en/noted.txt:1:1: ", "for a link"},
		{"en/noted.txt", "{{case_id}} {district}", "en/noted.txt:1:1: ", "a single brace"},
		{"en/noted.txt", "{{case_id}} \xe2\x80\xaex",
			"en/noted.txt:1:1: ", "X does not take"},
		{"en/acknowledged_urgent.txt", "{{case_id}}: call 112",
			"en/acknowledged_urgent.txt:1:1: ", "112 must come first"},
		{"en/acknowledged_urgent.txt", "{{case_id}}: call",
			"en/acknowledged_urgent.txt:1:1: ", "112 must come first"},
		{"en/opted_out.txt", "{{#case_id}}{{case_id}}{{/case_id}}",
			"en/opted_out.txt:1:1: ", "nothing is left"},
		{"en/noted.txt",
			"{{case_id}} we have noted it all\n---\n{{case_id}} we have noted it now",
			"en/noted.txt:3:1: ", "variant 2 is nearly the same as variant 1"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture *fixture = *state;
		fixture_write(fixture, cases[i].file, cases[i].text);
		fixture_must_tell(fixture, cases[i].place, cases[i].words);
		fixture_write(fixture, cases[i].file, "112 {{case_id}}");
	}
}

static void what_is_allowed_is_not_told(void **state)
{
	static const struct {
		const char *file, *text;
	} cases[] = {
		{"en/noted.txt",
			"{{case_id}}. On 1.5.2026, 10.30 a. m., e. g. Rs.500 ... and so on."},
		{"en/opted_out.txt", "bye{{#case_id}} {{case_id}}{{/case_id}}"},
		{"en/point_elsewhere.txt", "elsewhere"},
		{"hi/acknowledged_urgent.txt", "112 पर कॉल करें। {{case_id}}"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fixture_write(*state, cases[i].file, cases[i].text);
		fixture_must_load(*state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_text_of_273_loads_and_one_of_274_does_not),
		FIXTURE_TEST(a_longer_prefix_of_case_ids_counts),
		FIXTURE_TEST(each_value_is_measured_at_its_longest),
		FIXTURE_TEST(the_longest_name_is_the_one_of_the_language),
		FIXTURE_TEST(what_must_not_reach_a_citizen_is_told),
		FIXTURE_TEST(what_is_allowed_is_not_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
