#include "scene.h"

static void a_yes_sends_a_doubtful_case_on(void **state)
{
	(void)state;
	struct scene s;
	for (int quiet = 0; quiet < 2; quiet++) {
		scene_init(&s);
		scene_case(&s, CASE_DOUBTFUL, "lucknow");
		s.context.found.sensitive = quiet;
		operator_does(&s, OPERATOR_ACCEPT, "", "");
		assert_string_equal(s.plan.why, "accepted");
		assert_int_equal(record(&s)->status, CASE_RECEIVED);
		assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "lucknow", 1);
		assert_replied(&s, quiet ? SITUATION_ACKNOWLEDGED_QUIET : SITUATION_ACKNOWLEDGED);
		assert_string_equal(effect(&s, EFFECT_REPLY)->reply.parent_id, "901");
		assert_non_null(effect(&s, EFFECT_SUPERSEDE));
	}
}

static void a_yes_may_name_the_district(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_DOUBTFUL, "lucknow");
	operator_does(&s, OPERATOR_ACCEPT, "agra", "");
	assert_string_equal(record(&s)->owner, "agra");
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "agra", 1);
	assert_int_equal(count(&s, EFFECT_EVENT), 1);
}

static void a_yes_without_a_place_asks_for_it(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_DOUBTFUL, "");
	operator_does(&s, OPERATOR_ACCEPT, "", "");
	assert_int_equal(record(&s)->status, CASE_NEEDS_INFO);
	assert_replied(&s, SITUATION_ASK_PLACE);
	assert_int_equal(effect(&s, EFFECT_TIMER)->timer.kind, TIMER_NO_ANSWER);
	assert_int_equal(told(&s), NO_EVENT);

	s.context.opted_out = true;
	operator_does(&s, OPERATOR_ACCEPT, "", "");
	assert_int_equal(record(&s)->status, CASE_RECEIVED);
	assert_replied(&s, NO_REPLY);
	assert_non_null(strstr(s.plan.why, "assign it"));

	/* Danger is not kept waiting for an answer. */
	s.context.opted_out = false;
	s.context.found.urgent = true;
	operator_does(&s, OPERATOR_ACCEPT, "", "");
	assert_int_equal(record(&s)->status, CASE_RECEIVED);
}

static void a_no_ends_the_case_and_is_told(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_DOUBTFUL, "lucknow");
	operator_does(&s, OPERATOR_DECLINE, "", "a joke");
	assert_int_equal(record(&s)->status, CASE_DECLINED);
	assert_replied(&s, SITUATION_DECLINED);
	/* What operators write to each other is not for the public. */
	assert_string_equal(effect(&s, EFFECT_REPLY)->reply.values.detail, "");
	assert_true(noted(&s, "declined: a joke"));
	assert_int_equal(told(&s), NO_EVENT);

	scene_case(&s, CASE_RECEIVED, "lucknow");
	operator_does(&s, OPERATOR_DECLINE, "", "");
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_CLOSED, "lucknow", 4);
}

static void a_case_is_assigned_without_a_public_word(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_IN_PROGRESS, "lucknow");
	operator_does(&s, OPERATOR_ASSIGN, "agra", "near the border");
	assert_int_equal(record(&s)->status, CASE_RECEIVED);
	assert_string_equal(record(&s)->owner, "agra");
	assert_false(record(&s)->owner_accepted);
	assert_int_equal(count(&s, EFFECT_EVENT), 2);
	const struct effect *first = effect(&s, EFFECT_EVENT);
	assert_event(first, EVENT_CASE_CLOSED, "lucknow", 4);
	assert_event(first + 1, EVENT_CASE_OPENED, "agra", 5);
	assert_int_equal(record(&s)->sequence, 5);
	assert_replied(&s, NO_REPLY);
	assert_true(noted(&s, "near the border"));
}

static void a_case_without_a_place_gets_one(void **state)
{
	(void)state;
	struct scene s;
	static const enum case_status from[] = {CASE_RECEIVED, CASE_NEEDS_INFO, CASE_REOPENED};
	for (size_t i = 0; i < 3; i++) {
		scene_init(&s);
		scene_case(&s, from[i], "");
		operator_does(&s, OPERATOR_ASSIGN, "agra", "");
		assert_int_equal(record(&s)->status, CASE_RECEIVED);
		assert_int_equal(count(&s, EFFECT_EVENT), 1);
		assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "agra", 1);
		assert_int_equal(count(&s, EFFECT_STOP_TIMERS), from[i] == CASE_NEEDS_INFO);
	}
}

static void a_case_is_sent_elsewhere_with_a_word_where(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.policy.follow_ups = FOLLOW_UPS_ON_REQUEST;
	operator_does(&s, OPERATOR_REDIRECT, "the consumer court", "");
	assert_int_equal(record(&s)->status, CASE_REDIRECTED);
	assert_replied(&s, SITUATION_REDIRECTED);
	assert_string_equal(effect(&s, EFFECT_REPLY)->reply.values.detail, "the consumer court");
	assert_int_equal(record(&s)->follow_ups, 0);
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_CLOSED, "lucknow", 4);
}

