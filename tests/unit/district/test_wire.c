#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "district/district.h"

#define HEAD "{\"type\":\"case.status\",\"timestamp\":\"2026-11-25T02:31:12Z\",\"data\":{"
#define NAMES "\"sender\":\"lucknow\",\"recipient\":\"uppolnri\",\"case\":\"NRI-7K3F-9QXM\","

static void taken(const char *text, struct status_update *out)
{
	char recipient[LABEL_SIZE];
	struct err err = {0};
	if (district_status_decode(text, strlen(text), out, recipient, &err) != ERR_OK)
		fail_msg("%s: %s", text, err.text);
	assert_string_equal(recipient, "uppolnri");
	assert_string_equal(out->sender, "lucknow");
	assert_string_equal(out->case_id, "NRI-7K3F-9QXM");
}

static void refused(const char *text, const char *words)
{
	struct status_update update = {.sequence = 77};
	char recipient[LABEL_SIZE] = "untouched";
	struct err err = {0};
	if (district_status_decode(text, strlen(text), &update, recipient, &err) != ERR_FORMAT)
		fail_msg("taken: %s", text);
	if (!strstr(err.text, words))
		fail_msg("%s: said \"%s\" and not \"%s\"", text, err.text, words);
	assert_int_equal(update.sequence, 77);
	assert_string_equal(recipient, "untouched");
}

static void each_status_is_taken(void **state)
{
	(void)state;
	struct status_update update;
	taken(HEAD NAMES "\"status\":\"in_progress\",\"sequence\":1}}", &update);
	assert_int_equal(update.status, CASE_IN_PROGRESS);
	assert_int_equal(update.sequence, 1);
	assert_string_equal(update.detail, "");
	taken(HEAD NAMES "\"status\":\"needs_info\",\"detail\":\"कौन सा थाना?\"}}", &update);
	assert_int_equal(update.status, CASE_NEEDS_INFO);
	assert_string_equal(update.detail, "कौन सा थाना?");
	assert_int_equal(update.sequence, 0);
	taken(HEAD NAMES "\"status\":\"resolved\",\"detail\":null,\"sequence\":null}}", &update);
	assert_int_equal(update.status, CASE_RESOLVED);
	taken(HEAD NAMES "\"status\":\"redirected\",\"detail\":\"the electricity board\"}}",
		&update);
	assert_int_equal(update.status, CASE_REDIRECTED);
	taken(HEAD NAMES
		"\"status\":\"received\",\"hand_to\":\"agra\",\"sequence\":9007199254740993}}",
		&update);
	assert_int_equal(update.status, CASE_RECEIVED);
	assert_string_equal(update.hand_to, "agra");
	assert_int_equal(update.sequence, INT64_C(9007199254740993));
}

static void keys_that_are_not_known_are_passed_over(void **state)
{
	(void)state;
	struct status_update update;
	taken("{\"type\":\"case.status\",\"x\":[1],\"data\":{" NAMES
	      "\"status\":\"resolved\",\"officer\":{}}}",
		&update);
	assert_int_equal(update.status, CASE_RESOLVED);
}

static void what_is_not_the_format_is_refused_with_the_field(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *words;
	} bad[] = {
		{"", "line 1"},
		{"[]", "type must be"},
		{"{\"data\":{}}", "type must be case.status"},
		{"{\"type\":\"case.opened\",\"data\":{}}", "type must be case.status"},
		{"{\"type\":\"case.status\"}", "data is missing"},
		{"{\"type\":\"case.status\",\"data\":[]}", "data is missing or no object"},
		{HEAD "\"recipient\":\"u\"}}", "data.sender is missing"},
		{HEAD "\"sender\":5}}", "data.sender must be a string"},
		{HEAD "\"sender\":\"\"}}", "data.sender is missing"},
		{HEAD "\"sender\":\"abcdefghijabcdefghijabcdefghijabcdefghij\"}}",
			"data.sender is longer than 31"},
		{HEAD "\"sender\":\"l\"}}", "data.recipient is missing"},
		{HEAD "\"sender\":\"l\",\"recipient\":\"u\"}}", "data.case is missing"},
		{HEAD "\"sender\":\"l\",\"recipient\":\"u\",\"case\":\"NRI-7K3F-9QXM-and-more-of-"
		      "it\"}}",
			"data.case is longer"},
		{HEAD NAMES "\"x\":1}}", "data.status is missing"},
		{HEAD NAMES "\"status\":\"closed\"}}", "data.status must be in_progress"},
		{HEAD NAMES "\"status\":\"forwarded\"}}", "data.status must be"},
		{HEAD NAMES "\"status\":\"Resolved\"}}", "data.status must be"},
		{HEAD NAMES "\"status\":\"resolved\",\"status\":\"resolved\"}}", "duplicate"},
		{HEAD NAMES "\"status\":\"received\"}}", "data.hand_to is missing"},
		{HEAD NAMES "\"status\":\"received\",\"hand_to\":\"lucknow\"}}",
			"the sender itself"},
		{HEAD NAMES "\"status\":\"resolved\",\"hand_to\":\"agra\"}}",
			"belongs to the status received"},
		{HEAD NAMES "\"status\":\"needs_info\"}}", "needs the question"},
		{HEAD NAMES "\"status\":\"redirected\",\"detail\":\"\"}}", "where to"},
		{HEAD NAMES "\"status\":\"resolved\",\"detail\":{}}}",
			"data.detail must be a string"},
		{HEAD NAMES "\"status\":\"resolved\",\"sequence\":-1}}", "data.sequence must be"},
		{HEAD NAMES "\"status\":\"resolved\",\"sequence\":1.0}}", "data.sequence must be"},
		{HEAD NAMES "\"status\":\"resolved\",\"sequence\":\"1\"}}",
			"data.sequence must be"},
		{HEAD NAMES "\"status\":\"resolved\"}} x", "line 1"},
		{HEAD NAMES "\"status\":\"resolved\",\"detail\":\"\\u0000\"}}", "line 1"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		refused(bad[i].text, bad[i].words);
}

static void a_detail_that_does_not_fit_is_refused_and_not_cut(void **state)
{
	(void)state;
	char text[1000], detail[401];
	struct status_update update;
	memset(detail, 'd', sizeof detail);
	detail[400] = '\0';
	snprintf(text, sizeof text, HEAD NAMES "\"status\":\"resolved\",\"detail\":\"%s\"}}",
		detail);
	refused(text, "data.detail is longer than 399 bytes");
	snprintf(text, sizeof text, HEAD NAMES "\"status\":\"resolved\",\"detail\":\"%s\"}}",
		detail + 1);
	taken(text, &update);
	assert_int_equal(strlen(update.detail), 399);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_status_is_taken),
		cmocka_unit_test(keys_that_are_not_known_are_passed_over),
		cmocka_unit_test(what_is_not_the_format_is_refused_with_the_field),
		cmocka_unit_test(a_detail_that_does_not_fit_is_refused_and_not_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
