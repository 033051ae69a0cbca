#include "unit.h"

#include "files.h"

#include "base/str.h"

/* Through config_load, which does nothing but call one after the other. */

#define LEAST                                                                                      \
	"store: {path: a.db}\nsender: us\nhandles:\n  - {name: A, user_id: 1, token_file: t}\n"

static struct config *load(struct files *files, const char *text)
{
	struct config *config = NULL;
	files_write(files, "a.yaml", text);
	if (config_load(files->path, &config, &files->mistakes) != ERR_OK)
		fail_msg("%s", files->mistakes.lines[0]);
	return config;
}

static void refused(struct files *files, const char *text, const char *after, const char *words)
{
	struct config *config = NULL;
	config_mistakes_release(&files->mistakes);
	files_write(files, "a.yaml", text);
	assert_int_equal(config_load(files->path, &config, &files->mistakes), ERR_CONFIG);
	assert_null(config);
	assert_told(files, after, words);
}

static void everything_has_a_default_that_can_have_one(void **state)
{
	struct files *files = *state;
	struct config *config = load(files, LEAST);
	assert_string_equal(config->listen_address, "127.0.0.1");
	assert_int_equal(config->listen_port, 8470);
	assert_string_equal(config->case_prefix, "NRI");
	assert_int_equal(config->acknowledge_max_age_ms, 86400000);
	assert_int_equal(config->late_after_ms, 3600000);
	assert_int_equal(config->no_answer_ms, 604800000);
	assert_int_equal(config->no_objection_ms, 604800000);
	assert_int_equal(config->wipe_after_ms, INT64_C(90) * 86400000);
	assert_int_equal(config->follow_ups, FOLLOW_UPS_PUSH);
	assert_int_equal(config->max_follow_ups, 5);
	assert_int_equal(config->max_replies_per_author, 10);
	assert_int_equal(config->actionable_yes, 60);
	assert_int_equal(config->actionable_doubtful, 30);
	assert_string_equal(config->handles[0].api_url, "https://api.x.com");
	assert_int_equal(config->handles[0].poll_every_ms, 20000);
	assert_int_equal(config->handles[0].overlap_ms, 300000);
	assert_int_equal(config->handles[0].search_after_ms, 300000);
	assert_ptr_equal(config->handles[0].replies_path, config->replies_path);
	assert_null(config->handles[0].coordinator);
	assert_int_equal(config->handles[0].look_up_every_ms, 20 * 3600000);
	assert_false(config->handles[0].compliance);
	assert_false(config->handles[0].plain_loopback);
	assert_int_equal(config->handles[0].limits.replies_per_15_min, 100);
	assert_int_equal(config->handles[0].limits.replies_per_day, 200);
	assert_int_equal(config->handles[0].limits.money_per_day, 0);
	assert_int_equal(config->handles[0].limits.money_per_month, 0);
	const struct config_prices *prices = &config->handles[0].prices;
	assert_int_equal(prices->mention_read, 1000);
	assert_int_equal(prices->post_read, 5000);
	assert_int_equal(prices->reply, 10000);
	assert_int_equal(prices->reply_with_link, 200000);
	assert_int_equal(prices->lookup, 10000);
	assert_int_equal(prices->delete, 10000);
	assert_int_equal(config->endpoint_count, 0);
	config_free(config);
}

static void limits_and_prices_are_taken(void **state)
{
	struct files *files = *state;
	struct config *config = load(files,
		LEAST "  - {name: B, user_id: 2, token_file: t, limits: {replies_per_15_min: 50, "
		      "replies_per_day: 2400, money_per_day: 2.5, money_per_month: \"40\"}}\n"
		      "prices: {reply: 0.015, mention_read: 0}\n");
	assert_int_equal(config->handles[1].limits.replies_per_15_min, 50);
	assert_int_equal(config->handles[1].limits.replies_per_day, 2400);
	assert_int_equal(config->handles[1].limits.money_per_day, 2500000);
	assert_int_equal(config->handles[1].limits.money_per_month, 40000000);
	assert_int_equal(config->handles[0].limits.replies_per_day, 200);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(config->handles[i].prices.reply, 15000);
		assert_int_equal(config->handles[i].prices.mention_read, 0);
		assert_int_equal(config->handles[i].prices.post_read, 5000);
	}
	config_free(config);
	refused(files, LEAST "prices: {reply: much}\n", ":5:17:", "reply: \"much\" is no sum");
	refused(files,
		LEAST "  - {name: B, user_id: 2, token_file: t, limits: {money_per_month: 0, "
		      "replies_per_day: 0}}\n",
		":5:", "replies_per_day: 0 is out of range");
	assert_told(files, ":5:", "money_per_month: nothing could be said with 0");
}

