#include "unit.h"

#include <string.h>

#include "http/guard.h"

struct header {
	const char *name, *value;
};

static const char *fault_of(const struct header *headers)
{
	struct guard guard = {0};
	for (; headers->name; headers++)
		guard_see(&guard, headers->name, strlen(headers->name), headers->value,
			strlen(headers->value));
	return guard.fault;
}

static void what_says_clearly_where_it_ends_passes(void **state)
{
	(void)state;
	const struct header none[] = {{NULL, NULL}};
	const struct header length[] = {
		{"Host", "a"}, {"content-length", "12"}, {"X-A", "b\tc"}, {NULL, NULL}};
	const struct header chunked[] = {
		{"HOST", "a"}, {"Transfer-Encoding", "Chunked"}, {NULL, NULL}};
	assert_null(fault_of(none));
	assert_null(fault_of(length));
	assert_null(fault_of(chunked));
}

static void what_could_be_read_in_two_ways_is_refused(void **state)
{
	(void)state;
	const struct header cases[][4] = {
		{{"Host", "a"}, {"host", "a"}},
		{{"Content-Length", "1"}, {"Content-Length", "1"}},
		{{"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}},
		{{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
		{{"Transfer-Encoding", "gzip"}},
		{{"Transfer-Encoding", "gzip, chunked"}},
		{{"Transfer-Encoding", ""}},
		{{"Content-Length", "+1"}},
		{{"Content-Length", "1, 1"}},
		{{"Content-Length", "0x10"}},
		{{"Content-Length", ""}},
		{{"Content-Length", "9999999999999999999"}},
		{{"Content-Length ", "1"}},
		{{"X A", "1"}},
		{{"", "1"}},
		{{"X-A", "a\rb"}},
		{{"X-A", "a\x7f"}},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (!fault_of(cases[i]))
			fail_msg("case %zu passed", i);
	}
}

static void a_zero_byte_in_a_value_is_refused(void **state)
{
	(void)state;
	struct guard guard = {0};
	guard_see(&guard, "X-A", 3, "a\0b", 3);
	assert_non_null(guard.fault);
	guard = (struct guard){0};
	guard_see(&guard, "X\0A", 3, "a", 1);
	assert_non_null(guard.fault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_says_clearly_where_it_ends_passes),
		cmocka_unit_test(what_could_be_read_in_two_ways_is_refused),
		cmocka_unit_test(a_zero_byte_in_a_value_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
