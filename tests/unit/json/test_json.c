#include "unit.h"

#include <string.h>

#include "json/json.h"

enum { CAP = 10000 };

static json_t *foreign(const char *text)
{
	json_t *value = NULL;
	struct err err = {0};
	if (json_decode_foreign(text, strlen(text), &value, &err) != ERR_OK)
		fail_msg("%s: %s", text, err.text);
	return value;
}

static void assert_strict_refuses(const char *bytes, size_t length, const char *where)
{
	json_t *value = NULL;
	struct err err = {0};
	assert_int_equal(json_decode_strict(bytes, length, &value, &err), ERR_FORMAT);
	assert_null(value);
	assert_int_equal(err.code, ERR_FORMAT);
	assert_memory_equal(err.text, where, strlen(where));
}

static void strict_takes_a_document(void **state)
{
	(void)state;
	const char *text = "{\"a\": {\"a\": 1}, \"b\": [\"\\ud83d\\ude00\"]}";
	json_t *value = NULL;
	assert_int_equal(json_decode_strict(text, strlen(text), &value, NULL), ERR_OK);
	assert_string_equal(json_string_value(json_at(value, "b", "0", NULL)), "\xf0\x9f\x98\x80");
	json_decref(value);
}

static void strict_refuses_every_doubt_and_says_where(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *where;
	} bad[] = {
		{"", "line 1, column 0: "},
		{"{\"a\":1,\n \"a\":2}", "line 2, column 4: duplicate object key"},
		{"{\"x\":{\"a\":1,\"a\":2}}", "line 1, column 15: duplicate"},
		{"{\"a\":\"\xff\"}", "line 1, column "},
		{"{\"a\":\"\\ud83d\"}", "line 1, column "},
		{"{\"a\":\"\\u0000\"}", "line 1, column "},
		{"{\"a\":\"\n\"}", "line 1, column "},
		{"{} {}", "line 1, column 4: end of file expected"},
		{"{\"a\":1", "line 1, column 6: "},
		{"{\"a\":99999999999999999999}", "line 1, column "},
		{"\"only a string\"", "line 1, column "},
		{"\xef\xbb\xbf{}", "line 1, column "},
		{"{'a':1}", "line 1, column 2: "},
		{"{\"a\":1,}", "line 1, column 8: "},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_strict_refuses(bad[i].text, strlen(bad[i].text), bad[i].where);
	assert_strict_refuses("{}\0{}", 5, "line 1, column ");
}

static void an_error_quotes_nothing_of_the_document(void **state)
{
	(void)state;
	const char *text = "{\"phone\":\"secret\" 5}";
	json_t *value = NULL;
	struct err err = {0};
	assert_int_equal(json_decode_strict(text, strlen(text), &value, &err), ERR_FORMAT);
	assert_null(strstr(err.text, "secret"));
	assert_null(strstr(err.text, "'5'"));
}

static void foreign_survives_one_bad_string(void **state)
{
	(void)state;
	json_t *value = foreign("{\"data\":[{\"text\":\"ok\"},{\"text\":\"\\ud83d \xff \\u0000\"},"
				"{\"text\":\"also ok\"}]}");
	assert_string_equal(json_string_value(json_at(value, "data", "0", "text", NULL)), "ok");
	assert_string_equal(json_string_value(json_at(value, "data", "1", "text", NULL)),
		"\xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd");
	assert_string_equal(
		json_string_value(json_at(value, "data", "2", "text", NULL)), "also ok");
	json_decref(value);
}

static void foreign_takes_the_last_of_duplicate_keys(void **state)
{
	(void)state;
	json_t *value = foreign("{\"a\":1,\"a\":2}");
	assert_int_equal(json_get_int(value, "a", 0), 2);
	json_decref(value);
}

static void foreign_takes_numbers_that_are_too_big(void **state)
{
	(void)state;
	json_t *value = foreign("{\"a\":99999999999999999999,\"b\":1e999,\"c\":7}");
	assert_int_equal(json_get_int(value, "a", -1), -1);
	assert_int_equal(json_get_int(value, "c", -1), 7);
	json_decref(value);
}

static void foreign_refuses_what_is_no_json(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "<html>", "{\"a\":", "{\"a\":\"", "[1,]", "{} x", "nul"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		json_t *value = NULL;
		struct err err = {0};
		assert_int_equal(
			json_decode_foreign(bad[i], strlen(bad[i]), &value, &err), ERR_FORMAT);
		assert_null(value);
		assert_non_null(strstr(err.text, "line 1"));
	}
}

