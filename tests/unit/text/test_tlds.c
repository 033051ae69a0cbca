/* Our own cases, and the names that X publishes, where they are present. */
#include "unit.h"

#include <string.h>

#include "text/text.h"
#include "text/tlds.h"

#include "published.h"

struct case_row {
	const char *text;
	size_t end;
};

static const struct case_row rows[] = {
	{"in", 2},
	{"IN", 2},
	{"in.", 2},
	{"in/", 2},
	{"in_x", 2},
	{"inक", 2},
	{"iné", 2},
	{"inx", 0},
	{"in1", 0},
	{"in-x", 0},
	{"in+x", 0},
	{"in@x", 0},
	{"", 0},
	{".", 0},
	{"aaa", 3},
	{"zw", 2},
	{"zz", 0},
	{"com", 3},
	{"comm", 0},
	{"police", 0},
	{"help", 4},
	{"northwesternmutual", 18},
	{"northwesternmutualnorthwesternmutual", 0},
	{"भारत", 12},
	{"भारतीय", 12},
	{"भारतम्", 18},
	{"भारतx", 0},
	{"भार", 0},
	{"рф", 4},
	{"РФ", 4},
	{"ελ", 4},
	{"みんなです", 9},
	{"vermögensberater", 17},
	{"VERMÖGENSBERATER", 17},
	{"xn--h2brj9c", 11},
	{"XN--x@", 5},
	{"xn--", 0},
	{"\xFF", 0},
};

static void knows_the_names_and_where_they_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t end = tld_end(rows[i].text, strlen(rows[i].text), 0);
		if (end != rows[i].end)
			fail_msg("\"%s\": %zu instead of %zu", rows[i].text, end, rows[i].end);
	}
}

/* Two letters that are no country's name no longer, or not yet, do no harm: they count too much. */
static void knows_the_countries(void **state)
{
	(void)state;
	static const char *const countries[] = {"in", "pk", "bd", "np", "lk", "bt", "mv", "cn",
		"us", "uk", "gb", "eu", "ae", "sa", "qa", "kw", "om", "bh", "sg", "my", "co", "tv",
		"io", "me", "so", "no", "is", "it", "at", "be", "by", "to", "am", "ck", "mm", "er"};
	for (size_t i = 0; i < sizeof(countries) / sizeof(*countries); i++)
		assert_int_equal(tld_end(countries[i], 2, 0), 2);
}

/* A few of theirs left the root zone before our table was made. */
static void knows_nearly_all_published_names(void **state)
{
	(void)state;
	static const char before[] = "    text: https://twitter.";
	struct published published;
	published_open(&published, "tlds.yml");
	struct buf name;
	buf_init(&name, 1000);
	int all = 0, known = 0;
	for (const char *line = published.file.bytes; *line; line = published_line_behind(line)) {
		if (strncmp(line, before, strlen(before)) != 0)
			continue;
		line += strlen(before);
		text_nfc(line, strcspn(line, "\n"), &name);
		all++;
		if (tld_end(name.bytes, name.length, 0) == name.length)
			known++;
		else
			print_message("not known: %s\n", name.bytes);
	}
	print_message("tlds.yml: %d of %d names\n", known, all);
	assert_true(all > 1500);
	assert_true(known * 100 >= all * 97);
	buf_release(&name);
	published_close(&published);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_names_and_where_they_end),
		cmocka_unit_test(knows_the_countries),
		cmocka_unit_test(knows_nearly_all_published_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
