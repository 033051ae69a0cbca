#include "unit.h"

#include "channel/x/same.h"

static void what_x_does_to_a_text_makes_no_difference(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"Received. Case NRI-7K3F-9QXM.", "Received. Case NRI-7K3F-9QXM."},
		{"Received.", "@someone Received."},
		{"@someone Received.", "@someone @other Received."},
		{"Received.\n\nCase 1", "Received. Case 1 "},
		{"you & we <3", "you &amp; we &lt;3"},
		{"see uppolice.example.com now", "see https://t.co/AbCd now"},
		{"see https://example.com/a?b", "see https://t.co/AbCd"},
		{"\u095c\u093e\u092f", "\u0921\u093c\u093e\u092f"},
		{"\u0928\u093c", "\u0929"},
		{"", "@someone"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (!x_text_is_same(pairs[i][0], pairs[i][1]))
			fail_msg("\"%s\" is not \"%s\"", pairs[i][0], pairs[i][1]);
	}
}

static void another_text_is_another_text(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"Case NRI-7K3F-9QXM.", "Case NRI-7K3F-9QXN."},
		{"Received.", "Received. More."},
		{"Received. More.", "Received."},
		{"Received", "received"},
		{"ask @someone now", "ask @other now"},
		{"the end.", "the https://t.co/AbCd"},
		{"nothing here", "https://t.co/AbCd here"},
		{"", "x"},
		{"\u0921", "\u095c"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (x_text_is_same(pairs[i][0], pairs[i][1]))
			fail_msg("\"%s\" is \"%s\"", pairs[i][0], pairs[i][1]);
	}
}

static void what_was_said_stands_without_the_names_in_front(void **state)
{
	(void)state;
	struct buf said;
	buf_init(&said, 1000);
	x_text_said("@one_test @two_test Case NRI-7K3F-9QXM &amp; more @three", &said);
	assert_string_equal(said.bytes, "Case NRI-7K3F-9QXM & more @three");
	buf_release(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_x_does_to_a_text_makes_no_difference),
		cmocka_unit_test(another_text_is_another_text),
		cmocka_unit_test(what_was_said_stands_without_the_names_in_front),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
