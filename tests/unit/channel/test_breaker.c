#include "unit.h"

#include <stdio.h>

#include "base/str.h"
#include "channel/x/breaker.h"

enum { MINUTE = 60 * 1000, FIRST = 15 * MINUTE };

static const struct allowance all = {PRIORITY_FOLLOW_UP, INT64_MAX};
static struct x_breaker breaker;

static int set_up(void **state)
{
	(void)state;
	breaker = (struct x_breaker){0};
	return 0;
}

static bool refused(int64_t row, const char *author, int64_t now_ms)
{
	struct delivery delivery = {.row = row};
	str_copy(delivery.author_id, sizeof delivery.author_id, author);
	return x_breaker_refused(&breaker, &delivery, "X answered 403: not allowed", now_ms);
}

static void trip(int64_t now_ms)
{
	for (int i = 1; i < X_BREAKER_ROW; i++)
		assert_false(refused(i, i % 2 ? "11" : "12", now_ms));
	assert_true(refused(X_BREAKER_ROW, "13", now_ms));
}

static int least_at(int64_t now_ms)
{
	return x_breaker_allows(&breaker, all, now_ms).least;
}

static void a_row_is_of_different_replies_to_several_people(void **state)
{
	(void)state;
	/* each letter is a refused reply to that person, "=" the last reply again, "+" one that is taken */
	static const struct {
		const char *story;
		bool rests;
	} table[] = {
		{"abcd", false},
		{"abcde", true},
		{"abcab", true},
		{"ababababab", false},
		{"aaaaaaaaaaaaaaaa", false},
		{"aaaaabc", true},
		{"aaaabcaaa", true},
		{"abcd====", false},
		{"abcd+e", false},
		{"abcd+abcd", false},
		{"abcd+abcde", true},
		{"+++++", false},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		int64_t row = 0;
		bool rests = false;
		breaker = (struct x_breaker){0};
		for (const char *p = table[i].story; *p; p++) {
			const char author[] = {*p, '\0'};
			if (*p == '+')
				assert_int_equal(x_breaker_accepted(&breaker), 0);
			else
				rests = refused(*p == '=' ? row : ++row, author, 1000) || rests;
		}
		if (rests != table[i].rests)
			fail_msg("%s: %s", table[i].story, rests ? "rests" : "goes on");
	}
}

static void rests_double_up_to_two_hours_and_end_with_one_that_is_taken(void **state)
{
	(void)state;
	static const int64_t minutes[] = {15, 30, 60, 120, 120, 120};
	int64_t now_ms = 1000, row = 100;
	trip(now_ms);
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
		assert_int_equal(breaker.rests_until, now_ms + minutes[i] * MINUTE);
		assert_int_equal(least_at(breaker.rests_until), PRIORITY_FOLLOW_UP);
		now_ms = breaker.rests_until;
		assert_true(refused(row++, "11", now_ms)); /* the probe */
	}
	assert_int_equal(x_breaker_accepted(&breaker), X_BREAKER_ROW + 6);
	assert_int_equal(least_at(now_ms), PRIORITY_FOLLOW_UP);
	assert_false(refused(row++, "11", now_ms));
	breaker = (struct x_breaker){0};
	trip(now_ms);
	assert_int_equal(breaker.rests_until, now_ms + FIRST);
}

static void a_reply_that_was_replayed_may_be_the_probe(void **state)
{
	(void)state;
	trip(0);
	assert_true(refused(X_BREAKER_ROW, "13", FIRST));
	assert_int_equal(breaker.rests_until, FIRST + 2 * FIRST);
}

static void danger_goes_once_in_each_rest(void **state)
{
	(void)state;
	trip(0);
	assert_int_equal(least_at(1), PRIORITY_DANGER);
	assert_false(refused(100, "21", 2)); /* the rest gets no longer */
	assert_int_equal(breaker.rests_until, FIRST);
	assert_int_equal(least_at(3), -1);
	assert_int_equal(x_breaker_allows(&breaker, all, 3).until, FIRST);
	assert_true(refused(101, "22", FIRST));
	assert_int_equal(least_at(FIRST + 1), PRIORITY_DANGER);
	x_breaker_accepted(&breaker);
	assert_int_equal(least_at(FIRST + 2), PRIORITY_FOLLOW_UP);
}

static void what_another_limit_keeps_back_stays_there(void **state)
{
	(void)state;
	const struct allowance none = {-1, FIRST / 2}, later = {-1, 10 * FIRST};
	assert_int_equal(x_breaker_allows(&breaker, none, 1).until, FIRST / 2);
	trip(0);
	assert_int_equal(x_breaker_allows(&breaker, none, 1).least, -1);
	assert_int_equal(x_breaker_allows(&breaker, none, 1).until, FIRST / 2);
	assert_int_equal(x_breaker_allows(&breaker, later, 1).until, FIRST);
}

static void it_is_told_in_x_own_words(void **state)
{
	(void)state;
	char text[X_BREAKER_TEXT_SIZE];
	x_breaker_text(&breaker, text);
	assert_string_equal(text, "");
	trip(0);
	x_breaker_text(&breaker, text);
	assert_string_equal(text,
		"X refuses all replies, 5 in a row (X answered 403: not allowed); they wait, the "
		"next is tried at 1970-01-01T00:15:00.000Z: look whether X has changed its rules");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_row_is_of_different_replies_to_several_people, set_up),
		cmocka_unit_test_setup(
			rests_double_up_to_two_hours_and_end_with_one_that_is_taken, set_up),
		cmocka_unit_test_setup(a_reply_that_was_replayed_may_be_the_probe, set_up),
		cmocka_unit_test_setup(danger_goes_once_in_each_rest, set_up),
		cmocka_unit_test_setup(what_another_limit_keeps_back_stays_there, set_up),
		cmocka_unit_test_setup(it_is_told_in_x_own_words, set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
