#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "channel/x/wire.h"

#define US "2244994945"
#define NAME "UPPolNRI"

static struct post read_post(const char *json)
{
	struct post post;
	struct err err;
	if (x_post_decode(json, strlen(json), US, NAME, &post, &err) != ERR_OK)
		fail_msg("%s: %s", json, err.text);
	return post;
}

static void the_old_dialect_is_read(void **state)
{
	(void)state;
	struct post post = read_post(
		"{\"id\":\"1900000000000000002\",\"text\":\"@UPPolNRI help\",\"author_id\":\"77\","
		"\"created_at\":\"2026-11-25T02:31:12.000Z\",\"conversation_id\":"
		"\"1900000000000000000\","
		"\"edit_history_tweet_ids\":[\"1900000000000000001\",\"1900000000000000002\"],"
		"\"referenced_tweets\":[{\"type\":\"quoted\",\"id\":\"5\"},{\"type\":\"replied_"
		"to\",\"id\":\"6\"}],"
		"\"entities\":{\"mentions\":[{\"start\":0,\"end\":9,\"username\":\"uppolnri\","
		"\"id\":\"" US "\"}]}}");
	assert_string_equal(post.id, "1900000000000000002");
	assert_string_equal(post.identity, "1900000000000000001");
	assert_string_equal(post.author_id, "77");
	assert_string_equal(post.conversation_id, "1900000000000000000");
	assert_string_equal(post.parent_id, "6");
	assert_string_equal(post.text, "@UPPolNRI help");
	assert_int_equal(post.created_at, 1795573872000);
	assert_true(post.quote);
	assert_false(post.repost);
	assert_true(post.addressed);
	assert_false(post.own);
	post_release(&post);
}

static void the_new_dialect_is_read(void **state)
{
	(void)state;
	struct post post = read_post("{\"id\":\"12\",\"text\":\"cut\",\"note_post\":{\"text\":"
				     "\"the whole\"},\"author_id\":\"" US "\","
				     "\"edit_history_post_ids\":[\"11\",\"12\"],\"referenced_"
				     "posts\":[{\"type\":\"replied_to\",\"id\":\"6\"}]}");
	assert_string_equal(post.identity, "11");
	assert_string_equal(post.parent_id, "6");
	assert_string_equal(post.text, "the whole");
	assert_true(post.own);
	assert_false(post.addressed);
	post_release(&post);
	post = read_post("{\"id\":\"12\",\"text\":\"cut\",\"note_tweet\":{\"text\":\"the whole\"},"
			 "\"referenced_tweets\":[{\"type\":\"retweeted\",\"id\":\"6\"}]}");
	assert_string_equal(post.text, "the whole");
	assert_string_equal(post.identity, "12");
	assert_true(post.repost);
	post_release(&post);
}

