#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "event/event.h"
#include "json/json.h"

static struct case_record record(void)
{
	return (struct case_record){
		.id = "NRI-7K3F-9QXM",
		.handle = "UPPolNRI",
		.status = CASE_RECEIVED,
		.owner = "lucknow",
		.matter = "theft-robbery",
		.lang = LANG_HINGLISH,
		.urgent = true,
	};
}

static struct event_about about(const char *text)
{
	return (struct event_about){
		.type = EVENT_CASE_OPENED,
		.sender = "uppolnri",
		.recipient = "lucknow",
		.sequence = 3,
		.at = INT64_C(1790000000123),
		.post_id = "1700000000000000042",
		.text = text,
	};
}

static char *body_of(const struct case_record *of, const struct event_about *what, bool cleared)
{
	struct buf out;
	buf_init(&out, EVENT_BODY_CAP);
	event_write_body(of, what, cleared, &out);
	assert_false(out.overflowed);
	assert_true(str_is_utf8(out.bytes, out.length));
	return out.bytes;
}

static json_t *tree_of(const char *text, bool cleared)
{
	struct case_record of = record();
	struct event_about what = about(text);
	char *body = body_of(&of, &what, cleared);
	json_t *tree = NULL;
	struct err err = {0};
	if (json_decode_strict(body, strlen(body), &tree, &err) != ERR_OK)
		fail_msg("%s", err.text);
	mem_free(body);
	return tree;
}

static const char *text_in(const json_t *tree)
{
	return json_string_value(json_at(tree, "data", "post", "text", NULL));
}

static void a_body_has_these_bytes(void **state)
{
	(void)state;
	struct case_record of = record();
	struct event_about what = about("मेरी गाड़ी \"चोरी\" हो गई");
	char *body = body_of(&of, &what, false);
	assert_string_equal(body,
		"{\"type\":\"case.opened\",\"timestamp\":\"2026-09-21T14:13:20.123Z\",\"data\":{"
		"\"sender\":\"uppolnri\",\"recipient\":\"lucknow\",\"case\":\"NRI-7K3F-9QXM\","
		"\"sequence\":3,"
		"\"status\":\"received\",\"handle\":\"UPPolNRI\",\"district\":\"lucknow\","
		"\"matter\":\"theft-robbery\",\"conduct\":null,\"country\":null,\"urgent\":true,\"sensitive\":false,"
		"\"language\":\"hinglish\",\"post\":{\"id\":\"1700000000000000042\","
		"\"text\":\"मेरी गाड़ी \\\"चोरी\\\" हो "
		"गई\",\"masked\":false,\"cut\":false},\"reason\":null}}");
	mem_free(body);
}

static void an_event_without_post_says_so(void **state)
{
	(void)state;
	struct case_record of = record();
	struct event_about what = about(NULL);
	what.type = EVENT_CASE_CLOSED;
	what.post_id = NULL;
	what.reason = "no objection";
	of.status = CASE_CLOSED;
	of.owner[0] = '\0';
	char *body = body_of(&of, &what, false);
	assert_non_null(strstr(body, "\"type\":\"case.closed\""));
	assert_non_null(strstr(body, "\"status\":\"closed\""));
	assert_non_null(strstr(body, "\"district\":null"));
	assert_non_null(strstr(body, "\"post\":null,\"reason\":\"no objection\""));
	mem_free(body);
}

static void personal_data_is_masked_unless_cleared(void **state)
{
	(void)state;
	const char *text = "Call +44 7700 900123 or a.person@example.com about NRI-7K3F-9QXM";
	json_t *tree = tree_of(text, false);
	assert_null(strstr(text_in(tree), "900123"));
	assert_null(strstr(text_in(tree), "a.person"));
	assert_non_null(strstr(text_in(tree), "NRI-7K3F-9QXM"));
	assert_true(json_get_bool(json_at(tree, "data", "post", NULL), "masked", false));
	json_decref(tree);
	tree = tree_of(text, true);
	assert_string_equal(text_in(tree), text);
	assert_false(json_get_bool(json_at(tree, "data", "post", NULL), "masked", true));
	json_decref(tree);
}

static void a_reason_is_masked_and_cut_too(void **state)
{
	(void)state;
	struct case_record of = record();
	struct event_about what = about("x");
	char reason[1000];
	memset(reason, 'r', sizeof reason);
	memcpy(reason, "+44 7700 900123 ", 16);
	reason[sizeof reason - 1] = '\0';
	what.reason = reason;
	char *body = body_of(&of, &what, false);
	assert_null(strstr(body, "900123"));
	assert_true(strlen(body) < 1200);
	mem_free(body);
}

static void an_ordinary_post_makes_a_small_body(void **state)
{
	(void)state;
	struct buf text;
	buf_init(&text, 4000);
	for (int i = 0; i < 280; i++)
		buf_add_string(&text, "\xe0\xa4\xa8");
	struct case_record of = record();
	struct event_about what = about(text.bytes);
	char *body = body_of(&of, &what, false);
	assert_true(strlen(body) < 4000);
	mem_free(body);
	buf_release(&text);
}

static void check_long_text(const char *start)
{
	struct buf text;
	buf_init(&text, 200000);
	buf_add_string(&text, start);
	for (int i = 0; i < 25000; i++)
		buf_add_string(&text, "\xe0\xa4\xa8");
	json_t *tree = tree_of(text.bytes, true);
	assert_true(json_get_bool(json_at(tree, "data", "post", NULL), "cut", false));
	size_t length = strlen(text_in(tree));
	assert_in_range(length, 1000, EVENT_BODY_CAP);
	assert_memory_equal(text_in(tree), text.bytes, length);
	json_decref(tree);
	buf_release(&text);
}

static void a_long_text_is_cut_at_a_character(void **state)
{
	(void)state;
	check_long_text("");
	check_long_text("a");
	check_long_text("ab");
	check_long_text("\n\n\n");
}

/* Every pair of bytes, wherever it stands. */
static void bytes_that_are_no_text_become_text(void **state)
{
	(void)state;
	for (int first = 1; first < 256; first++) {
		for (int second = 1; second < 256; second += 7) {
			char text[] = {'a', (char)first, (char)second, '\0'};
			json_t *tree = tree_of(text, second % 2);
			assert_non_null(text_in(tree));
			json_decref(tree);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_has_these_bytes),
		cmocka_unit_test(an_event_without_post_says_so),
		cmocka_unit_test(personal_data_is_masked_unless_cleared),
		cmocka_unit_test(a_reason_is_masked_and_cut_too),
		cmocka_unit_test(an_ordinary_post_makes_a_small_body),
		cmocka_unit_test(a_long_text_is_cut_at_a_character),
		cmocka_unit_test(bytes_that_are_no_text_become_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