static void paths_are_seen_from_the_folder_of_the_file(void **state)
{
	struct files *files = *state;
	struct config *config = load(files, LEAST "replies: /abs/replies\nseal_key_file: k\n");
	char expected[128];
	snprintf(expected, sizeof expected, "%s/a.db", files->folder);
	assert_string_equal(config->store_path, expected);
	snprintf(expected, sizeof expected, "%s/a.db.sock", files->folder);
	assert_string_equal(config->socket_path, expected);
	snprintf(expected, sizeof expected, "%s/t", files->folder);
	assert_string_equal(config->handles[0].token_file, expected);
	assert_string_equal(config->replies_path, "/abs/replies");
	snprintf(expected, sizeof expected, "%s/k", files->folder);
	assert_string_equal(config->handles[0].seal_key_file, expected);
	assert_string_equal(config->path, files->path);
	config_free(config);
}

static void the_door_may_stand_elsewhere(void **state)
{
	struct files *files = *state;
	struct config *config = load(files, LEAST "socket: run/door\n");
	char expected[128];
	snprintf(expected, sizeof expected, "%s/run/door", files->folder);
	assert_string_equal(config->socket_path, expected);
	config_free(config);
}

static void an_entry_for_each_speaks_for_districts_without_their_own(void **state)
{
	struct files *files = *state;
	struct config *config = load(files,
		LEAST "endpoints:\n"
		      "  - district: each\n    url: https://example.org/{district}/a/{district}\n"
		      "    sign_key_file: /k/{district}.whsk\n    trusted_key_files: "
		      "[\"/k/{district}.whpk\", /k/all]\n"
		      "  - district: agra\n    url: https://agra.example.org/\n    sign_key_file: "
		      "/k/own\n"
		      "    allowed_subnets: [10.1.0.0/16]\n    cleared: yes\n");
	assert_int_equal(config->endpoint_count, 2);
	const struct config_endpoint *lucknow = config_endpoint(config, "lucknow");
	assert_string_equal(lucknow->url, "https://example.org/lucknow/a/lucknow");
	assert_string_equal(lucknow->sign_key_file, "/k/lucknow.whsk");
	assert_int_equal(lucknow->trusted_key_count, 2);
	assert_string_equal(lucknow->trusted_key_files[0], "/k/lucknow.whpk");
	assert_string_equal(lucknow->trusted_key_files[1], "/k/all");
	assert_false(lucknow->cleared);
	const struct config_endpoint *agra = config_endpoint(config, "agra");
	assert_string_equal(agra->url, "https://agra.example.org/");
	assert_int_equal(agra->trusted_key_count, 0);
	assert_string_equal(agra->allowed_subnets[0], "10.1.0.0/16");
	assert_true(agra->cleared);
	config_free(config);
}

static void a_named_entry_speaks_for_its_district_only(void **state)
{
	struct config *config = load(*state, LEAST "endpoints:\n- {district: agra, url: "
						   "\"https://example.org/\", sign_key_file: k}\n");
	assert_int_equal(config->endpoint_count, 1);
	assert_non_null(config_endpoint(config, "agra"));
	assert_null(config_endpoint(config, "lucknow"));
	config_free(config);
}

#define TWO                                                                                        \
	"store: {path: a.db}\nsender: us\nhandles:\n"                                              \
	"  - {name: A, user_id: 1, token_file: t, coordinator: london}\n"                          \
	"  - {name: B, user_id: 2, token_file: t, replies: b}\nendpoints:\n"

static void a_handle_has_its_own_replies_and_coordinator(void **state)
{
	struct files *files = *state;
	char expected[128];
	struct config *config = load(files,
		TWO "  - {coordinator: london, url: \"https://l.example.org/{district}\", "
		    "sign_key_file: \"/k/{district}\"}\n");
	snprintf(expected, sizeof expected, "%s/b", files->folder);
	assert_string_equal(config_handle(config, "B")->replies_path, expected);
	assert_null(config_handle(config, "B")->coordinator);
	assert_ptr_equal(config_handle(config, "A")->replies_path, config->replies_path);
	assert_string_equal(config_handle(config, "A")->coordinator, "london");
	assert_null(config_handle(config, "C"));
	assert_int_equal(config->endpoint_count, 1);
	const struct config_endpoint *london = config_endpoint(config, "london");
	assert_true(london->coordinator);
	assert_string_equal(london->url, "https://l.example.org/london");
	assert_string_equal(london->sign_key_file, "/k/london");
	config_free(config);
}

