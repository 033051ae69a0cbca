#include "unit.h"

#include <string.h>

#include "base/buf.h"
#include "text/punycode.h"

struct case_row {
	const char *label, *coded;
};

static const struct case_row rows[] = {
	{"", ""},
	{"example", "example"},
	{"a-b-1", "a-b-1"},
	{"bücher", "xn--bcher-kva"},
	{"münchen", "xn--mnchen-3ya"},
	{"भारत", "xn--h2brj9c"},
	{"हिन्दी", "xn--j2bd4cyac6f"},
	{"中国", "xn--fiqs8s"},
	{"みんな", "xn--q9jyb4c"},
	{"рф", "xn--p1ai"},
	{"☃", "xn--n3h"},
	{"💩", "xn--ls8h"},
	{"a💩क中", "xn--a-uud8714cwfxw"},
	{"é中é💩é", "xn--9caaa2320f5p1x"},
	{"😷क😷xक", "xn--x-tudb97061cba"},
	{"\xF4\x8F\xBF\xBDक\xF4\x8F\xBF\xBDक", "xn--11ba464644aba"},
	{"உதாரணம்", "xn--zkc6cc5bi7f6e"},
};

static void is_as_long_as_the_name_in_ascii(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t length = punycode_length(rows[i].label, strlen(rows[i].label));
		if (length != strlen(rows[i].coded))
			fail_msg("\"%s\": %zu, not as long as \"%s\"", rows[i].label, length,
				rows[i].coded);
	}
}

static void long_labels_are_too_long(void **state)
{
	(void)state;
	char label[1001];
	memset(label, 'a', sizeof(label));
	assert_int_equal(punycode_length(label, PUNYCODE_LONGEST), PUNYCODE_LONGEST);
	assert_true(punycode_length(label, PUNYCODE_LONGEST + 1) > PUNYCODE_LONGEST);
	assert_true(punycode_length(label, sizeof(label)) > PUNYCODE_LONGEST);

	struct buf far_apart;
	buf_init(&far_apart, 1000);
	for (int i = 0; i < 30; i++)
		buf_add_string(&far_apart, i % 2 ? "क" : "\xF4\x8F\xBF\xBD");
	assert_true(punycode_length(far_apart.bytes, far_apart.length) > 30 + 4);
	buf_release(&far_apart);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_as_long_as_the_name_in_ascii),
		cmocka_unit_test(long_labels_are_too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
