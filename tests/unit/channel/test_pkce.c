#include "unit.h"

#include <string.h>

#include "channel/x/pkce.h"

/* Appendix B of RFC 7636. */
static void the_example_of_the_rfc_has_its_challenge(void **state)
{
	(void)state;
	char challenge[PKCE_SIZE];
	pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge);
	assert_string_equal(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void a_random_word_is_new_and_may_stand_in_a_url(void **state)
{
	(void)state;
	char one[PKCE_SIZE], other[PKCE_SIZE];
	pkce_random(one);
	pkce_random(other);
	assert_int_equal(strlen(one), 43);
	assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789-_"),
		43);
	assert_string_not_equal(one, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_the_rfc_has_its_challenge),
		cmocka_unit_test(a_random_word_is_new_and_may_stand_in_a_url),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
