#include "edges.h"

#include "channel/x/doctor.h"

#define ME "{\"data\":{\"id\":\"900\",\"username\":\"uppolnri\"}}"
#define EMPTY "{\"meta\":{\"result_count\":0}}"
#define GOOD_ME                                                                                    \
	{                                                                                          \
		.status = 200, .body = ME, .access = "read-write"                                  \
	}
#define GOOD                                                                                       \
	{                                                                                          \
		.status = 200, .body = EMPTY, .limit = "300", .remaining = "299"                   \
	}

static struct config_handle handle;
static char told[8000];

static void hear(void *arg, const struct x_finding *finding)
{
	(void)arg;
	size_t used = strlen(told);
	snprintf(told + used, sizeof told - used, "%s %s: %s\n", x_finding_kind_name(finding->kind),
		finding->about, finding->text);
}

static size_t look(void)
{
	struct x_doctor doctor = {
		.loop = edges.loop, .client = edges.client, .handle = &handle, .tell = hear};
	told[0] = '\0';
	return x_doctor_look(&doctor);
}

static void assert_tells(const char *words)
{
	if (!strstr(told, words))
		fail_msg("\"%s\" is not in:\n%s", words, told);
}

static int set_up(void **state)
{
	edges_set_up(state);
	handle = edges_handle();
	handle.poll_every_ms = 20000;
	return 0;
}

static void nothing_is_wrong_when_x_gives_all_that_is_needed(void **state)
{
	(void)state;
	SCRIPT(GOOD_ME, GOOD);
	assert_int_equal(look(), 0);
	assert_int_equal(edges.asked_count, 4);
	static const char *const paths[] = {"/2/users/me", "/2/users/900/mentions",
		"/2/users/900/tweets", "/2/tweets/search/recent"};
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(edges.asked[i].path, paths[i]);
	assert_tells("good account: @uppolnri, user_id 900");
	assert_tells("good clock: ");
	assert_tells("good posting: this token may post");
	assert_tells("good mentions: X answers; 299 of 300 calls left");
	assert_null(strstr(told, "note"));
}

static void each_refusal_names_its_cure(void **state)
{
	(void)state;
	static const struct {
		int status;
		const char *body, *reset, *words, *cure;
	} cases[] = {
		{401, "{\"detail\":\"Unauthorized\"}", NULL,
			"does not take the token (401: Unauthorized)",
			"nriseva x login --handle UPPolNRI"},
		{402, "{\"title\":\"CreditsDepleted\"}", NULL, "402: CreditsDepleted",
			"buy credit"},
		{403, "{\"detail\":\"not enrolled\"}", NULL, "403: not enrolled",
			"permissions and the plan"},
		{429, "{}", "4102444800", "used up until 2100-01-01T00:00:00.000Z", "wait"},
		{503, "", NULL, "X answered 503", "try again later"},
		{404, "{}", NULL, "X answered 404", "try again later"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		edges.asked_count = 0;
		SCRIPT(GOOD_ME,
			{.status = cases[i].status, .body = cases[i].body, .reset = cases[i].reset},
			GOOD);
		assert_int_equal(look(), 1);
		assert_tells("wrong mentions: ");
		assert_tells(cases[i].words);
		assert_tells(cases[i].cure);
		assert_tells("good own posts: ");
	}
}

static void a_search_that_is_not_in_the_plan_is_worth_a_note(void **state)
{
	(void)state;
	SCRIPT(GOOD_ME, GOOD, GOOD, {.status = 403, .body = "{\"detail\":\"not in your plan\"}"});
	assert_int_equal(look(), 0);
	assert_tells("note search: the app or its plan may not do this (403: not in your plan)");
	assert_tells("nothing stands in");
}

static void a_token_that_x_does_not_take_ends_the_look(void **state)
{
	(void)state;
	SCRIPT({.status = 401, .body = "{}"});
	assert_int_equal(look(), 1);
	assert_int_equal(edges.asked_count, 1);
	assert_tells("wrong account: X does not take the token");
	edges_write_token("a b", 0600);
	assert_int_equal(look(), 1);
	assert_int_equal(edges.asked_count, 1);
	assert_tells("wrong token: ");
}

static void another_account_and_a_token_that_may_only_read_are_wrong(void **state)
{
	(void)state;
	SCRIPT({.status = 200,
		       .body = "{\"data\":{\"id\":\"901\",\"username\":\"other\"}}",
		       .access = "read"},
		GOOD);
	assert_int_equal(look(), 2);
	assert_tells("wrong account: the token is @other's (user_id 901), and not @UPPolNRI's");
	assert_tells("wrong posting: this token may only read (read)");
	assert_tells("Read and write");
}

static void what_x_does_not_say_is_not_claimed(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = ME}, {.status = 200, .body = EMPTY});
	assert_int_equal(look(), 0);
	assert_tells("note posting: X does not say");
	assert_tells("good mentions: X answers; it names no limit");
}

static void polls_that_are_more_than_x_allows_are_told(void **state)
{
	(void)state;
	handle.poll_every_ms = 1000;
	SCRIPT(GOOD_ME, GOOD);
	assert_int_equal(look(), 0);
	assert_tells(
		"note mentions: X lets us ask 300 times in 15 minutes, and poll_every asks for 900");
}

static void renamed_fields_are_told(void **state)
{
	(void)state;
	SCRIPT(GOOD_ME, {.status = 200, .body = "{\"data\":[{\"id\":\"1\",\"text\":\"x\"}]}"},
		GOOD);
	assert_int_equal(look(), 0);
	assert_tells("note mentions: X sends posts without author or time");
}

#define DOCTOR_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, edges_tear_down)

int main(void)
{
	log_setup((enum log_level)(LOG_ERROR + 1), false);
	const struct CMUnitTest tests[] = {
		DOCTOR_TEST(nothing_is_wrong_when_x_gives_all_that_is_needed),
		DOCTOR_TEST(each_refusal_names_its_cure),
		DOCTOR_TEST(a_search_that_is_not_in_the_plan_is_worth_a_note),
		DOCTOR_TEST(a_token_that_x_does_not_take_ends_the_look),
		DOCTOR_TEST(another_account_and_a_token_that_may_only_read_are_wrong),
		DOCTOR_TEST(what_x_does_not_say_is_not_claimed),
		DOCTOR_TEST(polls_that_are_more_than_x_allows_are_told),
		DOCTOR_TEST(renamed_fields_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
