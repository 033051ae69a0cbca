#include "unit.h"

#include "config/schema.h"
#include "files.h"

#define LEAST                                                                                      \
	"store: {path: a.db}\nsender: us\nhandles:\n  - {name: A, user_id: 1, token_file: t}\n"

static enum err_code load(struct files *files, const char *text, struct raw_config **out)
{
	struct source source;
	config_mistakes_release(&files->mistakes);
	files_write(files, "a.yaml", text);
	assert_int_equal(source_load(files->path, &source, &files->mistakes), ERR_OK);
	enum err_code code = schema_load(&source, out, &files->mistakes);
	source_release(&source);
	return code;
}

static void refused(struct files *files, const char *text, const char *after, const char *words)
{
	struct raw_config *raw = NULL;
	assert_int_equal(load(files, text, &raw), ERR_CONFIG);
	assert_null(raw);
	assert_told(files, after, words);
}

static void what_is_absent_is_null(void **state)
{
	struct raw_config *raw = NULL;
	assert_int_equal(load(*state, LEAST, &raw), ERR_OK);
	assert_string_equal(raw->store.path, "a.db");
	assert_string_equal(raw->sender, "us");
	assert_int_equal(raw->handles_count, 1);
	assert_string_equal(raw->handles[0].user_id, "1");
	assert_null(raw->handles[0].api_url);
	assert_null(raw->listen.port);
	assert_null(raw->policy.no_answer);
	assert_int_equal(raw->policy.follow_ups, FOLLOW_UPS_PUSH);
	assert_int_equal(raw->endpoints_count, 0);
	schema_free(raw);
}

static void every_key_reaches_its_field(void **state)
{
	struct raw_config *raw = NULL;
	assert_int_equal(
		load(*state,
			LEAST "listen: {address: \"::1\", port: 1}\ncase_prefix: P\nreplies: r\n"
			      "word_lists: {districts: d, categories: c, cues: u, weights: p}\n"
			      "policy: {acknowledge_max_age: 1h, late_after: 2h, no_answer: 3h, "
			      "no_objection: 4h, follow_ups: on_request, max_follow_ups: 6, "
			      "max_replies_per_author: 7}\n"
			      "reading: {actionable_yes: 8, actionable_doubtful: 9}\n"
			      "endpoints:\n- district: each\n  url: u\n  sign_key_file: s\n"
			      "  trusted_key_files: [a, b]\n  allowed_subnets: [c]\n"
			      "  plain_loopback: yes\n  cleared: true\n",
			&raw),
		ERR_OK);
	assert_string_equal(raw->listen.address, "::1");
	assert_int_equal(*raw->listen.port, 1);
	assert_string_equal(raw->case_prefix, "P");
	assert_string_equal(raw->replies, "r");
	assert_string_equal(raw->word_lists.districts, "d");
	assert_string_equal(raw->word_lists.categories, "c");
	assert_string_equal(raw->word_lists.cues, "u");
	assert_string_equal(raw->word_lists.weights, "p");
	assert_string_equal(raw->policy.acknowledge_max_age, "1h");
	assert_string_equal(raw->policy.late_after, "2h");
	assert_string_equal(raw->policy.no_answer, "3h");
	assert_string_equal(raw->policy.no_objection, "4h");
	assert_int_equal(raw->policy.follow_ups, FOLLOW_UPS_ON_REQUEST);
	assert_int_equal(*raw->policy.max_follow_ups, 6);
	assert_int_equal(*raw->policy.max_replies_per_author, 7);
	assert_int_equal(*raw->reading.actionable_yes, 8);
	assert_int_equal(*raw->reading.actionable_doubtful, 9);
	assert_int_equal(raw->endpoints[0].trusted_key_files_count, 2);
	assert_string_equal(raw->endpoints[0].trusted_key_files[1], "b");
	assert_string_equal(raw->endpoints[0].allowed_subnets[0], "c");
	assert_int_equal(raw->endpoints[0].plain_loopback, 1);
	assert_int_equal(raw->endpoints[0].cleared, 1);
	schema_free(raw);
}

static void keys_are_checked_where_they_stand(void **state)
{
	struct files *files = *state;
	refused(files, LEAST "senders: x\n", ":5:1: unknown key \"senders\"",
		"known here: store, listen");
	refused(files, LEAST "listen:\n  prot: 1\n", ":6:3: unknown key \"prot\"", "address, port");
	refused(files, LEAST "sender: again\n", ":5:1: ", "second time");
	refused(files, LEAST "[a]: b\n", ":5:1: ", "one word");
	refused(files, "store: {path: x}\nhandles:\n  - {name: A, user_id: 1}\n",
		":1:1: the key \"sender\"", "add it");
	refused(files, "store: {path: x}\nhandles:\n  - {name: A, user_id: 1}\n",
		":3:5: the key \"token_file\"", "add it");
}

static void values_are_checked_where_they_stand(void **state)
{
	struct files *files = *state;
	refused(files, LEAST "listen: {port: x}\n", ":5:16: port must be a whole number", "\"x\"");
	refused(files, LEAST "listen: {port: 010}\n", ":5:16: port must be", "010");
	refused(files, LEAST "listen: {port: 1.5}\n", ":5:16: port must be", "1.5");
	refused(files, LEAST "listen: {port: 99999999999999999999}\n", ":5:16: port must be", "");
	refused(files, LEAST "listen: {port: [1]}\n", ":5:16: port must be one value", "");
	refused(files, LEAST "listen: 8470\n", ":5:9: listen must be keys", "");
	refused(files, LEAST "endpoints: none\n", ":5:12: endpoints must be a list", "[]");
	refused(files, LEAST "endpoints: [agra]\n", ":5:13: endpoints must be keys", "");
	refused(files, LEAST "replies:\n", ":5:9: replies has no value", "");
	refused(files, LEAST "replies: \"a\\0b\"\n", ":5:10: replies must be text", "zero");
	refused(files, LEAST "policy: {follow_ups: Push}\n", ":5:22: follow_ups cannot be",
		"push, ask");
	refused(files, "store: {path: x}\nsender: us\nhandles: []\n",
		":3:10: handles has 0 entries", "");
	refused(files, "", ":1:1: the file is empty", "");
	refused(files, "just words\n", ":1:1: the file must be keys", "");
}

/* libcyaml alone would take this for a yes. */
static void a_flag_is_yes_or_no_and_nothing_else(void **state)
{
	refused(*state,
		LEAST "endpoints:\n- {district: each, url: u, sign_key_file: s, cleared: n}\n",
		":6:55: cleared cannot be \"n\"", "no, yes");
}

static void all_mistakes_are_told_at_once(void **state)
{
	struct files *files = *state;
	refused(files, "store: {pat: x}\nhandles: 5\nlisten: {port: y}\n", ":1:9: unknown", "");
	assert_told(files, ":1:8: the key \"path\"", "");
	assert_told(files, ":1:1: the key \"sender\"", "");
	assert_told(files, ":2:10: handles must", "");
	assert_told(files, ":3:16: port must", "");
	assert_int_equal(files->mistakes.count, 5);
}

static void aliases_are_refused_by_libcyaml_itself(void **state)
{
	refused(*state, LEAST "replies: &a x\ncase_prefix: *a\n", ":6:", "alias");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_absent_is_null),
		TEST(every_key_reaches_its_field),
		TEST(keys_are_checked_where_they_stand),
		TEST(values_are_checked_where_they_stand),
		TEST(a_flag_is_yes_or_no_and_nothing_else),
		TEST(all_mistakes_are_told_at_once),
		TEST(aliases_are_refused_by_libcyaml_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