static void nesting_without_end_is_refused(void **state)
{
	(void)state;
	enum { DEPTH = 100000 };
	char *deep = test_malloc(DEPTH);
	memset(deep, '[', DEPTH);
	json_t *value = NULL;
	struct err err = {0};
	assert_int_equal(json_decode_foreign(deep, DEPTH, &value, &err), ERR_FORMAT);
	assert_int_equal(json_decode_strict(deep, DEPTH, &value, &err), ERR_FORMAT);
	assert_non_null(strstr(err.text, "depth"));
	test_free(deep);
}

static void encoding_is_compact_and_in_the_order_of_setting(void **state)
{
	(void)state;
	json_t *value = json_object();
	json_set_string(value, "z", "नमस्ते \"x\"\n");
	json_set_string(value, "a", NULL);
	json_object_set_new(value, "m", json_integer(7));
	struct buf out;
	buf_init(&out, CAP);
	buf_add_string(&out, ">");
	assert_int_equal(json_encode(value, &out), ERR_OK);
	assert_string_equal(out.bytes, ">{\"z\":\"नमस्ते \\\"x\\\"\\n\",\"a\":null,\"m\":7}");
	buf_release(&out);
	json_decref(value);
}

static void an_encoding_that_does_not_fit_is_not_begun(void **state)
{
	(void)state;
	json_t *value = json_object();
	json_set_string(value, "key", "a value that is too long");
	struct buf out;
	buf_init(&out, 20);
	buf_add_string(&out, "before");
	assert_int_equal(json_encode(value, &out), ERR_LIMIT);
	assert_string_equal(out.bytes, "before");
	buf_release(&out);
	json_decref(value);
}

static void a_string_that_is_no_utf8_is_set_with_replacements(void **state)
{
	(void)state;
	json_t *value = json_object();
	json_set_string(value, "a", "x\xc3y");
	assert_string_equal(json_get_string(value, "a"), "x\xef\xbf\xbdy");
	json_decref(value);
}

static void looks_answer_for_what_is_absent_or_of_another_kind(void **state)
{
	(void)state;
	json_t *value = foreign("{\"s\":\"t\",\"i\":5,\"b\":true,\"n\":null,\"a\":[1,[2]]}");
	assert_string_equal(json_get_string(value, "s"), "t");
	assert_null(json_get_string(value, "i"));
	assert_null(json_get_string(value, "n"));
	assert_null(json_get_string(value, "none"));
	assert_null(json_get_string(NULL, "s"));
	assert_null(json_get_string(json_at(value, "a", NULL), "s"));
	assert_int_equal(json_get_int(value, "i", 9), 5);
	assert_int_equal(json_get_int(value, "s", 9), 9);
	assert_int_equal(json_get_int(NULL, "s", 9), 9);
	assert_true(json_get_bool(value, "b", false));
	assert_true(json_get_bool(value, "s", true));
	assert_int_equal(json_integer_value(json_at(value, "a", "1", "0", NULL)), 2);
	assert_null(json_at(value, "a", "2", NULL));
	assert_null(json_at(value, "a", "x", NULL));
	assert_null(json_at(value, "a", "", NULL));
	assert_null(json_at(value, "a", "99999999999999999999999", NULL));
	assert_null(json_at(value, "s", "x", "y", NULL));
	assert_ptr_equal(json_at(value, NULL), value);
	json_decref(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strict_takes_a_document),
		cmocka_unit_test(strict_refuses_every_doubt_and_says_where),
		cmocka_unit_test(an_error_quotes_nothing_of_the_document),
		cmocka_unit_test(foreign_survives_one_bad_string),
		cmocka_unit_test(foreign_takes_the_last_of_duplicate_keys),
		cmocka_unit_test(foreign_takes_numbers_that_are_too_big),
		cmocka_unit_test(foreign_refuses_what_is_no_json),
		cmocka_unit_test(nesting_without_end_is_refused),
		cmocka_unit_test(encoding_is_compact_and_in_the_order_of_setting),
		cmocka_unit_test(an_encoding_that_does_not_fit_is_not_begun),
		cmocka_unit_test(a_string_that_is_no_utf8_is_set_with_replacements),
		cmocka_unit_test(looks_answer_for_what_is_absent_or_of_another_kind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