static void a_coordinator_that_cannot_be_told_apart_or_reached_is_refused(void **state)
{
	struct files *files = *state;
	refused(files, TWO "  - {district: agra, url: \"https://l\", sign_key_file: k}\n",
		":4:55: coordinator: \"london\" has no entry in endpoints", "add one");
	refused(files,
		LEAST "endpoints:\n  - {coordinator: l, url: \"https://l\", sign_key_file: k}\n",
		":6:19: coordinator: \"l\" is the coordinator of no handle", "remove");
	refused(files, TWO "  - {coordinator: agra, url: \"https://l\", sign_key_file: k}\n",
		":7:19: coordinator: \"agra\" is a district", "choose another");
	refused(files, TWO "  - {coordinator: us, url: \"https://l\", sign_key_file: k}\n",
		":7:19: coordinator: \"us\" is a district, each, or our own name",
		"choose another");
	refused(files, TWO "  - {url: \"https://l\", sign_key_file: k}\n",
		":7:11: an endpoint is either a district's or a coordinator's", "write one");
	refused(files,
		TWO
		"  - {coordinator: london, district: agra, url: \"https://l\", sign_key_file: k}\n",
		":7:48: an endpoint is either a district's or a coordinator's", "write one");
	refused(files,
		TWO "  - {coordinator: london, url: \"https://l\", sign_key_file: k}\n"
		    "  - {coordinator: london, url: \"https://m\", sign_key_file: k}\n",
		":8:19: coordinator: \"london\" has an endpoint above", "remove one");
}

static void ending_slashes_of_an_api_url_are_cut(void **state)
{
	struct config *config = load(*state, "store: {path: a.db}\nsender: us\nhandles:\n"
					     "  - {name: A, user_id: 1, token_file: t, api_url: "
					     "\"https://api.example.org//\"}\n");
	assert_string_equal(config->handles[0].api_url, "https://api.example.org");
	config_free(config);
}

static void values_out_of_range_are_refused(void **state)
{
	struct files *files = *state;
	refused(files, LEAST "listen: {port: 65536}\n", ":5:16: port: 65536 is out of range",
		"0 to 65535");
	refused(files, LEAST "listen: {address: 0.0.0.0}\n", ":5:19: address: ", "loopback");
	refused(files, LEAST "case_prefix: nri\n",
		":5:14: case_prefix: ", "cannot begin a case id");
	refused(files, LEAST "policy: {no_answer: 5}\n", ":5:21: no_answer: ", "length of time");
	refused(files, LEAST "policy: {no_answer: 0s}\n", ":5:21: no_answer: ", "out of range");
	refused(files, LEAST "policy: {max_follow_ups: -1}\n", ":5:26: max_follow_ups: -1", "");
	refused(files, LEAST "policy: {max_replies_per_author: 0}\n", ":5:34: ", "1 to 1000");
	refused(files, LEAST "reading: {actionable_yes: 101}\n", ":5:27: ", "1 to 100");
}

static void values_that_do_not_fit_each_other_are_refused(void **state)
{
	struct files *files = *state;
	refused(files, LEAST "policy: {late_after: 25h}\n",
		":5:22: late_after: ", "acknowledge_max_age");
	refused(files, LEAST "reading: {actionable_doubtful: 61}\n",
		":5:32: ", "actionable_yes (60)");
	refused(files,
		"store: {path: a}\nsender: agra\nhandles: [{name: A, user_id: 1, token_file: t}]\n",
		":2:9: sender: \"agra\" is a district", "");
}

static void handles_are_checked(void **state)
{
	struct files *files = *state;
	refused(files, LEAST "  - {name: a, user_id: 2, token_file: t}\n",
		":5:12: ", "second time");
	refused(files, LEAST "  - {name: b, user_id: 1, token_file: t}\n",
		":5:24: ", "is A already");
	refused(files, LEAST "  - {name: \"@b\", user_id: x, token_file: t}\n",
		":5:12: ", "without @");
	assert_told(files, ":5:27: user_id: ", "");
	refused(files,
		LEAST "  - {name: b, user_id: 2, token_file: t, api_url: \"http://127.0.0.1\"}\n",
		":5:51: api_url: ", "plain_loopback");
	refused(files, LEAST "  - {name: b, user_id: 2, token_file: t, poll_every: 1ms}\n",
		":5:54: poll_every: ", "out of range");
}

