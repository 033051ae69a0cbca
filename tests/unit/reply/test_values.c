#include "reply_fixture.h"

#include "text/text.h"

static void a_line_that_is_not_ours_is_cleaned(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"", ""},
		{"plain words", "plain words"},
		{"  two\nlines\r\n\tand\x01more\x7f ", "two lines and more"},
		{"a\xe2\x80\xa8"
		 "b\xe2\x80\xa9"
		 "c\xc2\x85"
		 "d",
			"a b c d"},
		{"\xef\xbb\xbfx\xe2\x80\xaey\xe2\x80\x8bz\xef\xbf\xbf", "xyz"},
		{"ask @someone or ＠other", "ask someone or other"},
		{"see uppolice.gov.in now", "see uppolice. gov. in now"},
		{"a.@b", "a. b"},
		{"see पुलिस.भारत", "see पुलिस. भारत"},
		{"at 10.30 on 1.5.2026, Rs.500, end.", "at 10.30 on 1.5.2026, Rs.500, end."},
		{"क्\xe2\x80\x8dष", "क्\xe2\x80\x8dष"},
	};
	struct buf out;
	(void)state;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		reply_clean(cases[i].text, &out);
		assert_string_equal(out.bytes, cases[i].expected);
	}
	buf_release(&out);
}

static const struct template_value *value(const struct reply_shown *shown, const char *name)
{
	for (size_t i = 0; i < shown->count; i++) {
		if (strcmp(shown->list[i].name, name) == 0)
			return &shown->list[i];
	}
	fail_msg("no value %s", name);
	return NULL;
}

static void values_are_shown_in_the_language(void **state)
{
	struct fixture *fixture = *state;
	struct reply_values values = {.case_id = "NRI-7K3F-9QXM",
		.district = "lucknow",
		.status = CASE_RESOLVED,
		.detail = "done",
		.candidates = {"agra", "no-such", "lucknow"},
		.candidate_count = 3};
	struct reply_shown shown;
	fixture_must_load(fixture);
	reply_show(fixture->replies, LANG_HI, &values, &shown);
	assert_string_equal(value(&shown, "case_id")->string, "NRI-7K3F-9QXM");
	assert_string_equal(value(&shown, "district")->string, "लखनऊ");
	assert_string_equal(value(&shown, "status")->string, "resolved in hi");
	assert_string_equal(value(&shown, "detail")->string, "done");
	assert_int_equal(value(&shown, "candidates")->item_count, 2);
	assert_string_equal(value(&shown, "candidates")->items[0], "आगरा");
	assert_string_equal(value(&shown, "candidates")->items[1], "लखनऊ");
	reply_shown_release(&shown);
	reply_show(fixture->replies, LANG_HINGLISH, &values, &shown);
	assert_string_equal(value(&shown, "district")->string, "Lucknow");
	reply_shown_release(&shown);
}

static void what_is_not_given_is_absent(void **state)
{
	struct fixture *fixture = *state;
	struct reply_values values = {.district = "no-such"};
	struct reply_shown shown;
	fixture_must_load(fixture);
	reply_show(fixture->replies, LANG_EN, &values, &shown);
	assert_string_equal(value(&shown, "case_id")->string, "");
	assert_null(value(&shown, "district")->string);
	assert_null(value(&shown, "follow_ups_ask")->string);
	assert_string_equal(value(&shown, "detail")->string, "");
	assert_int_equal(value(&shown, "candidates")->item_count, 0);
	reply_shown_release(&shown);
}

static void asking_for_consent_follows_the_configuration(void **state)
{
	struct fixture *fixture = *state;
	struct reply_values values = {0};
	struct reply_shown shown;
	fixture->config.follow_ups = FOLLOW_UPS_ASK;
	fixture_must_load(fixture);
	reply_show(fixture->replies, LANG_EN, &values, &shown);
	assert_non_null(value(&shown, "follow_ups_ask")->string);
	reply_shown_release(&shown);
}

static void personal_data_in_a_detail_is_masked(void **state)
{
	struct fixture *fixture = *state;
	struct reply_values values = {
		.detail = "call +44 7700 900123 or a.b@example.com\nand come"};
	struct reply_shown shown;
	fixture_must_load(fixture);
	reply_show(fixture->replies, LANG_EN, &values, &shown);
	const char *detail = value(&shown, "detail")->string;
	assert_null(strstr(detail, "900"));
	assert_null(strstr(detail, "a.b"));
	assert_null(strchr(detail, '@'));
	assert_null(strchr(detail, '\n'));
	assert_non_null(strstr(detail, "and come"));
	reply_shown_release(&shown);
}

static void a_detail_is_cut_to_what_the_check_assumes(void **state)
{
	struct fixture *fixture = *state;
	struct reply_values values = {0};
	struct reply_shown shown;
	memset(values.detail, 'w', sizeof values.detail - 1);
	for (size_t i = 0; i + 7 < sizeof values.detail; i += 7)
		values.detail[i] = ' ';
	fixture_must_load(fixture);
	reply_show(fixture->replies, LANG_EN, &values, &shown);
	const char *detail = value(&shown, "detail")->string;
	assert_in_range(text_x_length(detail, strlen(detail)), 60, REPLY_DETAIL_MAX);
	reply_shown_release(&shown);
}

static void more_candidates_than_there_can_be_are_not_read(void **state)
{
	struct fixture *fixture = *state;
	struct reply_values values = {.candidate_count = 1000};
	struct reply_shown shown;
	for (size_t i = 0; i < READING_CANDIDATES_MAX; i++)
		memcpy(values.candidates[i], "agra", 5);
	fixture_must_load(fixture);
	reply_show(fixture->replies, LANG_EN, &values, &shown);
	assert_int_equal(value(&shown, "candidates")->item_count, READING_CANDIDATES_MAX);
	reply_shown_release(&shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_is_not_ours_is_cleaned),
		FIXTURE_TEST(values_are_shown_in_the_language),
		FIXTURE_TEST(what_is_not_given_is_absent),
		FIXTURE_TEST(asking_for_consent_follows_the_configuration),
		FIXTURE_TEST(personal_data_in_a_detail_is_masked),
		FIXTURE_TEST(a_detail_is_cut_to_what_the_check_assumes),
		FIXTURE_TEST(more_candidates_than_there_can_be_are_not_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
