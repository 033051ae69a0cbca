#include "unit.h"

#include <string.h>

#include "base/err.h"

static void a_failure_carries_its_code_and_sentence(void **state)
{
	(void)state;
	struct err err = {0};
	assert_int_equal(err_set(&err, ERR_FORMAT, "line %d: no comma", 7), ERR_FORMAT);
	assert_int_equal(err.code, ERR_FORMAT);
	assert_string_equal(err.text, "line 7: no comma");
	assert_int_equal(err_set(NULL, ERR_IO, "nobody %s", "listens"), ERR_IO);
}

static void words_can_be_put_in_front(void **state)
{
	(void)state;
	struct err err;
	err_set(&err, ERR_CONFIG, "no such district");
	assert_int_equal(err_prefix(&err, "%s:%d: ", "nriseva.yaml", 12), ERR_CONFIG);
	assert_string_equal(err.text, "nriseva.yaml:12: no such district");
}

static void too_long_a_sentence_is_cut(void **state)
{
	(void)state;
	struct err err;
	char words[1000];
	memset(words, 'w', sizeof words - 1);
	words[sizeof words - 1] = '\0';
	err_set(&err, ERR_IO, "%s", words);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	err_prefix(&err, "%s", words);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	err_set(&err, ERR_IO, "short");
	err_prefix(&err, "%s", words);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

static void every_code_has_a_name_of_its_own_and_a_class(void **state)
{
	(void)state;
	for (int a = ERR_OK; a <= ERR_CONFIG; a++) {
		assert_non_null(err_name((enum err_code)a));
		for (int b = ERR_OK; b < a; b++)
			assert_string_not_equal(
				err_name((enum err_code)a), err_name((enum err_code)b));
		assert_int_equal(err_class((enum err_code)a) == ERR_CLASS_NONE, a == ERR_OK);
	}
	assert_int_equal(err_class(ERR_TIMEOUT), ERR_CLASS_RETRY);
	assert_int_equal(err_class(ERR_FORMAT), ERR_CLASS_PERMANENT);
	assert_int_equal(err_class(ERR_CONFIG), ERR_CLASS_OPERATOR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_carries_its_code_and_sentence),
		cmocka_unit_test(words_can_be_put_in_front),
		cmocka_unit_test(too_long_a_sentence_is_cut),
		cmocka_unit_test(every_code_has_a_name_of_its_own_and_a_class),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
