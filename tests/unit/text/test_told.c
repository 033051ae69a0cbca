#include "unit.h"

#include <string.h>

#include "text/told.h"

struct case_row {
	const char *word;
	enum told told;
};

static const struct case_row rows[] = {
	{"mobile", TOLD_PHONE},
	{"फोन", TOLD_PHONE},
	{"no", TOLD_NUMBER},
	{"नंबर", TOLD_NUMBER},
	{"is", TOLD_FILLER},
	{"मेरा", TOLD_FILLER},
	{"aadhaar", TOLD_ACCOUNT},
	{"खाता", TOLD_ACCOUNT},
	{"passport", TOLD_PASSPORT},
	{"पासपोर्ट", TOLD_PASSPORT},
	{"fir", TOLD_REFERENCE},
	{"शिकायत", TOLD_REFERENCE},
	{"ipc", TOLD_LAW},
	{"धारा", TOLD_LAW},
	{"rupees", TOLD_CURRENCY},
	{"रुपये", TOLD_CURRENCY},
	{"hello", TOLD_NOTHING},
	{"mobil e", TOLD_NOTHING},
	{"obile", TOLD_NOTHING}, /* no part of a word */
	{"", TOLD_NOTHING},
	{"a word that is far too long to be one of the lists", TOLD_NOTHING},
};

static void words_tell_what_comes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (told_by(rows[i].word, strlen(rows[i].word)) != rows[i].told)
			fail_msg("\"%s\"", rows[i].word);
	}
	assert_int_equal(told_by("number", 3), TOLD_NUMBER); /* only the first three bytes */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_tell_what_comes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
