#include "unit.h"

#include <string.h>

#include "text/address.h"

struct case_row {
	const char *text;
	const char *address; /* from the start; NULL if none */
};

static const struct case_row rows[] = {
	{"asha@example.com now", "asha@example.com"},
	{"asha@example.com.", "asha@example.com"},
	{"asha@bank", "asha@bank"},
	{"asha@b", NULL},
	{"-@-2", NULL}, /* begins with a letter or digit */
	{"asha@", NULL},
	{"asha", NULL},
	{"@asha", NULL},
	{"asha@ gmail.com", "asha@ gmail.com"},
	{"asha @ gmail . com", "asha @ gmail . com"},
	{"asha (at) example (dot) co (dot) in", "asha (at) example (dot) co (dot) in"},
	{"asha [at] example.com . Please", "asha [at] example.com"},
	{"asha (at) home", NULL},
	{"asha at gmail dot com", "asha at gmail dot com"},
	{"asha.k at gmail.com", "asha.k at gmail.com"},
	{"asha at example.com", NULL}, /* might be a sentence */
	{"asha at example dot com", "asha at example dot com"},
	{"meet at gmailers.com", NULL},
	{"asha at", NULL},
	{"asha dot k at gmail dot com", "asha dot k at gmail dot com"},
	{"call. Asha", NULL},
	{"thanks @ uppolice.please", NULL},
	{"आशा एट जीमेल डॉट कॉम", "आशा एट जीमेल डॉट कॉम"},
};

static void are_found_as_people_write_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t no_before = 0;
		size_t end = address_end(rows[i].text, strlen(rows[i].text), 0, &no_before);
		size_t want = rows[i].address ? strlen(rows[i].address) : 0;
		if (end != want)
			fail_msg("\"%s\": %zu, not %zu", rows[i].text, end, want);
	}
}

static void are_not_looked_for_twice(void **state)
{
	(void)state;
	const char *text = "a dot b dot c dot d";
	size_t no_before = 0;
	assert_int_equal(address_end(text, strlen(text), 0, &no_before), 0);
	assert_int_equal(no_before, strlen(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(are_found_as_people_write_them),
		cmocka_unit_test(are_not_looked_for_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