static void who_is_addressed_follows_the_entities_beyond_the_prefix(void **state)
{
	(void)state;
	const struct {
		const char *rest;
		bool addressed;
	} cases[] = {
		{"\"text\":\"@UPPolNRI hi\"", true},
		{"\"text\":\"hi @uppolnri!\"", true},
		{"\"text\":\"hi @UPPolNRIx\"", false},
		{"\"text\":\"mail me@UPPolNRI\"", false},
		{"\"text\":\"nothing\"", false},
		{"\"text\":\"nothing\",\"in_reply_to_user_id\":\"" US "\"", true},
		{"\"text\":\"nothing\",\"in_reply_to_user_id\":\"1\"", false},
		{"\"text\":\"@UPPolNRI hi\",\"display_text_range\":[10,12]", false},
		{"\"text\":\"\u0915\u0916 @UPPolNRI\",\"display_text_range\":[3,12]", true},
		{"\"text\":\"@UPPolNRI hi\",\"entities\":{}", false},
		{"\"text\":\"@UPPolNRI "
		 "hi\",\"entities\":{\"mentions\":[{\"start\":0,\"end\":9,\"username\":"
		 "\"UPPolNRI\"}]},\"display_text_range\":[10,12]",
			false},
		{"\"text\":\"@UPPolNRI @UPPolNRI "
		 "hi\",\"entities\":{\"mentions\":[{\"start\":0,\"end\":9,"
		 "\"username\":\"UPPolNRI\"},{\"start\":10,\"end\":19,\"username\":\"UPPolNRI\"}]},"
		 "\"display_text_range\":[10,22]",
			true},
		{"\"text\":\"x\",\"entities\":{\"mentions\":[{\"start\":0,\"end\":9,\"username\":"
		 "\"old_name\",\"id\":\"" US "\"}]}",
			true},
		{"\"text\":\"x\",\"entities\":{\"mentions\":[{\"start\":0,\"end\":9,\"username\":"
		 "\"other\",\"id\":\"1\"}]}",
			false},
		{"\"text\":\"x\",\"entities\":{},\"note_tweet\":{\"text\":\"x "
		 "@UPPolNRI\",\"entities\":{\"mentions\":"
		 "[{\"start\":2,\"end\":11,\"username\":\"UPPolNRI\"}]}}",
			true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char json[600];
		snprintf(json, sizeof json, "{\"id\":\"1\",%s}", cases[i].rest);
		struct post post = read_post(json);
		assert_int_equal(
			post.answers_us, strstr(json, "in_reply_to_user_id\":\"" US) != NULL);
		if (post.addressed != cases[i].addressed)
			fail_msg("%s", json);
		post_release(&post);
	}
}

static void a_text_alone_is_a_post_to_us(void **state)
{
	(void)state;
	struct post post = read_post("{\"text\":\"my brother is missing\"}");
	assert_null(post.id);
	assert_null(post.identity);
	assert_null(post.author_id);
	assert_int_equal(post.created_at, 0);
	assert_true(post.addressed);
	post_release(&post);
}

static void what_is_no_post_is_told(void **state)
{
	(void)state;
	static const char *const cases[] = {"", "[]", "{}", "{\"id\":\"1\"}", "{\"text\":7}",
		"nonsense", "{\"id\":5,\"text\":\"x\"}", "{\"id\":\"5a\",\"text\":\"x\"}",
		"{\"id\":\"123456789012345678901234567890123\",\"text\":\"x\"}",
		"{\"text\":\"x\"} more"};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct post post;
		struct err err = {0};
		if (x_post_decode(cases[i], strlen(cases[i]), US, NAME, &post, &err) != ERR_FORMAT)
			fail_msg("%s was taken", cases[i]);
		assert_true(err.text[0] != '\0');
	}
}

static void a_page_is_taken_without_its_bad_posts(void **state)
{
	(void)state;
	static const char json[] =
		"{\"data\":["
		"{\"id\":\"3\",\"text\":\"c\",\"author_id\":\"1\",\"created_at\":\"2026-11-25T00:"
		"00:03Z\"},{\"id\":\"x\",\"text\":\"bad id\"},{\"text\":\"no id\"},7,"
		"{\"id\":\"2\",\"text\":\"lone \\ud800 surrogate, "
		"\\u0000\",\"author_id\":\"1\",\"id\":\"2\","
		"\"created_at\":\"2026-11-25T00:00:02Z\"}"
		"],\"includes\":{\"users\":[{\"id\":\"1\",\"username\":\"someone\"}]},"
		"\"meta\":{\"result_count\":5,\"next_token\":\"abc\"}}";
	struct x_page page;
	struct err err;
	assert_int_equal(x_page_decode(json, sizeof json - 1, US, NAME, &page, &err), ERR_OK);
	assert_int_equal(page.count, 2);
	assert_int_equal(page.unreadable_count, 3);
	assert_string_equal(page.unreadable[0].id, "");
	assert_non_null(strstr(page.unreadable[0].reason, "id"));
	assert_false(page.fields_missing);
	assert_string_equal(page.next_token, "abc");
	assert_string_equal(page.posts[0].id, "3");
	assert_string_equal(page.posts[0].author_name, "someone");
	assert_string_equal(page.posts[1].id, "2");
	x_page_release(&page);
}

