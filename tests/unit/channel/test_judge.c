#include "unit.h"

#include <string.h>

#include "channel/x/judge.h"

enum { NOW = 1000000 };

struct row {
	int status;
	const char *body;
	int attempts;
	enum outcome_kind kind;
	enum x_alarm alarm;
	int64_t pause_ms; /* 0: the outbox decides */
	bool parent_gone;
};

static struct x_verdict judge(const struct row *row)
{
	const struct x_answer answer = {.code = ERR_OK,
		.sent = true,
		.status = row->status,
		.body = row->body,
		.length = strlen(row->body)};
	struct x_verdict verdict;
	x_judge_reply(&answer, row->attempts ? row->attempts : 1, NOW, &verdict);
	return verdict;
}

static void every_answer_to_a_reply_has_its_outcome(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{201, "{\"data\":{\"id\":\"77\",\"text\":\"x\"}}", 1, OUTCOME_DONE, X_ALARM_NONE, 0,
			false},
		{200, "{\"data\":{\"id\":\"77\"}}", 1, OUTCOME_DONE, X_ALARM_NONE, 0, false},
		{201, "{\"data\":{\"id\":\"7", 1, OUTCOME_SETTLE, X_ALARM_NONE, 0, false},
		{200, "", 1, OUTCOME_SETTLE, X_ALARM_NONE, 0, false},
		{302, "", 1, OUTCOME_GIVE_UP, X_ALARM_NONE, 0, false},
		{400, "{\"detail\":\"One or more parameters\"}", 1, OUTCOME_GIVE_UP, X_ALARM_NONE,
			0, false},
		{401, "{\"title\":\"Unauthorized\"}", 1, OUTCOME_RETRY, X_ALARM_TOKEN, 300000,
			false},
		{402, "{\"title\":\"CreditsDepleted\"}", 1, OUTCOME_RETRY, X_ALARM_CREDIT, 120000,
			false},
		{403,
			"{\"detail\":\"You are not allowed to create a Tweet with Duplicate "
			"Content.\"}",
			1, OUTCOME_SETTLE, X_ALARM_NONE, 0, false},
		{403,
			"{\"detail\":\"Reply to this conversation is not allowed because you have "
			"not been "
			"mentioned or otherwise engaged by the author\"}",
			1, OUTCOME_GIVE_UP, X_ALARM_NONE, 0, false},
		{403,
			"{\"detail\":\"You can only reply to or quote posts where you are "
			"mentioned or are the "
			"author.\"}",
			1, OUTCOME_GIVE_UP, X_ALARM_NONE, 0, false},
		{403,
			"{\"detail\":\"You attempted to reply to a Tweet that is deleted or not "
			"visible to "
			"you.\"}",
			1, OUTCOME_GIVE_UP, X_ALARM_NONE, 0, true},
		{403,
			"{\"detail\":\"Your client app is not configured with the appropriate "
			"oauth1 app "
			"permissions\"}",
			1, OUTCOME_RETRY, X_ALARM_PERMISSION, 900000, false},
		{403, "{\"reason\":\"client-not-enrolled\"}", 1, OUTCOME_RETRY, X_ALARM_PERMISSION,
			900000, false},
		{403, "{\"detail\":\"Your Tweet text is too long.\"}", 1, OUTCOME_GIVE_UP,
			X_ALARM_NONE, 0, false},
		{403, "<html>", 1, OUTCOME_GIVE_UP, X_ALARM_NONE, 0, false},
		{404, "", 1, OUTCOME_RETRY, X_ALARM_NONE, 60000, true},
		{404, "", 2, OUTCOME_RETRY, X_ALARM_NONE, 60000, true},
		{404, "", 3, OUTCOME_GIVE_UP, X_ALARM_NONE, 0, true},
		{408, "", 1, OUTCOME_SETTLE, X_ALARM_NONE, 0, false},
		{410, "", 1, OUTCOME_GIVE_UP, X_ALARM_NONE, 0, false},
		{500, "", 1, OUTCOME_SETTLE, X_ALARM_NONE, 0, false},
		{502, "<html>", 1, OUTCOME_SETTLE, X_ALARM_NONE, 0, false},
		{503, "{\"title\":\"Service Unavailable\"}", 9, OUTCOME_SETTLE, X_ALARM_NONE, 0,
			false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct x_verdict verdict = judge(&rows[i]);
		int64_t not_before_at = rows[i].pause_ms ? NOW + rows[i].pause_ms : 0;
		if (verdict.outcome.kind != rows[i].kind || verdict.alarm != rows[i].alarm ||
			verdict.outcome.not_before_at != not_before_at ||
			verdict.parent_gone != rows[i].parent_gone)
			fail_msg("row %zu: %d %s", i, rows[i].status, rows[i].body);
	}
}

static void the_id_and_the_reason_are_told(void **state)
{
	(void)state;
	struct x_verdict verdict = judge(&(struct row){
		.status = 201, .body = "{\"data\":{\"id\":\"1900000000000000001\"}}"});
	assert_string_equal(verdict.outcome.remote_id, "1900000000000000001");
	verdict = judge(&(struct row){.status = 403, .body = "{\"detail\":\"You may not.\"}"});
	assert_string_equal(verdict.outcome.reason, "X answered 403: You may not.");
	verdict = judge(&(struct row){.status = 503, .body = ""});
	assert_string_equal(verdict.outcome.reason, "X answered 503");
}