#define STREAM(file) ", stream: yes, app_token_file: " file "}\n"

static void the_stream_needs_a_token_that_no_other_handle_uses(void **state)
{
	struct files *files = *state;
	refused(files, LEAST "  - {name: b, user_id: 2, token_file: t, stream: yes}\n",
		":5:50: stream: ", "add app_token_file");
	refused(files,
		LEAST "  - {name: b, user_id: 2, token_file: t" STREAM(
			"p") "  - {name: c, user_id: 3, token_file: t" STREAM("p"),
		":6:50: stream: b has the stream", "one connection only");
	assert_int_equal(files->mistakes.count, 1);
	files_write(files, "d.yaml",
		LEAST "  - {name: b, user_id: 2, token_file: t" STREAM(
			"p") "  - {name: c, user_id: 3, token_file: t" STREAM("q"));
	struct config *config = NULL;
	assert_int_equal(config_load(files->path, &config, &files->mistakes), ERR_OK);
	assert_false(config->handles[0].stream);
	assert_null(config->handles[0].app_token_file);
	assert_true(config->handles[1].stream);
	assert_true(str_ends(config->handles[2].app_token_file, "/q"));
	config_free(config);
}

static void compliance_jobs_need_the_apps_token_and_an_hour(void **state)
{
	struct files *files = *state;
	refused(files, LEAST "  - {name: b, user_id: 2, token_file: t, compliance: yes}\n",
		":5:54: compliance: ", "add app_token_file");
	refused(files,
		LEAST "  - {name: b, user_id: 2, token_file: t, app_token_file: p, look_up_every: "
		      "never, compliance: yes}\n",
		":5:95: compliance: ", "look_up_every");
	files_write(files, "d.yaml",
		LEAST "  - {name: b, user_id: 2, token_file: t, app_token_file: p, compliance: "
		      "yes}\n");
	struct config *config = NULL;
	assert_int_equal(config_load(files->path, &config, &files->mistakes), ERR_OK);
	assert_true(config->handles[1].compliance);
	assert_false(config->handles[1].stream);
	assert_true(str_ends(config->handles[1].app_token_file, "/p"));
	config_free(config);
}

static void endpoints_are_checked(void **state)
{
	struct files *files = *state;
	refused(files,
		LEAST
		"endpoints:\n"
		"- {district: nowhere, url: \"https://a/\", sign_key_file: k}\n"
		"- {district: agra, url: \"http://a/\", sign_key_file: k}\n"
		"- {district: agra, url: \"https://a/{id}\", sign_key_file: k}\n"
		"- {district: each, url: \"https://a/\", sign_key_file: k, allowed_subnets: "
		"[10.0.0.0/8, x]}\n"
		"- {district: each, url: \"http://a/\", sign_key_file: k, plain_loopback: yes}\n"
		"- {district: lucknow, url: \"https://a/\", sign_key_file: k, trusted_key_files: "
		"[1, 2, 3, 4, 5]}\n",
		":6:14: district: \"nowhere\" is not in the list", "");
	assert_told(files, ":7:25: url: ", "in the clear");
	assert_told(files, ":8:14: district: \"agra\" has an endpoint above", "");
	assert_told(files, ":8:25: url: ", "placeholder");
	assert_told(files, ":9:87: allowed_subnets: \"x\"", "");
	assert_told(files, ":10:14: district: \"each\" has an endpoint above", "");
	assert_told(files, ":10:25: url: ", "another machine");
	assert_told(files, ":11:79: trusted_key_files: more than 4", "");
	assert_int_equal(files->mistakes.count, 8);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(limits_and_prices_are_taken),
		TEST(everything_has_a_default_that_can_have_one),
		TEST(paths_are_seen_from_the_folder_of_the_file),
		TEST(the_door_may_stand_elsewhere),
		TEST(an_entry_for_each_speaks_for_districts_without_their_own),
		TEST(a_named_entry_speaks_for_its_district_only),
		TEST(a_handle_has_its_own_replies_and_coordinator),
		TEST(a_coordinator_that_cannot_be_told_apart_or_reached_is_refused),
		TEST(ending_slashes_of_an_api_url_are_cut),
		TEST(values_out_of_range_are_refused),
		TEST(values_that_do_not_fit_each_other_are_refused),
		TEST(handles_are_checked),
		TEST(the_stream_needs_a_token_that_no_other_handle_uses),
		TEST(compliance_jobs_need_the_apps_token_and_an_hour),
		TEST(endpoints_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