static void a_text_longer_than_any_post_is_not_taken(void **state)
{
	(void)state;
	struct buf json;
	buf_init(&json, 1 << 20);
	buf_add_string(&json, "{\"data\":[{\"id\":\"3\",\"author_id\":\"1\",\"created_at\":"
			      "\"2026-11-25T00:00:03Z\",\"text\":\"");
	for (int i = 0; i < 100 * 1024; i++)
		buf_add_char(&json, 'a');
	buf_add_string(&json, "\"}]}");
	struct x_page page;
	struct err err;
	assert_int_equal(x_page_decode(json.bytes, json.length, US, NAME, &page, &err), ERR_OK);
	assert_int_equal(page.count, 0);
	assert_int_equal(page.unreadable_count, 1);
	assert_string_equal(page.unreadable[0].id, "3");
	assert_false(page.fields_missing);
	x_page_release(&page);
	buf_release(&json);
}

static void vanished_fields_are_noticed(void **state)
{
	(void)state;
	static const char *const pages[] = {"{\"data\":[{\"id\":\"3\",\"text\":\"c\",\"created_"
					    "at\":\"2026-11-25T00:00:03Z\"}]}",
		"{\"data\":[{\"id\":\"3\",\"text\":\"c\",\"author_id\":\"1\"}]}",
		"{\"data\":[{\"id\":\"3\",\"text\":\"c\",\"author_id\":\"1\",\"created_at\":"
		"\"yesterday\"}]}"};
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		struct x_page page;
		struct err err;
		assert_int_equal(
			x_page_decode(pages[i], strlen(pages[i]), US, NAME, &page, &err), ERR_OK);
		assert_true(page.fields_missing);
		assert_int_equal(page.count, 0);
		assert_int_equal(page.unreadable_count, 1);
		x_page_release(&page);
	}
}

static void an_empty_page_is_a_page(void **state)
{
	(void)state;
	static const char json[] = "{\"meta\":{\"result_count\":0}}";
	struct x_page page;
	struct err err;
	assert_int_equal(x_page_decode(json, sizeof json - 1, US, NAME, &page, &err), ERR_OK);
	assert_int_equal(page.count, 0);
	assert_null(page.next_token);
	x_page_release(&page);
}

static void what_is_no_page_is_told(void **state)
{
	(void)state;
	const struct {
		const char *bytes, *words;
	} cases[] = {
		{"<html><body>503</body></html>", ""},
		{"{\"data\":[{\"id\":\"3\"", ""},
		{"{\"errors\":[{\"message\":\"over capacity\"}]}", "over capacity"},
		{"{\"title\":\"Unauthorized\",\"status\":401}", "Unauthorized"},
		{"[]", ""},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct x_page page;
		struct err err = {0};
		assert_int_equal(x_page_decode(cases[i].bytes, strlen(cases[i].bytes), US, NAME,
					 &page, &err),
			ERR_FORMAT);
		assert_non_null(strstr(err.text, cases[i].words));
	}
}

static void a_reply_is_encoded_with_its_parent(void **state)
{
	(void)state;
	struct buf body;
	buf_init(&body, 1000);
	x_reply_encode("Received \"it\"\n\u0928", "1900", &body);
	assert_string_equal(body.bytes,
		"{\"text\":\"Received "
		"\\\"it\\\"\\n\u0928\",\"reply\":{\"in_reply_to_tweet_id\":\"1900\"}}");
	buf_release(&body);
}

