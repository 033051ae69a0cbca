#include "unit.h"

#include "app/suggest.h"

static const char *const words[] = {"serve", "check", "read", "replay", "render", "case", "key"};

static const char *meant(const char *typed)
{
	return suggest(typed, words, sizeof words / sizeof *words);
}

static void a_mistyped_word_is_recognised(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *meant;
	} cases[] = {
		{"serv", "serve"},    /* missing */
		{"servee", "serve"},  /* too many */
		{"sarve", "serve"},   /* wrong */
		{"chekc", "check"},   /* swapped */
		{"repaly", "replay"}, /* swapped */
		{"serve-", "serve"},
		{"rend", "read"}, /* as near as the beginning of render, and first */
		{"che", "check"}, /* begun */
		{"ke", "key"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *found = meant(cases[i].typed);
		if (!found)
			fail_msg("%s means nothing", cases[i].typed);
		assert_string_equal(found, cases[i].meant);
	}
}

static void what_is_far_from_all_means_nothing(void **state)
{
	(void)state;
	static const char *const far[] = {"", "x", "frobnicate", "statistics", "SERVE", "zzz",
		"a-very-long-word-that-no-table-of-forty-letters-could-hold"};
	for (size_t i = 0; i < sizeof far / sizeof *far; i++)
		assert_null(meant(far[i]));
	assert_null(suggest("serve", words, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mistyped_word_is_recognised),
		cmocka_unit_test(what_is_far_from_all_means_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
