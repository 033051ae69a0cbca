#include "stderr.h"

#include "base/log.h"

static struct captured seen;

static void json_lines_are_escaped(void **state)
{
	(void)state;
	const struct log_field fields[] = {{"file", "a\"b\\c\nd\te\x01"}, {"none", NULL}};
	log_setup(LOG_INFO, true);
	capture_begin(&seen);
	log_fields(LOG_WARN, "store", fields, 2, "said \"%s\"\r\n", "पुलिस");
	capture_end(&seen);
	assert_non_null(strstr(seen.text,
		"\"level\":\"warn\",\"area\":\"store\",\"message\":"
		"\"said \\\"पुलिस\\\"\\u000d\\u000a\","
		"\"file\":\"a\\\"b\\\\c\\u000ad\\u0009e\\u0001\",\"none\":\"\"}\n"));
	assert_memory_equal(seen.text, "{\"time\":\"20", 11);
	/* One line, whatever was in it. */
	assert_ptr_equal(strchr(seen.text, '\n'), seen.text + strlen(seen.text) - 1);
}

static void text_lines_carry_no_control_characters(void **state)
{
	(void)state;
	const struct log_field fields[] = {{"name", "x\x1b[2J"}, {"empty", ""}};
	log_setup(LOG_INFO, false);
	capture_begin(&seen);
	log_fields(LOG_INFO, "intake", fields, 2, "a\nb\x7f");
	capture_end(&seen);
	assert_non_null(strstr(seen.text, " info  intake   a b   name=x [2J\n"));
	assert_null(strstr(seen.text, "empty"));
	assert_null(strchr(seen.text, 0x1b));
}

static void what_is_below_the_least_is_not_shown(void **state)
{
	(void)state;
	log_setup(LOG_WARN, true);
	capture_begin(&seen);
	log_line(LOG_DEBUG, "x", "no");
	log_line(LOG_INFO, "x", "no");
	log_fields(LOG_INFO, "x", NULL, 0, "no");
	log_line(LOG_ERROR, "x", "yes");
	capture_end(&seen);
	assert_null(strstr(seen.text, "\"no\""));
	assert_non_null(strstr(seen.text, "\"level\":\"error\""));
}

static void a_long_line_is_cut_but_ends(void **state)
{
	(void)state;
	char words[5000];
	memset(words, 'w', sizeof words - 1);
	words[sizeof words - 1] = '\0';
	log_setup(LOG_INFO, true);
	capture_begin(&seen);
	log_line(LOG_INFO, "x", "%s", words);
	capture_end(&seen);
	size_t length = strlen(seen.text);
	assert_true(length > 2000 && length < 3000);
	assert_string_equal(seen.text + length - 4, "w\"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_lines_are_escaped),
		cmocka_unit_test(text_lines_carry_no_control_characters),
		cmocka_unit_test(what_is_below_the_least_is_not_shown),
		cmocka_unit_test(a_long_line_is_cut_but_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