static void the_id_of_what_was_made_is_read(void **state)
{
	(void)state;
	char id[ID_SIZE];
	static const char good[] = "{\"data\":{\"id\":\"1901\",\"text\":\"x\"}}";
	assert_true(x_created_read(good, sizeof good - 1, id));
	assert_string_equal(id, "1901");
	static const char *const bad[] = {
		"", "{}", "{\"data\":{}}", "{\"data\":{\"id\":\"1a\"}}", "<html>"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(x_created_read(bad[i], strlen(bad[i]), id));
}

static void the_words_of_a_refusal_are_found(void **state)
{
	(void)state;
	const struct {
		const char *body, *words;
	} cases[] = {
		{"{\"title\":\"Forbidden\",\"detail\":\"You are\\nnot\"}", "You are not"},
		{"{\"title\":\"Forbidden\"}", "Forbidden"},
		{"{\"errors\":[{\"code\":88,\"message\":\"Rate limit exceeded\"}]}",
			"Rate limit exceeded"},
		{"{\"error\":\"invalid_request\"}", "invalid_request"},
		{"{}", "(no reason given)"},
		{"<html>\r\nbad gateway", "<html>  bad gateway"},
		{"\xff\xfe", "(not text)"},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char words[100];
		x_problem_read(cases[i].body, strlen(cases[i].body), words, sizeof words);
		assert_string_equal(words, cases[i].words);
	}
}

static void our_own_posts_are_read_with_their_parents(void **state)
{
	(void)state;
	static const char json[] =
		"{\"data\":[{\"id\":\"9\",\"text\":\"a\",\"referenced_tweets\":[{\"type\":"
		"\"replied_to\",\"id\":\"6\"}]},"
		"{\"id\":\"8\",\"text\":\"b\"},{\"id\":\"7\"}],\"meta\":{\"next_token\":\"t\"}}";
	struct x_own_page page;
	struct err err;
	assert_int_equal(x_own_page_decode(json, sizeof json - 1, &page, &err), ERR_OK);
	assert_int_equal(page.count, 2);
	assert_string_equal(page.posts[0].id, "9");
	assert_string_equal(page.posts[0].parent_id, "6");
	assert_string_equal(page.posts[0].text, "a");
	assert_string_equal(page.posts[1].parent_id, "");
	assert_string_equal(page.next_token, "t");
	assert_true(page.fields_missing);
	x_own_page_release(&page);
	assert_int_equal(x_own_page_decode("<html>", 6, &page, &err), ERR_FORMAT);
}

static void a_reply_that_does_not_say_to_what_lacks_a_field(void **state)
{
	(void)state;
	static const struct {
		const char *rest;
		bool missing;
	} cases[] = {
		{"", true},
		{",\"conversation_id\":\"5\"", true},
		{",\"conversation_id\":\"9\"", false}, /* it begins the conversation */
		{",\"conversation_id\":\"5\",\"referenced_tweets\":[{\"type\":\"replied_to\","
		 "\"id\":\"6\"}]",
			false},
		{",\"conversation_id\":\"5\",\"referenced_posts\":[{\"type\":\"replied_to\","
		 "\"id\":\"6\"}]",
			false},
		{",\"conversation_id\":\"9\",\"referenced_tweets\":[{\"type\":\"quoted\",\"id\":"
		 "\"6\"}]",
			false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char json[300];
		struct x_own_page page;
		struct err err;
		int length = snprintf(json, sizeof json,
			"{\"data\":[{\"id\":\"9\",\"text\":\"a\"%s}]}", cases[i].rest);
		assert_int_equal(x_own_page_decode(json, (size_t)length, &page, &err), ERR_OK);
		assert_int_equal(page.count, 1);
		assert_int_equal(page.fields_missing, cases[i].missing);
		x_own_page_release(&page);
	}
}

static void usage_comes_as_text_or_as_numbers(void **state)
{
	(void)state;
	static const char *const good[] = {
		"{\"data\":{\"project_usage\":\"812\",\"project_cap\":\"3000000\",\"cap_reset_day\":19}}",
		"{\"data\":{\"project_usage\":812,\"project_cap\":3000000,\"cap_reset_day\":\"19\"}}"};
	static const char *const none[] = {"<html>", "{}", "{\"data\":{\"project_usage\":\"1\"}}",
		"{\"data\":{\"project_usage\":\"x\",\"project_cap\":\"3\",\"cap_reset_day\":1}}",
		"{\"data\":{\"project_usage\":\"-1\",\"project_cap\":\"3\",\"cap_reset_day\":1}}",
		"{\"data\":{\"project_usage\":\"1\",\"project_cap\":\"3\",\"cap_reset_day\":32}}"};
	struct x_usage usage;
	for (size_t i = 0; i < 2; i++) {
		assert_true(x_usage_read(good[i], strlen(good[i]), &usage));
		assert_int_equal(usage.used, 812);
		assert_int_equal(usage.cap, 3000000);
		assert_int_equal(usage.reset_day, 19);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(x_usage_read(none[i], strlen(none[i]), &usage));
}

static void an_account_has_id_and_name(void **state)
{
	(void)state;
	static const char *const none[] = {"<html>", "{}", "{\"data\":{\"id\":\"9\"}}",
		"{\"data\":{\"id\":9,\"username\":\"a\"}}",
		"{\"data\":{\"id\":\"9\",\"username\":\"a123456789b123456789c123456789d12\"}}"};
	static const char good[] = "{\"data\":{\"id\":\"9\",\"name\":\"N\",\"username\":\"a\"}}";
	struct x_account account;
	assert_true(x_account_read(good, strlen(good), &account));
	assert_string_equal(account.id, "9");
	assert_string_equal(account.name, "a");
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(x_account_read(none[i], strlen(none[i]), &account));
}

static void a_label_is_read_from_the_user_or_from_what_is_included(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		bool automated;
	} cases[] = {
		{"{\"data\":{\"id\":\"9\",\"name\":\"N\",\"username\":\"a\"}}", false},
		{"{\"data\":{\"id\":\"9\",\"affiliation\":{\"description\":\"Automated\"}}}", true},
		{"{\"data\":{\"id\":\"9\",\"affiliation\":{\"description\":\"automated\"}}}", true},
		{"{\"data\":{\"id\":\"9\",\"affiliation\":{\"description\":\"Automated Post\"}}}",
			false},
		{"{\"data\":{\"id\":\"9\",\"affiliation\":{\"user_id\":[\"8\"]}}}", false},
		{"{\"data\":{\"id\":\"9\",\"affiliation\":null}}", false},
		{"{\"data\":{\"id\":\"9\"},\"includes\":{\"users\":[{\"id\":\"9\",\"affiliation\":{"
		 "\"description\":\"Automated\"}}]}}",
			true},
		/* The account it belongs to may be a bot; that says nothing of this one. */
		{"{\"data\":{\"id\":\"9\"},\"includes\":{\"users\":[{\"id\":\"8\",\"affiliation\":{"
		 "\"description\":\"Automated\"}}]}}",
			false},
	};
	struct x_user user;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(x_user_read(cases[i].bytes, strlen(cases[i].bytes), &user));
		assert_string_equal(user.id, "9");
		if (user.automated != cases[i].automated)
			fail_msg("%s", cases[i].bytes);
	}
	static const char *const none[] = {"", "<html>", "{}", "{\"data\":[]}",
		"{\"data\":{\"id\":\"x\"}}", "{\"errors\":[{\"title\":\"Not Found Error\"}]}"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(x_user_read(none[i], strlen(none[i]), &user));
}

#define LINE_POST(rest)                                                                            \
	"{\"data\":{\"id\":\"5\",\"text\":\"words\",\"author_id\":\"77\","                         \
	"\"created_at\":\"2026-11-25T02:31:12.000Z\"," rest                                        \
	"},\"matching_rules\":[{\"id\":\"1\"}]}"
#define NAMED(name, end)                                                                           \
	"\"entities\":{\"mentions\":[{\"start\":0,\"end\":" #end ",\"username\":\"" name "\"}]}"

static void lines_of_the_stream_are_told_apart(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum x_line_kind kind;
		bool crowded;
	} table[] = {
		{LINE_POST(NAMED("UPPolNRI", 9)), X_LINE_POST, false},
		/* In the prefix only: as the feed has it. */
		{LINE_POST("\"display_text_range\":[10,20]," NAMED("UPPolNRI", 9)), X_LINE_POST,
			false},
		{LINE_POST("\"in_reply_to_user_id\":\"" US "\"," NAMED("other", 6)), X_LINE_POST,
			false},
		{LINE_POST(NAMED("other", 6)), X_LINE_QUOTED, false},
		{LINE_POST("\"lang\":\"en\""), X_LINE_QUOTED, false},
		{"{\"data\":{\"id\":\"5\",\"text\":\"@UPPolNRI\"}}", X_LINE_UNREADABLE, false},
		{"{\"data\":[]}", X_LINE_UNREADABLE, false},
		{"{half", X_LINE_UNREADABLE, false},
		{"{\"errors\":[{\"title\":\"operational-disconnect\"}]}", X_LINE_ERROR, false},
		{"{\"errors\":[{\"connection_issue\":\"TooManyConnections\"}]}", X_LINE_ERROR,
			true},
		{"{\"title\":\"ConnectionException\",\"connection_issue\":\"TooManyConnections\"}",
			X_LINE_ERROR, true},
		{"{\"notice\":{}}", X_LINE_UNKNOWN, false},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct x_line line;
		x_line_decode(table[i].line, strlen(table[i].line), US, NAME, &line);
		if (line.kind != table[i].kind || line.crowded != table[i].crowded)
			fail_msg("%s: %d", table[i].line, (int)line.kind);
		if (line.kind == X_LINE_POST)
			assert_string_equal(line.post.id, "5");
		post_release(&line.post);
	}
}

static void another_connection_is_read_from_a_refusal(void **state)
{
	(void)state;
	static const char crowded[] = "{\"connection_issue\":\"TooManyConnections\"}";
	static const char limited[] = "{\"title\":\"Too Many Requests\"}";
	assert_true(x_crowded_read(crowded, strlen(crowded)));
	assert_false(x_crowded_read(limited, strlen(limited)));
	assert_false(x_crowded_read("", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_old_dialect_is_read),
		cmocka_unit_test(the_new_dialect_is_read),
		cmocka_unit_test(who_is_addressed_follows_the_entities_beyond_the_prefix),
		cmocka_unit_test(a_text_alone_is_a_post_to_us),
		cmocka_unit_test(what_is_no_post_is_told),
		cmocka_unit_test(a_page_is_taken_without_its_bad_posts),
		cmocka_unit_test(a_text_longer_than_any_post_is_not_taken),
		cmocka_unit_test(vanished_fields_are_noticed),
		cmocka_unit_test(an_empty_page_is_a_page),
		cmocka_unit_test(what_is_no_page_is_told),
		cmocka_unit_test(a_reply_is_encoded_with_its_parent),
		cmocka_unit_test(the_id_of_what_was_made_is_read),
		cmocka_unit_test(the_words_of_a_refusal_are_found),
		cmocka_unit_test(our_own_posts_are_read_with_their_parents),
		cmocka_unit_test(a_reply_that_does_not_say_to_what_lacks_a_field),
		cmocka_unit_test(usage_comes_as_text_or_as_numbers),
		cmocka_unit_test(an_account_has_id_and_name),
		cmocka_unit_test(a_label_is_read_from_the_user_or_from_what_is_included),
		cmocka_unit_test(lines_of_the_stream_are_told_apart),
		cmocka_unit_test(another_connection_is_read_from_a_refusal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
