#include "unit.h"

#include <string.h>

#include "text/papers.h"

struct case_row {
	const char *text;
	size_t case_id, vehicle, passport, told_passport, pan, told_pan, ifsc;
};

static const struct case_row rows[] = {
	{"nri-7k3f-9qxm", .case_id = 13},
	{"nri-7k3f-9qxm.", .case_id = 13},
	{"nri-7k3f-9qx", .ifsc = 0},
	{"nri-7k3f-9qxm1", .ifsc = 0},
	{"nri-1234-5678-90", .told_passport = 13},
	{"ph-5550-1234", .told_passport = 12},
	{"up32ab1234", .vehicle = 10},
	{"up 32 ab 1234 car", .vehicle = 13},
	{"dl8caf0001", .vehicle = 10},
	{"xx32ab1234", .ifsc = 0}, /* no state */
	{"up32ab12345", .ifsc = 0},
	{"or 2 ph 555 0199", .ifsc = 0}, /* a number that goes on */
	{"m1234567", .passport = 8, .told_passport = 8},
	{"m 1234567,", .passport = 9, .told_passport = 9},
	{"ab123456", .passport = 8, .told_passport = 8},
	{"rs1234567", .told_passport = 9},
	{"a12345678", .told_passport = 9},
	{"123 456 789", .told_passport = 11},
	{"ga302922x", .told_passport = 9},
	{"m12345678901", .ifsc = 0},
	{"m1234567*", .passport = 8, .told_passport = 8},
	{"m1234567****01", .ifsc = 0}, /* was longer */
	{"m12345", .ifsc = 0},
	{"abcde1234f", .pan = 10, .told_pan = 10},
	{"abcde 1234 f", .told_pan = 12},
	{"abcde12345", .ifsc = 0},
	{"abcd0123456", .ifsc = 11},
	{"abcd0abcdef", .ifsc = 0},
	{"", .ifsc = 0},
};

static void are_known_by_their_shape(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct case_row *row = &rows[i];
		size_t length = strlen(row->text);
		if (papers_case_id(row->text, length, 0) != row->case_id ||
			papers_vehicle(row->text, length, 0) != row->vehicle ||
			papers_passport(row->text, length, 0, false) != row->passport ||
			papers_passport(row->text, length, 0, true) != row->told_passport ||
			papers_pan(row->text, length, 0, false) != row->pan ||
			papers_pan(row->text, length, 0, true) != row->told_pan ||
			papers_ifsc(row->text, length, 0) != row->ifsc)
			fail_msg("\"%s\"", row->text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(are_known_by_their_shape),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
