#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "reading/spelling.h"

struct pair {
	const char *one, *other;
};

static const struct pair same[] = {
	{"kabza", "kabja"},
	{"zameen", "jamin"},
	{"azamgarh", "aajamgarh"},
	{"lucknow", "lucknov"},
	{"phulpur", "fulpur"},
	{"dhanyawaad", "dhanyavad"},
	{"chhedkhani", "chedkhani"},
	{"loot", "lut"},
	{"नही", "नहीं"},
	{"गई", "गयी"},
	{"गए", "गये"},
	{"अम्बेडकर", "अंबेडकर"},
	{"बन्द", "बंद"},
	{"बहराइच", "बहराईच"},
	{"दुख", "दुःख"},
};

static const struct pair different[] = {
	{"me", "mi"},
	{"see", "si"},
	{"agra", "agar"},
	{"100", "10"},
	{"की", "का"},
	{"मां", "मैं"},
};

static const struct pair same_stem[] = {
	{"likhi", "likha"},
	{"threatened", "threatening"},
	{"harassed", "harassing"},
	{"arrests", "arrested"},
	{"thane", "thana"},
	{"लिखी", "लिखा"},
	{"कार्रवाई", "कार्रवाई"},
	{"धमकी", "धमका"},
};

static const struct pair different_stem[] = {
	{"firing", "fir"},
	{"chor", "char"},
	{"मेरी", "मैं"},
};

static bool is_same(const struct pair *pair, bool stem)
{
	char one[SPELLING_SIZE], other[SPELLING_SIZE];
	size_t one_length = spelling_plain(pair->one, one);
	size_t other_length = spelling_plain(pair->other, other);
	if (stem) {
		char copy[SPELLING_SIZE];
		memcpy(copy, one, sizeof(copy));
		spelling_stem(copy, one_length, one);
		memcpy(copy, other, sizeof(copy));
		spelling_stem(copy, other_length, other);
	}
	return strcmp(one, other) == 0;
}

static void check(const struct pair *pairs, size_t count, bool stem, bool want)
{
	for (size_t i = 0; i < count; i++) {
		if (is_same(&pairs[i], stem) != want)
			fail_msg("%s and %s", pairs[i].one, pairs[i].other);
	}
}

static void makes_usual_spellings_the_same(void **state)
{
	(void)state;
	check(same, sizeof(same) / sizeof(*same), false, true);
	check(different, sizeof(different) / sizeof(*different), false, false);
}

static void takes_off_usual_endings(void **state)
{
	(void)state;
	check(same_stem, sizeof(same_stem) / sizeof(*same_stem), true, true);
	check(different_stem, sizeof(different_stem) / sizeof(*different_stem), true, false);
}

static void has_no_spelling_for_what_is_too_long(void **state)
{
	(void)state;
	char word[SPELLING_SIZE + 1], out[SPELLING_SIZE];
	memset(word, 'a', SPELLING_SIZE);
	word[SPELLING_SIZE] = '\0';
	assert_int_equal(spelling_plain(word, out), 0);
	word[SPELLING_SIZE - 1] = '\0';
	assert_int_equal(spelling_plain(word, out), 1); /* all doubled */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_usual_spellings_the_same),
		cmocka_unit_test(takes_off_usual_endings),
		cmocka_unit_test(has_no_spelling_for_what_is_too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