static void an_ended_case_is_reopened(void **state)
{
	(void)state;
	struct scene s;
	for (int from = 0; from < CASE_STATUS_COUNT; from++) {
		scene_init(&s);
		scene_case(&s, (enum case_status)from, "lucknow");
		operator_does(&s, OPERATOR_REOPEN, "", "");
		enum case_status to;
		bool can = casework_next((enum case_status)from, STEP_REOPEN, true, &to);
		assert_int_equal(s.plan.refused, !can);
		if (!can)
			continue;
		assert_int_equal(record(&s)->status, CASE_REOPENED);
		assert_false(record(&s)->owner_accepted);
		assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_UPDATED, "lucknow", 4);
		assert_replied(&s, SITUATION_REOPENED);
	}
}

static void a_declined_case_that_is_reopened_is_news_to_its_district(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_DECLINED, "lucknow");
	s.context.found.sequence = 0;
	operator_does(&s, OPERATOR_REOPEN, "", "");
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "lucknow", 1);
}

static void a_case_is_merged_into_another_silently(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.context.merge_target_exists = true;
	operator_does(&s, OPERATOR_MERGE, "NRI-OTHE-RONE", "");
	assert_int_equal(record(&s)->status, CASE_MERGED);
	assert_true(noted(&s, "merged into NRI-OTHE-RONE"));
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_CLOSED, "lucknow", 4);
	assert_replied(&s, NO_REPLY);
	assert_non_null(effect(&s, EFFECT_STOP_TIMERS));
}

static void a_note_changes_nothing(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_MERGED, "lucknow");
	operator_does(&s, OPERATOR_NOTE, "", "called back");
	assert_int_equal(s.plan.count, 1);
	assert_true(noted(&s, "called back"));
	assert_false(s.plan.refused);
}

static void what_is_not_allowed_is_refused_with_a_reason(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		enum case_status from;
		enum operator_verb verb;
		const char *to, *why;
	} cases[] = {
		{CASE_RECEIVED, OPERATOR_ACCEPT, "",
			"not allowed: accept while the case is received"},
		{CASE_FORWARDED, OPERATOR_DECLINE, "",
			"not allowed: decline while the case is forwarded"},
		{CASE_DOUBTFUL, OPERATOR_ASSIGN, "agra",
			"not allowed: hand_over while the case is doubtful"},
		{CASE_FORWARDED, OPERATOR_ASSIGN, "lucknow",
			"not allowed: lucknow has the case already"},
		{CASE_FORWARDED, OPERATOR_ASSIGN, "", "not allowed: to which district?"},
		{CASE_FORWARDED, OPERATOR_REDIRECT, "", "not allowed: redirect to whom?"},
		{CASE_RESOLVED, OPERATOR_REDIRECT, "a court",
			"not allowed: redirect while the case is resolved"},
		{CASE_FORWARDED, OPERATOR_REOPEN, "",
			"not allowed: reopen while the case is forwarded"},
		{CASE_MERGED, OPERATOR_REOPEN, "", "not allowed: reopen while the case is merged"},
		{CASE_FORWARDED, OPERATOR_MERGE, "NRI-0",
			"not allowed: no other open case has the id 'NRI-0'"},
		{CASE_FORWARDED, OPERATOR_NOTE, "", "not allowed: the note is empty"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		scene_case(&s, cases[i].from, "lucknow");
		operator_does(&s, cases[i].verb, cases[i].to, "");
		assert_string_equal(s.plan.why, cases[i].why);
		assert_true(s.plan.refused);
		assert_int_equal(s.plan.count, 1);
		assert_int_equal(s.plan.effects[0].kind, EFFECT_NOTE);
	}
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.context.merge_target_exists = true;
	operator_does(&s, OPERATOR_MERGE, "NRI-OLDC-ASE0", "");
	assert_true(s.plan.refused);
	s.context.has_case = false;
	operator_does(&s, OPERATOR_NOTE, "", "lost");
	assert_true(s.plan.refused);
	assert_nothing(&s);
}

static void a_case_is_wiped_in_whatever_status(void **state)
{
	(void)state;
	struct scene s;
	for (int status = 0; status < CASE_STATUS_COUNT; status++) {
		scene_init(&s);
		scene_case(&s, (enum case_status)status, "lucknow");
		operator_does(&s, OPERATOR_WIPE, "", "the citizen wrote to us");
		assert_false(s.plan.refused);
		assert_non_null(effect(&s, EFFECT_WIPE));
		assert_null(effect(&s, EFFECT_CHANGE_CASE));
		assert_replied(&s, NO_REPLY);
		assert_true(noted(&s, "wiped: the citizen wrote to us"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_is_wiped_in_whatever_status),
		cmocka_unit_test(a_yes_sends_a_doubtful_case_on),
		cmocka_unit_test(a_yes_may_name_the_district),
		cmocka_unit_test(a_yes_without_a_place_asks_for_it),
		cmocka_unit_test(a_no_ends_the_case_and_is_told),
		cmocka_unit_test(a_case_is_assigned_without_a_public_word),
		cmocka_unit_test(a_case_without_a_place_gets_one),
		cmocka_unit_test(a_case_is_sent_elsewhere_with_a_word_where),
		cmocka_unit_test(an_ended_case_is_reopened),
		cmocka_unit_test(a_declined_case_that_is_reopened_is_news_to_its_district),
		cmocka_unit_test(a_case_is_merged_into_another_silently),
		cmocka_unit_test(a_note_changes_nothing),
		cmocka_unit_test(what_is_not_allowed_is_refused_with_a_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
