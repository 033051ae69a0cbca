#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "text/digits.h"

struct case_row {
	const char *text;   /* begins with a digit */
	const char *groups; /* digits of each with the separator in front */
	size_t plain;
	size_t number;
	int digits;
	bool small_list;
};

static const struct case_row rows[] = {
	{"9999900001", "10", 0, 1, 10, false}, {"99999 00001 call", "5 5", 0, 2, 10, false},
	{"555) 010-0199", "3(3-4", 0, 3, 10, false}, {"९९९९९-००००१", "5-5", 0, 2, 10, false},
	{"12.05.2024", "2.2.4", 3, 3, 8, false}, {"2024-05-12", "4-2-2", 3, 3, 8, false},
	{"2024-15-12", "4-2-2", 1, 3, 8, false}, /* a year at least */
	{"12.05.2024 9999900001", "2.2.4 10", 3, 3, 8, false}, {"20240512", "8", 1, 1, 8, false},
	{"12052024", "8", 1, 1, 8, false}, {"99052024", "8", 0, 1, 8, false},
	{"2019", "4", 1, 1, 4, false}, {"112", "3", 1, 1, 3, true}, {"0112", "4", 0, 1, 4, false},
	{"1090 1930", "4 4", 1, 2, 8, false}, {"2345 6789 0123", "4 4 4", 0, 3, 12, false},
	{"2019 2345 6789", "4 4 4", 0, 3, 12, false}, {"2019 2020 2021", "4 4 4", 1, 3, 12, false},
	{"420 467 468 471", "3 3 3 3", 0, 4, 12, true}, {"420-467-468", "3-3-3", 0, 3, 9, false},
	{"99 99 90 00 01", "2 2 2 2 2", 0, 5, 10, false}, {"10.30-11.45", "2.2-2.2", 0, 4, 8, true},
	{"9999900001 9999900002", "10 10", 0, 1, 10, false}, {"12,000", "2", 0, 1, 2, true},
	{"999 990 000 1", "3 3 3 1", 0, 4, 10, false},
	{"0 99 99 90 00 01", "1 2 2 2 2 2", 0, 6, 11, false},
	{"12 15 18 22 45 62", "2 2 2 2 2 2", 0, 6, 12, true},
	{"00000 12345 00000 12346", "5 5 5 5", 0, 2, 10, false},
	{"2025-26 2026-27", "4-2 4-2", 2, 4, 12, false}, {"2025-27", "4-2", 1, 2, 6, false},
	{"5    5", "1", 0, 1, 1, false}, /* too far apart */
};

static void run_as_text(const struct digit_group *groups, size_t count, char out[100])
{
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		if (groups[i].separator)
			out[at++] = groups[i].separator;
		at += (size_t)snprintf(out + at, 100 - at, "%d", groups[i].digits);
	}
	out[at] = '\0';
}

static void are_read_in_groups_and_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct digit_group groups[DIGIT_GROUPS_MAX];
		char text[100];
		int digits;
		size_t count = digits_run(rows[i].text, strlen(rows[i].text), 0, groups);
		run_as_text(groups, count, text);
		assert_string_equal(text, rows[i].groups);
		if (digits_plain(groups, count) != rows[i].plain ||
			digits_number(groups, count, false, &digits) != rows[i].number ||
			digits != rows[i].digits)
			fail_msg("\"%s\": plain %zu, number %zu", rows[i].text,
				digits_plain(groups, count),
				digits_number(groups, count, false, &digits));
		if (digits_is_small_list(groups, count) != rows[i].small_list)
			fail_msg("\"%s\": small list", rows[i].text);
	}
}

static void a_run_ends_at_the_cap(void **state)
{
	(void)state;
	struct digit_group groups[DIGIT_GROUPS_MAX];
	char text[200];
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? '-' : '1';
	assert_int_equal(digits_run(text, sizeof(text), 0, groups), DIGIT_GROUPS_MAX);
}

static void check_digits_are_checked(void **state)
{
	(void)state;
	assert_true(digits_is_aadhaar("234567890124", 12));
	assert_true(digits_is_aadhaar("999999999999", 12));
	assert_false(digits_is_aadhaar("234567890123", 12));
	assert_false(digits_is_aadhaar("324567890124", 12)); /* neighbours swapped */
	assert_false(digits_is_aadhaar("23456789012", 11));
	assert_true(digits_is_card("4000000000000002", 16));
	assert_false(digits_is_card("4000000000000003", 16));
	assert_false(digits_is_card("0400000000000002", 16));
	assert_false(digits_is_card("000000000000", 12));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(are_read_in_groups_and_understood),
		cmocka_unit_test(a_run_ends_at_the_cap),
		cmocka_unit_test(check_digits_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
