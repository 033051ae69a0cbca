#include "unit.h"

#include <string.h>

#include "district/answer.h"

#define NOW INT64_C(1790000000000)
#define HOUR INT64_C(3600000)

static void judge(enum err_code code, int status, int64_t retry_after_s, struct outcome *out)
{
	const struct district_answer answer = {
		.code = code, .text = "no route", .status = status, .retry_after_s = retry_after_s};
	district_judge(&answer, NOW, out);
}

static void two_hundreds_are_done(void **state)
{
	(void)state;
	static const int good[] = {200, 201, 202, 204, 299};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct outcome outcome;
		judge(ERR_OK, good[i], 60, &outcome);
		assert_int_equal(outcome.kind, OUTCOME_DONE);
	}
}

static void a_retry_after_is_obeyed_up_to_a_day(void **state)
{
	(void)state;
	static const struct {
		int status;
		int64_t retry_after_s;
		int64_t not_before_at;
	} cases[] = {
		{503, 120, NOW + 120000},
		{429, 0, NOW},
		{502, 10, NOW + 10000},
		{504, 86400, NOW + 24 * HOUR},
		{503, 86401, NOW + 24 * HOUR},
		{503, INT64_MAX, NOW + 24 * HOUR},
		{503, -1, 0},
		{500, 120, 0},
		{404, 120, 0},
		{302, 120, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct outcome outcome;
		judge(ERR_OK, cases[i].status, cases[i].retry_after_s, &outcome);
		assert_int_equal(outcome.kind, OUTCOME_RETRY);
		assert_int_equal(outcome.not_before_at, cases[i].not_before_at);
	}
}

static void everything_else_goes_again_by_the_outbox(void **state)
{
	(void)state;
	static const int others[] = {
		100, 199, 300, 301, 400, 401, 403, 404, 413, 418, 500, 501, 599};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct outcome outcome;
		judge(ERR_OK, others[i], -1, &outcome);
		assert_int_equal(outcome.kind, OUTCOME_RETRY);
		assert_int_equal(outcome.not_before_at, 0);
	}
}

static void no_answer_goes_again_with_its_reason(void **state)
{
	(void)state;
	static const enum err_code codes[] = {
		ERR_TIMEOUT, ERR_UNREACHABLE, ERR_REMOTE, ERR_DENIED, ERR_FORMAT, ERR_CANCELED};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct outcome outcome;
		judge(codes[i], 0, -1, &outcome);
		assert_int_equal(outcome.kind, OUTCOME_RETRY);
		assert_int_equal(outcome.not_before_at, 0);
		assert_non_null(strstr(outcome.reason, err_name(codes[i])));
		assert_non_null(strstr(outcome.reason, "no route"));
	}
}

static void a_gone_endpoint_is_tried_once_a_day(void **state)
{
	(void)state;
	struct outcome outcome;
	judge(ERR_OK, 410, 5, &outcome);
	assert_int_equal(outcome.kind, OUTCOME_RETRY);
	assert_int_equal(outcome.not_before_at, NOW + 24 * HOUR);
	assert_non_null(strstr(outcome.reason, "endpoint gone"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_hundreds_are_done),
		cmocka_unit_test(a_retry_after_is_obeyed_up_to_a_day),
		cmocka_unit_test(everything_else_goes_again_by_the_outbox),
		cmocka_unit_test(no_answer_goes_again_with_its_reason),
		cmocka_unit_test(a_gone_endpoint_is_tried_once_a_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
