#include "scene.h"

static void a_timer_closes_only_what_still_waits_for_it(void **state)
{
	(void)state;
	struct scene s;
	for (int kind = TIMER_NO_ANSWER; kind <= TIMER_NO_OBJECTION; kind++) {
		for (int from = 0; from < CASE_STATUS_COUNT; from++) {
			scene_init(&s);
			scene_case(&s, (enum case_status)from, "lucknow");
			timer_rings(&s, (enum timer_kind)kind);
			bool waits =
				from == (kind == TIMER_NO_ANSWER ? CASE_NEEDS_INFO : CASE_RESOLVED);
			if (!waits) {
				assert_nothing(&s);
				continue;
			}
			assert_int_equal(record(&s)->status, CASE_CLOSED);
			assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_CLOSED, "lucknow", 4);
			assert_replied(&s, kind == TIMER_NO_ANSWER ? SITUATION_CLOSED : NO_REPLY);
			assert_null(effect(&s, EFFECT_TIMER));
		}
	}
}

static void closing_for_want_of_an_answer_is_told_as_a_follow_up(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_NEEDS_INFO, "");
	timer_rings(&s, TIMER_NO_ANSWER);
	assert_int_equal(effect(&s, EFFECT_REPLY)->reply.priority, PRIORITY_FOLLOW_UP);
	assert_int_equal(told(&s), NO_EVENT);
	s.policy.follow_ups = FOLLOW_UPS_ON_REQUEST;
	timer_rings(&s, TIMER_NO_ANSWER);
	assert_replied(&s, NO_REPLY);
	assert_int_equal(record(&s)->status, CASE_CLOSED);
}

static void a_timer_waits_for_the_words_that_it_waits_for_an_answer_to(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_RESOLVED, "lucknow");
	s.context.unsaid = true;
	timer_rings(&s, TIMER_NO_OBJECTION);
	assert_nothing(&s);
}

static void a_timer_of_no_case_is_nothing(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	timer_rings(&s, TIMER_NO_ANSWER);
	assert_nothing(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_timer_closes_only_what_still_waits_for_it),
		cmocka_unit_test(closing_for_want_of_an_answer_is_told_as_a_follow_up),
		cmocka_unit_test(a_timer_waits_for_the_words_that_it_waits_for_an_answer_to),
		cmocka_unit_test(a_timer_of_no_case_is_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