static void a_limit_is_waited_for(void **state)
{
	(void)state;
	struct x_answer answer = {
		.code = ERR_OK, .sent = true, .status = 429, .body = "", .resume_at = NOW + 500000};
	struct x_verdict verdict;
	x_judge_reply(&answer, 1, NOW, &verdict);
	assert_int_equal(verdict.outcome.kind, OUTCOME_RETRY);
	assert_int_equal(verdict.outcome.not_before_at, NOW + 500000);
	answer.resume_at = NOW + 1000;
	x_judge_reply(&answer, 1, NOW, &verdict);
	assert_int_equal(verdict.outcome.not_before_at, NOW + 60000);
	assert_int_equal(verdict.outcome.lane_rests_until, NOW + 60000);
	assert_true(verdict.outcome.keeps_place);
}

static void what_concerns_all_replies_holds_them_all(void **state)
{
	(void)state;
	struct x_verdict verdict = judge(&(struct row){.status = 401, .body = ""});
	assert_true(verdict.outcome.lane_rests_until > NOW);
	assert_int_equal(verdict.outcome.lane_rests_until, verdict.outcome.not_before_at);
	assert_true(verdict.outcome.keeps_place);
	verdict = judge(&(struct row){.status = 402, .body = ""});
	assert_int_equal(verdict.outcome.lane_rests_until, NOW + 120000);
	assert_true(verdict.outcome.keeps_place);
	/* This may be about the one reply after all: others get their turn. */
	verdict = judge(&(struct row){.status = 403, .body = "client-not-enrolled"});
	assert_true(verdict.outcome.lane_rests_until > NOW);
	assert_false(verdict.outcome.keeps_place);
	verdict = judge(&(struct row){.status = 404, .body = ""});
	assert_int_equal(verdict.outcome.lane_rests_until, 0);
	verdict = judge(&(struct row){.status = 503, .body = ""});
	assert_int_equal(verdict.outcome.lane_rests_until, 0);
}

static void after_the_last_of_a_window_nothing_is_sent_until_its_reset(void **state)
{
	(void)state;
	static const char body[] = "{\"data\":{\"id\":\"1900000000000000001\"}}";
	const struct x_answer answer = {.code = ERR_OK,
		.sent = true,
		.status = 201,
		.body = body,
		.length = sizeof body - 1,
		.resume_at = NOW + 500000};
	struct x_verdict verdict;
	x_judge_reply(&answer, 1, NOW, &verdict);
	assert_int_equal(verdict.outcome.kind, OUTCOME_DONE);
	assert_int_equal(verdict.outcome.lane_rests_until, NOW + 500000);
}

static void without_an_answer_it_counts_whether_anything_was_sent(void **state)
{
	(void)state;
	static const enum err_code codes[] = {
		ERR_TIMEOUT, ERR_UNREACHABLE, ERR_REMOTE, ERR_DENIED, ERR_CANCELED};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct x_answer answer = {
			.code = codes[i], .error = "why", .sent = true, .body = ""};
		struct x_verdict verdict;
		x_judge_reply(&answer, 1, NOW, &verdict);
		assert_int_equal(verdict.outcome.kind, OUTCOME_SETTLE);
		assert_string_equal(verdict.outcome.reason, "why");
		answer.sent = false;
		x_judge_reply(&answer, 1, NOW, &verdict);
		assert_int_equal(verdict.outcome.kind, OUTCOME_RETRY);
	}
}

static void answers_to_reading_are_told_apart(void **state)
{
	(void)state;
	const struct {
		int status;
		enum x_read read;
	} cases[] = {{200, X_READ_PAGE}, {429, X_READ_LIMITED}, {401, X_READ_REFUSED},
		{403, X_READ_REFUSED}, {402, X_READ_CREDIT}, {404, X_READ_FAILED},
		{503, X_READ_FAILED}, {302, X_READ_FAILED}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct x_answer answer = {
			.code = ERR_OK, .status = cases[i].status, .body = ""};
		assert_int_equal(x_judge_read(&answer), cases[i].read);
	}
	const struct x_answer broken = {.code = ERR_REMOTE, .status = 200, .body = ""};
	assert_int_equal(x_judge_read(&broken), X_READ_FAILED);
}

static void every_alarm_says_what_to_do(void **state)
{
	(void)state;
	assert_string_equal(x_alarm_text(X_ALARM_NONE), "");
	assert_non_null(strstr(x_alarm_text(X_ALARM_TOKEN), "token file"));
	assert_non_null(strstr(x_alarm_text(X_ALARM_CREDIT), "credit"));
	assert_non_null(strstr(x_alarm_text(X_ALARM_PERMISSION), "permissions"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_to_a_reply_has_its_outcome),
		cmocka_unit_test(the_id_and_the_reason_are_told),
		cmocka_unit_test(a_limit_is_waited_for),
		cmocka_unit_test(without_an_answer_it_counts_whether_anything_was_sent),
		cmocka_unit_test(answers_to_reading_are_told_apart),
		cmocka_unit_test(what_concerns_all_replies_holds_them_all),
		cmocka_unit_test(after_the_last_of_a_window_nothing_is_sent_until_its_reset),
		cmocka_unit_test(every_alarm_says_what_to_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
